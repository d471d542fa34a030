"""Draw up the edition of a form that no edition fits: its bands, columns, labels and keys."""

from __future__ import annotations

from ptgen.importer.forms.meaning import Meaning


def drawn_up(meaning: Meaning, title: str, year: int | None) -> tuple[str, str]:
    return "own", ""


def item_fields(meaning):
    return {}
