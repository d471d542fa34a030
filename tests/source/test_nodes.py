"""Finding nodes and places, and laying one mapping over another."""

from ptgen.source.nodes import (
    Mapping,
    find,
    key_span,
    merged,
    plain,
    scalars,
    start,
    value_span,
    without_taken_away,
)
from ptgen.source.parse import read


def root(text: str) -> Mapping:
    made = read(text.encode(), "a.yaml").root
    assert made is not None
    return made


TREE = "a: 1\nb:\n  - c: 甲\n    d: |\n      乙\n      丙\n  - 丁\ne:\n"


def test_the_last_node_on_the_way_is_found() -> None:
    tree = root(TREE)
    assert plain(find(tree, ("b", 0, "c"))) == "甲"
    assert plain(find(tree, ("b", 5, "c"))) == [{"c": "甲", "d": "乙\n丙\n"}, "丁"]
    assert find(tree, ("x", "y")) == tree
    assert plain(find(tree, ("a", "y"))) == "1"
    assert find(tree, (0,)) == tree


def test_values_are_pointed_at_and_keys_where_values_are_long_or_blank() -> None:
    tree = root(TREE)
    assert (value_span(tree, ("a",)).line, value_span(tree, ("a",)).column) == (1, 4)
    assert value_span(tree, ("b", 0, "d")) == key_span(tree, ("b", 0, "d"))
    assert value_span(tree, ("e",)) == key_span(tree, ("e",))
    assert key_span(tree, ("b", 0, "d")).line == 4
    assert value_span(tree, ("b", 1)).line == 7
    assert key_span(tree, ("b", 0, "x")).line == 3
    assert key_span(tree, ()).line == 1


def test_a_list_or_mapping_begins_where_its_first_text_does() -> None:
    tree = root(TREE)
    assert (start(find(tree, ("b",))).line, start(find(tree, ("b",))).column) == (3, 5)
    assert start(root("")).line == 1
    empty = find(root("a: 1\nb: []\n"), ("b",))
    assert (start(empty).line, start(empty).column) == (2, 4)


def test_scalars_come_in_the_order_of_the_file() -> None:
    assert [loc for loc, _ in scalars(root(TREE))] == [
        ("a",),
        ("b", 0, "c"),
        ("b", 0, "d"),
        ("b", 1),
        ("e",),
    ]


def test_own_keys_come_before_defaults() -> None:
    own, unit = root("a: 1\nb: 2\n"), root("b: 3\nc: 4\nd: 5\n")
    assert plain(own.over(unit, frozenset({"d"}))) == {"a": "1", "b": "2", "c": "4"}


def test_mappings_are_merged_and_all_else_is_replaced() -> None:
    base = root("a: {x: 1, y: 2}\nb: [1]\nc: 甲\nd: 乙\n")
    over = root("a: {y: 3, z: 4}\nb: [2, 3]\nd:\ne: 5\n")
    assert plain(without_taken_away(merged(over, base))) == {
        "a": {"x": "1", "y": "3", "z": "4"},
        "b": ["2", "3"],
        "c": "甲",
        "e": "5",
    }


def test_merged_nodes_keep_their_places() -> None:
    base = read(b"a: {x: 1}\n", "base").root
    over = read(b"\na: {y: 2}\n", "over").root
    assert base is not None
    assert over is not None
    both = merged(over, base)
    assert value_span(both, ("a", "x")).path == "base"
    assert value_span(both, ("a", "y")).path == "over"
