from __future__ import annotations

import errno
import os
import resource
import signal
from pathlib import Path

import pytest

from ptgen.core.held_folder import held


def test_a_new_file_is_whole_or_not_there_when_its_writer_is_killed(tmp_path: Path) -> None:
    child = os.fork()
    if child == 0:  # the system kills it in the midst of what it writes
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
        with held(tmp_path) as folder:
            folder.create("a.yaml", bytes(10_000))
        os._exit(0)
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGXFSZ
    assert not (tmp_path / "a.yaml").exists()


@pytest.mark.parametrize("links", [True, False])
def test_a_new_file_takes_no_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool
) -> None:
    def none(*_names: object, **_folders: object) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    if not links:
        monkeypatch.setattr(os, "link", none)
    with held(tmp_path) as folder:
        folder.create("a.yaml", b"one")
        with pytest.raises(FileExistsError):
            folder.create("a.yaml", b"two")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a.yaml", b"one")]
