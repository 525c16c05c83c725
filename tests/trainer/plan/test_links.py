from graphlib import CycleError, TopologicalSorter

from hypothesis import given
from hypothesis import strategies as st

from trainer.plan.links import check_links, find_loops

names = st.sampled_from("abcdef")


def test_each_circle_is_found_once() -> None:
    links = {"x": "a", "a": "b", "b": "c", "c": "a", "d": "d", "e": "d", "f": "gone"}
    assert find_loops({name: [target] for name, target in links.items()}) == [("a", "b", "c"), ("d",)]


def test_two_circles_through_one_variant_are_both_found() -> None:
    assert find_loops({"a": ["b", "c"], "b": ["a"], "c": ["a"]}) == [("a", "b"), ("a", "c")]


@given(st.dictionaries(names, st.lists(names, max_size=3)))
def test_there_is_a_circle_exactly_where_no_order_can_be_found(links: dict[str, list[str]]) -> None:
    try:
        list(TopologicalSorter(links).static_order())
    except CycleError:
        assert find_loops(links)
    else:
        assert not find_loops(links)


def test_links_are_told_with_the_variant_that_has_them() -> None:
    links = {
        name: [("extends", target)] for name, target in {"tuned": "source", "other": "surce", "odd": "odd"}.items()
    }
    known = {"tuned": 0, "other": 0, "source": 0, "odd": 0}
    assert [(problem.place, problem.text) for problem in check_links(links, known, "extend")] == [
        ("other.extends", "no variant is called 'surce' (did you mean 'source'?)"),
        ("odd.extends", "odd → odd is a circle: no variant can extend itself, not even through others"),
    ]
