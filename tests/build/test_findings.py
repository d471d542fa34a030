"""What keeps a document from being made is told where it can be mended."""

from __future__ import annotations

from ptgen.build.documents import findings_of
from ptgen.core.filesystem import builtin_templates
from ptgen.core.source.parse import read
from ptgen.render.errors import TemplateError

SOURCE = read("名称: 甲\n正文:\n  - 短\n  - 这一段比别的都长\n".encode(), "a.yaml")


def test_what_ptgens_own_template_cannot_draw_is_the_projects() -> None:
    failure = TemplateError(builtin_templates() / "form.html", 1, "排版超过 60 秒")
    (found,) = findings_of(failure, SOURCE.root, "a.yaml")
    assert (found.code, found.span.path, found.span.line) == ("PT503", "a.yaml", 4)
    assert "排版超过 60 秒" in found.message


def test_what_a_users_template_cannot_draw_is_the_templates() -> None:
    failure = TemplateError(builtin_templates().parent / "form.html", 7, "排版超过 60 秒")
    (found,) = findings_of(failure, SOURCE.root, "a.yaml")
    assert (found.code, found.span.line) == ("PT502", 7)
    assert found.span.path.endswith("form.html")
