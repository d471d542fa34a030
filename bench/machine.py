"""Where figures come from: processor, memory and versions, without names or paths."""

from __future__ import annotations

import os
import platform
import re
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import ptgen
from bench.measure import libreoffice
from ptgen.render.native_libraries import library_versions

_PACKAGES = ("weasyprint", "docxtpl", "python-docx", "lxml", "ruamel.yaml", "pydantic", "typst")


def machine() -> str:
    """``Linux, CPython 3.11.7, 2 cores of …, 4 GiB``."""
    return (
        f"{_system()}, {platform.python_implementation()} {platform.python_version()}, "
        f"{os.cpu_count()} × {_processor()}, {_memory():.0f} GiB"
    )


def versions() -> dict[str, str]:
    """Versions of what is measured."""
    found = {"ptgen": ptgen.__version__, **library_versions()}
    for name in _PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    if program := libreoffice():
        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
        if number := re.search(r"\d+(\.\d+)+", said.stdout):
            found["LibreOffice"] = number[0]
    return found


def _system() -> str:
    path = Path("/etc/os-release")
    named = re.search(r'PRETTY_NAME="(.*)"', path.read_text("utf-8")) if path.is_file() else None
    return named[1] if named else platform.system()


def _processor() -> str:
    path = Path("/proc/cpuinfo")
    named = re.search(r"model name\s*: (.*)", path.read_text("utf-8")) if path.is_file() else None
    return named[1].strip() if named else platform.machine()


def _memory() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
