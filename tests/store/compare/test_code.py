import json
from pathlib import Path

from store.compare.code import code_document
from store.compare.formats import to_csv, to_json, to_text
from store.compare.markdown import to_markdown
from store.compare.table import Document
from store.store import Store
from tests.store.test_code import keep
from tests.support.stores import add_run

NAMES = ("decline/baseline", "decline/tuned")
GIT = {"commit": "c0ffee", "diff": "--- a/x\n+++ b/x\n@@ -1 +1 @@\n-1\n+2\n", "cut": False}


def compared(root: Path, *snapshots: str, git: object = None, code: str = "c0dec0de") -> Document:
    for variant, snapshot in zip(("baseline", "tuned"), snapshots, strict=True):
        hashed = {"version": "0.1.0", "hash": code if variant == "tuned" else "c0dec0de"}
        state = git if variant == "tuned" else None
        add_run(root, variant=variant, snapshot=snapshot, git=state, code=hashed)
    return code_document(Store(root), NAMES)


def test_code_that_is_not_the_same_is_a_unified_diff(tmp_path: Path) -> None:
    keep(tmp_path, "one", trainer__loop="a\nb\n", trainer__step="same", trainer__gone="old")
    keep(tmp_path, "two", trainer__loop="a\nc\n", trainer__step="same")
    found = compared(tmp_path, "one", "two", code="deadbeef")
    assert found.about[0] == "baseline (0.1.0, c0dec0de) and tuned (0.1.0, deadbeef): 2 files are not the same."
    (listing,) = found.listings
    assert listing.text.splitlines() == [
        "--- baseline/trainer/gone.py",
        "+++ tuned/trainer/gone.py",
        "@@ -1 +0,0 @@",
        "-old",
        "--- baseline/trainer/loop.py",
        "+++ tuned/trainer/loop.py",
        "@@ -1,2 +1,2 @@",
        " a",
        "-b",
        "+c",
    ]


def test_the_same_code_is_said_in_a_sentence(tmp_path: Path) -> None:
    keep(tmp_path, "one", trainer__loop="a")
    found = compared(tmp_path, "one", "one")
    assert found.about[0] == "baseline and tuned were trained by the same code (0.1.0, c0dec0de)."
    assert found.listings == ()


def test_code_that_is_not_kept_is_compared_by_its_hash(tmp_path: Path) -> None:
    found = compared(tmp_path, "one", "two", code="deadbeef")
    assert "the code is not known to be the same" in found.about[0]
    assert found.notes == ("baseline: the store has not kept its code.", "tuned: the store has not kept its code.")


def test_commits_are_told_and_what_was_not_committed_is_shown(tmp_path: Path) -> None:
    keep(tmp_path, "one", trainer__loop="a")
    found = compared(tmp_path, "one", "one", git=GIT)
    assert found.about[1:] == (
        "baseline: no state of git is recorded.",
        "tuned: git commit c0ffee, with changes that were not committed.",
    )
    assert [listing.title for listing in found.listings] == ["Not committed: tuned"]
    assert found.listings[0].text.endswith("\n+2")


def test_uncommitted_changes_that_groups_share_are_shown_once(tmp_path: Path) -> None:
    for variant in ("baseline", "tuned"):
        add_run(tmp_path, variant=variant, git=GIT)
    found = code_document(Store(tmp_path), NAMES)
    assert [listing.title for listing in found.listings] == ["Not committed: baseline, tuned"]


def test_several_versions_within_a_group_are_told(tmp_path: Path) -> None:
    add_run(tmp_path, variant="baseline")
    for seed, hashed in enumerate(("aaaa", "bbbb")):
        code = {"version": "0.1.0", "hash": hashed}
        add_run(tmp_path, variant="tuned", seed=seed, created=1.79e9 + seed, code=code)
    found = code_document(Store(tmp_path), NAMES)
    assert "tuned: its runs were trained by 2 versions of the code; here is the newest." in found.notes
    assert "(0.1.0, bbbb)" in found.about[0]


def test_every_format_has_the_lines_and_none_lets_them_act(tmp_path: Path) -> None:
    keep(tmp_path, "one", trainer__loop="a\n")
    keep(tmp_path, "two", trainer__loop="\x1b[31mred\n````\n\tx\n")
    found = compared(tmp_path, "one", "two")
    assert "\x1b" not in to_text(found) + to_markdown(found) + to_csv(found)
    assert "\n+\\x1b[31mred\n" in to_text(found)
    assert "`````diff\n" in to_markdown(found), "the fence is longer than what is within"
    assert "+````" in json.loads(to_json(found))["listings"]["tuned.code"].splitlines()
    assert to_csv(found).splitlines()[0] == "listing,line"


def test_long_lines_are_broken_at_the_width_and_nothing_is_lost(tmp_path: Path) -> None:
    keep(tmp_path, "one", trainer__loop="a")
    keep(tmp_path, "two", trainer__loop=f"{'界' * 30}{'x' * 50}")
    text = to_text(compared(tmp_path, "one", "two"), 40)
    assert text.count("界") == 30
    assert text.count("x") >= 50
    assert max(len(line) + line.count("界") for line in text.splitlines()) <= 40
