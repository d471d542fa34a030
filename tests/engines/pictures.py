"""The pages of a PDF file as five engines show them that share no code, and what they disagree on.

An engine that complains of a file has failed, even if it goes on.
"""

from __future__ import annotations

import base64
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pypdfium2  # type: ignore[import-untyped]
from PIL import Image, ImageChops, ImageFilter
from playwright.sync_api import Page, Route

from tests.chromium import chromium

DPI: Final = 200
CELL: Final = 12
"""Pixels on a side of a cell of the grid: 1.5 mm."""
MOST: Final = 11
"""Of 255: the mean darkness in a cell that no more than one engine may show.

Measured with 28 digits of a narrative and a form changed, one at a time: one other digit has 14 or
more. Right engines have up to 4, and up to 10 in heavy strokes that one draws a pixel lower.
"""
_BLUR: Final = 0.6
_PDFJS: Final = Path(__file__).parent / "node_modules" / "pdfjs-dist"
_SITE: Final = "http://pdf.test/"

Pictures = Sequence[Image.Image]
Engine = Callable[[Path], Pictures]


class EngineError(Exception):
    """What an engine said."""


def said(*command: str | Path) -> str:
    """What a program prints; raises :class:`EngineError` when it fails or complains."""
    words = list(map(str, command))
    done = subprocess.run(words, capture_output=True, encoding="utf-8", check=False)
    if done.returncode or done.stderr.strip():
        raise EngineError(f"{words[0]}: exit status {done.returncode}\n{done.stderr[:2000]}")
    return done.stdout


def _written(*command: str | Path) -> Pictures:
    """The pictures that a program writes into the folder that takes the place of ``{}``."""
    with tempfile.TemporaryDirectory() as folder:
        said(*(str(word).replace("{}", folder) for word in command))
        return [_grey(Image.open(path)) for path in sorted(Path(folder).iterdir())]


def _grey(picture: Image.Image) -> Image.Image:
    return picture.convert("L")


def pdfium(file: Path) -> Pictures:
    """As Chrome and Edge show it."""
    with pypdfium2.PdfDocument(file) as document:
        return [_grey(page.render(scale=DPI / 72, grayscale=True).to_pil()) for page in document]


def poppler(file: Path) -> Pictures:
    """As GNOME and KDE show it."""
    return _written("pdftoppm", "-q", "-r", str(DPI), "-gray", file, "{}/page")


def mupdf(file: Path) -> Pictures:
    """As SumatraPDF shows it."""
    return _written(
        "mutool", "draw", "-q", "-N", "-r", str(DPI), "-c", "gray", "-o", "{}/%05d.png", file
    )


def ghostscript(file: Path) -> Pictures:
    """As many printers show it."""
    smooth = ("-dTextAlphaBits=4", "-dGraphicsAlphaBits=4")
    quiet = ("-q", "-dSAFER", "-dNOPAUSE", "-dBATCH")
    return _written(
        "gs", *quiet, "-sDEVICE=pnggray", *smooth, f"-r{DPI}", "-sOutputFile={}/%05d.png", file
    )


_PAGE: Final = """<!doctype html><script type="module">
import * as pdfjs from "/build/pdf.min.mjs";
pdfjs.GlobalWorkerOptions.workerSrc = "/build/pdf.worker.min.mjs";
let loading, shown;
window.opened = async () => {
  await loading?.destroy();
  loading = pdfjs.getDocument({url: "/document.pdf", verbosity: 1});
  shown = await loading.promise;
  return shown.numPages;
};
window.drawn = async ([number, scale]) => {
  const page = await shown.getPage(number);
  const viewport = page.getViewport({scale});
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [Math.round(viewport.width), Math.round(viewport.height)];
  await page.render({canvas, viewport}).promise;
  const whole = [0, 0, canvas.width, canvas.height];
  const {data} = canvas.getContext("2d").getImageData(...whole);
  const grey = new Uint8Array(data.length / 4);
  for (let at = 0, from = 0; at < grey.length; at++, from += 4)
    grey[at] = (19595 * data[from] + 38470 * data[from + 1] + 7471 * data[from + 2] + 32768) >> 16;
  const url = await new Promise((done) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result);
    reader.readAsDataURL(new Blob([grey]));
  });
  return [canvas.width, canvas.height, url.split(",")[1]];
};
window.text = async (number) => {
  const page = await shown.getPage(number);
  return (await page.getTextContent()).items.map((one) => one.str).join("\\n");
};
</script>"""


