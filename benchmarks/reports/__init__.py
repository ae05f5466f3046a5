"""A result as a terminal table, JSON, Markdown, LaTeX, CSV and a page to look at."""
