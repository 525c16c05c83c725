from store.compare.runs import runs_table
from store.status import Status
from tests.store.compare.scene import group, member, tuned

DAY = 86_400.0


def test_a_row_says_where_runs_stand_and_what_they_ran_with() -> None:
    members = [member(seed, 0.9, device="GPU", host="box", created=(20_000 + seed) * DAY) for seed in range(3)]
    table = runs_table([group(members=members, config_hash="abcdef0123")], ["baseline"])
    shown = {column.name: cell.text for column, cell in zip(table.columns, table.rows[0].cells, strict=True)}
    assert shown["seeds"] == "0 to 2"
    assert shown["status"] == "finished"
    assert shown["settings"] == "abcdef"
    assert shown["queued"].count("20") >= 2
    assert " to " in shown["queued"]
    assert (shown["device"], shown["host"], shown["code"], shown["data"]) == ("GPU", "box", "0.1.0, c0de", "d1")


def test_different_programs_within_a_group_are_all_told() -> None:
    members = [member(0, 0.9, code="0.1.0, old"), member(1, 0.9, code="0.1.0, new")]
    table = runs_table([group(members=members)], ["baseline"])
    assert "0.1.0, old; 0.1.0, new" in [cell.text for cell in table.rows[0].cells]


def test_why_runs_ended_is_told() -> None:
    failed = member(1, 0.9, Status.FAILED, reason="out of memory")
    table = runs_table([tuned([member(0, 0.9), failed])], ["tuned"])
    assert table.notes == ("decline/tuned/1 failed: out of memory",)
    assert table.rows[0].cells[2].value == {"finished": 1, "failed": 1}
