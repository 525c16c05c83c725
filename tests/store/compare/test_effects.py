from typing import Any

from store.compare.effects import effective_table
from store.compare.groups import Group
from store.compare.table import Row, Table
from tests.store.compare.scene import group, member


def group_with(*effective: dict[str, Any], variant: str = "baseline") -> Group:
    members = [member(seed, 0.9, effective=one) for seed, one in enumerate(effective)]
    return group(variant, members=members)


def table(*groups: Group) -> Table:
    return effective_table(groups, [one.variant for one in groups])


def row(found: Table, key: str) -> Row:
    return next(row for row in found.rows if row.key == key)


def test_facts_of_all_seeds_are_told_as_one_value_or_as_a_span() -> None:
    found = table(
        group_with({"a.layers": 3, "a.by": "x"}, {"a.layers": 3, "a.by": "y"}),
        group_with({"a.layers": 9}, {"a.layers": 10}, variant="tuned"),
    )
    assert [cell.text for cell in row(found, "a.layers").cells] == ["a.layers", "3", "9 to 10"]
    assert [cell.value for cell in row(found, "a.layers").cells[1:]] == [3, [9, 10]]
    assert [cell.text for cell in row(found, "a.by").cells] == ["a.by", "x, y", "–"]
    assert [cell.value for cell in row(found, "a.by").cells[1:]] == [["x", "y"], None]


def test_only_facts_that_two_groups_tell_unlike_differ() -> None:
    found = table(
        group_with({"same": 1, "other": 1, "mine": 5}), group_with({"same": 1, "other": 2, "yours": 5}, variant="tuned")
    )
    assert [one.key for one in found.without_lesser().rows] == ["other"]
    assert [cell.mark for cell in row(found, "other").cells[1:]] == ["", "differs"]
    assert [cell.mark for cell in row(found, "same").cells[1:]] == ["dim", "dim"]


def test_the_first_group_that_has_a_fact_is_what_others_differ_from() -> None:
    one, two, three = (group_with(facts, variant=name) for name, facts in (("a", {}), ("b", {"x": 1}), ("c", {"x": 2})))
    assert [cell.mark for cell in row(table(one, two, three), "x").cells[1:]] == ["", "", "differs"]
