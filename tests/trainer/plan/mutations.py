"""Ways to spoil an experiment file so that it is certainly wrong."""

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

HUGE = ["1e400", "-1e400", "nan", "9" * 30, "9" * 5000, "0x" + "f" * 6000]


@dataclass(frozen=True)
class Spoiled:
    """A spoiled file: what was done, its bytes, and words of which the report must have one."""

    how: str
    content: bytes
    expected: tuple[str, ...] = ()


Mutation = Callable[[str, Random], Spoiled]


def simple_lines(text: str) -> list[int]:
    """Return the places of lines that hold one whole `key = value`."""
    lines = text.splitlines()
    return [place for place, line in enumerate(lines) if re.match(r"[\w.]+ *=", line) and _parses(line)]


def _parses(line: str) -> bool:
    try:
        return bool(tomllib.loads(line))
    except tomllib.TOMLDecodeError:
        return False


def _with_line(text: str, place: int, line: str) -> bytes:
    lines = text.splitlines()
    lines[place] = line
    return "\n".join(lines).encode()


def _pick(text: str, random: Random, value: str = "") -> tuple[int, str, str]:
    """Return the place, key and value of a line, of those whose value matches a pattern."""
    lines = text.splitlines()
    places = [
        place for place in simple_lines(text) if re.fullmatch(value or ".*", lines[place].split("=", 1)[1].strip())
    ]
    place = random.choice(places)
    key, _, old = lines[place].partition("=")
    return place, key.strip(), old.strip()


def misspelt_name(text: str, random: Random) -> Spoiled:
    place, key, value = _pick(text, random)
    cut = random.randrange(key.rfind(".") + 1, len(key))
    wrong = f"{key[:cut]}x{key[cut:]}"
    return Spoiled(f"{key} → {wrong}", _with_line(text, place, f"{wrong} = {value}"), (wrong.rpartition(".")[2],))


def misspelt_section(text: str, random: Random) -> Spoiled:
    header = random.choice(re.findall(r"^\[(?:base|variants\.\w+)\.(\w+)\]", text, re.MULTILINE))
    wrong = header[:-1] + "q"
    return Spoiled(f"[{header}] → [{wrong}]", re.sub(rf"\b{header}\]", f"{wrong}]", text, count=1).encode(), (wrong,))


def wrong_type(text: str, random: Random) -> Spoiled:
    place, key, _ = _pick(text, random)
    value = random.choice(['[["x"]]', "2026-11-24", "07:32:00", "{ zzz = 1 }", "[{}]"])
    last = key.rpartition(".")[2]
    return Spoiled(f"{key} = {value}", _with_line(text, place, f"{key} = {value}"), (last,))


def text_for_a_number(text: str, random: Random) -> Spoiled:
    place, key, value = _pick(text, random, r"-?[\d.e_-]+")
    return Spoiled(f'{key} = "{value}"', _with_line(text, place, f'{key} = "a{value}"'), (key.rpartition(".")[2],))


def out_of_bounds(text: str, random: Random) -> Spoiled:
    place, key, _ = _pick(text, random, r"-?[\d.e_-]+")
    value = random.choice(["-1", "-0.5", "1000000000000", "-1e300"])
    return Spoiled(f"{key} = {value}", _with_line(text, place, f"{key} = {value}"), (key.rpartition(".")[2],))


def huge_number(text: str, random: Random) -> Spoiled:
    place, key, _ = _pick(text, random, r"-?[\d.e_-]+")
    value = random.choice(HUGE)
    return Spoiled(
        f"{key} = {value[:20]}", _with_line(text, place, f"{key} = {value}"), (key.rpartition(".")[2], "too large")
    )


def control_character(text: str, random: Random) -> Spoiled:
    place, key, value = _pick(text, random, r'"[^"]*"')
    sign = random.choice(["\\u001b[31m", "\\u0000", "\\r", "\\u0007", "\\u009b"])
    return Spoiled(
        f"{key} with {sign}", _with_line(text, place, f'{key} = "{sign}{value[1:]}'), (key.rpartition(".")[2],)
    )


def raw_control_character(text: str, random: Random) -> Spoiled:
    at = random.randrange(len(text))
    return Spoiled(f"NUL at {at}", f"{text[:at]}\0{text[at:]}".encode(), ("TOML",))


