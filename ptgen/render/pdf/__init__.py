"""PDF files: what holds for any engine, and one package for each engine.

Main names: ``engine.PdfEngine``, ``variants.Archive``, ``glyphs.check_drawable``.
"""
