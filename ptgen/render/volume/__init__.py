"""Word volumes: the documents of a folder bound in one file with contents and page numbers.

:func:`~ptgen.render.volume.docx.render_volume_docx` draws it with the page numbers of the PDF.
"""
