from types import SimpleNamespace

import pytest
import torch
from torch import Tensor, nn
from torch.distributions import Categorical, kl_divergence
from torch.nn.functional import cross_entropy, interpolate

from tests.trainer.engine.toy import pictures as examples
from tests.trainer.regularizers.scene import context, network, pictures
from trainer.regularizers.base import Output
from trainer.regularizers.context import Context
from trainer.regularizers.remembering import ElasticWeightConsolidation, LearningWithoutForgetting, Replay

HEAD = nn.Linear(4, 5)
FEATURES = torch.randn(6, 4, generator=torch.Generator().manual_seed(0))
INPUTS = pictures(6)


class Start(SimpleNamespace):
    """The start as it was, which says the same of anything."""

    def __call__(self, inputs: Tensor) -> Output:
        self.asked = inputs
        return Output(self.told, None, inputs)


def with_start(start: Start, model: nn.Module | None = None, **state: object) -> Context:
    ctx = context(model, **state)
    ctx.others = SimpleNamespace(start_as_it_was=lambda: start, start_on_source=lambda: start)
    return ctx


def test_the_old_head_is_to_say_of_the_new_features_what_the_start_said() -> None:
    told = torch.randn(6, 5, generator=torch.Generator().manual_seed(1))
    start = Start(told=told, answer=HEAD)
    penalty = LearningWithoutForgetting(amount=0.5, temperature=3.0).penalty(
        Output(torch.zeros(6, 3), FEATURES, INPUTS), with_start(start)
    )
    expected = kl_divergence(Categorical(logits=told / 3), Categorical(logits=HEAD(FEATURES) / 3)).mean() * 9 * 0.5
    torch.testing.assert_close(penalty, expected)
    assert start.asked is INPUTS


def replaying() -> tuple[Context, list[Tensor]]:
    """Return a run with a start and source examples, and the inputs that its network is shown."""
    shown: list[Tensor] = []

    def run(inputs: Tensor) -> Output:
        shown.append(inputs)
        return Output(torch.zeros(len(inputs), 3), FEATURES[: len(inputs)], inputs)

    ctx = with_start(Start(answer=HEAD))
    ctx.source, ctx.network = examples(), run
    return ctx, shown


def test_replayed_examples_are_answered_by_the_old_head() -> None:
    ctx, shown = replaying()
    penalty = Replay(share=0.5, amount=2.0).penalty(Output(torch.zeros(8, 3)), ctx)
    places = torch.randint(40, (4,), generator=ctx.generator(Replay()))
    inputs, labels = examples().at(places)
    assert torch.equal(shown[0], inputs)
    torch.testing.assert_close(penalty, 2 * cross_entropy(HEAD(FEATURES[:4]), labels))


def test_replay_shows_others_at_each_step_and_the_same_again_in_the_same_step() -> None:
    ctx, seen = replaying()
    for ctx.step in (0, 0, 1):
        Replay(share=0.5).penalty(Output(torch.zeros(8, 3)), ctx)
    assert torch.equal(seen[0], seen[1])
    assert not torch.equal(seen[0], seen[2])


def test_weights_are_pulled_as_hard_as_the_source_needs_them() -> None:
    """amount/2 * (F1 d1^2 + F2 d2^2) with F = (3, 0.5), d = (2, -4): 10/2 * (12 + 8) = 100; slopes 10 F d."""
    model = nn.Linear(2, 1, bias=False)
    method, ctx = ElasticWeightConsolidation(amount=10.0), context(model)
    ctx.memory(method).update(anchor={"weight": model.weight.detach() - torch.tensor([[2.0, -4.0]])})
    ctx.memory(method).update(fisher={"weight": torch.tensor([[3.0, 0.5]])})
    penalty = method.penalty(Output(torch.zeros(1, 3)), ctx)
    penalty.backward()
    assert penalty.item() == pytest.approx(100, rel=1e-5)
    assert model.weight.grad.tolist() == [pytest.approx([60, -20], rel=1e-5)]


def test_new_parameters_are_not_held_and_the_start_itself_pays_nothing() -> None:
    model = network()
    start = Start(network=network().eval(), normalize=lambda inputs: interpolate(inputs, (6, 6)))
    ctx = with_start(start, model, new_parameters=frozenset({"6.weight", "6.bias"}))
    ctx.source = examples()
    method = ElasticWeightConsolidation(examples=5)
    method.before_training(ctx)
    assert not {"6.weight", "6.bias"} & ctx.memory(method)["fisher"].keys()
    assert ctx.effects == {"elastic_weight_consolidation.anchored": 4 * 9 + 4 + 8 + 144 * 8 + 8}
    assert method.penalty(Output(torch.zeros(1, 3)), ctx).item() == 0
    assert all((value > 0).any() for name, value in ctx.memory(method)["fisher"].items() if name.startswith("4"))
    nn.init.zeros_(model.get_parameter("0.weight"))
    method.before_training(ctx)
    assert method.penalty(Output(torch.zeros(1, 3)), ctx).item() > 0, "the anchor is the start, not what a soup is"
