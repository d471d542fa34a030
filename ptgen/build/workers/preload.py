"""What every process that draws imports, imported once for all of them."""

from contextlib import suppress

from ptgen.render.errors import MachineError

with suppress(MachineError):  # each that draws says so
    import ptgen.build.documents
    import ptgen.render.docx.renderer
    import ptgen.render.pdf.weasyprint.renderer  # noqa: F401
