"""Whether Word opens a document without a repair prompt."""

from __future__ import annotations

from pathlib import Path

from openxml_audit import OpenXmlValidator, predict  # type: ignore[import-untyped]
from openxml_audit.verdict import AppPrediction  # type: ignore[import-untyped]


def opens_cleanly(data: bytes, folder: Path) -> list[str]:
    """What a validator of Office files finds; empty when Word is expected to open the file."""
    path = folder / "document.docx"
    path.write_bytes(data)
    result = OpenXmlValidator().validate(path)
    findings = [str(error) for error in result.errors]
    clean = predict(result).prediction is AppPrediction.OPENS_CLEAN
    return findings if clean else [*findings, "Word would not open it cleanly"]
