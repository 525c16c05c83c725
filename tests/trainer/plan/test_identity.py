import re
from pathlib import Path

from trainer.plan.config import Config
from trainer.plan.identity import code_identity, config_hash, digest, run_identity
from trainer.plan.parse import parse_config

CODE = {"version": "0.1.0", "hash": "ab"}


def config(start: str = "none", lr: float = 0.001) -> Config:
    return parse_config(
        {
            "data": {"name": "digits"},
            "network": {"name": "mlp", "start": start},
            "optimizer": {"name": "adam", "lr": lr},
        }
    )


def test_the_order_of_keys_does_not_count() -> None:
    assert digest({"a": 1, "b": [1, 2]}) == digest({"b": [1, 2], "a": 1})
    assert digest({"a": 1}) != digest({"a": 2})


def test_every_setting_counts_and_defaults_count_as_written() -> None:
    assert config_hash(config()) == config_hash(config(lr=0.001))
    assert config_hash(config()) != config_hash(config(lr=0.002))


def test_a_start_from_a_file_counts_by_its_contents(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_bytes(b"weights")
    two.write_bytes(b"weights")
    assert config_hash(config(f"file:{one}")) == config_hash(config(f"file:{two}"))
    two.write_bytes(b"others!")
    assert config_hash(config(f"file:{one}")) != config_hash(config(f"file:{two}"))
    assert config_hash(config("file:/gone")) != config_hash(config("file:/also-gone"))


def test_a_start_from_a_variant_counts_by_that_variant_s_hash() -> None:
    hashes = {"a": "1", "b": "1", "c": "2"}
    assert config_hash(config("variant:a"), hashes) == config_hash(config("variant:b"), hashes)
    assert config_hash(config("variant:a"), hashes) != config_hash(config("variant:c"), hashes)


def test_whatever_decides_how_a_run_ends_is_in_its_identity() -> None:
    same = run_identity("c", 1, "d", CODE)
    others = [
        run_identity("C", 1, "d", CODE),
        run_identity("c", 2, "d", CODE),
        run_identity("c", 1, "D", CODE),
        run_identity("c", 1, "d", CODE | {"hash": "cd"}),
        run_identity("c", 1, "d", CODE, ["plug-in"]),
    ]
    assert run_identity("c", 1, "d", dict(CODE)) == same
    assert len({same, *others}) == 6
    assert run_identity("c", 1, "d", CODE, "ab") == run_identity("c", 1, "d", CODE, "ba")


def test_the_code_is_known_by_version_and_sources() -> None:
    code = code_identity()
    assert re.fullmatch(r"\d+\.\d+\.\d+", code["version"])
    assert re.fullmatch(r"[0-9a-f]{16}", code["hash"])