def not_utf8(text: str, random: Random) -> Spoiled:
    at = random.randrange(len(text))
    return Spoiled(f"byte 0xff at {at}", text[:at].encode() + b"\xff" + text[at:].encode(), ("UTF-8",))


def broken_toml(text: str, random: Random) -> Spoiled:
    place, key, value = _pick(text, random)
    line = random.choice(
        [f"{key} {value}", f"{key} = ", f"{key} = [{value}", f'{key} = "{value}', f"= {value}", f"[{key}"]
    )
    return Spoiled(line, _with_line(text, place, line), ("TOML",))


def said_twice(text: str, random: Random) -> Spoiled:
    place, key, value = _pick(text, random)
    line = f"{key} = {value}\n{key} = {value}"
    return Spoiled(f"{key} twice", _with_line(text, place, line), ("TOML",))


def too_deep(text: str, random: Random) -> Spoiled:
    depth = random.choice([20, 40, 500, 3000])
    deep = random.choice(["[" * depth + "]" * depth, "{a=" * depth + "1" + "}" * depth])
    return Spoiled(
        f"{deep[0]} {depth} deep", f"base.data.classes = {deep}\n".join(("", text)).encode(), ("too deep", "TOML")
    )


def _variant(text: str, name: str, line: str) -> bytes:
    return f"{text}\n\n[variants.{name}]\n{line}\n".encode()


def unknown_variant(text: str, random: Random) -> Spoiled:
    line = random.choice(['extends = "nobody"', 'network.start = "variant:nobody"'])
    return Spoiled(line, _variant(text, "zz", line), ("'nobody'",))


def circle(text: str, random: Random) -> Spoiled:
    line = random.choice(['extends = "{}"', 'network.start = "variant:{}"'])
    names = [f"ring{number}" for number in range(random.randint(1, 5))]
    for name, following in zip(names, [*names[1:], names[0]], strict=True):
        text = _variant(text, name, line.format(following)).decode()
    return Spoiled(f"a circle of {len(names)}", text.encode(), ("circle",))


def wrong_head(text: str, random: Random) -> Spoiled:
    line, expected = random.choice(
        [
            ('baseline = "nobody"', "nobody"),
            ("seeds = [4, 4]", "seeds"),
            ("seeds = []", "seeds"),
            ("seeds = 0", "seeds"),
            ('goal = "accuracy"', "goal"),
            ('goal = "test.accuracy > 90"', "goal"),
            ('plugins = ["no_such_file.py"]', "no_such_file.py"),
            ('title = ["x"]', "title"),
        ]
    )
    key = line.split(" ", maxsplit=1)[0]
    kept = "\n".join(old for old in text.splitlines() if not old.startswith(f"{key} ="))
    return Spoiled(line, f"{line}\n{kept}".encode(), (expected,))


def bad_variant_name(text: str, random: Random) -> Spoiled:
    name = random.choice(["../up", "a/b", "a.b", "\\u001b[2J", "", "x" * 100, "-dash", "ü"])
    return Spoiled(f"variant {name!r}", _variant(text, f'"{name}"', "").replace(b"\n\n[", b"\n["), ("variants",))


def cut_short(text: str, random: Random) -> Spoiled:
    at = random.randrange(text.index("[variants"))
    return Spoiled(f"cut after {at} characters", text[:at].encode(), ("variants", "TOML"))


MUTATIONS: tuple[Mutation, ...] = (
    misspelt_name,
    misspelt_section,
    wrong_type,
    text_for_a_number,
    out_of_bounds,
    huge_number,
    control_character,
    raw_control_character,
    not_utf8,
    broken_toml,
    said_twice,
    too_deep,
    unknown_variant,
    circle,
    wrong_head,
    bad_variant_name,
    cut_short,
)


def spoiled_copies(files: list[Path], count: int, seed: int) -> list[Spoiled]:
    """Return `count` spoiled copies, each way of spoiling and each file by turns."""
    random = Random(seed)
    texts = [file.read_text("utf-8") for file in files]
    turns = (MUTATIONS[number % len(MUTATIONS)] for number in range(count))
    return [mutate(texts[number % len(texts)], random) for number, mutate in enumerate(turns)]
