"""Ways to spoil an experiment file so that it is certainly wrong."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

_NUMBER = r"-?[\d._]+(e-?\d+)?"
HUGE = ["1e400", "-1e400", "nan", "9" * 30, "9" * 5000, "0x" + "f" * 6000]


@dataclass(frozen=True)
class Spoiled:
    """A spoiled file: what was done, its bytes, and words of which the report must have one."""

    how: str
    content: bytes
    expected: tuple[str, ...] = ()


Mutation = Callable[[str, Random], Spoiled]


_PAIR = re.compile(r'([\w.]+) = ("[^"\n]*"|-?[\d._]+(?:e-?\d+)?|true|false)(?=[\s,}])')
_SECTION = re.compile(
    r"^(?:\[(?:base|variants\.\w+)\.)?(data|source|network|optimizer|schedule|training|regularizers)\b", re.MULTILINE
)


@dataclass(frozen=True)
class Pair:
    """A `key = value` of a text, on a line of its own or within an inline table."""

    text: str
    key: str
    value: str
    start: int
    end: int

    @property
    def last(self) -> str:
        """The last part of the key."""
        return self.key.rpartition(".")[2]

    @property
    def inline(self) -> bool:
        """Whether it stands within braces."""
        return self.text[: self.start].rstrip()[-1:] in ("{", ",")

    def replaced(self, new: str) -> bytes:
        """Return the text with something else in the pair's place."""
        return f"{self.text[: self.start]}{new}{self.text[self.end :]}".encode()


def pick(text: str, random: Random, value: str = ".*") -> Pair:
    """Return a pair whose value matches a pattern."""
    found = [match for match in _PAIR.finditer(text) if re.fullmatch(value, match[2])]
    match = random.choice(found)
    return Pair(text, match[1], match[2], *match.span())


def misspelt_name(text: str, random: Random) -> Spoiled:
    pair = pick(text, random)
    cut = random.randrange(pair.key.rfind(".") + 1, len(pair.key))
    wrong = f"{pair.key[:cut]}x{pair.key[cut:]}"
    return Spoiled(f"{pair.key} → {wrong}", pair.replaced(f"{wrong} = {pair.value}"), (wrong.rpartition(".")[2],))


def misspelt_section(text: str, random: Random) -> Spoiled:
    match = random.choice(list(_SECTION.finditer(text)))
    wrong = f"{match[1][:-1]}q"
    content = f"{text[: match.start(1)]}{wrong}{text[match.end(1) :]}".encode()
    return Spoiled(f"{match[1]} → {wrong}", content, (wrong,))


def wrong_type(text: str, random: Random) -> Spoiled:
    pair = pick(text, random)
    value = random.choice(['[["x"]]', "2026-11-24", "07:32:00", "{ zzz = 1 }", "[{}]"])
    return Spoiled(f"{pair.key} = {value}", pair.replaced(f"{pair.key} = {value}"), (pair.last,))


def text_for_a_number(text: str, random: Random) -> Spoiled:
    pair = pick(text, random, _NUMBER)
    return Spoiled(f"{pair.key} is text", pair.replaced(f'{pair.key} = "a{pair.value}"'), (pair.last,))


def out_of_bounds(text: str, random: Random) -> Spoiled:
    pair = pick(text, random, _NUMBER)
    value = random.choice(["-1", "-0.5", "1000000000000", "-1e300"])
    return Spoiled(f"{pair.key} = {value}", pair.replaced(f"{pair.key} = {value}"), (pair.last,))


def huge_number(text: str, random: Random) -> Spoiled:
    pair = pick(text, random, _NUMBER)
    value = random.choice(HUGE)
    content = pair.replaced(f"{pair.key} = {value}")
    return Spoiled(f"{pair.key} = {value[:20]}", content, (pair.last, "too large"))


def control_character(text: str, random: Random) -> Spoiled:
    pair = pick(text, random, '".*"')
    sign = random.choice(["\\u001b[31m", "\\u0000", "\\r", "\\u0007", "\\u009b"])
    return Spoiled(f"{pair.key} with {sign}", pair.replaced(f'{pair.key} = "{sign}{pair.value[1:]}'), (pair.last,))


def raw_control_character(text: str, random: Random) -> Spoiled:
    at = random.randrange(len(text))
    return Spoiled(f"NUL at {at}", f"{text[:at]}\0{text[at:]}".encode(), ("TOML",))


def not_utf8(text: str, random: Random) -> Spoiled:
    at = random.randrange(len(text))
    return Spoiled(f"byte 0xff at {at}", text[:at].encode() + b"\xff" + text[at:].encode(), ("UTF-8",))


def broken_toml(text: str, random: Random) -> Spoiled:
    pair = pick(text, random)
    key, value = pair.key, pair.value
    broken = random.choice(
        [f"{key} {value}", f"{key} = ", f"{key} = [{value}", f'{key} = "{value}', f"= {value}", f"[{key}"]
    )
    return Spoiled(broken, pair.replaced(broken), ("TOML",))


def said_twice(text: str, random: Random) -> Spoiled:
    pair = pick(text, random)
    once = f"{pair.key} = {pair.value}"
    return Spoiled(f"{pair.key} twice", pair.replaced(once + (", " if pair.inline else "\n") + once), ("TOML",))


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
