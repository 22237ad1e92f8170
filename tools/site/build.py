"""Builds the site: a page a notebook with its stored outputs, the READMEs, a start page."""

import copy
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import jinja2
from nbconvert import HTMLExporter
from pygments.formatters import HtmlFormatter

from lecture_utils.paths import ROOT
from tools import notebooks
from tools.pictures import picture, title
from tools.reading_time import minutes

from .links import READMES, Links
from .prose import Prose

HERE = Path(__file__).parent
QUESTION = re.compile(r"^\*\*(.+\?)\*\*$", re.M)
COVER = re.compile(r"!\[([^\]]*)\]\(images/")
PROMPT, MOVES = re.compile(r"run this cell to move them\]$"), "they move in a running notebook]"


@dataclass(frozen=True)
class Book:
    """What the start page and the neighbours say of a notebook."""

    path: Path
    title: str
    question: str
    cover: str
    minutes: str

    @property
    def stem(self):
        return self.path.stem

    @property
    def file(self):
        return f"{self.path.stem}.html"


def book(path):
    """What the opening of the notebook at `path` says of it.

    Raises ValueError when the opening lacks its question or its picture.
    """
    notebook = notebooks.read(path)
    opening = notebook.cells[0].source
    question, cover = QUESTION.search(opening), COVER.search(opening)
    if not (question and cover):
        raise ValueError(f"{path.name}: the opening must have its question and its picture")
    core, exercises, further = minutes(notebook)
    parts = [f"{core} minutes", f"{exercises} of exercises", f"{further} further"]
    told = [part for part in parts if not part.startswith("0 ")]
    name = opening.splitlines()[0].removeprefix("# ")
    return Book(path, name, question[1].replace("$", ""), title(cover[1]), ", ".join(told))


class PageExporter(HTMLExporter):
    """nbconvert with our template, which renders cells only, and our Markdown."""

    template_name = "page"

    def __init__(self, prose):
        self.prose = prose
        super().__init__(extra_template_basedirs=[str(HERE / "templates")])
        self.register_filter("longest_line", lambda text: max(map(len, text.split("\n"))))

    @property
    def default_config(self):
        config = super().default_config
        order = ["application/vnd.jupyter.widget-view+json", "image/png", "text/html", "text/plain"]
        config.NbConvertBase.display_data_priority = order
        return config

    def default_filters(self):
        yield from super().default_filters()
        yield "markdown2html", self.prose


def prepared(notebook, stem, folder):
    """A copy of a notebook whose pictures are files in `folder`: pictures/STEM-1.png and so on."""
    notebook = copy.deepcopy(notebook)
    (folder / "pictures").mkdir(exist_ok=True)
    number = 0
    for cell in notebook.cells:
        cell.metadata.setdefault("tags", [])
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if notebooks.WIDGET in data:
                data["text/plain"] = PROMPT.sub(MOVES, data["text/plain"])
            elif shown := picture(output):
                number += 1
                file = f"pictures/{stem}-{number}.png"
                (folder / file).write_bytes(shown.png)
                output.data = {"image/png": ""}
                output.metadata = {
                    "file": file, "alt": shown.alt, "width": shown.width, "height": shown.height,
                }  # fmt: skip
    return notebook


class Site:
    """Writes pages into `folder`; `address` is that of the public repository, or None."""

    def __init__(self, folder, address=None):
        self.folder, self.address = folder, address
        loader = jinja2.FileSystemLoader(HERE / "templates")
        self.templates = jinja2.Environment(loader=loader, autoescape=True)
        about = (ROOT / "README.md").read_text(encoding="utf-8")
        self.series = about.splitlines()[0].removeprefix("# ")
        self.intro = about.split("\n\n")[2]

    def page(self, file, name, body, **more):
        frame = self.templates.get_template("frame.html.j2")
        html = frame.render(
            here=file, title=name, body=body, series=self.series, address=self.address, **more
        )
        (self.folder / file).write_text(html + "\n", encoding="utf-8", newline="\n")

    def notebook(self, one, before=None, after=None):
        """Write the page of a notebook (a Book), between its neighbours."""
        prose = Prose(Links("notebooks", self.address))
        shown = prepared(notebooks.read(one.path), one.stem, self.folder)
        body, _ = PageExporter(prose).from_notebook_node(shown)
        self.page(one.file, one.title, body, before=before, after=after, sections=prose.headings)

    def readme(self, source, file):
        """Write the page of a README, `source` being its path inside the project."""
        prose = Prose(Links(source.rpartition("/")[0], self.address))
        text = (ROOT / source).read_text(encoding="utf-8")
        body = f'<div class="prose">{prose(text)}</div>'
        name = text.splitlines()[0].removeprefix("# ")
        name = "About the series" if name == self.series else name
        self.page(file, name, body, sections=prose.headings)

    def start(self, books):
        intro = Prose(Links("", self.address))(self.intro)
        template = self.templates.get_template("start.html.j2")
        body = template.render(books=books, series=self.series, intro=intro)
        self.page("index.html", self.series, body)

    def style(self):
        """Our style sheet, and the colours of code for a light and for a dark page."""
        light = HtmlFormatter(style="default").get_style_defs(".highlight")
        dark = HtmlFormatter(style="github-dark").get_style_defs(".highlight")
        css = (HERE / "style.css").read_text(encoding="utf-8")
        css += f"\n{light}\n@media screen and (prefers-color-scheme: dark) {{\n{dark}\n}}\n"
        (self.folder / "style.css").write_text(css, encoding="utf-8", newline="\n")


def build(folder, paths=notebooks.PATHS, address=None):
    """Write the whole site into `folder`, which is emptied first if a site is in it.

    Raises FileExistsError when the folder holds something else.
    """
    if folder.exists() and any(folder.iterdir()) and not (folder / ".nojekyll").exists():
        raise FileExistsError(f"{folder} holds something that is not a site: name another folder")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / ".nojekyll").touch()  # GitHub Pages: take the files as they are
    shutil.copytree(ROOT / "notebooks" / "images", folder / "images")
    site, books = Site(folder, address), [book(path) for path in paths]
    site.style()
    site.start(books)
    for place, one in enumerate(books):
        before = books[place - 1] if place else None
        site.notebook(one, before, books[place + 1] if place + 1 < len(books) else None)
    for source, file in READMES.items():
        site.readme(source, file)
