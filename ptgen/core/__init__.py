"""The core: from the bytes of a project's file to its computed amounts and texts.

:class:`ptgen.core.loader.Loader` runs it all for one file; each folder is one step of it.
"""
