from types import SimpleNamespace

import pytest
import torch

from tests.trainer.regularizers.scene import context, network, pictures
from trainer.regularizers.base import Regularizer, in_canonical_order
from trainer.regularizers.context import Context
from trainer.regularizers.model_soup import ModelSoup

RUNS = {"run:a": [network(1)], "seeds:b": [network(2), network(3)]}


def souped(method: ModelSoup) -> Context:
    ctx = context(network())
    ctx.others = SimpleNamespace(weights=lambda name: [model.state_dict() for model in RUNS[name]])
    ctx.training_inputs = lambda: iter([pictures(40), pictures(30) * 2])
    method.before_training(ctx)
    return ctx


def test_a_soup_is_the_mean_of_all_its_ingredients() -> None:
    ctx = souped(ModelSoup(of=("run:a", "seeds:b")))
    states = [model.state_dict() for models in RUNS.values() for model in models]
    for name, parameter in ctx.model.named_parameters():
        torch.testing.assert_close(parameter.detach(), sum(state[name] for state in states) / 3)
    assert ctx.effects == {"model_soup.ingredients": 3}
    assert not ctx.warnings


def test_statistics_are_taken_anew_as_torchs_update_bn_does() -> None:
    ctx = souped(ModelSoup(of=("run:a", "seeds:b")))
    reference = network()
    reference.load_state_dict(ctx.model.state_dict())
    torch.optim.swa_utils.update_bn([pictures(40), pictures(30) * 2], reference)
    torch.testing.assert_close(ctx.model[1].running_mean, reference[1].running_mean)
    torch.testing.assert_close(ctx.model[1].running_var, reference[1].running_var)
    assert ctx.model[1].momentum == 0.1
    assert ctx.model[1].training


def test_statistics_may_be_averaged_like_weights() -> None:
    ctx = souped(ModelSoup(of=("run:a",), renew_statistics=False))
    assert torch.equal(ctx.model[1].running_var, torch.ones(4))


def test_one_ingredient_is_no_soup() -> None:
    assert souped(ModelSoup(of=("run:a",))).warnings == [
        ("regularizers.model_soup.of", "averages nothing: there is one ingredient only")
    ]


def test_another_network_is_no_ingredient() -> None:
    ctx = context(network())
    ctx.others = SimpleNamespace(weights=lambda name: [{"0.weight": torch.zeros(1)}])
    with pytest.raises(
        ValueError, match=r"^regularizers.model_soup.of: 'start' has no '0.weight' of the shape \(4, 1,"
    ):
        ModelSoup().before_training(ctx)


def test_adapters_are_no_part_of_a_soup() -> None:
    ctx = context(network())
    ctx.model[4].lora_down = torch.nn.Parameter(torch.ones(2, 144))
    ctx.others = SimpleNamespace(weights=lambda name: [network(1).state_dict()])
    ModelSoup(of=("run:a",), renew_statistics=False).before_training(ctx)
    assert torch.equal(ctx.model[4].weight, network(1)[4].weight)
    assert torch.equal(ctx.model[4].lora_down, torch.ones(2, 144))


def test_each_ingredient_of_several_seeds_is_looked_at() -> None:
    ctx = context(network())
    wide = {**network(1).state_dict(), "6.weight": torch.zeros(3, 9)}
    found = {"seeds:a": [network(2).state_dict(), network(3).state_dict()], "run:wide": [wide]}
    ctx.others = SimpleNamespace(weights=found.__getitem__)
    with pytest.raises(ValueError, match=r"'run:wide' has no '6.weight' of the shape \(3, 8\)"):
        ModelSoup(of=("seeds:a", "run:wide")).before_training(ctx)


def test_the_soup_of_a_network_without_a_start_is_its_start() -> None:
    names = frozenset(name for name, _ in network().named_parameters())
    for new, left in ((names, frozenset()), (frozenset({"6.weight"}), {"6.weight"})):
        ctx = context(network(), new_parameters=new)
        ModelSoup(of=("run:a",)).build_model(ctx.model, ctx)
        assert ctx.new_parameters == left


def test_the_soup_is_there_before_any_method_looks_at_the_weights() -> None:
    methods = [method() for method in Regularizer.registry().values()]
    assert in_canonical_order(methods)[0].component_name == "model_soup"
