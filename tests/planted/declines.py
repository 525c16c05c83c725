"""Ways to make a run worse, each of a kind that is known, and the two worlds in which they are tried."""

from dataclasses import dataclass
from pathlib import Path

from tests.planted.pictures import write_set
from trainer.diagnose.signatures.kinds import Kind

BASELINE_SEEDS = (1, 2, 3)
SEEDS = (1, 2)
"""Seeds of every planted decline."""


@dataclass(frozen=True)
class World:
    """A set of pictures and a network. The source task is five classes, the target the other five."""

    name: str
    source: tuple[str, ...]
    target: tuple[str, ...]
    network: str
    epochs: int

    @property
    def rare(self) -> tuple[str, ...]:
        """The classes of the target that hardly occur in the unbalanced set."""
        return self.target[1:3]


DIGITS = World("digits", tuple("01234"), tuple("56789"), 'name = "small_cnn", width = 16', 30)
LETTERS = World(
    "letters",
    tuple("cmopq"),
    tuple("suvwz"),
    'name = "layered", layers = { first = "conv 16 norm relu", pool = "max_pool 2", second = "block 24 stride 2" }',
    30,
)

BASE = """
title = "Declines of a known kind"
seeds = {seeds}

[base]
data = {{ name = "csv", path = "balanced", shape = [{side}, {side}], classes = {target} }}
source = {{ name = "csv", path = "balanced", shape = [{side}, {side}], classes = {source} }}
network = {{ {network}, start = "variant:source" }}
optimizer = {{ name = "adam", lr = 0.001 }}
training = {{ epochs = {epochs}, batch_size = 32, device = "cpu" }}
regularizers = {{ replay = {{ share = 0.5 }} }}

[variants.source]
data = {{ classes = {source} }}
source = false
network = {{ start = "none" }}
regularizers = {{ replay = false }}

[variants.baseline]

[variants.longer]
optimizer = {{ lr = 0.003 }}
"""

_GO_ON = "network = { start = 'variant:baseline' }\nregularizers = { replay = false }\n"
RECIPES: dict[Kind, tuple[str, str, str]] = {
    Kind.OVERFITTING: (
        "training = { epochs = 80, select = 'last' }\nregularizers = { data_share = { share = 0.08 } }",
        "optimizer = { lr = 0.003 }\ntraining = { epochs = 60 }\nregularizers = { data_share = { share = 0.08 } }",
        "optimizer = { lr = 0.005 }\ntraining = { epochs = 60, batch_size = 16 }\nregularizers.data_share.share = 0.12",
    ),
    Kind.UNDERFITTING: (
        "regularizers = { freezing = true }\ntraining = { epochs = 60 }",
        "regularizers = { dropout = { rate = 0.8, where = 'channels' } }\ntraining = { epochs = 40 }",
        "regularizers = { l2_sp = { amount = 10.0 } }\ntraining = { epochs = 40 }",
    ),
    Kind.FORGETTING: (
        "regularizers = { replay = false }",
        "optimizer = { lr = 0.002 }\nregularizers = { replay = false }",
        "optimizer = { name = 'sgd', lr = 0.03 }\nregularizers = { replay = { share = 0.03, amount = 0.001 } }",
    ),
    Kind.DIVERGENCE: (
        "optimizer = { name = 'sgd', lr = 50.0, momentum = 0.9 }",
        "optimizer = { lr = 30.0 }",
        "optimizer = { name = 'sgd', lr = 20.0, momentum = 0.99 }\ntraining = { batch_size = 16 }",
    ),
    Kind.TOO_HOT_A_START: (
        _GO_ON + "optimizer = { lr = 0.1 }\ntraining = { epochs = 1, select = 'last' }",
        _GO_ON + "optimizer = { name = 'sgd', lr = 1.0 }\ntraining = { epochs = 4, select = 'last' }",
        _GO_ON + "optimizer = { lr = 0.2 }\ntraining = { epochs = 2, batch_size = 16, select = 'last' }",
    ),
    Kind.BATCH_NORM_MISMATCH: (
        "optimizer = { lr = 0.03 }\ntraining = { epochs = 2, batch_size = 128, select = 'last' }",
        "optimizer = { lr = 0.04 }\ntraining = { epochs = 3, batch_size = 128, select = 'last' }",
        "optimizer = { lr = 0.05 }\ntraining = { epochs = 4, batch_size = 128, select = 'last' }",
    ),
    Kind.CALIBRATION: (
        "regularizers = { label_smoothing = { amount = 0.3 } }",
        "regularizers = { confidence_penalty = { beta = 0.7 } }",
        "regularizers = { focal_loss = { gamma = 2.0 } }",
    ),
    Kind.CLASS_SHIFT: (
        "data = { path = 'unbalanced' }",
        "data = { path = 'unbalanced' }\noptimizer = { lr = 0.003 }",
        "data = { path = 'unbalanced' }\ntraining = { epochs = 40 }\nregularizers = { weight_decay = true }",
    ),
    Kind.STOPPED_EARLY: (
        "training = { epochs = 2 }",
        "optimizer = { lr = 0.0001 }\ntraining = { epochs = 6 }",
        "training = { batch_size = 128, epochs = 3 }",
    ),
    Kind.NOISE: (
        "optimizer = { beta2 = 0.99 }",
        "training = { batch_size = 30 }",
        "optimizer = { lr = 0.0011 }",
    ),
}


def write_world(world: World, folder: Path) -> Path:
    """Write a world's data and its experiment file, a variant a recipe, and return the file."""
    write_set(world.name, folder, world.rare)
    side = {"digits": 8, "letters": 16}[world.name]
    head = BASE.format(
        seeds=list(BASELINE_SEEDS),
        side=side,
        target=list(world.target),
        source=list(world.source),
        network=world.network,
        epochs=world.epochs,
    )
    parts = [f"[variants.{name}]\n{recipe}\n" for name, recipe in recipes().items()]
    file = folder / f"{world.name}.toml"
    file.write_text("\n".join([head, *parts]).replace("'", '"'), "utf-8")
    return file


def recipes() -> dict[str, str]:
    """Return every recipe by the name of its variant."""
    return {variant_of(kind, place): text for kind, texts in RECIPES.items() for place, text in enumerate(texts, 1)}


def variant_of(kind: Kind, place: int) -> str:
    """Return the name of the variant that is made by a recipe."""
    return f"{kind.name.lower()}_{place}"
