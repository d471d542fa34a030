"""What is amended in docxtpl and python-docx is what it was when that was written."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ptgen.render.docx.patches import PATCHES
from ptgen.render.patch import Patch


def changed(patches: tuple[Patch, ...]) -> list[str]:
    """The patches to be looked at again, and what they are for."""
    return [
        f"{patch.place}: {patch.installed_digest}: {patch.why}"
        for patch in patches
        if patch.installed_digest != patch.digest
    ]


def test_the_installed_versions_have_the_source_that_was_amended() -> None:
    assert changed(PATCHES) == []


@pytest.mark.parametrize("number", range(len(PATCHES)))
def test_other_source_is_told_by_the_name_of_the_patch(number: int) -> None:
    patches = [*PATCHES]
    patches[number] = replace(patches[number], digest="of another version")
    (found,) = changed(tuple(patches))
    assert found.startswith(f"{PATCHES[number].place}: ")
    assert found.endswith(PATCHES[number].why)
