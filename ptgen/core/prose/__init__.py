"""Compute ``{{ … }}`` in an author's texts: names, sums and filters, nothing that runs code.

:func:`ptgen.core.prose.project.fill` does it for a project, :func:`ptgen.core.prose.expand.expand`
for one text.
"""
