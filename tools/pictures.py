"""The pictures that notebooks store, as `show` writes them: `<img alt="…">` in HTML."""

import base64
import html
import io
import re
from dataclasses import dataclass

from PIL import Image

IMAGE = re.compile(
    r'<img alt="([^"]*)" width="(\d+)" src="data:image/png;base64,([A-Za-z0-9+/]+=*)">'
)


@dataclass(frozen=True)
class Picture:
    """A stored picture: its bytes, what it shows in words, and its width on a page in pixels."""

    png: bytes
    alt: str
    width: int

    @property
    def height(self):
        """On a page, in pixels. Raises PIL.UnidentifiedImageError when the bytes are no picture."""
        across, down = Image.open(io.BytesIO(self.png)).size
        return round(self.width * down / across)


def pictures(cell):
    """Yield the pictures that a cell stored, in order; one of another form is passed over."""
    for output in cell.get("outputs", []):
        if found := picture(output):
            yield found


def picture(output):
    """The picture that an output of a code cell shows, or None."""
    found = IMAGE.fullmatch(output.get("data", {}).get("text/html", ""))
    return found and Picture(base64.b64decode(found[3]), html.unescape(found[1]), int(found[2]))


def title(words):
    """The first sentence of a picture's words: the title that was put above it, if it has one."""
    return words.partition(". ")[0].rstrip(".")
