"""The pictures that notebooks store, in whichever form `show` wrote them.

Older outputs hold a PNG with its words beside it, newer ones an `<img alt="…">` in HTML.
"""

import base64
import io
from dataclasses import dataclass

from bs4 import BeautifulSoup
from PIL import Image

PREFIX = "data:image/png;base64,"


@dataclass(frozen=True)
class Picture:
    """A stored picture: its bytes, what it shows in words, and its size on a page in pixels."""

    png: bytes
    alt: str
    width: int
    height: int


def picture(output):
    """The picture that an output of a code cell shows, or None.

    Raises ValueError when a picture has no words.
    """
    data = output.get("data", {})
    words = data.get("text/plain", "")
    if image := BeautifulSoup(data.get("text/html", ""), "html.parser").find("img"):
        if not image.get("src", "").startswith(PREFIX):
            return None
        encoded, words = image["src"].removeprefix(PREFIX), image.get("alt", "")
        width = image.get("width")
    elif "image/png" in data:
        encoded = data["image/png"]
        width = output.get("metadata", {}).get("image/png", {}).get("width")
    else:
        return None
    if not words.strip():
        raise ValueError("a stored picture has no words: show it with lecture_utils.show")
    png = base64.b64decode(encoded)
    across, down = Image.open(io.BytesIO(png)).size
    width = int(width or across)
    return Picture(png, " ".join(words.split()), width, round(width * down / across))


def title(words):
    """The first sentence of a picture's words: the title that was put above it, if it has one."""
    return words.partition(". ")[0].rstrip(".")
