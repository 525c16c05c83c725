"""What every regularizer promises, over the whole registry: a new one is tested by being there."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_origin

import pytest
import torch
from annotated_types import Ge, Gt, Le, Lt, MinLen

from tests.trainer.regularizers.contract import (
    IMAGES,
    MID_EPOCH,
    TABLE,
    Place,
    Tensors,
    configuration,
    differences,
    everything,
    example,
    kept,
    sections,
    train,
)
from tests.trainer.regularizers.scene import context, pictures
from trainer.plan.parse import dump_config, parse_config
from trainer.regularizers.base import HOOKS, Regularizer, overrides

REGISTRY = Regularizer.registry()
METHODS = [pytest.param(method, id=name) for name, method in REGISTRY.items()]
IMAGE_METHODS = [pytest.param(m, id=n) for n, m in REGISTRY.items() if m.group == "images"]
DRAWING_METHODS = [pytest.param(m, id=n) for n, m in REGISTRY.items() if m.group in ("images", "tables", "pairs")]
SETTINGS = [pytest.param(m, field, id=f"{n}.{field}") for n, m in REGISTRY.items() for field in m.model_fields]


def one_of_each(sort: Callable[[type[Regularizer]], object]) -> list[Any]:
    """Return the methods: the first of each sort for every run of the tests, the others for `make stress`."""
    known: set[str] = set()
    found = []
    for name, method in REGISTRY.items():
        marks = [pytest.mark.stress] if str(sort(method)) in known else []
        found.append(pytest.param(method, id=name, marks=marks))
        known.add(str(sort(method)))
    return found


def surroundings(method: type[Regularizer]) -> tuple[object, ...]:
    """Return what a run has to have for a method, whatever it does."""
    return sections(method), method.needs_start, method.needs_source


def places_of_action(method: type[Regularizer]) -> tuple[object, ...]:
    """Return where a method acts."""
    return *surroundings(method), [hook for hook in HOOKS if overrides(method(), hook)]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Return the runs that all methods are compared with."""
    return Place(tmp_path_factory.mktemp("contract"))


def check_it_acts(weights: Tensors, plain: Tensors) -> None:
    """The check of a method's effect: the weights that a run keeps are others than those without the method."""
    assert differences(weights, plain), "the method changed nothing"


def check_it_resumes(resumed: Tensors, whole: Tensors) -> None:
    """The check of what a method draws and remembers: a resumed run ends bit for bit where an unbroken one does."""
    others = differences(resumed, whole)
    assert not others, (
        f"a resumed run ends elsewhere ({', '.join(others[:3])}, …): chance must come from ctx.generator(self), "
        "and what is remembered must lie in ctx.memory(self)"
    )


@pytest.mark.parametrize("method", METHODS)
def test_a_run_with_the_method_ends_elsewhere_than_one_without(method: type[Regularizer], place: Place) -> None:
    check_it_acts(kept(place.unbroken(method)), kept(place.plain(sections(method))))


