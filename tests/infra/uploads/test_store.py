"""Where uploaded files lie: found again, private, and swept once nobody speaks of them."""

import time

import pytest

from portal.infra.uploads import Store
from portal.infra.uploads.store import LEFT_ALONE_SECONDS


def test_a_file_is_found_under_its_key_and_nowhere_else(tmp_path):
    kept = Store(tmp_path)
    key = kept.put(b"words")
    assert kept.open(key).read() == b"words"
    [path] = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert path.stat().st_mode & 0o077 == 0
    for other in ("../secret_key", "/etc/passwd", "", key.upper() + "0", "0" * 32):
        with pytest.raises(FileNotFoundError):
            kept.open(other)


def test_a_sweep_takes_what_nobody_has_spoken_of_for_a_day(tmp_path):
    kept = Store(tmp_path)
    spoken_of, left_over = kept.put(b"a"), kept.put(b"b")
    (tmp_path / "notes.txt").write_text("not ours")
    # However old the file is: a backup may have begun while a row still spoke of it.
    removed_at = time.time() + 1000 * LEFT_ALONE_SECONDS
    assert kept.sweep({spoken_of}, now=removed_at) == 1
    assert kept.open(left_over).read() == b"b"
    assert kept.sweep({spoken_of}, now=removed_at + LEFT_ALONE_SECONDS - 60) == 1
    assert kept.sweep({spoken_of}, now=removed_at + LEFT_ALONE_SECONDS + 60) == 0
    assert kept.open(spoken_of).read() == b"a"
    with pytest.raises(FileNotFoundError):
        kept.open(left_over)
    assert (tmp_path / "notes.txt").exists()


def test_a_file_that_a_row_speaks_of_again_is_kept(tmp_path):
    kept = Store(tmp_path)
    key = kept.put(b"a")
    begin = time.time()
    assert kept.sweep(set(), now=begin) == 1
    assert kept.sweep({key}, now=begin + 2 * LEFT_ALONE_SECONDS) == 0
    assert kept.sweep(set(), now=begin + 4 * LEFT_ALONE_SECONDS) == 1
    assert kept.open(key).read() == b"a"
