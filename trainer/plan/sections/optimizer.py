"""How the weights follow the gradients. Weight decay is a method of its own, so none of these decays anything."""

from typing import Self

from pydantic import model_validator

from trainer.settings.base import setting
from trainer.settings.component import Component


class Optimizer(Component, family="optimizer"):
    """The rule that turns gradients into steps; chosen by `optimizer.name`."""

    lr: float = setting(0.001, "Learning rate at its highest, after the warm-up.", gt=0, le=100)


class SGD(Optimizer):
    """Stochastic gradient descent with momentum (Sutskever et al. 2013)."""

    lr: float = setting(0.01, "Learning rate at its highest, after the warm-up.", gt=0, le=100)
    momentum: float = setting(0.9, "Share of the last step that is kept in the next.", ge=0, lt=1)
    nesterov: bool = setting(default=False, description="Take the gradient where the momentum leads (needs momentum).")

    @model_validator(mode="after")
    def _nesterov_needs_momentum(self) -> Self:
        if self.nesterov and not self.momentum:
            raise ValueError("nesterov = true needs a momentum greater than 0")
        return self


class Adam(Optimizer):
    """Steps scaled by running averages of the gradient and of its square (Kingma & Ba 2015)."""

    beta1: float = setting(0.9, "Decay of the average of the gradient.", ge=0, lt=1)
    beta2: float = setting(0.999, "Decay of the average of the squared gradient.", ge=0, lt=1)
    epsilon: float = setting(
        1e-8, "Added to the root of the squared average, so that nothing is divided by 0.", gt=0, le=1
    )


class AdamW(Adam, names=("adamw",)):
    """Adam whose weight decay, if `weight_decay` is on, is decoupled from the gradient (Loshchilov & Hutter 2019)."""
