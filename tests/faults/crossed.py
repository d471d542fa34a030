"""Commands that cross each other's way, some of them killed; a round a line.

    python -m tests.faults.crossed FOLDER ROUNDS SEED

FOLDER holds ``projects/``, ``old.txt`` to be imported and, for each amount that is saved,
``whole-N/``, an undisturbed build; ``whole-imported/`` is one with the import. The last line is a JSON object: rounds, kills, refused (builds that found another at work), wrong
(a list of sentences).
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sys
from collections import Counter
from pathlib import Path

from ptgen.cli.main import main
from tests.faults.conftest import AMOUNTS, ONE_FORM, write
from tests.faults.inspect_output import broken, settled, tree
from tests.faults.kill_builds import CACHE_HOME, build
from tests.faults.moments import install

KINDS = ("two builds", "a build and a save", "a build and a watch", "a build and an import")
BUSY = "另一个 ptgen build 正在写 out，请等它结束"
MOST = 25  # of the moments at which a build may be killed
IMPORTED = "projects/imported"


def imported(folder: Path) -> int:
    """Import the old document; the exit status."""
    os.chdir(folder)
    try:
        main(["import", "old.txt", "--unit", IMPORTED])
    except SystemExit as stop:
        return int(stop.code or 0)


def started(folder: Path, moment: int, *options: str, work: str = "build") -> int:
    """A build, or an import, in a copy of this process, killed at a moment unless that is 0."""
    child = os.fork()
    if child:
        return child
    os.setsid()
    os.dup2(os.open(folder / "said", os.O_WRONLY | os.O_CREAT | os.O_APPEND), 2)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    if moment:
        counter = folder / f"counter-{os.getpid()}"
        places = (folder / "out", folder / "cache/ptgen/builds", folder / IMPORTED)
        install(places, counter, moment)
    os._exit(imported(folder) if work == "import" else build(folder, "xlsx", "out", *options))


def ended(child: int) -> str:
    """How a process ended: ``killed`` or its status."""
    status = os.waitpid(child, 0)[1]
    return "killed" if os.WIFSIGNALED(status) else str(os.waitstatus_to_exitcode(status))


def save(folder: Path, number: int, state: int) -> None:
    """As an editor saves: the file is emptied and written."""
    write(folder, number, project=ONE_FORM, amount=AMOUNTS[state])


def half(folder: Path) -> list[str]:
    """What is wrong with the files of an import: each is whole, or not there."""
    whole = tree(folder / "imported-whole")
    found = tree(folder / IMPORTED) if (folder / IMPORTED).exists() else {}
    there = [path for path in found if not path.startswith(".ptgen-")]
    return [f"{path} is half of a file" for path in there if found[path] != whole.get(path)]


def crossed(folder: Path, chance: random.Random, told: Counter[str]) -> list[str]:
    """What is wrong after a round, and after the next build."""
    kind, state = chance.choice(KINDS), chance.randrange(len(AMOUNTS))
    kills = [chance.choice((0, chance.randint(1, MOST), chance.randint(1, MOST))) for _ in range(2)]
    for number in (1, 2):
        save(folder, number, state)
    watching = started(folder, kills[0], "--watch") if "watch" in kind else 0
    importing = [started(folder, kills[0] // 3, work="import")] if "import" in kind else []
    children = [started(folder, moment) for moment in kills[bool(watching or importing) :]]
    if "save" in kind or watching:
        state = chance.randrange(len(AMOUNTS))
        for number in (1, 2):
            save(folder, number, state)
    told.update(ended(child) for child in (*children, *importing))
    if watching:
        # Beyond that of another build, it waits for saves until it is told to end.
        os.kill(watching, chance.choice((signal.SIGTERM, signal.SIGKILL, signal.SIGINT)))
        told[ended(watching)] += 1
    whole = [tree(folder / f"whole-{number}") for number in range(len(AMOUNTS))]
    other = tree(folder / "whole-imported")
    wrong = broken(tree(folder / "out"), *whole, other) if (folder / "out").exists() else []
    if importing:
        wrong += half(folder)
        shutil.rmtree(folder / IMPORTED, ignore_errors=True)
    if build(folder, "xlsx", "out") != 0:
        wrong.append("the next build fails")
    elif settled(tree(folder / "out")) != settled(whole[state]):
        wrong.append("the next build does not end as an undisturbed one")
    return [f"{kind} {kills}: {one}" for one in wrong]


def run(folder: Path, rounds: int, seed: int) -> None:
    """All rounds, each begun with what the last one left or with nothing."""
    os.environ[CACHE_HOME] = str(folder / "cache")
    build(folder, "xlsx", "warm")
    chance = random.Random(seed)  # noqa: S311 no secret
    told = Counter[str]()
    wrong: list[str] = []
    for _ in range(rounds):
        if chance.random() < 0.3:
            shutil.rmtree(folder / "out", ignore_errors=True)
        wrong += crossed(folder, chance, told)
    said = (folder / "said").read_text("utf-8").splitlines()
    wrong += [one for one in said if one.startswith("错误") and BUSY not in one]
    wrong += ["a traceback"] if any("Traceback" in one for one in said) else []
    sys.stdout.write(json.dumps({**told, "rounds": rounds, "wrong": wrong}) + "\n")


if __name__ == "__main__":
    run(Path(sys.argv[1]).resolve(), int(sys.argv[2]), int(sys.argv[3]))
