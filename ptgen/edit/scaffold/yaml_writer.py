"""Write values as the YAML that a person would write, in a line or over several."""

from collections.abc import Iterator
from typing import cast

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from ptgen.edit.formatter.spelling import spelled

Example = str | list["Example"] | dict[str, "Example"]


def _field(model: type[BaseModel], key: str) -> FieldInfo:
    """The field that a key of the file is read into; raises ``StopIteration`` for an unknown one."""
    return next(field for field in model.model_fields.values() if field.alias == key)


def examples(model: type[BaseModel], key: str) -> tuple[Example, ...]:
    """The examples that the model gives for a key."""
    return tuple(cast("list[Example]", _field(model, key).examples or []))


def about(model: type[BaseModel], key: str) -> str:
    """What the model says about a key, with the choices that it leaves."""
    field = _field(model, key)
    choices = getattr(field.annotation, "__members__", {})
    listed = "、".join(str(member.value) for member in choices.values())
    return f"{field.description or key}{f'；可选：{listed}' if listed else ''}"


def of_year(value: Example, year: int) -> Example:
    """An example of 2026 and 2027 as one of the project's year and the next."""
    if isinstance(value, list):
        return [of_year(item, year) for item in value]
    if isinstance(value, dict):
        return {_moved(key, year): of_year(item, year) for key, item in value.items()}
    return _moved(str(value), year)


def _moved(text: str, year: int) -> str:
    return text.replace("2027", str(year + 1)).replace("2026", str(year))


def in_line(value: Example) -> str:
    """``{上年结转资金: 1000元, 其他资金: 2000元}``."""
    if isinstance(value, dict):
        inner = ", ".join(
            f"{spelled(key, flow=True)}: {in_line(one)}" for key, one in value.items()
        )
        return f"{{{inner}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(in_line, value))}]"
    return spelled(value, flow=True)


def in_block(key: str, value: Example, mark: str, lead: str = "") -> Iterator[str]:
    """The lines of a key and its value, with ``mark`` behind each line that has a value."""
    if isinstance(value, str):
        yield f"{lead}{key}: {spelled(value)}{mark}"
        return
    yield f"{lead}{key}:"
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from in_block(name, inner, mark, f"{lead}  ")
    else:
        for item in value:
            text = spelled(item) if isinstance(item, str) else in_line(item)
            yield f"{lead}  - {text}{mark}"
