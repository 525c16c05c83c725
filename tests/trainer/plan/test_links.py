from hypothesis import given
from hypothesis import strategies as st

from trainer.plan.links import check_links, find_loops

names = st.sampled_from("abcdef")


def test_each_circle_is_found_once() -> None:
    links = {"x": "a", "a": "b", "b": "c", "c": "a", "d": "d", "e": "d", "f": "gone"}
    assert find_loops(links) == [("a", "b", "c"), ("d",)]


@given(st.dictionaries(names, names))
def test_following_the_links_ends_exactly_where_there_is_no_circle(links: dict[str, str]) -> None:
    circular = {name for loop in find_loops(links) for name in loop}
    for start in links:
        visited, name = set(), start
        while name in links and name not in visited:
            visited.add(name)
            name = links[name]
        assert (name in links) == bool(visited & circular)


def test_links_are_told_with_the_variant_that_has_them() -> None:
    links = {"tuned": "source", "other": "surce", "odd": "odd"}
    known = {"tuned": 0, "other": 0, "source": 0, "odd": 0}
    assert [(problem.place, problem.text) for problem in check_links(links, known, "extends", "extend")] == [
        ("other.extends", "no variant is called 'surce' (did you mean 'source'?)"),
        ("odd.extends", "odd → odd is a circle: no variant can extend itself, not even through others"),
    ]
