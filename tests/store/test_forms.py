from pathlib import Path

import pytest

from store import forms
from store.errors import StoreError
from store.files import DEEPEST, write_json
from store.forms import RECORD_FORMS, STATE_FORMS, FormedFile, misfits, read_formed, shown
from store.run import NEW_STATE
from tests.support.stores import make_config, make_record


def test_what_is_written_fits() -> None:
    record = make_record("2026-11-24-abc", "decline", "tuned", 0, make_config("tuned"))
    assert list(misfits(record, RECORD_FORMS)) == []
    assert list(misfits(NEW_STATE, STATE_FORMS)) == []
    assert STATE_FORMS.keys() == NEW_STATE.keys()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ('{"depends_on": "all"}', "'depends_on' is to be a list of ids, not 'all'"),
        ('{"retries": -1, "tags": [1]}', "'retries' is to be a whole number from 0, not -1; 'tags' is to be"),
        ('{"paused": 1e300}', "'paused' is to be a unix time or null, not 1e+300"),
        ('{"launched": {"t": "noon"}}', "'launched' is to be a table of a launch or null"),
        ('{"note": ' + "[" * (DEEPEST + 1) + "]" * (DEEPEST + 1) + "}", f"nested more than {DEEPEST} deep"),
    ],
)
def test_a_value_of_another_kind_is_told_with_its_place(tmp_path: Path, content: str, told: str) -> None:
    path = tmp_path / "run.json"
    path.write_text(content)
    with pytest.raises(StoreError) as raised:
        read_formed(path, STATE_FORMS)
    assert str(raised.value).startswith(f"{path}: ")
    assert told in str(raised.value)


def test_what_is_missing_or_not_known_is_no_damage(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    assert read_formed(path, STATE_FORMS) is None
    path.write_text('{"of a later version": 3}')
    assert read_formed(path, STATE_FORMS) == {"of a later version": 3}


def test_a_folder_in_the_place_of_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "run.json").mkdir()
    with pytest.raises(StoreError, match=r"run\.json: a file is expected here \(is a directory\)"):
        read_formed(tmp_path / "run.json", STATE_FORMS)


def test_a_long_value_is_cut() -> None:
    assert len(shown("x" * 10_000)) <= 60


def test_a_file_is_read_again_once_another_has_taken_its_place_and_not_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, reads = tmp_path / "run.json", []
    read = forms.read_formed
    monkeypatch.setattr(forms, "read_formed", lambda *asked: (reads.append(1), read(*asked))[1])
    file = FormedFile(path, STATE_FORMS)
    assert file.read() is None
    write_json(path, {"note": "one"})
    assert (file.read(), file.read()) == ({"note": "one"}, {"note": "one"})
    assert len(reads) == 1
    write_json(path, {"note": "two"})
    assert file.read() == {"note": "two"}
    path.unlink()
    assert file.read() is None


def test_a_damaged_file_is_told_each_time_and_read_once_it_is_mended(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    path.write_text("{")
    file = FormedFile(path, STATE_FORMS)
    for _ in range(2):
        with pytest.raises(StoreError, match="this is no JSON"):
            file.read()
    write_json(path, {"note": "mended"})
    assert file.read() == {"note": "mended"}
