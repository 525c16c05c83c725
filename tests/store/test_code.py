from pathlib import Path

from store.code import kept_code, kept_sources
from store.run import CODE

SHA = "ab12"


def keep(root: Path, name: str, **files: str) -> None:
    for place, text in files.items():
        path = root / CODE / name / f"{place.replace('__', '/')}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def test_the_sources_of_a_run_are_its_copy_and_its_plug_ins(tmp_path: Path) -> None:
    keep(tmp_path, "c0de", trainer__loop="loop", store__run="run")
    (tmp_path / CODE / f"{SHA}.py").write_text("mine")
    record = {"snapshot": "c0de", "plugins": [{"path": "/home/me/my_methods.py", "sha256": SHA}]}
    assert kept_sources(tmp_path, record) == {
        "store/run.py": "run",
        "trainer/loop.py": "loop",
        "plugins/my_methods.py": "mine",
    }


def test_without_a_copy_nothing_is_known(tmp_path: Path) -> None:
    assert kept_sources(tmp_path, {"snapshot": "c0de"}) is None
    assert kept_sources(tmp_path, {}) is None


def test_a_name_never_leads_out_of_the_store(tmp_path: Path) -> None:
    (tmp_path / CODE).mkdir()
    (tmp_path / "secret").mkdir()
    assert kept_code(tmp_path, "../secret") is None
    keep(tmp_path, "c0de", trainer__loop="loop")
    (tmp_path / "secret.py").write_text("secret")
    (tmp_path / CODE / "c0de/link.py").symlink_to(tmp_path / "secret.py")
    record = {"snapshot": "c0de", "plugins": [{"path": "x.py", "sha256": "../secret"}]}
    assert kept_sources(tmp_path, record) == {"trainer/loop.py": "loop"}
