"""Commands for those who write projects: ``check``, ``fmt``, ``init``, ``new``, ``rollover``, ``rule``."""
