"""Figures become ``RESULTS.md``: tables, and for each target whether it is reached."""

from __future__ import annotations

import json
import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.cases import (
    CHECK,
    DOCX_ONLY,
    FIXED,
    HELP,
    NAIVE,
    OFFICE,
    OWN,
    OWN_TYPST,
    PYTHON,
    TABLES,
    TYPST,
)
from bench.live import Live
from bench.measure import Samples
from bench.reading import LINES, Reading
from bench.scale import Scale

TRIED = Path(__file__).with_name("tried.md")

_HEAD = """\
# Measured

Made by `make bench`; do not edit. Figures are medians, ranges are from the least to the longest
run. Cases run in turn, so that a busy moment meets all of them: ratios say more than seconds.
"""
_GIVEN = """
Projects are generated from the examples with other names, prose and amounts
(`bench/generate.py`). The peers get every computed value as JSON: they neither read YAML nor
check nor compute. The naive script is that of the documentation of docxtpl and WeasyPrint with
pages that look as ptgen's do; what it gains from ptgen's `table-layout: fixed` is a case of its own. docxtpl is handed its tables as ready XML unless it says Subdoc. The PDF files
of ptgen are tagged and their lines reach the margin; those of WeasyPrint alone do not. Typst has
no least height of rows. Memory is what the largest process has resident, shared pages included.
"""


@dataclass(frozen=True, slots=True)
class Results:
    """Everything that was measured in one run."""

    machine: str
    versions: dict[str, str]
    reading: Reading
    starts: Samples
    cold: Samples
    warm: Samples
    batch: Samples
    scale: Scale
    live: Live
    projects: int
    jobs: int
    rounds: int
    batch_rounds: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Target:
    """A figure that is to be at most, or at least, something."""

    what: str
    value: float
    bound: float
    unit: str = ""
    least: bool = False

    @property
    def reached(self) -> bool:
        """Whether it is."""
        return self.value >= self.bound if self.least else self.value <= self.bound

    def row(self) -> str:
        """The target's line of the table."""
        sign = "≥" if self.least else "≤"
        said = "yes" if self.reached else "**no**"
        bound = f"{sign} {self.bound:g}{self.unit}"
        return f"| {self.what} | {self.value:.2f}{self.unit} | {bound} | {said} |"


def report(results: Results) -> str:
    """The whole page."""
    named = ", ".join(f"{name} {text}" for name, text in results.versions.items())
    lines = [
        _HEAD,
        f"- Machine: {results.machine}",
        f"- Versions: {named}",
        f"- Runs: {results.rounds} of each small case, {results.batch_rounds} of each batch",
        f"- The whole took {results.seconds / 60:.1f} minutes",
        *([] if OFFICE in results.batch.runs else ["- LibreOffice is not installed: left out"]),
        _GIVEN,
        *_targets(results),
        *_batch(results),
        *_cold(results),
        *_warm(results),
        *_reading(results.reading),
        *_scale(results.scale),
        *_live(results.live),
    ]
    if TRIED.is_file():
        lines += [TRIED.read_text("utf-8").rstrip(), ""]
    return "\n".join(lines)


