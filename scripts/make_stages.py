"""Write docs/images/stages.svg and the table of docs/code.md from the contract of the stages.

The contract stands in pyproject.toml, and import-linter holds the code to it, so the picture shows
what is so. Run ``python scripts/make_stages.py``; a test says when they are stale.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

ROOT = Path(__file__).resolve().parents[1]
# What each stage does; a stage of the contract that is not here is an error.
STAGES = {
    "core.errors": "用户要自己排除的障碍：错误信息是中文",
    "core.system": "各操作系统不同的：锁、内存、文件名、打开着的文件",
    "core.user_cache": "用户自己的缓存文件夹在哪里",
    "core.held_folder": "打开着的文件夹：写的时候换成链接也写不到外面",
    "core.limits": "看别人写的东西，时间和内存有限",
    "core.atomic": "写文件：要么整个写好，要么不动",
    "core.processes": "几个进程一起做，随主进程结束",
    "core.diagnostics": "问题是值：代码、级别、位置、怎样改",
    "core.money": "精确到分的金额，只在这里四舍五入",
    "core.source": "YAML 的字节变成带行列号的节点",
    "core.formula": "算式变成精确的数",
    "core.model": "节点变成项目，不对的变成问题",
    "core.budget": "由各项算出每一个合计",
    "core.prose": "文字里的 {{ }} 在这里算出来",
    "core.layout": "layout.yaml 变成版式：格子、章节、字段",
    "core.loader": "一个项目的各文件读到一起",
    "core.filesystem": "磁盘上哪些是项目，怎样安全地读",
    "read": "Word、PDF、Excel、文字文件变成段落和格子",
    "check": "一条规则一个模块，找出问题",
    "watch": "哪个文件存了盘",
    "edit": "改写项目文件：统一写法、新建、带到下一年",
    "view": "项目变成文书：段落、格子，文字都已定",
    "render": "文书变成 Word、PDF、Excel 的字节",
    "compare": "两个版本的金额、指标、文字有什么不同",
    "report": "问题和变化写成文字、网页、JSON",
    "importer": "去年的文书变成项目文件，再和原件核对",
    "build": "计划、分派、记录：哪些文书要生成，写到哪里",
    "serve": "浏览器里的网页，只供查看",
    "lsp": "编辑器里的检查、补全和说明",
    "cli": "命令：一个命令一个模块",
}
# Packages: two sentences, then the functions and classes that others call.
PACKAGES: dict[str, tuple[str, ...]] = {
    "core": (
        "从项目文件的字节到算好的金额和文字。下面每个文件夹是其中一步。",
        "loader.Loader",
        "filesystem.discover",
    ),
    "core/source": (
        "YAML 读成知道行列号的节点。改文件的文字也在这里。",
        "parse.read",
        "edits.Edit",
    ),
    "core/formula": ("把作者写的算式算成精确的数。不经过浮点数。", "evaluate.parse"),
    "core/model": (
        "节点核对成不再改变的 Project。字段的中文名只写在这里。",
        "read.read_project",
        "recovery.recover",
    ),
    "core/model/units": (
        "一个单位共有的：unit.yaml、开支标准、支出经济分类科目。",
        "unit.OwnKeys",
        "standards.Standards",
    ),
    "core/budget": (
        "算出每一项和每一个合计。表格上的名称对应哪个金额也在这里。",
        "compute.compute",
        "named.named_amounts",
    ),
    "core/prose": (
        "文字里的 {{ }} 只有名称、加减和过滤器。这里算出来，算不出的指出在哪里。",
        "project.fill",
        "expand.expand",
    ),
    "core/layout": ("版式 layout.yaml 读成不再改变的 Layout。继承的版式合在一起。", "load.load"),
    "read": (
        "Word、PDF、Excel 和文字文件读成段落和格子，各有位置。不知道它们是什么意思。",
        "read.read_document",
        "document.SourceDocument",
    ),
    "read/tables": (
        "格子铺满一张表，一格不重。两张相连的表接成一张。",
        "stacking.stacked",
    ),
    "read/docx": ("Word 里的段落和表格，连同 Word 打在前面的编号。", "reader.read_docx"),
    "read/xlsx": ("工作簿里的格子，像 Excel 显示的那样。", "reader.read_xlsx"),
    "read/pdf": (
        "PDF 里的字和线变成行、段落和格子。跨页的表接成一张。",
        "reader.read_pdf",
    ),
    "check": (
        "用规则检查项目，一条规则一个模块。注解、严重程度、自动修改也在这里。",
        "engine.check",
        "autofix.apply_fixes",
    ),
    "check/prose_amounts": (
        "正文里写的金额：说的是什么，该与哪个金额相比。",
        "claims.claims",
        "known.KnownAmounts",
    ),
    "edit": ("以文字改写项目文件。已有的文件不在这里覆盖，交给调用的人。", "text_edits.YamlText"),
    "edit/formatter": ("统一的写法。意思不变，注释保留。", "run.formatted"),
    "edit/rollover": ("把一个单位带到以后的年度。要人看的地方都做记号。", "rollover.roll_over"),
    "edit/scaffold": (
        "新的项目文件和新的仓库。示例的地方写着“待填写”。",
        "new_project.new_project",
        "repository.scaffold",
    ),
    "view": (
        "算好的项目变成文书，文字都已定。画的人不再加一个字。",
        "narrative.narrative_of",
        "form.form_of",
        "volume.book_of",
    ),
    "render": (
        "文书的值变成 Word、PDF、Excel 的字节。同样的值，同样的字节。",
        "requirements.things",
    ),
    "render/docx": (
        "由 docxtpl 填写使用者的 Word 模板。陌生人的模板先核对再打开。",
        "renderer.WordRenderer",
    ),
    "render/look": (
        "Word 模板的样子读成不再改变的 Look：纸张、样式、表格、页眉页脚。不知道由谁来画。",
        "read.read_look",
        "model.Look",
    ),
    "render/fonts": (
        "哪个字体担任哪个角色。",
        "roles.choose",
        "chosen.chosen",
    ),
    "render/pdf": (
        "PDF 里与排版程序无关的部分。每个排版程序一个文件夹，都由 engine.PdfEngine 使用。",
        "engine.PdfEngine",
        "glyphs.check_drawable",
    ),
    "render/pdf/typst": (
        "由 Typst 排版。版式写在 document.typ 里，它只收到一份 JSON。",
        "renderer.TypstRenderer",
    ),
    "render/pdf/weasyprint": (
        "由 WeasyPrint 排版。改动它的地方都列在 patches 里。",
        "volume.WeasyPrintEngine",
    ),
    "render/pdf/weasyprint/patches": (
        "代替 WeasyPrint 里原有写法的函数。各有原文的校验值，换了版本就知道要重看哪一处。",
        "catalogue.patch_weasyprint",
    ),
    "render/volume": (
        "一个文件夹的 Word 文书装订成一册。目录和页码连续。",
        "docx.render_volume_docx",
    ),
    "render/xlsx": (
        "工作簿：一个文件夹的各张清单，或一张绩效目标表。金额和日期是值。",
        "lists.summary_xlsx",
        "form.form_xlsx",
    ),
    "compare": (
        "比较两个状态算出来的金额、指标和文字。合起来正好等于总的差额。",
        "review.review",
        "fail_if.condition",
    ),
    "compare/git": (
        "从 git 里读出两个版本。不运行仓库里写的任何程序。",
        "repository.open_repository",
        "snapshots.snapshots",
    ),
    "compare/match": ("两边哪些是同一项。文字逐词比较。", "matching.match", "text_diff.pieces"),
    "report": ("问题、变化和数据写成文字。每种格式一个模块。", "export.to_json"),
    "report/findings": (
        "检查结果的四种格式。都是输入问题、输出文字的函数。",
        "text.render_text",
        "json.render_json",
    ),
    "report/changes": (
        "变化的四种格式。终端、评论和网页画的是同样的行。",
        "text.changes_text",
        "markdown.changes_markdown",
        "html.changes_html",
    ),
    "report/textconv": (
        "给 git diff 看的纯文字。Word 文书和项目文件各一种。",
        "project.project_text",
        "docx.docx_text",
    ),
    "importer": (
        "读到的段落和格子变成项目文件。生成以后再和原件逐格核对。",
        "plan.plan_import",
        "comparison.compared_form",
    ),
    "importer/forms": (
        "格子按标签读成表：字段、金额、目标、指标。选出标签最合适的版式。",
        "find.FormFinder",
    ),
    "importer/forms/vocabulary": (
        "表上可能有的标签：各版式的，和各地常用的。",
        "labels.vocabulary",
        "words.is_label_word",
    ),
    "importer/forms/tables": (
        "表里逐行重复的部分：指标和预算明细，各列是什么，到哪一行为止。",
        "rows.table_at",
    ),
    "importer/forms/fields": (
        "表里其余的部分：哪些格子是标签，哪些是它的值，值用哪个键。",
        "pairs.pairs_of",
        "parts.KeyedParts",
    ),
    "importer/forms/draft": (
        "没有版式合适的表，照它自己写一个版式。行列、合并、宽窄和格式都从表上来。",
        "edition.drawn_up",
    ),
    "importer/narrative": (
        "说明读成章节、列表和文字。句子里的金额和算式读成预算的各项。",
        "find.narratives_of",
        "items.items_of",
    ),
    "importer/drafts": (
        "读到的写成项目文件。算一遍以后补上核定金额、引用和忽略注释。",
        "project_file.draft_of",
        "write.write_new",
    ),
    "importer/report": (
        "原件成了什么，写成句子和网页。没有用上的也列出来。",
        "page.report_html",
    ),
    "build": ("计划要生成什么，分派去做，记下结果。输出文件夹里的东西不作依据。", "build.build"),
    "build/workers": (
        "任务在哪里做：本进程、几个进程，或集群。结果一个一个取回。",
        "pool.perform_in_pool",
    ),
    "build/shards": ("几台机器分做的合成一次生成。各份的记录是只读的缓存。", "merge.ShardCache"),
    "serve": ("浏览器里的网页，只供查看。只在本机应答。", "server.server_for"),
    "serve/views": (
        "网页上项目以外的部分：合计、图、预览。不知道请求是什么样的。",
        "overview.overview",
    ),
    "lsp": ("编辑器经 LSP 得到检查结果、补全和说明。正在编辑的文字代替磁盘上的文件。",),
    "cli": ("命令，一个命令一个模块，用到才载入。错误在这里只显示一次。", "main.main"),
}
_COLOURS = {"read": "#e3eef6", "compute": "#e6f2e6", "draw": "#fbf0dc", "face": "#f3e6ee"}
_GROUPS = {
    "read": (
        "读入",
        (
            "core.errors",
            "core.system",
            "core.user_cache",
            "core.held_folder",
            "core.limits",
            "core.atomic",
            "core.processes",
            "core.diagnostics",
            "core.money",
            "core.source",
            "core.formula",
            "core.model",
        ),
    ),
    "compute": (
        "计算和检查",
        (
            "core.budget",
            "core.prose",
            "core.layout",
            "core.loader",
            "core.filesystem",
            "read",
            "check",
            "watch",
            "edit",
        ),
    ),
    "draw": ("成文和比较", ("view", "render", "compare", "report", "importer")),
    "face": ("写出和界面", ("build", "serve", "lsp", "cli")),
}
_ROW, _TOP, _LEFT, _WIDTH = 34, 58, 96, 560


def stages() -> tuple[tuple[str, ...], frozenset[str]]:
    """The stages from the first to the last, and those that import no renderer."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    outer, inner = (one["layers"] for one in contracts if one["type"] == "layers")
    order = tuple(f"core.{name}" for name in reversed(inner))
    order += tuple(name for name in reversed(outer) if name != "core")
    if unknown := set(order) ^ set(STAGES):
        raise SystemExit(f"say in scripts/make_stages.py what these do: {sorted(unknown)}")
    forbidden = next(one["source_modules"] for one in contracts if one["type"] == "forbidden")
    light = {name.removeprefix("ptgen.") for name in forbidden}
    return order, frozenset(name for name in order if name.partition(".")[0] in light)


