"""Files as plain text for ``git diff``: ``project.project_text`` and ``docx.docx_text``."""
