"""A start from kept documents gives what the files say, and never what they said before."""

from __future__ import annotations

import os
import shutil
from dataclasses import fields
from pathlib import Path

import pytest

from eutonia.knowledge import load as loading
from eutonia.knowledge.documents import DATA_FOLDER, BrokenKnowledge
from eutonia.knowledge.load import load

CAUSE = "conditions/cervical-dystonia.toml"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return shutil.copytree(DATA_FOLDER, tmp_path / "data")


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def _is_read_afresh(data: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> bool:
    seen: list[Path] = []
    read = loading.read_contents
    with monkeypatch.context() as patch:
        patch.setattr(loading, "read_contents", lambda folder: (seen.append(folder), read(folder))[1])
        load(data, cache)
    return bool(seen)


def test_what_was_kept_is_what_the_files_say(data: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    afresh = load(data, cache)
    assert not _is_read_afresh(data, cache, monkeypatch)
    kept = load(data, cache)
    for field in fields(afresh):
        assert getattr(kept, field.name) == getattr(afresh, field.name), field.name


def test_an_edit_of_the_same_length_is_seen_though_its_time_is_set_back(data: Path, cache: Path) -> None:
    before = load(data, cache)
    file = data / CAUSE
    times = (file.stat().st_atime_ns, file.stat().st_mtime_ns)
    name = before.conditions["cervical-dystonia"].name
    file.write_text(file.read_text().replace(name, name.swapcase(), 1))
    os.utime(file, ns=times)
    after = load(data, cache)
    assert after.conditions["cervical-dystonia"].name == name.swapcase()
    assert after.version != before.version


@pytest.mark.parametrize("change", ["added", "taken away"])
def test_a_file_more_or_less_is_seen(data: Path, cache: Path, change: str) -> None:
    before = load(data, cache)
    if change == "added":
        (data / "sources" / "new.toml").write_text('[source.a-new-one]\ntitle = "A new one"\n')
        assert set(load(data, cache).sources) - set(before.sources) == {"a-new-one"}
    else:
        (data / CAUSE).unlink()
        assert set(before.conditions) - set(load(data, cache).conditions) == {"cervical-dystonia"}


def test_what_is_broken_is_said_although_something_right_was_kept(data: Path, cache: Path) -> None:
    load(data, cache)
    (data / CAUSE).write_text("this is no TOML")
    with pytest.raises(BrokenKnowledge, match="cervical-dystonia"):
        load(data, cache)


def test_another_code_reads_afresh(data: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load(data, cache)
    stamp = loading.stamp_of(data)
    changed = [[*stamp[-1][:2], int(stamp[-1][2]) + 1, *stamp[-1][3:]]]
    monkeypatch.setattr(loading, "stamp_of", lambda _folder: [*stamp[:-1], *changed])
    assert _is_read_afresh(data, cache, monkeypatch)


@pytest.mark.parametrize("damage", [b"", b"{}", b"[[],1]\n{}", b"\xff\xfe", b'[[], "1"]\n[]'])
def test_a_damaged_store_costs_time_and_is_mended(
    data: Path, cache: Path, damage: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = load(data, cache).version
    [store] = cache.glob("knowledge-*.json")
    store.write_bytes(damage)
    assert load(data, cache).version == version
    assert not _is_read_afresh(data, cache, monkeypatch)


def test_half_a_store_is_not_read(data: Path, cache: Path) -> None:
    version = load(data, cache).version
    [store] = cache.glob("knowledge-*.json")
    store.write_bytes(store.read_bytes()[:-100])
    assert load(data, cache).version == version


def test_a_cache_that_cannot_be_written_costs_only_time(data: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert load(data, tmp_path / "file").conditions


def test_two_folders_are_kept_apart(data: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load(data, cache)
    load(DATA_FOLDER, cache)
    assert not _is_read_afresh(data, cache, monkeypatch)
    assert not _is_read_afresh(DATA_FOLDER, cache, monkeypatch)
