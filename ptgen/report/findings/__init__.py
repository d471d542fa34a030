"""What the rules found, in four formats: text, JSON, SARIF and annotations of GitHub.

Each is a function of findings: ``text.render_text``, ``json.render_json`` and so on.
"""
