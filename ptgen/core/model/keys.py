"""A key of a file that people write, as a field of the model that reads it."""

from typing import Any

from pydantic import BaseModel, Field

from ptgen.core.model.shapes import Json


def key(name: str, description: str, *examples: Json, **more: Any) -> Any:  # noqa: ANN401 as Field
    """A field by its key, with what editors and ``ptgen new`` say of it and show as examples.

    It may be left out and is then ``None``, or the ``default`` that is given; ``more`` is what
    pydantic takes.
    """
    return needed(name, description, *examples, **{"default": None, **more})


def needed(name: str, description: str, *examples: Json, **more: Any) -> Any:  # noqa: ANN401
    """The same for a key that has to be there."""
    return Field(alias=name, description=description, examples=list(examples), **more)


def keys_of(model: type[BaseModel]) -> tuple[str, ...]:
    """The keys that a model reads, in its order."""
    return tuple(str(field.alias) for field in model.model_fields.values())
