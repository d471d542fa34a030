"""Volumes: the documents of a folder bound in one file with contents and running page numbers.

:func:`~ptgen.render.volume.pdf.render_volume` draws the PDF, then
:func:`~ptgen.render.volume.docx.render_volume_docx` the Word file with the same page numbers.
"""