class PdfJs:
    """As Firefox shows it: pdf.js in Chromium. One page of the browser shows file after file."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._file: Path | None = None
        self._complaints: list[str] = []
        page.on("console", lambda one: self._complaints.append(one.text))
        page.on("pageerror", lambda one: self._complaints.append(str(one)))
        page.route("**/*", self._answer)
        page.goto(_SITE)
        page.wait_for_function("() => 'text' in window")

    def __call__(self, file: Path) -> Pictures:
        """The pictures of all pages."""
        with self._opened(file) as count:
            return [self._drawn(number + 1) for number in range(count)]

    def texts(self, file: Path) -> list[str]:
        """The text of each page."""
        with self._opened(file) as count:
            return [str(self._page.evaluate("text", number + 1)) for number in range(count)]

    def _drawn(self, number: int) -> Image.Image:
        width, height, grey = self._page.evaluate("drawn", [number, DPI / 72])
        return Image.frombytes("L", (width, height), base64.b64decode(grey))

    @contextmanager
    def _opened(self, file: Path) -> Iterator[int]:
        self._file = file
        self._complaints.clear()
        yield int(self._page.evaluate("opened()"))
        if self._complaints:
            raise EngineError("\n".join(["pdf.js", *self._complaints]))

    def _answer(self, route: Route) -> None:
        asked = route.request.url.removeprefix(_SITE)
        if not asked:
            route.fulfill(body=_PAGE, content_type="text/html")
        elif asked == "document.pdf":
            assert self._file is not None
            route.fulfill(body=self._file.read_bytes(), content_type="application/pdf")
        else:
            route.fulfill(body=(_PDFJS / asked).read_bytes(), content_type="text/javascript")


@contextmanager
def pdf_js() -> Iterator[PdfJs]:
    """The engine, for as long as this lasts."""
    assert _PDFJS.is_dir(), "scripts/setup.sh dev"
    with chromium() as browser:
        yield PdfJs(browser.new_page())


def disagreements(shown: Mapping[str, Pictures]) -> list[str]:
    """Where an engine shows something that the others do not, or leaves something out.

    A picture is held against the median of all: what is in one and nowhere near in the other is
    summed up in cells.
    """
    counts = {name: len(pictures) for name, pictures in shown.items()}
    if len(set(counts.values())) != 1:
        return [f"pages: {counts}"]
    found: list[str] = []
    for number, pictures in enumerate(zip(*shown.values(), strict=True), 1):
        width, height = (min(one.size[side] for one in pictures) for side in (0, 1))
        soft = [
            one.crop((0, 0, width, height)).filter(ImageFilter.GaussianBlur(_BLUR))
            for one in pictures
        ]
        middle = _median(soft)
        wide = _spread(middle)
        for name, picture in zip(shown, soft, strict=True):
            for what, one, near in (("more", picture, wide), ("less", middle, _spread(picture))):
                worst, (x, y) = _worst(one, near)
                if worst > MOST:
                    found.append(f"page {number}, {name}: {worst} {what} at {x:.0f}, {y:.0f} mm")
    return found


def _worst(one: Image.Image, near: Image.Image) -> tuple[int, tuple[float, float]]:
    """How dark the darkest cell is of what is in ``one`` and not in ``near``; its place."""
    only = ImageChops.subtract(near, one)
    cells = only.resize((only.width // CELL, only.height // CELL), Image.Resampling.BOX)
    darkness = cells.tobytes()
    worst = max(darkness)
    y, x = divmod(darkness.index(worst), cells.width)
    return worst, (x * CELL / DPI * 25.4, y * CELL / DPI * 25.4)


def _spread(picture: Image.Image) -> Image.Image:
    """Each pixel as dark as the darkest within one pixel of it."""
    for x, y in ((1, 0), (0, 1)):
        near = (ImageChops.offset(picture, x, y), ImageChops.offset(picture, -x, -y))
        picture = ImageChops.darker(picture, ImageChops.darker(*near))
    return picture


def _median(pictures: Sequence[Image.Image]) -> Image.Image:
    """The median of each pixel: the pictures are sorted as far as to the middle one."""
    left = list(pictures)
    for done in range(len(left) // 2 + 1):
        for place in range(len(left) - 1 - done):
            one, next_one = left[place], left[place + 1]
            left[place] = ImageChops.darker(one, next_one)
            left[place + 1] = ImageChops.lighter(one, next_one)
    return left[len(left) // 2]
