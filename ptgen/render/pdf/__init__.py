"""PDF files: what holds for any engine, and one package for each engine.

Main names: ``variants.Archive``, ``glyphs.check_drawable``, ``weasyprint.renderer.PdfRenderer``.
"""
