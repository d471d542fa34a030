"""``python -m ptgen``."""

from ptgen.cli import main

main()
