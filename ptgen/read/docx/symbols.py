"""Characters of symbol fonts, which have no code of their own."""

from __future__ import annotations

_KNOWN = {
    "wingdings": {0x6C: "●", 0x6E: "■", 0x6F: "□", 0x70: "□", 0x71: "□", 0x72: "□", 0xA1: "○",
                  0xA8: "□", 0xFB: "×", 0xFC: "√", 0xFD: "☒", 0xFE: "☑", 0xD8: "➢", 0x76: "❖"},
    "wingdings 2": {0x2A: "□", 0x50: "√", 0x4F: "×", 0x51: "☒", 0x52: "☑", 0xA3: "□"},
    "symbol": {0xB3: "≥", 0xA3: "≤", 0xB4: "×", 0xB8: "÷", 0xB1: "±", 0xB7: "·", 0xD6: "√"},
}  # fmt: skip


def symbol(font: str, code: str) -> str:
    """Return the usual character for a hexadecimal code in a font; "�" for one not known."""
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    known = _KNOWN.get(font.lower(), {}).get(number & 0xFF) if number else None
    if known:
        return known
    return chr(number) if 0x20 < number < 0xD800 else "�"
