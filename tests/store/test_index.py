import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from tinydb import where
from tinydb.table import Document

from store.draft import DraftStorage
from store.index import FILE, TABLE, Index
from store.row import Row
from store.status import Status
from store.storage import IndexFile, sealed


@pytest.fixture
def index(tmp_path: Path) -> Index:
    return Index(tmp_path)


def row(id_: str, **fields: object) -> Row:
    usual = {"experiment": "decline", "variant": "tuned", "seed": 0, "config_hash": "hash", "created": 1.0}
    return Row(id=id_, status=Status.FINISHED, **(usual | fields))  # type: ignore[arg-type]


def put(index: Index, *ids: str) -> None:
    with index.change() as runs:
        runs.put(map(row, ids))


def test_rows_are_read_back_under_their_own_ids(index: Index) -> None:
    put(index, "2026-01-01-aaa", "2026-01-01-bbb")
    assert list(index.rows()) == ["2026-01-01-aaa", "2026-01-01-bbb"]
    assert index.rows()["2026-01-01-aaa"] == row("2026-01-01-aaa")
    assert Index(index.root).rows() == index.rows()


def test_many_changes_of_one_transaction_are_one_write(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    writes: list[object] = []
    write = IndexFile.write
    monkeypatch.setattr(IndexFile, "write", lambda self, tables: (writes.append(1), write(self, tables)))
    with index.change() as runs:
        runs.put([row("a"), row("b")])
        runs.put([row("c")])
        runs.drop(["a", "never there"])
    assert len(writes) == 1
    assert set(index.rows()) == {"b", "c"}


def test_a_transaction_that_changes_nothing_writes_nothing(index: Index) -> None:
    with index.change() as runs:
        assert len(runs) == 0
    assert not (index.root / FILE).exists()


def test_an_exception_writes_nothing_and_taints_nothing(index: Index) -> None:
    put(index, "a")
    before = (index.root / FILE).read_bytes()
    with suppress(RuntimeError), index.change() as runs:
        runs.update({"note": "half done"})
        runs.update(lambda document: document["last"].update(loss=1.0) if "last" in document else None)
        runs.put([row("b")])
        raise RuntimeError
    assert (index.root / FILE).read_bytes() == before
    assert index.rows() == {"a": row("a")}


def test_what_tinydb_mutates_is_a_copy(index: Index) -> None:
    put(index, "a")
    documents = index.documents()
    with index.change() as runs:
        runs.update({"note": "new"}, where("experiment") == "decline")
        assert documents["a"].get("note") is None
    assert index.rows()["a"].note == "new"


def test_tinydb_finds_updates_and_removes_by_our_ids(index: Index) -> None:
    put(index, "a", "b")
    with index.change() as runs:
        assert runs.get(doc_id="a").doc_id == "a"  # type: ignore[call-overload]
        runs.update({"note": "x"}, doc_ids=["b"])  # type: ignore[list-item]
        runs.insert(Document(row("c").document(), doc_id="c"))  # type: ignore[arg-type]
        runs.remove(where("note") == "x")
    assert set(index.rows()) == {"a", "c"}


def test_putting_a_row_replaces_all_that_was_known(index: Index) -> None:
    with index.change() as runs:
        runs.put([row("a", note="old", reason="a reason")])
    with index.change() as runs:
        runs.put([row("a")])
    assert index.rows()["a"] == row("a")


def test_the_file_is_parsed_again_only_when_it_changed(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    put(index, "a")
    reader = Index(index.root)
    parsed: list[object] = []
    content = IndexFile.content
    monkeypatch.setattr(IndexFile, "content", lambda self: (parsed.append(1), content(self))[1])
    assert reader.rows() is reader.rows()
    assert len(parsed) == 1
    put(index, "b")
    assert set(reader.rows()) == {"a", "b"}
    assert len(parsed) == 2


def test_a_transaction_sees_what_another_process_wrote_before(index: Index) -> None:
    put(index, "a")
    put(Index(index.root), "b")
    put(index, "c")
    assert set(Index(index.root).rows()) == {"a", "b", "c"}


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b"3", b'{"runs": [1]}', b'{"runs": {"a": 3}}', b"\xff"])
def test_a_damaged_file_is_an_empty_index_that_says_what_is_wrong(index: Index, content: bytes) -> None:
    (index.root / FILE).write_bytes(content)
    assert index.rows() == {}
    assert index.file.problem() != ""
    put(index, "a")
    assert set(index.rows()) == {"a"}
    assert index.file.problem() == ""


def test_a_file_in_which_one_bit_is_another_is_an_empty_index(index: Index) -> None:
    put(index, "a")
    whole = (index.root / FILE).read_bytes()
    for place in range(len(whole)):
        (index.root / FILE).write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert index.file.problem() != ""
        assert Index(index.root).rows() == {}


def test_an_absent_file_is_no_problem(index: Index) -> None:
    assert index.rows() == {}
    assert index.file.problem() == ""


def test_a_document_that_is_no_row_is_left_out(index: Index) -> None:
    whole = row("a").document()
    documents = {"a": whole, "b": {"status": "finished"}, "c": whole | {"status": "odd"}, "d": whole | {"created": "x"}}
    (index.root / FILE).write_bytes(sealed({TABLE: documents}))
    assert set(index.rows()) == {"a"}


def test_a_process_that_only_reads_keeps_no_documents(index: Index) -> None:
    put(index, "a")
    reader = Index(index.root)
    assert set(reader.rows()) == {"a"}
    assert reader.file._tables == {}
    assert index.file._tables != {}
    put(reader, "b")
    assert set(index.rows()) == set(reader.rows()) == {"a", "b"}


def test_a_draft_leaves_what_it_was_made_from_alone() -> None:
    tables = {"runs": {"a": {"note": "old"}}}
    draft = DraftStorage(tables)
    draft.read()["runs"]["a"]["note"] = "new"
    assert tables == {"runs": {"a": {"note": "old"}}}
    assert not draft.changed


WRITER = """
import sys
from pathlib import Path
from store.index import Index
from tests.store.test_index import row
index, name = Index(Path(sys.argv[1])), sys.argv[2]
for number in range(int(sys.argv[3])):
    with index.change() as runs:
        runs.put([row(f"{name}{number}", seed=number)])
    print(number, flush=True)
"""


def writer(root: Path, name: str, count: int) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", WRITER, str(root), name, str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_two_processes_that_write_at_once_lose_nothing_while_a_third_reads(index: Index) -> None:
    children = [writer(index.root, name, 60) for name in "ab"]
    counts = [0]
    while any(child.poll() is None for child in children):
        counts.append(len(index.rows()))
        assert index.file.problem() == ""
    for child in children:
        child.communicate()
        assert child.returncode == 0
    assert counts == sorted(counts)
    assert set(index.rows()) == {f"{name}{number}" for name in "ab" for number in range(60)}


def test_a_writer_that_is_killed_at_any_moment_leaves_a_whole_index_and_no_lock(index: Index) -> None:
    for turn in range(4):
        child = writer(index.root, f"{turn}-", 10_000)
        assert child.stdout is not None
        for _ in range(5 + turn):
            child.stdout.readline()
        os.kill(child.pid, signal.SIGKILL)
        told = child.stdout.read().split()
        child.stdout.close()
        child.wait()
        assert index.file.problem() == ""
        written = [id_ for id_ in index.rows() if id_.startswith(f"{turn}-")]
        assert len(written) > max([4 + turn, *map(int, told)])
        put(index, f"after-{turn}")
