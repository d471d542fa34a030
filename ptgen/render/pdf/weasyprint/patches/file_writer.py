"""A font is cut to what a document shows of it, once and where it lies.

WeasyPrint 70 copies each font whole and cuts it twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from weasyprint.pdf import fonts  # type: ignore[import-untyped]
from weasyprint.text.ffi import ffi, harfbuzz, harfbuzz_subset  # type: ignore[import-untyped]

from ptgen.render.errors import MachineError

# Of no use in a PDF, where lines are laid out already and nothing runs upwards.
_DROPPED: Final = (
    b"BASE", b"DSIG", b"EBDT", b"EBLC", b"EBSC", b"GDEF", b"GPOS", b"GSUB", b"JSTF", b"LTSH",
    b"PCLT", b"STAT", b"SVG ", b"VORG", b"vhea", b"vmtx",
)  # fmt: skip

_whole_data: Final = fonts.get_hb_object_data


def subset(font: fonts.Font, to_unicode: Mapping[int, str], hinting: bool) -> None:
    """Leave of ``font`` the glyphs in ``to_unicode``, numbered as before; all if there are none.

    In place of WeasyPrint's method; raises :class:`MachineError` for a font that is damaged.
    """
    if not to_unicode:
        font.file_content = _whole_data(font.hb_face)
        return
    wanted = ffi.gc(
        harfbuzz_subset.hb_subset_input_create_or_fail(), harfbuzz_subset.hb_subset_input_destroy
    )
    _add(harfbuzz_subset.hb_subset_input_glyph_set(wanted), sorted(to_unicode))
    tags = [harfbuzz.hb_tag_from_string(name, -1) for name in _DROPPED]
    kind = harfbuzz_subset.HB_SUBSET_SETS_DROP_TABLE_TAG
    _add(harfbuzz_subset.hb_subset_input_set(wanted, kind), sorted(tags))
    flags = (
        harfbuzz_subset.HB_SUBSET_FLAGS_RETAIN_GIDS
        | harfbuzz_subset.HB_SUBSET_FLAGS_PASSTHROUGH_UNRECOGNIZED
        | harfbuzz_subset.HB_SUBSET_FLAGS_DESUBROUTINIZE
    )
    if not hinting:
        flags |= harfbuzz_subset.HB_SUBSET_FLAGS_NO_HINTING
    if font.missing:
        flags |= harfbuzz_subset.HB_SUBSET_FLAGS_NOTDEF_OUTLINE
    harfbuzz_subset.hb_subset_input_set_flags(wanted, flags)
    face = harfbuzz_subset.hb_subset_or_fail(font.hb_face, wanted)
    if face == ffi.NULL:
        raise MachineError(f"字体 {font.family} 裁剪不了：请重新安装这个字体。")
    font.file_content = _whole_data(ffi.gc(face, harfbuzz.hb_face_destroy))


def _add(target: object, sorted_numbers: list[int]) -> None:
    # The type is the same each time: cffi parses a new one for as long as the rest takes.
    numbers = ffi.new("hb_codepoint_t[]", sorted_numbers)
    harfbuzz.hb_set_add_sorted_array(target, numbers, len(sorted_numbers))


def data_when_cut(
    found: object, ot_color: str | None = None, glyph: int | None = None
) -> bytes | None:
    """Nothing of a whole font, of which little will be kept; in place of WeasyPrint's function."""
    return b"" if ot_color is None else _whole_data(found, ot_color, glyph)
