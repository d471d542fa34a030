"""The faces that the theme of a Word file names."""

from __future__ import annotations

from lxml import etree


def theme_fonts(theme: bytes, script: str = "Hans") -> dict[str, str]:
    """Return the faces of a theme by their uses, as ``minorHAnsi``; '' where it names none."""
    root = etree.fromstring(theme)
    found: dict[str, str] = {}
    for name in ("major", "minor"):
        group = f".//{{*}}fontScheme/{{*}}{name}Font/{{*}}"
        of_script = root.find(f"{group}font[@script='{script}']")
        for tag, uses in (("latin", ("HAnsi", "Ascii")), ("ea", ("EastAsia",)), ("cs", ("Bidi",))):
            face = _typeface(root.find(f"{group}{tag}"))
            if tag == "ea":
                face = face or _typeface(of_script)
            found |= {f"{name}{use}": face for use in uses}
    return found


def _typeface(element: etree._Element | None) -> str:
    return "" if element is None else element.get("typeface", "")
