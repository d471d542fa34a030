"""The fonts of this machine: which face plays which role. Main name: ``chosen.chosen``."""