def targets(results: Results) -> Iterator[Target]:
    """Each ratio that is to be reached, as measured."""
    batch, cold = results.batch, results.cold
    pdf = {name: warm_ms(results.warm, name, "pdf") for name in (f"{OWN} pdf", NAIVE)}
    yield Target(
        "Batch: projects a second, times naive", batch.median(NAIVE) / batch.median(OWN), 2.2,
        least=True,
    )  # fmt: skip
    if OFFICE in batch.runs:
        yield Target(
            "Batch: projects a second, times docxtpl + LibreOffice",
            batch.median(OFFICE) / batch.median(OWN), 1.0, least=True,
        )  # fmt: skip
    yield Target(
        "PDF bytes, of naive", batch.size(OWN, ".pdf") / max(batch.size(NAIVE, ".pdf"), 1), 0.6
    )
    yield Target("Warm PDF, of naive", pdf[f"{OWN} pdf"] / pdf[NAIVE], 0.45)
    if TABLES in results.warm.runs:
        own, documented = (warm_ms(results.warm, n, "docx") for n in (f"{OWN} docx", TABLES))
        what = "Warm DOCX, YAML included, of docxtpl as documented"
        yield Target(what, own / documented, 0.1)
    yield Target("Cold build of one project, of naive", cold.median(OWN) / cold.median(NAIVE), 0.6)
    yield Target("Cold `ptgen check` of one project", results.starts.median(CHECK), 0.2, " s")
    yield Target("`ptgen --help`", results.starts.median(HELP), 0.15, " s")
    yield Target(f"Reading {LINES} lines with places", results.reading.read_one, 3.0, " ms")
    yield from _scale_targets(results.scale)
    yield from _live_targets(results.live)


def _live_targets(live: Live) -> Iterator[Target]:
    """By processor time, which other work on the machine does not stretch."""
    finding, first, saved = (
        one.processor for one in (live.finding, live.first_page, live.saved_page)
    )
    yield Target(f"`ptgen lsp`: a finding among {live.edited}", finding * 1000, 150, " ms")
    yield Target(f"`ptgen serve`: first page of {live.served}", first, 1, " s")
    yield Target(f"`ptgen serve`: page after a save, of {live.served}", saved, 0.5, " s")


def _scale_targets(scale: Scale) -> Iterator[Target]:
    few, many = scale.few, scale.many
    yield Target(
        f"{scale.unchanged} unchanged projects, of reading and hashing their files and documents",
        scale.nothing / scale.reading, 5,
    )  # fmt: skip
    yield Target(
        f"Time a project at {many.projects}, of that at {few.projects}",
        (many.seconds / many.projects) / (few.seconds / few.projects), 1.15,
    )  # fmt: skip
    yield Target("A worker's memory", many.late, 150, " MiB")
    yield Target(
        "A worker's memory at the end, of that at a tenth", many.late / max(many.early, 1), 1.05
    )
    grown = (many.parent - few.parent) * 1024 / (many.projects - few.projects)
    yield Target(
        "The parent's memory a project beside the manifest", grown - scale.manifest, 1, " KiB"
    )
    yield Target(
        f"A volume of {scale.bound} projects, of its parts",
        (scale.with_volume - scale.parts) / scale.parts, 1.2,
    )  # fmt: skip


def warm_ms(samples: Samples, name: str, style: str) -> float:
    """Milliseconds a project: the median of all after each process's first."""
    times: list[float] = []
    for run in samples.runs[name]:
        times += json.loads(run.printed.splitlines()[-1])[style][1:]
    return statistics.median(times) * 1000


def _targets(results: Results) -> list[str]:
    rows = [target.row() for target in targets(results)]
    head = [
        "## Targets",
        "",
        "| what | measured | target | reached |",
        "| --- | ---: | ---: | --- |",
    ]
    return [*head, *rows, ""]


