"""Write project files from readings, finished by what ptgen itself computes of them.

:func:`ptgen.importer.drafts.project_file.draft_of` drafts one.
"""
