"""Texts that are meant to do harm, and a store in which every text that anybody can write is one of them."""

import json
from pathlib import Path
from typing import Any

import orjson

from store.events import EventWriter
from store.files import hold, read_json, write_json
from store.run import CONSOLE, EVENTS, EXIT, RECORD, STATE, Run
from store.status import Status
from tests.support.stores import add_run, make_config

PAYLOADS = {
    "clipboard": "\x1b]52;c;RVZJTA==\x07",
    "title": "\x1b]0;EVIL\x07",
    "link": "\x1b]8;;http://evil.example\x1b\\link\x1b]8;;\x1b\\",
    "clear": "\x1b[3J\x1b[777;777HEVIL\x1b[5;53m",
    "private mode": "\x1b[?9001h\x1b[?47l\x1b[8;9;9t",
    "device control": "\x1bP$qEVIL\x1b\\",
    "reset": "\x1bc\x1b(0",
    "bare escape": "end\x1b",
    "c1": "\x9b2J\x9d52;c;RVZJTA==\x9c\x90q\x9c\x85",
    "bell": "\x07\x08\x08\x08\x7f\x00",
    "return": "hidden\rEVIL",
    "newlines": "one\ntwo\vthree\u2028four\u2029five\x1c\tsix",
    "bidi": "\u202egnp.live\u202c\u2066x\u2069\u200f",
    "zero width": "a\u200bb\u200dc\ufeffd\u00ade",
    "marks": "z" + "\u0301\u0323" * 300,
    "markup": "[red]x[/red][/][@click=app.quit]quit[/][link=http://evil.example]y",
    "emoji code": ":bomb: :smile:",
    "markdown": "a|b `c` **d** [e](http://evil.example) ![f](http://evil.example) <script>g()</script> &lt; ~~h~~ \\",
    "heading": "# h\n- i\n> j\n```\nk\n---",
    "formula": "=cmd|' /C calc'!A0",
    "formula +": "+1+cmd|' /C calc'!A0",
    "formula -": "-1+1",
    "formula @": "@SUM(1)",
    "formula behind a tab": "\t=1+1",
    "right to left": "\u05e9\u05dc\u05d5\u05dd \u0639\u0631\u0628\u064a",
    "emoji": "\U0001f600\u2764\ufe0f\U0001f468\u200d\U0001f469\u200d\U0001f467" * 3,
    "long": "L" * 10_000,
    "long and wide": "\u5bbd" * 10_000,
    "path": "../../../../../../tmp/evil",
    "format": "%s%n{0}{x!r}$(touch /tmp/evil)`id`; rm -rf ~",
    "empty": "",
    "blank": "   ",
}
"""What is written where, by what it tries."""
STARTS = ("heading", "formula", "formula +", "formula -", "formula @", "formula behind a tab")
"""What does its harm at the beginning of a text only."""
ALONE = (*STARTS, "long", "long and wide", "empty", "blank")


def few() -> dict[str, str]:
    """Return the same in fewer texts: what can be joined, is."""
    joined = "".join(text for what, text in PAYLOADS.items() if what not in ALONE)
    return {"joined": joined} | {what: PAYLOADS[what] for what in ALONE}


MACHINE = {"boot_id": "-", "pid_namespace": "-"}


def named(text: str) -> str:
    """Return what experiments, settings and figures are called after a text: one may be empty, they may not."""
    return f"n{text}"


def spoil(root: Path, text: str, seed: int = 0, variant: str = "tuned", status: Status = Status.FAILED) -> Run:
    """Write a run all of whose texts are a text."""
    name = named(text)
    config = make_config("tuned", 4)
    config["network"] |= {"start": text, "name": name, name: text}
    config["data"] |= {"path": text, "classes": [text, text]}
    config[name] = {"name": text, name: [text, {name: text}]}
    config["training"] |= {"select_metric": f"val.{name}", "device": text}
    config["regularizers"] |= {name: {name: text}}
    run = add_run(
        root,
        experiment=name,
        variant=f"{variant}{text}",
        seed=seed,
        epochs=4,
        status=status,
        config=config,
        title=text,
        goal=f"test.accuracy >= 0.9{text}",
        baseline=f"baseline{text}",
        note=text,
        config_hash=f"{variant}{text}",
        identity=text,
        data_fingerprint=text,
        code={"version": text, "hash": text},
        git={"commit": text, "branch": text, "diff": text, "dirty": True},
        host=text,
        start_run=text,
        plugins=[{"path": text, "sha256": text}],
        snapshot=text,
        weights={text: [text]},
        experiment_file=text,
        versions={name: text},
        device=text,
        forerunner=text,
    )
    _spoil_state(run, text)
    _spoil_events(run, text, name)
    with (run.folder / CONSOLE).open("wb") as console:
        console.write(
            f"{text}\n{name}\nwarning: {text}\n".encode("utf-8", "surrogatepass") + b"\xff\xfe\x9b2J\n" + b"x"
        )
    return run


