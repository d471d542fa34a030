from __future__ import annotations

import click
import pytest

from ptgen.cli.main import LazyGroup
from ptgen.core.errors import PtgenError
from tests.golden import run_ptgen


class UnexpectedObstacleError(PtgenError):
    """An obstacle that no command knows."""


def test_every_obstacle_is_told_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    @click.command()
    def rule() -> None:
        raise UnexpectedObstacleError("盘满了\x1b[31m")

    monkeypatch.setattr(LazyGroup, "get_command", lambda *_: rule)
    assert run_ptgen(["rule"], capsys) == (2, "", "错误: 盘满了<U+001B>[31m\n")
