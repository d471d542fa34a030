"""What is replaced in WeasyPrint is what it was when that was written."""

from __future__ import annotations

from dataclasses import replace

import pytest

import ptgen.render.pdf  # noqa: F401  # loads WeasyPrint as ptgen does
from ptgen.render.patch import Patch
from ptgen.render.pdf.weasyprint.patches.catalogue import PATCHES


def changed(patches: tuple[Patch, ...]) -> list[str]:
    """The patches to be looked at again, and what they are for."""
    return [
        f"{patch.place}: {patch.installed_digest}: {patch.why}"
        for patch in patches
        if patch.installed_digest != patch.digest
    ]


def test_the_installed_version_has_the_source_that_was_replaced() -> None:
    assert changed(PATCHES) == []


@pytest.mark.parametrize("number", range(len(PATCHES)))
def test_other_source_is_told_by_the_name_of_the_patch(number: int) -> None:
    patches = [*PATCHES]
    patches[number] = replace(patches[number], digest="of another version")
    (told,) = changed(tuple(patches))
    assert told.startswith(f"{PATCHES[number].place}: ")
    assert told.endswith(PATCHES[number].why)


@pytest.mark.usefixtures("renderer")
def test_all_are_in_place_where_documents_are_drawn() -> None:
    assert [getattr(patch.owner, patch.name) for patch in PATCHES] == [one.ours for one in PATCHES]
