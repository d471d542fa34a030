"""A key of a file that people write, as a field of the model that reads it."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field

from ptgen.core.model.shapes import Json


def key(name: str, description: str, *examples: Json, **more: Any) -> Any:  # noqa: ANN401 as Field
    """A field by its key, with what editors and ``ptgen new`` say of it and show as examples.

    ``more`` is what pydantic takes, such as ``default`` where the key may be left out.
    """
    return Field(alias=name, description=description, examples=list(examples), **more)


def keys_of(model: type[BaseModel]) -> tuple[str, ...]:
    """The keys that a model reads, in its order."""
    return tuple(str(field.alias) for field in model.model_fields.values())