def _spoil_state(run: Run, text: str) -> None:
    state = read_json(run.folder / STATE) or {}
    if state.get("launched"):
        state["launched"] |= {"device": text, "device_name": text, "host": text}
    if state.get("skipped"):
        state["skipped"] = text
    write_json(run.folder / STATE, state | {"note": text, "tags": [text, text], "stop_reason": text, "gpus": [text]})
    if (run.folder / EXIT).exists():
        write_json(run.folder / EXIT, (read_json(run.folder / EXIT) or {}) | {"reason": text})


def _spoil_events(run: Run, text: str, name: str) -> None:
    if not (run.folder / EVENTS).exists():
        return
    lines = [orjson.loads(line) for line in (run.folder / EVENTS).read_bytes().splitlines()]
    for line in lines:
        _spoil_event(line, text, name)
    (run.folder / EVENTS).unlink()
    with EventWriter(run.folder / EVENTS) as events:
        for line in [*lines[:1], *_more_events(text, name), *lines[1:]]:
            events.write(**line)
    with (run.folder / EVENTS).open("ab") as file:
        file.write(b'{"kind": "' + name.encode("utf-8", "replace").replace(b'"', b"") + b"\n\xff\x1b[2J\n")


def _spoil_event(event: dict[str, Any], text: str, name: str) -> None:
    event.pop("t", None)
    if "metrics" in event:
        event["metrics"] |= {f"val.{name}": 0.5, f"test.{name}": 0.5, name: 0.5}
    if event["kind"] == "started":
        event |= {"device_name": text, "device": text}
    if event["kind"] in ("failed", "finished", "stopped"):
        event |= {"reason": text, "advice": text}


def _more_events(text: str, name: str) -> list[dict[str, Any]]:
    return [
        {"kind": name, "text": text},
        {"kind": "effective", "settings": {name: text}},
        {"kind": "warning", "setting": text, "text": text},
        {"kind": "start", "from": text, "taken": 1, "new": 1, "unused": [text]},
        {"kind": "measured", "of": name, "metrics": {name: 0.5}},
        {"kind": "speed", name: 1.5},
    ]


def spoil_store(root: Path, claims: Path, text: str) -> list[int]:
    """Fill the files beside the runs with a text, and claim a device as somebody else; return what holds the locks."""
    write_json(root / "queue.json", {"paused": 1.0, "by": text or "x"})
    held = [hold(root / "dispatcher.lock")]
    about = {"pid": text, "host": text, "version": text, "t": 1.0, **MACHINE}
    (root / "dispatcher.lock").write_bytes(orjson.dumps(about))
    (root / "dispatcher.log").write_text(text)
    (root / "trash" / f"evil{file_name(text)}").mkdir(parents=True)
    (root / f"evil{file_name(text)}").mkdir()
    (root / f"evil{file_name(text)}" / RECORD).write_text("{}")
    claims.mkdir(exist_ok=True)
    held.append(hold(claims / "cpu-0.lock"))
    (claims / "cpu-0.lock").write_bytes(orjson.dumps({"store": text, "run": text, "since": text}))
    return held


def file_name(text: str) -> str:
    """Return as much of a text as a file may be called."""
    return text.replace("/", "").replace("\0", "").encode()[:200].decode("utf-8", "ignore")


EXPERIMENT = """\
title = {text}
note = {text}
goal = {text}
baseline = {text}
plugins = [{text}]
{text} = {text}
[base]
data = {{ name = {text}, path = {text}, {text} = {text} }}
network = {{ name = "small_cnn", start = {text}, width = {text} }}
regularizers = {{ {text} = {{ {text} = {text} }}, dropout = {{ where = {text} }} }}
[variants.{text}]
note = {text}
[variants.baseline]
"""
SOUND = """\
title = {text}
note = {text}
[base]
data = {{ name = "digits" }}
network = {{ name = "small_cnn" }}
training = {{ epochs = 2, device = "cpu" }}
[variants.baseline]
note = {text}
[variants.tuned]
optimizer = {{ lr = 0.01 }}
"""


def spoil_experiments(folder: Path, text: str) -> list[Path]:
    """Write two files of a hostile name: one in which everything is wrong, and one that is sound if TOML takes it."""
    folder.mkdir(parents=True, exist_ok=True)
    quoted = json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")  # TOML wants it so
    files = [folder / f"{file_name(text)}.toml", folder / f"sound {file_name(text)}.toml"]
    for file, form in zip(files, (EXPERIMENT, SOUND), strict=True):
        file.write_text(form.format(text=quoted))
    return files


def spoil_unpaired(root: Path) -> Run:
    """Write a run whose record has half of a surrogate pair, which JSON can say and text cannot."""
    run = spoil(root, "HALF")
    for name in (RECORD, EVENTS):
        content = (run.folder / name).read_text("utf-8", "replace")
        (run.folder / name).write_text(content.replace("HALF", "\\ud800"))
    return run
