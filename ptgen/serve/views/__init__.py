"""What pages show beside the projects themselves: sums, charts, previews, choices.

The templates in ``html/`` print them; nothing here knows of requests.
"""
