"""Stage output: what every process that draws imports, to be imported once for all of them."""

from contextlib import suppress

from ptgen.render.errors import MachineError

with suppress(MachineError):  # each that draws says so
    import ptgen.output.documents
    import ptgen.render.docx
    import ptgen.render.pdf  # noqa: F401