@pytest.mark.parametrize("method", one_of_each(places_of_action))
def test_a_method_that_only_draws_random_numbers_is_caught(
    method: type[Regularizer], place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for hook in HOOKS:
        if overrides(method(), hook):
            monkeypatch.setattr(method, hook, drawing(hook))
    place.train(method, tmp_path)
    with pytest.raises(AssertionError, match="the method changed nothing"):
        check_it_acts(kept(tmp_path), kept(place.plain(sections(method))))


def drawing(hook: str) -> Callable[..., Any]:
    """Return a hook that draws from every generator within reach and gives back what it was given."""

    def act(self: Regularizer, *arguments: Any) -> Any:
        *values, ctx = arguments
        torch.rand(7, generator=ctx.generator(self))
        torch.rand(7)
        if hook == "training_data":
            return torch.arange(len(values[0]))
        if hook == "penalty":
            return torch.zeros(())
        return (values[0] if len(values) == 1 else tuple(values)) if values else None

    return getattr(Regularizer, hook) if hook == "around_gradients" else act


@pytest.mark.parametrize("method", one_of_each(surroundings))
def test_a_method_whose_hooks_do_nothing_is_caught(
    method: type[Regularizer], place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for hook in HOOKS:
        monkeypatch.setattr(method, hook, getattr(Regularizer, hook))
    place.train(method, tmp_path)
    with pytest.raises(AssertionError, match="the method changed nothing"):
        check_it_acts(kept(tmp_path), kept(place.plain(sections(method))))


@pytest.mark.parametrize("method", METHODS)
def test_stopped_in_mid_epoch_and_resumed_it_ends_where_the_unbroken_run_ends(
    method: type[Regularizer], place: Place, tmp_path: Path
) -> None:
    place.train(method, tmp_path, stop_after=MID_EPOCH)
    place.train(method, tmp_path)
    check_it_resumes(everything(tmp_path), everything(place.unbroken(method)))


@pytest.mark.parametrize(("method", "field"), SETTINGS)
def test_every_setting_has_bounds_a_description_and_a_default_within(method: type[Regularizer], field: str) -> None:
    info = method.model_fields[field]
    assert info.description
    assert info.description.endswith((".", ")"))
    assert isinstance(info.json_schema_extra, dict)
    assert "unit" in info.json_schema_extra
    assert not info.is_required()
    if info.annotation in {int, float}:
        assert any(isinstance(bound, Ge | Gt) for bound in info.metadata), "no lower bound"
        assert any(isinstance(bound, Le | Lt) for bound in info.metadata), "no upper bound"
    elif get_origin(info.annotation) is tuple:
        assert any(isinstance(bound, MinLen) for bound in info.metadata)
    method(**{field: info.default})


@pytest.mark.parametrize("method", METHODS)
def test_a_method_says_what_it_does_why_and_where_it_comes_from(method: type[Regularizer]) -> None:
    assert method.__doc__
    head, _, rest = method.__doc__.partition("\n")
    assert head.endswith(".")
    assert rest.strip(), "one line says what; why and when stand below"
    assert method.applies_to
    assert set(method.applies_to) <= {"images", "features"}
    assert any(overrides(method(), hook) for hook in HOOKS), "acts nowhere"


@pytest.mark.parametrize("method", METHODS)
def test_parsing_undoes_dumping(method: type[Regularizer]) -> None:
    for settings in ({}, example(method)):
        config = configuration({method.component_name: settings}, None, sections(method))
        assert parse_config(dump_config(config)) == config
        assert dump_config(parse_config(dump_config(config))) == dump_config(config)


@pytest.mark.parametrize("method", METHODS)
def test_exclusions_are_mutual_and_have_a_reason(method: type[Regularizer]) -> None:
    for name, reason in method.excludes.items():
        assert reason
        assert method.component_name in REGISTRY[name].excludes


@pytest.mark.parametrize("kind", ["images", "features"])
def test_all_compatible_methods_together_stay_finite(kind: str, place: Place, tmp_path: Path) -> None:
    together: dict[str, Any] = {}
    given = dict(IMAGES if kind == "images" else TABLE | {"source": TABLE["data"]})
    for name, method in REGISTRY.items():
        if kind in method.applies_to and not together.keys() & method.excludes.keys():
            together[name] = example(method)
            needed = method.example_sections if kind == "images" else {}
            given |= {part: table for part, table in needed.items() if part != "network"}
    outcome = train(configuration(together, place.start(given), given), tmp_path, other=place.plain(given))
    assert all(torch.isfinite(value).all() for value in everything(tmp_path).values())
    assert all(torch.isfinite(torch.tensor(list(outcome.metrics.values()))))


def test_importing_the_registry_leaves_torch_unloaded() -> None:
    code = "import sys; from trainer.regularizers.base import Regularizer; print(len(Regularizer.registry())); "
    code += "print({'torch', 'numpy', 'scipy'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [str(len(REGISTRY)), "set()"]


@pytest.mark.parametrize("method", IMAGE_METHODS)
def test_a_batch_of_equal_images_comes_out_different(method: type[Regularizer]) -> None:
    ctx = context()
    equal = pictures(1, 3, 12, 12).expand(32, 3, 12, 12)
    changed = method(**example(method)).transform_inputs(equal, ctx)
    assert changed.shape == equal.shape
    assert len(changed.unique(dim=0)) > 1


@pytest.mark.parametrize("method", DRAWING_METHODS)
def test_chance_is_that_of_the_step_and_of_no_one_else(method: type[Regularizer]) -> None:
    def changed(**state: int) -> torch.Tensor:
        inputs = pictures(40) if "images" in method.applies_to else pictures(40).flatten(1)
        one, ctx = method(**example(method)), context(**state)
        inputs = one.transform_inputs(inputs, ctx)
        return one.transform_pairs(inputs, torch.eye(40), ctx)[0]

    torch.manual_seed(1)
    first = changed()
    torch.manual_seed(2)
    assert torch.equal(changed(), first)
    for other in ({"seed": 2}, {"epoch": 2}, {"step": 1}, {"part": 1}):
        assert not torch.equal(changed(**other), first)