def picture() -> str:
    """The stages from top to bottom, each below those that it may import."""
    order, light = stages()
    height = _TOP + _ROW * len(order) + 30
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_LEFT + _WIDTH + 20} {height}" '
            'font-family="sans-serif" font-size="14" role="img" aria-labelledby="title">'
        ),
        '<title id="title">代码的各个阶段，从上到下</title>',
        f'<rect width="{_LEFT + _WIDTH + 20}" height="{height}" fill="#fff"/>',
        (
            '<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" '
            'markerHeight="8" orient="auto"><path d="M0 0L8 4L0 8z" fill="#667"/></marker></defs>'
        ),
        f'<text x="{_LEFT}" y="26" fill="#333">项目文件从上面进来，文书从下面出去；每个阶段只引用它上面的</text>',
        f'<text x="{_LEFT}" y="46" fill="#667" font-size="12">● 规定不许载入排版 Word、PDF 的程序，所以检查和比较很快</text>',
        (
            f'<line x1="66" y1="{_TOP + 4}" x2="66" y2="{_TOP + _ROW * len(order)}" '
            'stroke="#667" stroke-width="2" marker-end="url(#arrow)"/>'
        ),
    ]
    group_of = {name: key for key, (_, names) in _GROUPS.items() for name in names}
    before = ""
    for index, name in enumerate(order):
        top, key = _TOP + _ROW * index, group_of[name]
        if key != before:
            label = _GROUPS[key][0]
            parts.append(
                f'<text x="48" y="{top + 20}" fill="#445" font-size="12" '
                f'style="writing-mode:vertical-rl" text-anchor="start">{label}</text>'
            )
            before = key
        dot = "●" if name in light else ""
        middle = top + 20
        parts += [
            (
                f'<rect x="{_LEFT}" y="{top}" width="{_WIDTH}" height="{_ROW - 6}" rx="4" '
                f'fill="{_COLOURS[key]}" stroke="#9aa7ad"/>'
            ),
            f'<text x="{_LEFT + 12}" y="{middle}" font-weight="bold" fill="#222">{name}</text>',
            f'<text x="{_LEFT + 152}" y="{middle}" fill="#222">{escape(STAGES[name])}</text>',
            f'<text x="{_LEFT + _WIDTH - 22}" y="{middle}" fill="#557">{dot}</text>',
        ]
    return "\n".join([*parts, "</svg>"]) + "\n"


