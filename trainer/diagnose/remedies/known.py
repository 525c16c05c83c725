"""Which remedies are known for which kind of decline, the most promising first."""

from trainer.diagnose.remedies.remedy import Knob, Remedy, method, put, times, without
from trainer.diagnose.signatures.kinds import Kind

LR = Knob("optimizer.lr", 1e-5, 1.0, log=True)
EPOCHS = Knob("training.epochs", 1, 200, log=True)
_BENGIO = "Bengio 2012, Practical recommendations for gradient-based training"
_SLOWER = "Smaller steps stay where the loss is known, and near the start."
_LOW_LR = times("lower_lr", "optimizer.lr", 0.1, _SLOWER, _BENGIO, LR)
_WARM_UP = put(
    "warm_up",
    "schedule.warmup_epochs",
    1.0,
    "The first steps, whose gradients are the largest, are small.",
    "Goyal et al. 2017, Accurate, large minibatch SGD",
)
_COSINE = put(
    "cosine",
    "schedule.name",
    "cosine",
    "Steps that fade out settle instead of jumping about.",
    "Loshchilov & Hutter 2017, SGDR",
)
_CLIPPING = method("gradient_clipping", "No single batch can throw the weights far.")
_NEAR_THE_START = method(
    "l2_sp",
    "Weights are pulled back to where they knew the source task.",
    Knob("regularizers.l2_sp.amount", 1e-4, 10.0, log=True),
)
_FEWER_FLIPS = method("early_stopping", "It ends where validation stops getting better.", metric="val.loss")

