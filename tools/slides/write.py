"""Slides as one HTML file that holds everything: pictures, style, the few lines for the keys."""

import base64
from pathlib import Path

import jinja2

from tools.site.prose import Prose

HERE = Path(__file__).parent


def encoded(png):
    """A picture as an address that needs no file."""
    return "data:image/png;base64," + base64.b64encode(png).decode()


def unlinked(target):
    """Slides leave out links: a lecture room has no network."""
    return target if target.startswith("#") else None


def write(deck, path):
    """Write slides into the file at `path`; return it."""
    templates = jinja2.Environment(loader=jinja2.FileSystemLoader(HERE), autoescape=True)
    prose = Prose(unlinked)
    templates.filters.update(prose=prose, inline=lambda text: prose(text)[3:].strip()[:-4])
    html = templates.get_template("deck.html.j2").render(
        slides=deck, style=(HERE / "deck.css").read_text(encoding="utf-8"),
        keys=(HERE / "keys.js").read_text(encoding="utf-8"), encoded=encoded,
    )  # fmt: skip
    path.write_text(html + "\n", encoding="utf-8", newline="\n")
    return path
