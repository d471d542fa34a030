"""The tables inside a form that repeat a row: of indicators, and of lines of the budget."""
