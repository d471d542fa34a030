"""What changed between two states, in four formats: text, Markdown, HTML and JSON.

The first three begin with the review card (``card.card_of``) and draw the lines of ``outline``:
``text.changes_text``, ``markdown.changes_markdown``, ``html.changes_html``; ``json.changes_json`` dumps the changes themselves.
"""
