"""Draw docs/images/import.png: a form as Excel prints it, what import writes, and the form again.

Needs LibreOffice, Chromium and playwright: .venv/bin/python scripts/make_import_picture.py
"""

from __future__ import annotations

import html
import io
import shutil
import subprocess
import tempfile
from base64 import b64encode
from pathlib import Path

import pypdfium2
from playwright.sync_api import sync_playwright

from ptgen.core.filesystem import builtin_templates, discover, disk_files
from ptgen.core.loader import Loader
from ptgen.importer.plan import plan_import
from ptgen.read.read import read_document
from ptgen.render.pdf.weasyprint.renderer import PdfRenderer
from ptgen.render.xlsx.form import form_xlsx
from ptgen.view.form import form_of

ROOT = Path(__file__).parents[1]
PROJECT = ROOT / "projects" / "guangfulin-2022" / "02-community-service.yaml"
TARGET = ROOT / "docs" / "images" / "import.png"
STYLE = """
body { margin: 0; padding: 24px; display: flex; gap: 20px; background: #eceff1; width: 1800px }
figure { margin: 0; flex: 1; background: #fff; border: 1px solid #b0bec5; height: 820px; overflow: hidden }
figcaption { font: 20px "Noto Sans CJK SC"; padding: 10px 14px; background: #37474f; color: #fff }
img { width: 100%; display: block }
pre { font: 15px/1.55 "Noto Sans Mono CJK SC"; padding: 6px 14px; margin: 0 }
"""


def picture(pdf: bytes) -> str:
    """The first page as an image element."""
    page = pypdfium2.PdfDocument(pdf)[0]
    buffer = io.BytesIO()
    page.render(scale=2).to_pil().save(buffer, "PNG")
    return f'<img src="data:image/png;base64,{b64encode(buffer.getvalue()).decode()}">'


def main() -> None:
    """Build the workbook, print it with LibreOffice, import it, and draw the three side by side."""
    (file,), _ = discover([PROJECT])
    content = Loader(disk_files([PROJECT])).load(file).content
    if content is None:
        raise SystemExit(f"{PROJECT} is not sound")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        book = folder / "去年.xlsx"
        book.write_bytes(form_xlsx(form_of(content)))
        office = ["soffice", "--headless", "--convert-to", "pdf", "--outdir", name, str(book)]
        subprocess.run(office, check=True, capture_output=True)
        printed = folder / "去年.pdf"
        plan = plan_import([read_document(printed)], folder / "projects" / "某单位", None, None)
        (project,) = plan.projects
        made = project.loaded.content
        if made is None:
            raise SystemExit("what was imported is not sound")
        again = PdfRenderer(builtin_templates()).render(form_of(made))
        parts = {
            "去年的表（Excel 印的 PDF）": picture(printed.read_bytes()),
            "ptgen import 写出的": f"<pre>{html.escape(plan.texts[project.path])}</pre>",
            "由它重新生成的": picture(again),
        }
    figures = "".join(
        f"<figure><figcaption>{title}</figcaption>{body}</figure>" for title, body in parts.items()
    )
    program = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1848, "height": 900})
        page.set_content(f"<meta charset=utf-8><style>{STYLE}</style><body>{figures}")
        page.screenshot(path=TARGET)
        browser.close()


if __name__ == "__main__":
    main()
