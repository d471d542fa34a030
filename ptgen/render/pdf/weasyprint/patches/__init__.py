"""What takes the place of WeasyPrint's and pydyf's own code.

:data:`~ptgen.render.pdf.weasyprint.patches.catalogue.PATCHES` lists all of it, and
:func:`~ptgen.render.pdf.weasyprint.patches.catalogue.patch_weasyprint` puts it in place.
"""
