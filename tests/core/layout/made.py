"""Editions in memory."""

from __future__ import annotations

from collections.abc import Mapping

from ptgen.core.filesystem import builtin_templates
from ptgen.core.layout.load import LayoutFile, LoadedLayout, load

BASE = (builtin_templates() / "shanghai-district-2022" / "layout.yaml").read_text("utf-8")


def load_from(files: Mapping[str, str], name: str = "own") -> LoadedLayout | None:
    def read(wanted: str) -> LayoutFile | None:
        text = files.get(wanted)
        return None if text is None else LayoutFile(f"{wanted}/layout.yaml", text.encode())

    return load(name, read)
