"""What changed between two states, in four formats: text, Markdown, HTML and JSON.

The first three draw the lines of ``outline``: ``text.changes_text``, ``markdown.changes_markdown``,
``html.changes_html``; ``json.changes_json`` dumps the changes themselves.
"""
