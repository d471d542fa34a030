"""Word files of document values, filled into a user's template by docxtpl.

:class:`~ptgen.render.docx.renderer.WordRenderer` renders them;
:class:`~ptgen.render.docx.template.WordTemplate` is a template that was read.
"""