def page() -> str:
    """docs/code.md with its table of the stages written anew."""
    order, _ = stages()
    rows = [f"| `{name}` | {STAGES[name]} |" for name in order]
    table = "\n".join(["| 阶段 | 做什么 |", "| --- | --- |", *rows])
    text = (ROOT / "docs" / "code.md").read_text("utf-8")
    marks = r"(<!-- 阶段表[^\n]*-->\n).*?(<!-- 表完 -->)"
    made, count = re.subn(
        marks, lambda match: f"{match[1]}\n{table}\n\n{match[2]}", text, flags=re.DOTALL
    )
    marks = r"(<!-- 包表[^\n]*-->\n).*?(<!-- 包表完 -->)"
    packages = "\n".join(["| 包 | 做什么 | 从外面用的 |", "| --- | --- | --- |", *_package_rows()])
    made, other = re.subn(
        marks, lambda match: f"{match[1]}\n{packages}\n\n{match[2]}", made, flags=re.DOTALL
    )
    if (count, other) != (1, 1):
        raise SystemExit("docs/code.md has no place for the tables of stages and packages")
    return made


def _package_rows() -> Iterator[str]:
    for name, (text, *names) in PACKAGES.items():
        public = "、".join(f"`{one}`" for one in names)
        yield f"| `{name}` | {text} | {public} |"


def main() -> None:
    """Write both."""
    (ROOT / "docs" / "images" / "stages.svg").write_text(picture(), "utf-8")
    (ROOT / "docs" / "code.md").write_text(page(), "utf-8")


if __name__ == "__main__":
    main()
