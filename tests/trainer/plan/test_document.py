from pathlib import Path

import pytest

from trainer.plan.document import read_document, without_oddities
from trainer.settings.problems import PlanError


def told(content: bytes, folder: Path) -> str:
    file = folder / "trial.toml"
    file.write_bytes(content)
    with pytest.raises(PlanError) as caught:
        read_document(file)
    return str(caught.value).replace(f"{folder}/", "")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"a = 1\nb = [1, 2\n", "trial.toml: end of the file: is not TOML: "),
        (b'a = "', "trial.toml: end of the file: is not TOML: "),
        (b"a = 1\na = 2\n", "trial.toml:2: column 6: is not TOML: cannot overwrite a value"),
        (b"a = \xff", "trial.toml: is not UTF-8 text (byte 4 is 0xff); save it as UTF-8"),
        (b"a = " + b"[" * 5000, "trial.toml: lists or tables lie too deep in one another"),
        (b"a = " + b"9" * 5000, "trial.toml: holds a number that is too large to read"),
        (b"#" * 1_000_001, "trial.toml: is larger than 1 MB, so it is no experiment file"),
    ],
)
def test_a_file_that_is_no_toml_is_told_with_its_line(content: bytes, expected: str, tmp_path: Path) -> None:
    assert told(content, tmp_path).startswith(expected)


def test_a_file_that_is_not_there_is_told_with_the_nearest(tmp_path: Path) -> None:
    (tmp_path / "decline.toml").touch()
    for path, expected in (
        (tmp_path / "declin.toml", "there is no such file (did you mean 'decline.toml'?)"),
        (tmp_path / "gone" / "x.toml", "there is no such file; an experiment is a TOML file"),
        (tmp_path, "is no file; an experiment is a TOML file"),
        (tmp_path / "nul\0", "there is no such file"),
    ):
        with pytest.raises(PlanError, match=r".") as caught:
            read_document(path)
        assert expected in str(caught.value)


def test_a_byte_order_mark_and_windows_lines_are_read(tmp_path: Path) -> None:
    file = tmp_path / "windows.toml"
    file.write_bytes(b"\xef\xbb\xbftitle = 'x'\r\n[base]\r\nnote = 1\r\n")
    document = read_document(file)
    assert document.table == {"title": "x", "base": {"note": 1}}
    assert document.line("base.note") == 3


def test_a_place_that_is_not_there_has_the_line_of_the_table_round_it(tmp_path: Path) -> None:
    file = tmp_path / "a.toml"
    file.write_text("[base.optimizer]\nlr = 1\n")
    document = read_document(file)
    assert document.line("base.optimizer.momentum") == 1
    assert document.line("base.optimizer.lr") == 2
    assert document.line("variants.a") is None


def test_what_no_setting_may_hold_is_taken_out_and_told() -> None:
    import tomllib

    table = tomllib.loads(
        'a = "\\u0007"\nb = [1, 2026-01-01]\nc = 99999999999999999999\nd.e = 07:32:00\n'
        'f = "fine é"\nnote = "two\\nlines"\ng = "two\\nlines"\n'
    )
    clean, problems = without_oddities(table)
    assert clean == {"b": [1], "d": {}, "f": "fine é", "note": "two\nlines"}
    assert [problem.place for problem in problems] == ["a", "b.1", "c", "d.e", "g"]
    assert "at most 64 bits, not 67" in problems[2].text


def test_tables_without_end_are_cut() -> None:
    table: dict[str, object] = {}
    inner = table
    for _ in range(500):
        inner["a"] = inner = {}
    clean, problems = without_oddities(table)
    assert len(problems) == 1
    assert "too deep" in problems[0].text
    assert str(clean).count("a") == 12
