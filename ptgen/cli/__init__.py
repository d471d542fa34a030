"""The commands, each in a module of its own that is imported when it runs."""

from ptgen.cli.main import command, main

__all__ = ["command", "main"]
