"""Values of a document with final strings become the bytes of files: Word, PDF, Excel.

The same value gives the same bytes on any day. Main names: ``docx.renderer.WordRenderer``,
``pdf.engine.PdfEngine``, ``volume.docx.render_volume_docx``, ``xlsx`` and ``requirements.things``.
"""
