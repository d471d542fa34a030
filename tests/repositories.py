"""Git repositories for tests: the same authors and dates, so the same commits each time."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

_ENVIRONMENT = {
    "GIT_AUTHOR_NAME": "author",
    "GIT_AUTHOR_EMAIL": "author@example.org",
    "GIT_AUTHOR_DATE": "2022-03-01T08:00:00+08:00",
    "GIT_COMMITTER_NAME": "author",
    "GIT_COMMITTER_EMAIL": "author@example.org",
    "GIT_COMMITTER_DATE": "2022-03-01T08:00:00+08:00",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "LC_ALL": "C.UTF-8",
}


@dataclass(frozen=True, slots=True)
class Repo:
    """A repository in a folder."""

    folder: Path

    def git(self, *arguments: str, ok: bool = True, said: str = "") -> str:
        """Run git, to which something is said; its output."""
        done = subprocess.run(
            ("git", *arguments),  # noqa: S607 the git of this machine
            cwd=self.folder,
            input=said,
            env={**os.environ, **_ENVIRONMENT},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0 or not ok, done.stderr
        return done.stdout

    def write(self, path: str, text: str) -> Repo:
        """Write a file."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
        return self

    def read(self, path: str) -> str:
        """The text of a file."""
        return (self.folder / path).read_text("utf-8")

    def replace(self, path: str, old: str, new: str) -> Repo:
        """Replace what must be in a file."""
        text = self.read(path)
        assert old in text, f"{old} is not in {path}"
        return self.write(path, text.replace(old, new))

    def commit(self, message: str = "commit") -> str:
        """Commit everything; the name of the commit."""
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", message)
        return self.git("rev-parse", "HEAD").strip()


def repository(folder: Path, *, bare: bool = False) -> Repo:
    """A new repository on the branch main."""
    folder.mkdir(parents=True, exist_ok=True)
    repo = Repo(folder)
    repo.git("init", "-q", "-b", "main", *(["--bare"] if bare else []))
    return repo
