"""The file formats as JSON Schemas, made from their classes: editors check and complete with them.

They say what a schema can: keys, types, ranges, and that nothing else may be written. What only the
classes' own checks know (units in the keys, swapped ends, what a kind needs) they cannot say; the
reader does.
"""

from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from coach.definitions import Exercise
from coach.programmes import Programme
from coach.signals import SIGNALS
from coach.tables import Table

DIALECT = "http://json-schema.org/draft-07/schema#"  # what the TOML plugins of editors understand


class _TomlSchema(GenerateJsonSchema):
    """A schema of what may be *written*: TOML has no null, so an optional key is left out."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        if schema.get("default") is None:
            return self.generate_inner(schema["schema"])
        return super().default_schema(schema)

    def tuple_schema(self, schema: core_schema.TupleSchema) -> JsonSchemaValue:
        """Pairs are lists of two alike: words for that are the same in every dialect."""
        found = super().tuple_schema(schema)
        if kinds := found.pop("prefixItems", None):
            if any(kind != kinds[0] for kind in kinds):
                raise TypeError("a list of different kinds needs words for each place")
            found["items"] = kinds[0]
        return found

    def field_title_should_be_set(self, schema: Any) -> bool:
        """A title that only repeats the key tells nothing."""
        return False


def exercise_schema() -> dict[str, Any]:
    """The JSON Schema of one exercise file, ready for json.dumps."""
    found = _schema(Exercise)
    tables = found.pop("$defs")
    for table in tables.values():
        if "signal" in table["properties"]:
            table["properties"]["signal"]["enum"] = list(SIGNALS)
    return {"$schema": DIALECT, **found, "definitions": tables}


def programme_schema() -> dict[str, Any]:
    """The JSON Schema of one programme file, ready for json.dumps."""
    found = _schema(Programme)
    tables = found.pop("$defs")
    return {"$schema": DIALECT, **found, "definitions": tables}


def _schema(table: type[Table]) -> dict[str, Any]:
    return table.model_json_schema(
        schema_generator=_TomlSchema, ref_template="#/definitions/{model}"
    )
