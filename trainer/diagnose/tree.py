"""The questions of a search as a tree: under each part of it what was asked there, and the parts that came of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from trainer.diagnose.inquiry import Part, Step


@dataclass(slots=True)
class Node:
    """A question, or a part of the search with what stands under it."""

    what: Part | Step
    children: list["Node"] = field(default_factory=list)


def tree_of(steps: Iterable[Step]) -> list[Node]:
    """Return the nodes at the top, in the order of the questions; equal parts that follow each other are one."""
    top: list[Node] = []
    for step in steps:
        siblings = top
        for part in step.trail:
            if not siblings or siblings[-1].what != part:
                siblings.append(Node(part))
            siblings = siblings[-1].children
        siblings.append(Node(step))
    return top
