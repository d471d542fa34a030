"""``python -m ptgen``."""

from ptgen.cli import main

# A worker process that ``ptgen serve`` starts loads this file under another name.
if __name__ == "__main__":
    main()
