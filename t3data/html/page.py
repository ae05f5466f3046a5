"""The frame of a page. A policy in its head forbids every request, whatever the content says."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

from t3data.html.markup import Html, escape, join

_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'"

_NOTHING = Html("")


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page with its heading, reached from the bar at the top."""

    id: str
    title: str
    body: Html
    lead: str = ""
    """One or two sentences below the heading that say how to read what follows."""


def page(title: str, sections: Sequence[Section], hero: Html = _NOTHING) -> str:
    """A complete document.

    Args:
        title: Of the window and of the page.
        sections: In the order shown.
        hero: What stands above them, first of all: the result.
    """
    links = join(
        Html(f'<a href="#{escape(part.id)}">{escape(part.title)}</a>') for part in sections
    )
    body = join((_section(part) for part in sections), "\n")
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<title>{escape(title)}</title>
<style>
{_asset("style.css")}</style>
</head>
<body>
<nav class="bar" aria-label="Sections"><div class="wide">{links}</div></nav>
<main class="wide">
<h1>{escape(title)}</h1>
{hero}
{body}
</main>
<script>
{_asset("script.js")}</script>
</body>
</html>
"""


def _section(part: Section) -> Html:
    lead = f'<p class="lead">{escape(part.lead)}</p>' if part.lead else ""
    heading = f"<h2>{escape(part.title)}</h2>{lead}"
    return Html(f'<section id="{escape(part.id)}">{heading}\n{part.body}</section>')


def _asset(name: str) -> str:
    return files("t3data.html").joinpath(name).read_text("utf-8")
