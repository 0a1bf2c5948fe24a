"""The folder of the shelf."""

import io
import os
import stat
import time
from pathlib import Path

import pytest

from portal_ui.shelf import MOST_BYTES
from portal_ui.shelf.refusals import FileRefusedError, Reason
from portal_ui.shelf.store import ShelfStore, hash_of

_LATER = 2 * 60 * 60  # seconds


def keep(store: ShelfStore, data: bytes) -> str:
    """Take a file in and put it in its place; its hash."""
    arrived = store.take_in(io.BytesIO(data))
    file_hash = hash_of(arrived)
    store.place(arrived, file_hash)
    return file_hash


def age(store: ShelfStore, file_hash: str) -> float:
    """Now, once that file is two hours old."""
    return store.path_of(file_hash).stat().st_mtime + _LATER


def test_what_is_kept_nobody_else_reads(tmp_path: Path) -> None:
    os.umask(0)
    try:
        store = ShelfStore(tmp_path)
        path = store.path_of(keep(store, b"one"))
    finally:
        os.umask(0o077)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [stat.S_IMODE(folder.stat().st_mode) for folder in (path.parent, store.path_of("0").parent.parent / "arriving")] == [0o700] * 2


def test_the_same_bytes_are_kept_once(tmp_path: Path) -> None:
    store = ShelfStore(tmp_path)

    first, second = keep(store, b"one"), keep(store, b"one")

    assert first == second
    assert len([path for path in (tmp_path / "shelf").rglob("*") if path.is_file()]) == 1
    assert store.is_whole(first)


@pytest.mark.parametrize(("size", "reason"), [(0, Reason.EMPTY), (MOST_BYTES + 1, Reason.TOO_LARGE)])
def test_nothing_is_left_of_a_file_that_is_empty_or_too_large(tmp_path: Path, size: int, reason: Reason) -> None:
    with pytest.raises(FileRefusedError) as refused:
        ShelfStore(tmp_path).take_in(io.BytesIO(b"x" * size))

    assert refused.value.reason is reason
    assert list((tmp_path / "shelf" / "arriving").iterdir()) == []


def test_a_file_that_no_row_names_goes_once_it_is_old(tmp_path: Path) -> None:
    store = ShelfStore(tmp_path)
    named, unnamed = keep(store, b"named"), keep(store, b"unnamed")
    now = age(store, unnamed)

    assert store.sweep(lambda one: one == named) == 0, "its row may not be written yet"
    assert store.sweep(lambda one: one == named, now=now) == 1

    assert (store.is_whole(named), store.is_whole(unnamed)) == (True, False)


@pytest.mark.parametrize("look", [1, 2])
def test_a_file_that_comes_again_while_it_is_swept_stays(tmp_path: Path, look: int) -> None:
    store = ShelfStore(tmp_path)
    file_hash = keep(store, b"one")
    asked: list[str] = []

    def is_named(one: str) -> bool:
        asked.append(one)
        if len(asked) == look:
            keep(store, b"one")  # somebody brings the same bytes between two looks; their row is not written yet
        return False

    now = time.time()
    os.utime(store.path_of(file_hash), (now - _LATER, now - _LATER))
    store.sweep(is_named, now=now)

    assert store.is_whole(file_hash)


def test_a_file_that_was_moved_aside_by_a_sweep_that_died_is_put_back(tmp_path: Path) -> None:
    store = ShelfStore(tmp_path)
    file_hash = keep(store, b"one")
    path = store.path_of(file_hash)
    path.rename(path.with_name(f"{file_hash}.gone"))

    store.sweep(lambda _one: True, now=age_of(path) + _LATER)

    assert store.is_whole(file_hash)


def age_of(path: Path) -> float:
    """When the file beside that place was written."""
    return path.with_name(f"{path.name}.gone").stat().st_mtime
