"""What holds for any two projects: nothing from nothing, parts add up, reverses mirror."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from ptgen.compare.changes import Changes, ItemChange, Transfer
from ptgen.compare.pairs import Amounts
from ptgen.core.money import total
from tests.compare.making import changes, loaded
from tests.projects import PROJECT, with_budget

NAMES = st.sampled_from(
    ["租费", "租费", "培训费", "业务培训费", "设备", "设备维护", "专线", "保洁"]
)
MIRROR = {"added": "removed", "removed": "added", "changed": "changed", "unreadable": "unreadable"}


@dataclass(frozen=True)
class Node:
    name: str
    amount: int
    method: str
    share: int
    children: tuple[Node, ...] = ()

    def yaml(self, depth: int = 0) -> str:
        indent = "  " * depth
        split = f"{{2022: {self.share}%, 2023: {100 - self.share}%}}"
        years = "" if self.share == 100 else f"{indent}  分年: {split}\n"
        if self.children:
            children = self.children
            if years:
                children = tuple(replace(child, share=100) for child in children)
            below = "".join(child.yaml(depth + 2) for child in children)
            return f"{indent}- 名称: {self.name}\n{years}{indent}  明细:\n{below}"
        return (
            f"{indent}- 名称: {self.name}\n{indent}  测算: {self.amount}元\n"
            f"{indent}  方式: {self.method}\n{years}"
        )


LEAVES = st.builds(
    Node,
    NAMES,
    st.integers(1, 90_000),
    st.sampled_from(["测算", "测算", "预留"]),
    st.sampled_from([100, 100, 50]),
)
GROUPS = st.builds(
    lambda name, children, share: Node(name, 0, "测算", share, tuple(children)),
    NAMES,
    st.lists(LEAVES, min_size=1, max_size=3),
    st.sampled_from([100, 100, 40]),
)
BUDGETS = st.lists(LEAVES | GROUPS, min_size=1, max_size=4)


def project(budget: Sequence[Node], name: str) -> str:
    text = "".join(node.yaml() for node in budget)
    return with_budget(text).replace("设备运行与维护", name, 1)


FILES = st.dictionaries(
    st.sampled_from(["甲/01", "甲/02", "乙/01", "乙/03"]).map(lambda key: f"projects/{key}.yaml"),
    st.builds(project, BUDGETS, st.sampled_from(["设备运行与维护", "业务培训", "网络建设"])),
    max_size=4,
)


def add_up(differences: Sequence[Amounts], moved: Sequence[Decimal]) -> Decimal:
    return total([*(one.difference for one in differences), *moved])


def items_add_up(
    items: Sequence[ItemChange],
    transfers: Sequence[Transfer],
    amount: Amounts,
    annual: Amounts | None,
) -> None:
    """Amounts of the budget year only where no split over years stands at a group."""
    assert amount.difference == add_up(
        [item.amount for item in items], [one.amount for one in transfers]
    )
    below = [item.annual for item in items if item.annual is not None]
    moved = [one.annual for one in transfers if one.annual is not None]
    if annual is not None and (len(below), len(moved)) == (len(items), len(transfers)):
        assert annual.difference == add_up(below, moved)
    for item in items:
        if item.items or item.transfers:
            items_add_up(item.items, item.transfers, item.amount, item.annual)


def check_sums(found: Changes) -> None:
    assert found.totals.annual == Amounts(
        old=total([folder.totals.annual.old or Decimal(0) for folder in found.folders]),
        new=total([folder.totals.annual.new or Decimal(0) for folder in found.folders]),
    )
    for folder in found.folders:
        for name in ("annual", "total", "all_years"):
            moved = [
                getattr(one, "amount" if name == "all_years" else name) for one in folder.transfers
            ]
            parts = [getattr(one.totals, name) for one in folder.projects]
            assert getattr(folder.totals, name).difference == add_up(parts, moved)
        for one in folder.projects:
            items_add_up(one.items, one.transfers, one.totals.all_years, one.totals.annual)


@settings(max_examples=60)
@given(FILES, FILES)
def test_parts_add_up_to_the_whole(old: dict[str, str], new: dict[str, str]) -> None:
    found = changes(old, new)
    check_sums(found)

    def whole(files: dict[str, str]) -> Decimal:
        budgets = [one.content.budget for p, t in files.items() if (one := loaded(t, p)).content]
        return total([budget.annual for budget in budgets])

    assert found.totals.annual.difference == whole(new) - whole(old)


def shape(found: Changes, *, mirrored: bool) -> list[tuple[str, str, str, str, str]]:
    """Every amount of a change by where it stands, or what it must be in the reverse."""
    rows = []
    for one in found.projects:
        kind = MIRROR[one.kind] if mirrored else one.kind.value
        path = (one.path.new, one.path.old) if mirrored else (one.path.old, one.path.new)
        sides = (one.totals.annual.old, one.totals.annual.new)
        told = sides[::-1] if mirrored else sides
        rows.append((kind, str(path[0]), str(path[1]), str(told[0]), str(told[1])))
        rows += [row for item in one.items for row in item_shape(item, mirrored=mirrored)]
    return sorted(rows)


def item_shape(item: ItemChange, *, mirrored: bool) -> list[tuple[str, str, str, str, str]]:
    kind = MIRROR[item.kind] if mirrored else item.kind.value
    names, sides = (item.name.old, item.name.new), (item.amount.old, item.amount.new)
    if mirrored:
        names, sides = names[::-1], sides[::-1]
    row = (kind, str(names[0]), str(names[1]), str(sides[0]), str(sides[1]))
    below = [one for child in item.items for one in item_shape(child, mirrored=mirrored)]
    return [row, *below]


@settings(max_examples=60)
@given(FILES, FILES)
def test_the_reverse_mirrors(old: dict[str, str], new: dict[str, str]) -> None:
    assert shape(changes(old, new), mirrored=True) == shape(changes(new, old), mirrored=False)


@settings(max_examples=25)
@given(FILES)
def test_a_thing_and_itself_differ_in_nothing(files: dict[str, str]) -> None:
    assert changes(files, dict(files)).none
    # Even when every project is compared, as a changed unit.yaml makes it.
    from ptgen.compare.compare import changes_of

    pairs = [(loaded(text, path), loaded(text, path)) for path, text in files.items()]
    assert changes_of(pairs, ("旧", "新"), untouched=files).none


def test_the_comparison_of_sums_can_fail() -> None:
    found = changes({}, {"projects/甲/01.yaml": PROJECT})
    (folder,) = found.folders
    wrong = folder.model_copy(update={"projects": ()})
    try:
        check_sums(found.model_copy(update={"folders": (wrong,)}))
    except AssertionError:
        return
    raise AssertionError("a folder without its projects passed for complete")
