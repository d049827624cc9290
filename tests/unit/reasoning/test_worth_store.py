"""The stored worth matrix: the same numbers after a restart, and never a broken or a foreign one."""

from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest

from eutonia.knowledge.load import Knowledge
from eutonia.knowledge.vocabulary import Person
from eutonia.reasoning.differential import Engine, worth
from eutonia.reasoning.differential.worth import WorthMatrix
from tests.factories import make_condition, make_knowledge, make_nominal, make_ordered, make_yes_no


@pytest.fixture
def knowledge() -> Knowledge:
    return make_knowledge(
        [
            make_yes_no("a"),
            make_nominal("b", [0.2, 0.3, 0.5]),
            make_ordered("c", [0.1, 0.2, 0.3, 0.4]),
            make_yes_no("d"),
        ],
        [
            make_condition("one", {"a": 0.4, "b": [0.5, 0.3, 0.2], "d": 0.02}),
            make_condition("two", {"a": 0.7, "c": [0.4, 0.3, 0.2, 0.1]}),
            make_condition("three", {"b": [0.1, 0.1, 0.8], "c": [0.1, 0.1, 0.1, 0.7], "d": 0.6}),
        ],
    )


def _worth(engine: Engine) -> dict[str, float]:
    return engine.believe(Person(), {"a": "present"}).worth()


def _same(one: WorthMatrix, other: WorthMatrix) -> bool:
    return all(np.array_equal(getattr(one, field.name), getattr(other, field.name)) for field in fields(WorthMatrix))


def test_what_was_stored_is_read_at_the_next_start(
    tmp_path: Path, knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = Engine(knowledge, cache=tmp_path)
    assert _worth(first) == _worth(Engine(knowledge))
    monkeypatch.setattr("eutonia.reasoning.differential.engine.build_worth_matrix", _must_not_build)
    second = Engine(knowledge, cache=tmp_path)
    assert _worth(second) == _worth(first)
    assert _same(second.worth_matrix, first.worth_matrix)


def _must_not_build(*_: object) -> WorthMatrix:
    raise AssertionError("the matrix was built although it was stored")


def test_other_knowledge_has_another_store(tmp_path: Path, knowledge: Knowledge) -> None:
    _worth(Engine(knowledge, cache=tmp_path))
    changed = replace(
        knowledge, version="changed", conditions={**knowledge.conditions, "one": make_condition("one", {"a": 0.01})}
    )
    assert _worth(Engine(changed, cache=tmp_path)) == _worth(Engine(changed))


@pytest.mark.parametrize("damage", [b"", b"not an array"])
def test_a_damaged_store_is_not_believed(tmp_path: Path, knowledge: Knowledge, damage: bytes) -> None:
    _worth(Engine(knowledge, cache=tmp_path))
    (stored,) = tmp_path.iterdir()
    (stored / "data.npy").write_bytes(damage)
    assert _worth(Engine(knowledge, cache=tmp_path)) == _worth(Engine(knowledge))
    assert [path.name for path in tmp_path.iterdir()] == [stored.name]
    assert (stored / "data.npy").read_bytes() != damage, "a damaged store is replaced"
    (stored / "data.npy").unlink()
    assert _worth(Engine(knowledge, cache=tmp_path)) == _worth(Engine(knowledge))


def test_a_store_that_cannot_be_written_costs_only_time(tmp_path: Path, knowledge: Knowledge) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("", encoding="utf-8")
    assert _worth(Engine(knowledge, cache=in_the_way)) == _worth(Engine(knowledge))


@pytest.mark.parametrize(("size", "blocks"), [(1, 4), (8, 3), (65_536, 3)])
def test_the_size_of_a_block_changes_nothing(
    knowledge: Knowledge, size: int, blocks: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = _worth(Engine(knowledge))
    monkeypatch.setattr(worth, "_BLOCK", size)
    cut = Engine(knowledge)
    assert _worth(cut) == pytest.approx(expected, abs=1e-12)
    # two yes-no findings of 2 x 2 terms each share a block if they fit; one of three and one of four values do not
    assert len(cut.worth_matrix.blocks) == blocks
