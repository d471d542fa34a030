"""Every example is built, imported and built again: the same project, the same documents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from ptgen.core.budget.amounts import ItemAmount
from ptgen.core.filesystem import builtin_templates, discover, disk_files
from ptgen.core.loader import Content, Loader
from ptgen.core.model.project import DocumentKind
from ptgen.importer.comparison import Likeness, drawn_texts, exact
from ptgen.importer.plan import ImportPlan, plan_import
from ptgen.read.read import read_document
from ptgen.render.docx.renderer import WordRenderer
from ptgen.view.form import form_of
from ptgen.view.narrative import narrative_of

UNITS = sorted(path.parent for path in Path("projects").glob("*/unit.yaml"))


@dataclass(frozen=True)
class RoundTrip:
    """A unit's projects as they were, and as they came back out of their Word files."""

    before: tuple[Content, ...]
    plan: ImportPlan

    @property
    def after(self) -> tuple[Content, ...]:
        found = [project.loaded.content for project in self.plan.projects]
        return tuple(one for one in found if one is not None)


def contents(folder: Path) -> Iterator[Content]:
    loader = Loader(disk_files([folder]))
    for file in discover([folder])[0]:
        content = loader.load(file).content
        assert content is not None
        yield content


@pytest.fixture(scope="module", params=UNITS, ids=lambda folder: folder.name)
def trip(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> RoundTrip:
    folder, out = request.param, tmp_path_factory.mktemp("documents")
    before = tuple(contents(folder))
    written = []
    renderer = WordRenderer(builtin_templates())
    for number, content in enumerate(before, 1):
        for kind in content.project.documents:
            view = narrative_of if kind is DocumentKind.NARRATIVE else form_of
            path = out / f"{number:02}" / f"{kind.value}.docx"
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(renderer.render(view(content)))
            written.append(path)
    documents = [read_document(path) for path in written]
    return RoundTrip(before, plan_import(documents, out / "projects" / "unit", None, None))


def item(one: ItemAmount) -> tuple[object, ...]:
    formula = None if one.formula is None else one.formula.value
    said = (one.item.method, one.item.remark or "", one.years)
    return one.name, one.amount, one.annual, formula, said, tuple(map(item, one.items))


def texts(content: Content) -> list[str]:
    found = []
    if DocumentKind.NARRATIVE in content.project.documents:
        narrative = narrative_of(content)
        found += [narrative.title, *drawn_texts(narrative.blocks)]
    if DocumentKind.FORM in content.project.documents:
        form = form_of(content)
        found += [form.title, form.subtitle, *(cell.text for cell in form.table.cells)]
    return [exact(text) for text in found]


def test_every_project_comes_back_under_its_name(trip: RoundTrip) -> None:
    assert [one.project.name for one in trip.after] == [one.project.name for one in trip.before]


def test_the_documents_say_the_same(trip: RoundTrip) -> None:
    for before, after in zip(trip.before, trip.after, strict=True):
        assert texts(after) == texts(before)


def test_the_comparison_finds_nothing(trip: RoundTrip) -> None:
    found = [
        one for each in trip.plan.projects for document in each.documents for one in document.texts
    ]
    assert len(found) > 50
    assert {one.likeness for one in found} <= {Likeness.SAME, Likeness.NEW}


def test_the_items_have_their_formulas_years_and_remarks(trip: RoundTrip) -> None:
    for before, after in zip(trip.before, trip.after, strict=True):
        if DocumentKind.NARRATIVE in before.project.documents:
            assert tuple(map(item, after.budget.items)) == tuple(map(item, before.budget.items))
        assert after.budget.annual == before.budget.annual
        # What ptgen writes from the items is left to it.
        assert after.project.arrangement == before.project.arrangement
        assert after.project.period == before.project.period


def test_fields_goals_and_indicators_are_the_same(trip: RoundTrip) -> None:
    for before, after in zip(trip.before, trip.after, strict=True):
        assert after.project.indicators == before.project.indicators
        for name in ("year", "department", "implementer", "start", "end"):
            assert getattr(after.project, name) == getattr(before.project, name), name
        assert after.layout == before.layout
