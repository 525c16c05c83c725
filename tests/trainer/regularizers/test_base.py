from collections.abc import Iterator

import pytest

from tests.trainer.regularizers.scene import context
from trainer.regularizers.base import GROUPS, HOOKS, Regularizer, in_canonical_order, overrides
from trainer.regularizers.context import Context
from trainer.regularizers.crop_and_flip import RandomCrop, RandomFlip
from trainer.regularizers.early_stopping import EarlyStopping
from trainer.regularizers.freezing import FreezeNorms, GradualUnfreezing
from trainer.regularizers.label_smoothing import LabelSmoothing
from trainer.regularizers.mixup import Mixup
from trainer.settings.chance import derive


@pytest.fixture
def members() -> Iterator[dict[str, type]]:
    """Take out again what a test has registered."""
    before = dict(Regularizer.members)
    yield Regularizer.members
    Regularizer.members.clear()
    Regularizer.members.update(before)


def test_there_are_fifteen_hooks_and_each_has_a_user() -> None:
    assert len(HOOKS) == 15
    used = {hook for method in Regularizer.registry().values() for hook in HOOKS if overrides(method(), hook)}
    assert used == set(HOOKS)


def test_a_misspelt_hook_is_refused(members: dict[str, type]) -> None:
    with pytest.raises(TypeError, match=r"^Misspelt: transform_input is no hook; the hooks are training_data, "):

        class Misspelt(Regularizer, group="images"):
            """Not right."""

            def transform_input(self, inputs: object, ctx: Context) -> object:
                return inputs

    assert "misspelt" not in members


def test_an_unknown_group_is_refused(members: dict[str, type]) -> None:
    with pytest.raises(TypeError, match=r"^Grouped: group 'picture' is none of start, data, layers, "):

        class Grouped(Regularizer, group="picture"):
            """Not right."""

    assert "grouped" not in members


def test_a_name_that_another_module_has_is_refused(members: dict[str, type]) -> None:
    with pytest.raises(TypeError, match=r"regularizer 'mixup' of .* exists already in trainer.regularizers.mixup"):
        type("Mixup", (Regularizer,), {"__module__": __name__}, group="pairs")


def test_the_order_is_by_group_then_by_what_a_class_says_then_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FreezeNorms, "after", ("gradual_unfreezing",))
    methods = [
        EarlyStopping(), LabelSmoothing(), Mixup(), RandomFlip(), RandomCrop(), FreezeNorms(), GradualUnfreezing()
    ]  # fmt: skip
    expected = [
        "gradual_unfreezing", "freeze_norms", "random_crop", "random_flip", "mixup", "label_smoothing", "early_stopping"
    ]  # fmt: skip
    for order in (methods, methods[::-1], methods[3:] + methods[:3]):
        assert [method.component_name for method in in_canonical_order(order)] == expected


def test_every_group_is_named_once() -> None:
    assert len(set(GROUPS)) == len(GROUPS)


def test_a_method_that_overrides_nothing_acts_nowhere() -> None:
    assert [hook for hook in HOOKS if overrides(Mixup(), hook)] == ["transform_pairs"]


def test_what_a_method_remembers_is_its_own() -> None:
    ctx = context()
    ctx.memory(Mixup())["steps"] = 3
    assert ctx.memory(Mixup()) == {"steps": 3}
    assert ctx.memory(RandomCrop()) == {}
    assert ctx.memories == {"mixup": {"steps": 3}, "random_crop": {}}


def test_streams_of_chance_differ_by_method_use_epoch_step_part_and_seed() -> None:
    streams = [
        context().generator(Mixup()),
        context().generator(RandomCrop()),
        context().generator(Mixup(), "partner"),
        context(epoch=2).generator(Mixup()),
        context(step=1).generator(Mixup()),
        context(part=1).generator(Mixup()),
        context(seed=2).generator(Mixup()),
    ]
    assert len({stream.initial_seed() for stream in streams}) == len(streams)
    assert streams[0].initial_seed() == context().generator(Mixup(alpha=0.9)).initial_seed()
    assert derive(1, "a", 2, 3) != derive(1, "a", 3, 2)


def test_effects_and_warnings_carry_the_methods_name() -> None:
    ctx = context()
    ctx.report(Mixup(), "pairs", 3)
    ctx.warn(Mixup(), "alpha", "is odd")
    ctx.stop("enough")
    assert ctx.effects == {"mixup.pairs": 3}
    assert ctx.warnings == [("regularizers.mixup.alpha", "is odd")]
    assert ctx.stop_reason == "enough"
