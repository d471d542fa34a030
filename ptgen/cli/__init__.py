"""The commands, each in a module of its own that is imported when it runs.

``command`` is the program, ``main`` runs a command inside another process.
"""

from ptgen.cli.main import command, main

__all__ = ["command", "main"]
