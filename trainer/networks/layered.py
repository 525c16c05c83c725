"""A network that the experiment file writes down, component by component."""

import re
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, field_validator

from trainer.networks.base import Network, Recipe
from trainer.networks.components import FORMS, fit, read_part
from trainer.settings.base import setting
from trainer.settings.problems import shown

if TYPE_CHECKING:
    from trainer.networks.base import Shape

_RESERVED = """
    add_module apply bfloat16 buffers call_super_init children classifier compile cpu cuda double dump_patches eval
    extra_repr float forward get_buffer get_extra_state get_parameter get_submodule half ipu load_state_dict modules
    mtia named_buffers named_children named_modules named_parameters parameters register_backward_hook register_buffer
    register_forward_hook register_forward_pre_hook register_full_backward_hook register_full_backward_pre_hook
    register_load_state_dict_post_hook register_load_state_dict_pre_hook register_module register_parameter
    register_state_dict_post_hook register_state_dict_pre_hook requires_grad_ set_extra_state set_submodule
    share_memory state_dict to to_empty train training type xpu zero_grad
"""
RESERVED = frozenset(_RESERVED.split())
"""Names that every module of PyTorch has for itself, and that of the last layer."""


def _name(name: str) -> str:
    if not re.fullmatch("[a-z][a-z0-9_]{0,31}", name):
        raise ValueError(
            f"{shown(name)} is no name for a component: it takes up to 32 small letters (a to z), digits and _, "
            "and begins with a letter"
        )
    if name in RESERVED:
        raise ValueError(f"{shown(name)} is no name for a component, as every network has it already; take another")
    return name


def _text(value: Any) -> Any:
    """Check a component as it is written; only single spaces are kept, so that one network is one text."""
    if value is False:
        return value
    if not isinstance(value, str):
        raise ValueError(f'must be a text such as "conv 16 relu", or false to leave it out, not {shown(value)}')  # noqa: TRY004 - pydantic's way
    read_part(value)
    return " ".join(value.split())


_EXAMPLES = ["conv 16 kernel 5 norm relu", "block 32", "max_pool 2", "dropout 0.3", "dense 64 relu"]
_PATTERN = rf"^\s*({'|'.join(FORMS)})(\s.*)?$"
Name = Annotated[str, AfterValidator(_name)]
Text = Annotated[str, Field(json_schema_extra={"pattern": _PATTERN, "examples": _EXAMPLES})]
Layers = Annotated[dict[Name, Annotated[Text | Literal[False], BeforeValidator(_text)]], Field(max_length=64)]
Order = Annotated[tuple[Name, ...], Field(max_length=64)]


class Layered(Network):
    """A network of named components, one text each, written in the experiment file in the order in which they act.

    A variant exchanges a component by one line, and leaves one out by `false`. A component is one of these, where
    what is in brackets may be left out:
    `conv CHANNELS [kernel K] [stride S] [norm] [ACTIVATION]`, a convolution that keeps the side where the stride is 1;
    `block CHANNELS [stride S] [ACTIVATION]`, a residual block of two 3×3 convolutions with batch norm (He et al. 2016);
    `dense UNITS [norm] [ACTIVATION]`; `max_pool SIZE`; `avg_pool SIZE`; `global_pool`; `flatten`; `dropout RATE`;
    `norm`, a batch norm; or an activation: `relu`, `leaky_relu`, `elu`, `gelu`, `silu`, `mish` or `hardswish`.
    Maps are flattened before a dense component, and averaged before the last layer, `classifier`, which is added by
    itself. Weights are called by the component (`first.conv.weight`), so a start gives what was not exchanged.
    """

    takes: ClassVar[str] = "any"

    layers: Layers = setting(
        {
            "first": "conv 16 norm relu",
            "pool1": "max_pool 2",
            "second": "block 32",
            "pool2": "max_pool 2",
            "third": "block 64",
        },
        'The components by name, such as second = "block 32"; what is written takes the place of the whole default.',
    )
    order: Order | None = setting(
        None,
        "Names of all components in the order in which they act; without it, that in which the file has them.",
    )

    @field_validator("order")
    @classmethod
    def _order_names_each_component(cls, order: tuple[str, ...] | None, info: ValidationInfo) -> tuple[str, ...] | None:
        names = tuple(info.data.get("layers", ()))
        if order is None or "layers" not in info.data:
            return names
        if sorted(order) != sorted(names):
            raise ValueError(
                f"must name each component once, in any order ({', '.join(names)}), not {shown(list(order))}"
            )
        return order

    def recipe(self, shape: "Shape", classes: int) -> Recipe:
        components = []
        for name in self.order or ():
            text = self.layers[name]
            if text is not False:
                part = read_part(text)
                arguments, shape = fit(part, shape, f"network.layers.{name}")
                components.append([name, part.kind, arguments])
        arguments = {"components": components, "features": shape[0], "classes": classes}
        return Recipe("trainer.layers.layered", "Layered", arguments)
