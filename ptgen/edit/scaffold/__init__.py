"""Make new projects and new repositories.

:func:`ptgen.edit.scaffold.new_project.new_project` and
:func:`ptgen.edit.scaffold.repository.scaffold` do it.
"""
