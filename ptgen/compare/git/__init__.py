"""Read revisions of the projects from a git repository, safely.

:func:`ptgen.compare.git.repository.open_repository` finds it,
:func:`ptgen.compare.git.snapshots.snapshots` reads two states.
"""
