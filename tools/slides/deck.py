"""What a notebook's slides are: its question, its predictions, its pictures with what they prove.

Core only: no exercises, nothing from *Go further*. A picture begins a slide, and the claims behind
it stand below; a prediction is a slide of its own, before its answer.
"""

import re
from dataclasses import dataclass, field

from tools import notebooks
from tools.classroom import FRAME
from tools.page import BESIDE
from tools.page import FRAME as BEGINNING
from tools.pictures import Picture, pictures, title

HEADING = re.compile(r"^#{2,3} (.*)$", re.M)
OPTIONS = re.compile(r"^○ Prediction: put one of (.*) in place of the", re.M)
CAME = re.compile(r"^→ (What came: .*?\.)(?: \(No guess.*)?$", re.M)
CLAIM = re.compile(r"^✓ (.*)$", re.M)
TITLED = re.compile(r"\btitle=|\blive\(")  # the picture carries its title itself
CLOSING = re.compile(r"^## What you now have\n+((?:\*.*\n?)+)", re.M)
UNSHOWN = FRAME | {"Your turn"}
MOST = 5  # claims on a slide


@dataclass
class Slide:
    """One idea. Texts are Markdown.

    section : the heading it belongs to
    title : the finding; it stands in the picture already when `titled`
    kind : "opening", "guess", "picture", "claims" or "closing"
    """

    kind: str
    section: str
    title: str
    picture: Picture | None = None
    titled: bool = False
    text: str = ""
    lines: list = field(default_factory=list)
    came: str = ""


def opening(source):
    """The first slide: title, lecture section, question."""
    lines = [line for line in source.split("\n\n")[:3] if not line.startswith(("#", "!"))]
    text = re.sub(r"<!--.*?-->.*", "", "\n\n".join(lines))
    return Slide("opening", "", source.splitlines()[0].removeprefix("# "), text=text.strip())


def question(source):
    """The paragraph of a page's prose that asks for a guess, else its last one."""
    parts = [part for part in source.split("\n\n") if part.strip()]
    asking = [part for part in parts if "**Predict**" in part]
    return (asking or parts)[-1]


def _printed(cell):
    return "".join(output.get("text", "") for output in cell.get("outputs", []))


class _Deck:
    """Reads a notebook's cells in order; `slides` grows."""

    def __init__(self):
        self.slides, self.section, self.prose, self.open = [], "", "", False

    def add(self, kind, name, **more):
        self.slides.append(Slide(kind, self.section, name, **more))
        self.open = kind != "guess"  # a guess is not answered on its own slide

    def markdown(self, source):
        headings = HEADING.findall(source)
        if headings:
            self.section, self.open = headings[-1], False
        self.prose = source

    def code(self, cell):
        for one in pictures(cell):
            titled = bool(TITLED.search(cell.source))
            self.add("picture", title(one.alt) if titled else self.section,
                     picture=one, titled=titled)  # fmt: skip
        printed = _printed(cell)
        if options := OPTIONS.findall(printed):
            self.add("guess", "Your guess", text=question(self.prose), lines=options)
        claims, came = CLAIM.findall(printed), CAME.findall(printed)
        if not (claims or came):
            return
        if not self.open or len(self.slides[-1].lines) + len(claims) > MOST:
            self.add("claims", self.section)
        self.slides[-1].lines += claims
        self.slides[-1].came = " ".join([self.slides[-1].came, *came]).strip()


def slides(notebook):
    """The slides of a notebook, in order."""
    deck = _Deck()
    deck.slides.append(opening(notebook.cells[0].source))
    for cell in notebook.cells[1:]:
        if notebooks.tags(cell) & (BESIDE | BEGINNING):
            continue
        if cell.cell_type == "markdown":
            deck.markdown(cell.source)
        elif deck.section.split(":")[0] not in UNSHOWN and "Exercise" not in deck.section:
            deck.code(cell)
    closing = [found[1] for cell in notebook.cells if (found := CLOSING.search(cell.source))]
    deck.section = ""
    for text in closing:
        deck.add("closing", "What you now have", text=text)
    return deck.slides
