"""Write ptgen/render/docx/patched.json: the fields of our own Word templates as docxtpl mends them.

With it a build does not have to import docxtpl, a tenth of a second, unless a template is the
user's own. Run it when a template or the locked version of docxtpl changes:
``python scripts/make_patched.py``.
"""

from __future__ import annotations

from ptgen.render.docx.patched_templates import FILE, own_sources, written

if __name__ == "__main__":
    FILE.write_text(written(own_sources()), "utf-8")
