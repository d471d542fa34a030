"""Compute every text of a project, and find ``{{ }}`` where it may not stand.

``{{ }}`` computes in all that prints as a text (:mod:`ptgen.core.prose.places`); anywhere else it is a
finding, so that none reaches a document.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from ptgen.core.budget.amounts import ItemAmount
from ptgen.core.diagnostics import Diagnostic, error, few
from ptgen.core.model.project import Project
from ptgen.core.prose.expand import computes, expand
from ptgen.core.prose.places import Place, texts
from ptgen.core.prose.values import Context, Value
from ptgen.core.source.nodes import Loc, Scalar, find, key_span, located, plain, value_span
from ptgen.core.source.nodes import Mapping as Nodes

MAX_EXPRESSIONS = 1000
MAX_LETTERS = 1_000_000
"""What the texts of one project may hold of ``{{ }}``, and how long they may become by it."""


@dataclass(frozen=True, slots=True)
class Texts:
    """The computed sentences by path; one that computes nothing stands for itself.

    ``labels`` are the computed texts of the project's edition by what is written there.
    """

    sentences: Mapping[Loc, str]
    labels: Mapping[str, str] = field(default_factory=dict)

    def at(self, loc: Loc, written: str) -> str:
        """The final text for what is ``written`` at a path."""
        return self.sentences.get(loc, written)

    def note(self, item: ItemAmount, key: str) -> str:
        """The 说明 or 备注 of a line of the budget; empty where it has none."""
        written = {"说明": item.item.note, "备注": item.item.remark}[key]
        return "" if written is None else self.at((*item.loc, key), written).strip()

    def label(self, written: str) -> str:
        """The final text for what is ``written`` in the edition."""
        return self.labels.get(written, written)

    def title(self, document: str, own: str | None, usual: str) -> str:
        """The title of a document: the project's own, else the edition's usual one."""
        return self.at(("文书标题", document), own) if own else self.label(usual)


def fill(
    project: Project, context: Context, root: Nodes
) -> tuple[Project, Context, Mapping[Loc, str], tuple[Diagnostic, ...]]:
    """The project with its values computed, what its texts may name, the computed sentences.

    And the findings at their places. Keys that an edition adds may name what does not compute
    itself; all else may name them.
    """
    own = [
        key for key, value in project.further.items() if isinstance(value, str) and computes(value)
    ]
    filling = _ProjectTexts({key: value for key, value in context.items() if key not in own}, root)
    found = few(filling.run(own))
    if filling.values:
        project = Project.model_validate(plain(root, filling.values))
        computed = {key: str(project.further[key]) for key in own}
        context = MappingProxyType({**context, **computed})
    return project, context, MappingProxyType(filling.sentences), found


class _ProjectTexts:
    """Computes the texts of one project; stops where they compute or grow too much."""

    def __init__(self, context: Context, root: Nodes) -> None:
        self._context = dict(context)
        self._root = root
        self._expressions = self._letters = 0
        self.sentences: dict[Loc, str] = {}
        self.values: dict[Loc, str] = {}

    def run(self, own: Collection[str]) -> Iterator[Diagnostic]:
        """The findings; ``own`` are the edition's keys that compute, which others may name."""
        computing = [one for one in texts(self._root) if "{" in one[1].text or "｛" in one[1].text]
        first = [one for one in computing if one[0][0] in own]
        others = [one for one in computing if one[0][0] not in own]
        named: dict[str, Value] = {}
        for loc, scalar, place in first:
            yield from self._text(loc, scalar, place)
            named[str(loc[0])] = self.values.get(loc, scalar.text)
        self._context |= named
        for loc, scalar, place in others:
            if self._expressions > MAX_EXPRESSIONS or self._letters > MAX_LETTERS:
                return
            yield from self._text(loc, scalar, place)

    def _text(self, loc: Loc, scalar: Scalar, place: Place) -> Iterator[Diagnostic]:
        if place is Place.AMOUNT or not computes(scalar.text):
            return
        if place is Place.FIXED:
            if "{{" in scalar.text.replace("｛", "{"):
                yield self._fixed(loc, scalar)
            return
        self._expressions += scalar.text.count("{{")
        if self._expressions > MAX_EXPRESSIONS:
            message = f"文字里的“{{{{ }}}}”超过 {MAX_EXPRESSIONS} 处"
            yield self._too_much(loc, message, "请减少，或分成几个项目")
            return
        result = expand(scalar.text, self._context)
        made = self.values if place is Place.VALUE else self.sentences
        made[loc] = result.text.strip()
        yield from (located(fault, self._root, loc) for fault in result.faults)
        self._letters += len(result.text)
        if self._letters > MAX_LETTERS:
            message = f"文字里的“{{{{ }}}}”填写以后，总长超过 {MAX_LETTERS} 个字"
            yield self._too_much(loc, message, "请减少对长文字的引用")

    def _too_much(self, loc: Loc, message: str, hint: str) -> Diagnostic:
        return error("PT111", value_span(self._root, loc), message, hint)

    def _fixed(self, loc: Loc, scalar: Scalar) -> Diagnostic:
        name = next((step for step in reversed(loc) if isinstance(step, str)), "")
        is_key = scalar is not find(self._root, loc)
        place_name = "名称和小标题" if is_key else f"“{name}”"
        span = key_span(self._root, loc) if is_key else value_span(self._root, loc)
        hint = "请写成文字；正文、目标、说明、备注、指标值和版式增加的键里才能写“{{ }}”"
        return error("PT111", span, f"{place_name}里不能写“{{{{ }}}}”", hint)
