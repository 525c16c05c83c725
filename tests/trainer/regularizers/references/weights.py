"""Methods on weights: penalties, limits, and what is set to zero."""

from types import SimpleNamespace

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.utils import prune

from tests.trainer.engine.toy import pictures as examples
from tests.trainer.regularizers.references import reference
from tests.trainer.regularizers.scene import context, network, pictures
from trainer.layers.finding import weighted_layers
from trainer.regularizers.base import Output
from trainer.regularizers.batch_spectral_shrinkage import BatchSpectralShrinkage
from trainer.regularizers.gradual_pruning import GradualPruning
from trainer.regularizers.l1 import L1
from trainer.regularizers.l2_sp import L2SP
from trainer.regularizers.max_norm import MaxNorm
from trainer.regularizers.pruning import Pruning
from trainer.regularizers.remembering import ElasticWeightConsolidation
from trainer.regularizers.weight_decay import WeightDecay

OUT = Output(torch.zeros(2, 3))


@reference("weight_decay", by="torch.optim.AdamW, three steps")
def weight_decay() -> tuple[list[Tensor], list[Tensor]]:
    method, model, plain = WeightDecay(amount=0.3, spare_norms_and_biases=False), network(), network()
    ctx, named = context(model), dict(model.named_parameters())
    groups = method.param_groups([{"params": list(named.values()), "names": list(named)}], ctx)
    ctx.optimizer = torch.optim.AdamW(groups, lr=0.01, weight_decay=0.0)
    theirs = torch.optim.AdamW(plain.parameters(), lr=0.01, weight_decay=0.3)
    for _ in range(3):
        for net, optimizer in ((model, ctx.optimizer), (plain, theirs)):
            optimizer.zero_grad()
            net(pictures()).square().mean().backward()
        method.transform_gradients(ctx)
        ctx.optimizer.step()
        theirs.step()
    return list(model.parameters()), list(plain.parameters())


@reference("l2_sp", by="torch.nn.MSELoss against the start, and against zero for the new head")
def l2_sp() -> tuple[Tensor, Tensor]:
    method, start, new = L2SP(amount=0.4, new_amount=0.2), network(0), ("6.weight", "6.bias")
    ctx = context(network(0), new_parameters=frozenset(new))
    method.before_training(ctx)
    ctx.model.load_state_dict(network(1).state_dict())
    square, expected = nn.MSELoss(reduction="sum"), torch.zeros(())
    for name, value in network(1).named_parameters():
        fresh = name in new
        goal = torch.zeros_like(value) if fresh else start.get_parameter(name)
        expected = expected + square(value, goal) * (0.2 if fresh else 0.4) / 2
    return method.penalty(OUT, ctx), expected


@reference("l1", by="torch.nn.L1Loss against zero")
def l1() -> tuple[Tensor, Tensor]:
    model, distance = network(), nn.L1Loss(reduction="sum")
    pulled = [parameter for parameter in model.parameters() if parameter.dim() > 1]
    expected = 0.03 * torch.stack([distance(weight, torch.zeros_like(weight)) for weight in pulled]).sum()
    return L1(amount=0.03).penalty(OUT, context(model)), expected


@reference("max_norm", by="torch.renorm")
def max_norm() -> tuple[list[Tensor], list[Tensor]]:
    method, ctx = MaxNorm(limit=0.5), context(network())
    method.before_training(ctx)
    method.after_step(ctx)
    return _weights(ctx.model), [torch.renorm(weight, 2, 0, 0.5) for weight in _weights(network())]


@reference("batch_spectral_shrinkage", by="numpy.linalg.svd")
def batch_spectral_shrinkage() -> tuple[Tensor, Tensor]:
    features = torch.randn(10, 6, generator=torch.Generator().manual_seed(0))
    ours = BatchSpectralShrinkage(amount=0.5, smallest=2).penalty(Output(torch.zeros(10, 3), features), context())
    values = np.linalg.svd(features.double().numpy(), compute_uv=False)
    return ours, torch.tensor(0.5 * (values[-2:] ** 2).sum())


@reference("pruning", by="torch.nn.utils.prune.global_unstructured with L1Unstructured")
def pruning() -> tuple[list[Tensor], list[Tensor]]:
    return _weights(Pruning(share=0.4).build_model(network(), context())), _pruned_by_torch(0.4)


@reference(
    "gradual_pruning",
    by="torch.nn.utils.prune.global_unstructured at the shares of Zhu & Gupta 2017, equation 1, worked by hand",
)
def gradual_pruning() -> tuple[list[Tensor], list[Tensor]]:
    """Of 20 steps it prunes the 4th, 8th, 12th and 16th: 0.8 + (0.2 - 0.8) (1 - k/3)^3 for k = 0 to 3."""
    method = GradualPruning(share=0.8, initial_share=0.2, begin=0.2, end=0.8, every=4)
    ctx, ours = context(network(), steps_per_epoch=5), list[Tensor]()
    method.before_training(ctx)
    for now in range(20):
        ctx.epoch, ctx.step = now // 5 + 1, now % 5
        method.after_step(ctx)
        if now + 1 in (4, 8, 12, 16):
            ours += [weight.clone() for weight in _weights(ctx.model)]
    shares = (0.2, 0.8 - 0.6 * 8 / 27, 0.8 - 0.6 / 27, 0.8)
    return ours, [weight for share in shares for weight in _pruned_by_torch(share)]


@reference("elastic_weight_consolidation", by="torch.func.vmap of torch.func.grad for the Fisher information")
def elastic_weight_consolidation() -> tuple[Tensor, Tensor]:
    method, head = ElasticWeightConsolidation(amount=10.0, examples=7), nn.Linear(4, 3, bias=False)
    head.weight.data = torch.randn(3, 4, generator=torch.Generator().manual_seed(0)) / 9
    start = SimpleNamespace(network=head, normalize=lambda inputs: inputs.flatten(1)[:, :4])
    ctx, old = context(head), head.weight.detach().clone()
    ctx.source, ctx.others = examples(), SimpleNamespace(start_as_it_was=lambda: start)
    method.before_training(ctx)
    head.weight.data += 0.1
    generator = ctx.generator(method)
    inputs = examples().at(torch.randperm(40, generator=generator)[:7])[0].flatten(1)[:, :4]
    drawn = torch.cat([torch.multinomial((old @ one).softmax(0), 1, generator=generator) for one in inputs])

    def log_probability(weight: Tensor, one: Tensor, label: Tensor) -> Tensor:
        return (weight @ one).log_softmax(0).gather(0, label[None]).sum()

    gradients = torch.func.vmap(torch.func.grad(log_probability), (None, 0, 0))(old, inputs, drawn)
    return method.penalty(OUT, ctx), 10 / 2 * (gradients.square().mean(0) * 0.1**2).sum()


def _weights(model: nn.Module) -> list[Tensor]:
    return [layer.weight.detach() for layer in weighted_layers(model).values()]


def _pruned_by_torch(share: float) -> list[Tensor]:
    model = network()
    layers = [(layer, "weight") for layer in weighted_layers(model).values()]
    prune.global_unstructured(layers, prune.L1Unstructured, amount=share)
    return _weights(model)
