"""Self-contained pages for people: one file, nothing loaded, light and dark, fit for print."""

from t3data.html.charts import Bar, Part, bar_chart, stack
from t3data.html.markup import Html, embedded, escape, join
from t3data.html.page import Section, page
from t3data.html.questions import Card, browser
from t3data.html.table import Cell, Column, table

__all__ = [
    "Bar",
    "Card",
    "Cell",
    "Column",
    "Html",
    "Part",
    "Section",
    "bar_chart",
    "browser",
    "embedded",
    "escape",
    "join",
    "page",
    "stack",
    "table",
]
