"""Load a form's edition, data in ``layout.yaml``, into a frozen Layout.

:func:`ptgen.core.layout.load.load` does it.
"""
