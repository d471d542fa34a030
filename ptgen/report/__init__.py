"""Findings, changes and computed data as text for a terminal, for a program or for a page.

Each format is a module with one function: ``findings.text.render_text``,
``changes.markdown.changes_markdown``, ``export.to_json`` and so on.
"""