def _batch(results: Results) -> list[str]:
    batch = results.batch
    lines = [
        f"## A batch: {results.projects} projects, DOCX and PDF, {results.jobs} processes", "",
        "| | projects/s | seconds | range | largest process | PDF a project | DOCX a project |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]  # fmt: skip
    for name in batch.runs:
        pdf, docx = (batch.size(name, suffix) / results.projects for suffix in (".pdf", ".docx"))
        lines.append(
            f"| {name} | {results.projects / batch.median(name):.2f} | {batch.median(name):.1f} "
            f"| {batch.spread(name)} | {batch.memory(name):.0f} MiB | {pdf / 1024:.0f} KiB "
            f"| {docx / 1024:.0f} KiB |"
        )
    return [*lines, ""]


def _cold(results: Results) -> list[str]:
    lines = [
        "## One project, from the start of the process to its end", "",
        "| | seconds | range | largest process |", "| --- | ---: | ---: | ---: |",
    ]  # fmt: skip
    for samples in (results.starts, results.cold):
        for name in samples.runs:
            shown = {PYTHON: "Python alone", OWN: "ptgen build one.yaml"}.get(name, name)
            # What does next to nothing is charged with the memory of the process that started it.
            memory = "" if samples is results.starts else f"{samples.memory(name):.0f} MiB"
            lines.append(
                f"| {shown} | {samples.median(name):.2f} | {samples.spread(name)} | {memory} |"
            )
    return [*lines, ""]


def _warm(results: Results) -> list[str]:
    lines = [
        "## Both documents of a project in a process that is running", "",
        "| | ms a project | times ptgen |", "| --- | ---: | ---: |",
    ]  # fmt: skip
    for style, names in (
        ("docx", (f"{OWN} docx", DOCX_ONLY, TABLES)),
        ("pdf", (f"{OWN} pdf", f"{OWN_TYPST} pdf", NAIVE, FIXED, TYPST)),
    ):
        own = warm_ms(results.warm, names[0], style)
        for name in (name for name in names if name in results.warm.runs):
            taken = warm_ms(results.warm, name, style)
            shown = f"{name}, YAML and computing included" if name == names[0] else name
            lines.append(f"| {shown} | {taken:.1f} | {taken / own:.2f} |")
    return [*lines, ""]


def _reading(reading: Reading) -> list[str]:
    many = f"a project of {reading.projects}"
    rows = (
        (f"ruamel.yaml (C parser) compose, {LINES} lines", reading.compose_one, 1.0),
        (f"ptgen's source stage, {LINES} lines", reading.read_one, reading.compose_one),
        (f"compose, {many}", reading.compose, 1.0),
        (f"ptgen check, {many}", reading.checked, reading.compose),
        (f"reading and hashing, {many}", reading.hashed, reading.compose),
    )
    lines = ["## Reading and checking", "", "| | ms | of compose |", "| --- | ---: | ---: |"]
    for name, taken, compose in rows:
        ratio = 1.0 if name.startswith(("ruamel", "compose")) else taken / compose
        lines.append(f"| {name} | {taken:.2f} | {ratio:.2f} |")
    return [*lines, ""]


def _scale(scale: Scale) -> list[str]:
    lines = [
        "## Many projects", "",
        "| projects | seconds | ms a project | largest worker at a tenth | at its most | parent |",
        "| ---: | ---: | ---: | ---: | ---: | ---: |",
    ]  # fmt: skip
    lines += [
        f"| {one.projects} | {one.seconds:.1f} | {one.seconds / one.projects * 1000:.0f} "
        f"| {one.early:.0f} MiB | {one.late:.0f} MiB | {one.parent:.0f} MiB |"
        for one in (scale.few, scale.many)
    ]
    lines += [
        "",
        (
            f"In a manifest that was read a project takes {scale.manifest:.1f} KiB of memory. "
            f"{scale.unchanged} unchanged projects: {scale.nothing:.2f} s, reading and hashing their "
            f"files {scale.reading:.2f} s. {scale.bound} projects of a unit by one process: "
            f"{scale.parts:.0f} s, with their volume as DOCX and PDF {scale.with_volume:.0f} s."
        ),
        "",
    ]
    return lines


def _live(live: Live) -> list[str]:
    waits = {
        f"A finding in an editor, {live.edited} projects": live.finding,
        f"First page of `serve` from its start, {live.served} projects": live.first_page,
        "Page after a save": live.saved_page,
    }
    lines = [
        "## Waiting while one writes", "",
        "| | ms of processor time | ms |",
        "| --- | ---: | ---: |",
    ]  # fmt: skip
    for name, one in waits.items():
        lines.append(f"| {name} | {one.processor * 1000:.0f} | {one.clock * 1000:.0f} |")
    return [*lines, ""]
