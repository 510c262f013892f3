"""Write into a TFLite network how its input picture is scaled, as MediaPipe asks for.

Importing this module imports MediaPipe, which carries the two flatbuffer schemas and takes a
second to load.
"""

import flatbuffers
import numpy as np
from mediapipe.tasks.metadata import metadata_schema_py_generated as metadata_schema
from mediapipe.tasks.metadata import schema_py_generated as model_schema

_MODEL_ID = b"TFL3"
_METADATA_ID = b"M001"
_METADATA_NAME = b"TFLITE_METADATA"
_CHANNELS = 3  # red, green, blue


def with_normalization(model: bytes, mean: float, std: float) -> bytes:
    """The TFLite `model` with the note that its input is (picture - mean) / std.

    mean, std: in grey levels, 0 to 255, the same for all three channels.
    The weights stay what they are. A note that is already there would win: give models without.
    """
    network = model_schema.ModelT.InitFromPackedBuf(model)
    note = np.frombuffer(_normalization_note(mean, std), np.uint8)
    network.buffers.append(model_schema.BufferT(data=note))
    network.metadata = [
        *(network.metadata or []),
        model_schema.MetadataT(name=_METADATA_NAME, buffer=len(network.buffers) - 1),
    ]
    builder = flatbuffers.Builder(len(model) + len(note) + 4096)
    builder.Finish(network.Pack(builder), _MODEL_ID)
    return bytes(builder.Output())


def _normalization_note(mean: float, std: float) -> bytes:
    scaling = metadata_schema.ProcessUnitT(
        optionsType=metadata_schema.ProcessUnitOptions.NormalizationOptions,
        options=metadata_schema.NormalizationOptionsT(
            mean=[mean] * _CHANNELS, std=[std] * _CHANNELS
        ),
    )
    picture = metadata_schema.TensorMetadataT(processUnits=[scaling])
    whole = metadata_schema.ModelMetadataT(
        subgraphMetadata=[metadata_schema.SubGraphMetadataT(inputTensorMetadata=[picture])]
    )
    builder = flatbuffers.Builder(256)
    builder.Finish(whole.Pack(builder), _METADATA_ID)
    return bytes(builder.Output())
