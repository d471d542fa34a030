"""What the PDF does not take over from the user's own Word templates, in Chinese."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from ptgen.core.filesystem import builtin_templates, shown
from ptgen.render.docx.renderer import WordRenderer
from ptgen.render.errors import TemplateError
from ptgen.render.fonts.chosen import Fonts
from ptgen.render.fonts.roles import Role, role_like, role_of
from ptgen.render.look.model import Look, PageNumber, Words
from ptgen.render.look.sample import FORM, NARRATIVE
from ptgen.render.pdf.weasyprint.html_template import read_text
from ptgen.render.pdf.weasyprint.look_css import follows_word
from ptgen.render.template_folders import Folders

_SHEET: Final = "print.css"
_OF_WEASYPRINT: Final = ("narrative.html", "form.html", "volume.html", _SHEET)


def unused_templates(templates: tuple[Path, ...]) -> Iterator[str]:
    """Yield a sentence that names the user's templates that Typst does not follow, if any."""
    folders = Folders(templates)
    paths = [folders / name for name in _OF_WEASYPRINT]
    own = [shown(path) for path in paths if path.parent.resolve() != builtin_templates().resolve()]
    if own:
        yield f"由 typst 排版的 PDF 不用 {'、'.join(own)}，只随 Word 模板"


def template_notes(templates: tuple[Path, ...], fonts: Fonts | None) -> Iterator[str]:
    """Yield a sentence for each of the user's Word templates that the PDF cannot follow wholly.

    One that cannot be read is told where documents are drawn.
    """
    folders = Folders(templates)
    word = WordRenderer(folders)
    for document, name in ((NARRATIVE, "narrative.docx"), (FORM, "form.docx")):
        try:
            path, sheet = folders / name, folders / _SHEET
            if path.parent.resolve() == builtin_templates().resolve():
                continue
            if not follows_word(read_text(sheet)):
                yield f"{shown(path)}：PDF 不随它变，因为 {shown(sheet)} 里没有“--版面: Word”"
                continue
            look = word.look(document)
        except TemplateError:
            continue
        left_out = tuple(dict.fromkeys((*look.unfollowed, *_faces(look, fonts))))
        if left_out:
            yield f"{shown(path)} 里的这些，PDF 没有照样：{'；'.join(left_out)}"


def _faces(look: Look, fonts: Fonts | None) -> Iterator[str]:
    """Yield what stands in for faces that are not there, for bold and for slanted ones."""
    named = () if fonts is None else fonts.named
    pieces = (one for one in look.pieces if isinstance(one, Words | PageNumber))
    for characters in (one.characters for one in (*look.paragraphs.values(), *pieces)):
        for face in dict.fromkeys((characters.han, characters.latin)):
            if face not in named and role_of(face) is None:
                stand_in = role_like(characters.han)
                yield f"字体“{face}”：这台机器没有安装，用{stand_in}代替"
        if characters.latin != characters.han and role_of(characters.latin) not in (
            None,
            role_of(characters.han),
        ):
            yield f"西文的字体“{characters.latin}”：西文和汉字用同一种"
        role = role_like(characters.han, bold=characters.bold)
        if characters.bold and role is not Role.STRONG and characters.han not in named:
            yield f"加粗的{role}：没有粗的字体"
        if characters.italic:
            yield "斜体"