REMEDIES: dict[Kind, tuple[Remedy, ...]] = {
    Kind.OVERFITTING: (
        without(
            "data_share", "It saw a share of the examples only; more of them is the surest cure.", "Sun et al. 2017"
        ),
        method(
            "random_crop",
            "Pictures that are shifted by a pixel or two cannot be learnt by heart.",
            Knob("regularizers.random_crop.padding", 1, 8),
            padding=1,
        ),
        method(
            "dropout",
            "Units that may be missing cannot rely on each other.",
            Knob("regularizers.dropout.rate", 0.05, 0.8),
            rate=0.3,
        ),
        method(
            "mixup",
            "Examples between examples make what lies between them smooth.",
            Knob("regularizers.mixup.alpha", 0.05, 2.0, log=True),
        ),
        method("feature_noise", "Values that tremble cannot be learnt by heart."),
        method(
            "weight_decay",
            "Small weights make smooth functions.",
            Knob("regularizers.weight_decay.amount", 1e-4, 1.0, log=True),
            amount=0.05,
        ),
        times(
            "higher_lr",
            "optimizer.lr",
            10,
            "Large steps do not settle in narrow valleys.",
            "Li et al. 2019, Towards explaining the regularization effect of initial large learning rate",
            LR,
        ),
        _COSINE,
        method("trivial_augment", "Each picture is changed in a way of its own."),
        method("ema", "An average of weights lies in the middle of its valley."),
        method(
            "label_smoothing",
            "Targets that are never quite sure are not chased for ever.",
            Knob("regularizers.label_smoothing.amount", 0.01, 0.4),
        ),
        _FEWER_FLIPS,
        method("sam", "It seeks valleys that are flat.", Knob("regularizers.sam.radius", 0.01, 0.5, log=True)),
        method("r_drop", "Two passes with other units missing have to agree."),
    ),
    Kind.UNDERFITTING: (
        times("higher_lr", "optimizer.lr", 10, "Larger steps get further in as many epochs.", _BENGIO, LR),
        times("more_epochs", "training.epochs", 2, "It has not arrived yet.", _BENGIO, EPOCHS),
        without("freezing", "What is frozen cannot learn the new task.", "Yosinski et al. 2014"),
        without("l2_sp", "The pull to the start holds it back.", "Li et al. 2018"),
        without("dropout", "Too much of the network is missing in each step.", "Srivastava et al. 2014"),
        without("drop_block", "Too much of the network is missing in each step.", "Ghiasi et al. 2018"),
        without("weight_decay", "The pull to zero holds it back.", "Loshchilov & Hutter 2019"),
        without("label_smoothing", "Soft targets can be too soft.", "Müller et al. 2019"),
        without("mixup", "Mixed examples can be too hard for a small network.", "Zhang et al. 2018"),
        without("trivial_augment", "Changed pictures can be too hard for a small network.", "Müller & Hutter 2021"),
        without("pruning", "What was pruned is missing.", "Han et al. 2015"),
        times("wider", "network.width", 2, "A larger network can represent more.", "Zagoruyko & Komodakis 2016"),
        _COSINE,
    ),
    Kind.STOPPED_EARLY: (
        times("more_epochs", "training.epochs", 4, "Its loss was still falling.", _BENGIO, EPOCHS),
        times("higher_lr", "optimizer.lr", 5, "Larger steps get further in as many epochs.", _BENGIO, LR),
        times("smaller_batches", "training.batch_size", 0.25, "More steps in each epoch.", "Masters & Luschi 2018"),
        without("early_stopping", "It stopped training before it had learned.", "Prechelt 1998"),
    ),
    Kind.DIVERGENCE: (
        times("lower_lr", "optimizer.lr", 0.01, _SLOWER, _BENGIO, LR),
        _CLIPPING,
        _WARM_UP,
        put("adam", "optimizer.name", "adam", "Its steps do not grow with the gradient.", "Kingma & Ba 2015"),
        put("fp32", "training.precision", "fp32", "Half precision overflows early.", "Micikevicius et al. 2018"),
    ),
    Kind.TOO_HOT_A_START: (
        _LOW_LR,
        _WARM_UP,
        method("linear_probing", "A head that has learned sends no large gradients down.", epochs=1),
        _NEAR_THE_START,
        method("layerwise_decay", "What lies deep moves little."),
        method("gradual_unfreezing", "What lies deep moves late."),
        _CLIPPING,
        method("weight_interpolation", "Half of the way back to the start."),
    ),
    Kind.BATCH_NORM_MISMATCH: (
        times(
            "more_epochs",
            "training.epochs",
            4,
            "The statistics that are kept need steps to catch up.",
            "Ioffe & Szegedy 2015",
            EPOCHS,
        ),
        _LOW_LR,
        times(
            "smaller_batches",
            "training.batch_size",
            0.25,
            "More steps, so that the statistics catch up.",
            "Masters & Luschi 2018",
        ),
        method("freeze_norms", "Statistics that stand still are the same in both modes."),
        method("swa", "It takes the statistics anew for the weights that it measures."),
        times("larger_batches", "training.batch_size", 8, "Statistics of few examples are noise.", "Wu & He 2018"),
        without(
            "freeze_norms",
            "The start's statistics do not fit the new data.",
            "Li et al. 2017, Revisiting batch normalization",
        ),
    ),
    Kind.CLASS_SHIFT: (
        method(
            "balanced_sampling",
            "Each class is shown as often.",
            Knob("regularizers.balanced_sampling.strength", 0.1, 1.0),
        ),
        method("class_weights", "Examples of rare classes count more."),
        method("focal_loss", "What is right already counts less.", Knob("regularizers.focal_loss.gamma", 0.5, 5.0)),
        method("mixup", "Rare examples are seen in many mixtures."),
    ),
    Kind.CALIBRATION: (
        without("label_smoothing", "Targets that are never sure make answers that are never sure.", "Guo et al. 2017"),
        without("confidence_penalty", "It is paid for being unsure.", "Pereyra et al. 2017"),
        without("focal_loss", "It need not become sure.", "Charoenphakdee et al. 2021"),
        method(
            "label_smoothing", "Targets that are never quite sure keep answers from growing ever surer.", amount=0.05
        ),
        put(
            "by_val_loss",
            "training.select_metric",
            "val.loss",
            "The epoch is chosen whose confidence fits best.",
            "Guo et al. 2017",
        ),
        method("mixup", "Mixed examples have mixed answers (Thulasidasan et al. 2019)."),
        method("ema", "An average of weights is less sure of itself."),
    ),
    Kind.FORGETTING: (
        method("replay", "Old examples beside the new ones.", Knob("regularizers.replay.share", 0.05, 2.0, log=True)),
        method("learning_without_forgetting", "The old head has to go on saying what it said."),
        _NEAR_THE_START,
        method("elastic_weight_consolidation", "What mattered for the source task moves least."),
        method("weight_interpolation", "Half of the way back to the start."),
        _LOW_LR,
        method("layerwise_decay", "What lies deep, and serves both tasks, moves little."),
        method("lora", "The start's weights stay, and a small change is learned beside them."),
    ),
    Kind.NOISE: (),
}
