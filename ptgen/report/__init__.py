"""Findings become text for a terminal, for a program or for a review page."""
