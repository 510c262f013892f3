"""Raw pictures with a time each, as a Matroska stream: the way to hand times to ffmpeg by a pipe.

Elements and their numbers: RFC 8794 (EBML) and RFC 9559 (Matroska).
"""

from collections.abc import Iterable

TICK_NS = 100_000  # 0.1 ms
TICKS_PER_S = 10_000

EBML, DOC_TYPE, DOC_TYPE_VERSION, DOC_TYPE_READ_VERSION = 0x1A45DFA3, 0x4282, 0x4287, 0x4285
SEGMENT, INFO, TIMESTAMP_SCALE = 0x18538067, 0x1549A966, 0x2AD7B1
TRACKS, TRACK_ENTRY, TRACK_NUMBER, TRACK_UID, TRACK_TYPE = 0x1654AE6B, 0xAE, 0xD7, 0x73C5, 0x83
CODEC_ID, DEFAULT_DURATION, VIDEO = 0x86, 0x23E383, 0xE0
PIXEL_WIDTH, PIXEL_HEIGHT, UNCOMPRESSED_FOURCC = 0xB0, 0xBA, 0x2EB524
CLUSTER, TIMESTAMP, SIMPLE_BLOCK = 0x1F43B675, 0xE7, 0xA3

VIDEO_TRACK = 1
RGB_24_BIT = b"RGB\x18"
UNKNOWN_SIZE = b"\x01" + b"\xff" * 7
KEY_FRAME = 0x80
BLOCK_HEAD = bytes([0x80 | VIDEO_TRACK, 0, 0, KEY_FRAME])  # 0 ticks after its cluster


def stream_head(size: tuple[int, int], fps: float) -> bytes:
    """What comes before the first frame; fps is nominal."""
    width, height = size
    video = [
        number(PIXEL_WIDTH, width),
        number(PIXEL_HEIGHT, height),
        element(UNCOMPRESSED_FOURCC, RGB_24_BIT),
    ]
    track = [
        number(TRACK_NUMBER, VIDEO_TRACK),
        number(TRACK_UID, VIDEO_TRACK),
        number(TRACK_TYPE, 1),
        number(DEFAULT_DURATION, round(1e9 / fps)),
        element(CODEC_ID, b"V_UNCOMPRESSED"),
        group(VIDEO, video),
    ]
    head = [
        element(DOC_TYPE, b"matroska"),
        number(DOC_TYPE_VERSION, 4),
        number(DOC_TYPE_READ_VERSION, 2),
    ]
    return b"".join(
        [
            group(EBML, head),
            _id_bytes(SEGMENT) + UNKNOWN_SIZE,  # a stream has no length yet
            group(INFO, [number(TIMESTAMP_SCALE, TICK_NS)]),
            group(TRACKS, [group(TRACK_ENTRY, track)]),
        ]
    )


def frame_head(t_s: float, n_bytes: int) -> bytes:
    """What comes before the bytes of a frame: a cluster of its own, which tells its time."""
    timestamp = number(TIMESTAMP, round(t_s * TICKS_PER_S))
    block = _id_bytes(SIMPLE_BLOCK) + _size_bytes(len(BLOCK_HEAD) + n_bytes) + BLOCK_HEAD
    inner = len(timestamp) + len(block) + n_bytes
    return _id_bytes(CLUSTER) + _size_bytes(inner) + timestamp + block


def element(identity: int, content: bytes) -> bytes:
    """An element with its content."""
    return _id_bytes(identity) + _size_bytes(len(content)) + content


def number(identity: int, value: int) -> bytes:
    """An element that holds an unsigned number."""
    return element(identity, value.to_bytes(8, "big"))


def group(identity: int, parts: Iterable[bytes]) -> bytes:
    """An element that holds others."""
    return element(identity, b"".join(parts))


def _id_bytes(identity: int) -> bytes:
    return identity.to_bytes((identity.bit_length() + 7) // 8, "big")


def _size_bytes(size: int) -> bytes:
    return (size | 1 << 56).to_bytes(8, "big")
