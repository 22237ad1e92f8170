"""The site, the slides: what they hold and where their links lead, without a browser."""

import base64
import io
import re
from html import escape
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from PIL import Image

from tools import notebooks
from tools.pictures import picture, pictures, title
from tools.site import formulas
from tools.site.build import book, build
from tools.site.links import Links
from tools.site.prose import Prose
from tools.slides.deck import slides
from tools.slides.write import write

PAGES = [path for path in notebooks.PATHS if path.name[:2] in ("05", "07")]
FETCHED = {"script": "src", "link": "href", "img": "src", "iframe": "src"}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    build(folder, PAGES)
    return {path.name: BeautifulSoup(path.read_text("utf-8"), "html.parser")
            for path in folder.glob("*.html")}, folder  # fmt: skip


def test_each_page_says_what_it_is(site):
    for name, page in site[0].items():
        assert page.html["lang"] == "en" and page.title.text, name
        assert len(page.find_all("h1")) == len(page.find_all("main")) == 1, name


def test_nothing_is_fetched_from_elsewhere(site):
    pages, folder = site
    for name, page in pages.items():
        for tag, attribute in FETCHED.items():
            for found in page.find_all(tag):
                assert not re.match(r"\w+:(?!,)|/", found[attribute]), f"{name}: {found}"
    assert not re.search(r"@import|url\(", (folder / "style.css").read_text("utf-8"))


def test_links_inside_the_site_lead_somewhere(site):
    pages, folder = site
    ids = {name: {tag["id"] for tag in page.find_all(id=True)} for name, page in pages.items()}
    unbuilt = {f"{path.stem}.html" for path in notebooks.PATHS} - set(pages)
    for name, page in pages.items():
        for link in page.find_all(href=True):
            file, _, fragment = link["href"].partition("#")
            if re.match(r"\w+:", file) or file in unbuilt:
                continue
            assert not file.startswith("/") and (folder / (file or name)).is_file(), link
            assert not fragment or fragment in ids[file or name], link


def test_each_stored_picture_stands_once_with_its_words(site):
    pages, folder = site
    for path in PAGES:
        stored = [one.alt for cell in notebooks.read(path).cells for one in pictures(cell)]
        shown = pages[f"{path.stem}.html"].select("figure img")
        assert stored == [image["alt"] for image in shown]
        assert all((folder / image["src"]).is_file() for image in shown)


def test_solutions_and_set_up_are_folded_and_exercises_are_not(site):
    page = site[0]["07_query_weight_matrix.html"]
    assert len(page.select("details.setup")) == 1
    folded = [d for d in page.find_all("details") if d.summary.text == "Solution"]
    assert len(folded) == 6 and not page.select("details details")
    exercises = page.select(".cell.exercise")
    assert len(exercises) == 6 and not page.select("details .exercise")


def test_neighbours(site):
    first, second = (site[0][f"{path.stem}.html"] for path in PAGES)
    assert first.select_one("footer a[rel=next]")["href"] == f"{PAGES[1].stem}.html"
    assert second.select_one("footer a[rel=prev]")["href"] == f"{PAGES[0].stem}.html"
    assert not first.select("footer a[rel=prev]") and not second.select("footer a[rel=next]")


def png():
    data = io.BytesIO()
    Image.new("RGB", (32, 16), "red").save(data, "PNG")
    return base64.b64encode(data.getvalue()).decode()


def stored(words):
    """What an output holds in which `show` put a picture, 16 pixels wide on the page."""
    source = f"data:image/png;base64,{png()}"
    image = f'<img alt="{escape(words)}" width="16" src="{source}">'
    return {"text/html": image, "text/plain": words}


def test_a_picture_is_found_as_it_is_stored():
    found = picture({"data": stored('A & "b". More.')})
    assert (found.alt, found.width, found.height) == ('A & "b". More.', 16, 8)
    assert base64.b64encode(found.png).decode() == png()
    assert title(found.alt) == 'A & "b"'
    assert picture({"data": {"text/plain": "no picture"}}) is None
    assert picture({"output_type": "stream", "text": "no picture"}) is None


def test_all_formulas_of_the_series_can_be_written():
    texts = (cell.source for path in notebooks.PATHS for cell in notebooks.read(path).cells
             if cell.cell_type == "markdown")  # fmt: skip
    found = re.findall(r"\$\$(.*?)\$\$", "\n".join(texts), re.S)
    assert found
    for tex in found:
        assert "<math" in formulas.block(tex)
    with pytest.raises(ValueError, match="cannot be written"):
        formulas.mathml(r"\nosuchthing")


def test_a_long_formula_is_cut_outside_its_brackets():
    assert formulas.pieces(r"a=(b=c) = d", "=") == ["a", "(b=c) ", " d"]
    two = r"A=\begin{pmatrix}1\qquad 2\end{pmatrix}\qquad b"
    assert formulas.block(two).count("<math") == 2
    assert "mtd" in formulas.mathml(r"\begin{aligned}a&=b\\c&=d\end{aligned}")


def test_where_links_lead():
    links, known = Links("notebooks"), Links("notebooks", "https://github.com/a/b")
    assert links("07_query_weight_matrix.ipynb#x") == "07_query_weight_matrix.html#x"
    assert links("../README.md") == "about.html" and links("README.md") == "class.html"
    assert links("../data/README.md") == "data.html" and links("#here") == "#here"
    assert links("images/07_query_weight_matrix.png") == "images/07_query_weight_matrix.png"
    assert links("../LICENSE") is None
    assert known("../LICENSE") == "https://github.com/a/b/blob/HEAD/LICENSE"
    assert known("../tests") == "https://github.com/a/b/tree/HEAD/tests"
    with pytest.raises(ValueError, match="no such file"):
        links("nowhere.md")


def test_prose_gives_headings_ids_and_no_empty_header_cells():
    prose = Prose(Links(""))
    html = BeautifulSoup(prose("## Your turn\n\n## Your turn\n\n| | $b_j$ |\n|---|---|\n| a | 1 |"),
                         "html.parser")  # fmt: skip
    assert [h["id"] for h in html.find_all("h2")] == ["Your-turn", "Your-turn-2"]
    assert list(prose.headings) == ["Your-turn", "Your-turn-2"]
    assert [th.math.get("aria-label") for th in html.find_all("th")] == ["b j"]
    assert prose("![a badge](https://example.org/b.svg)") == ""


def test_a_folder_with_something_else_is_not_emptied(tmp_path):
    (tmp_path / "mine.txt").touch()
    with pytest.raises(FileExistsError, match="not a site"):
        build(tmp_path, PAGES)


def test_a_book_says_its_question_and_minutes():
    found = book(PAGES[1])
    assert found.question == "What does multiplying by W_q do?"
    assert re.match(r"\d+ minutes, \d+ of exercises", found.minutes) and found.cover


CELLS = [
    ("markdown", "# 1 · T\n\n**Why?**", [], ""),
    ("markdown", "## A\n\nSo. **Predict**: which?", [], ""),
    ("code", "check.prediction(g)", [], "○ Prediction: put one of 1, 2 in place of the ..."),
    ("code", "show(*f, title='T')", [], None),
    ("code", "claims(…)", [], "✓ it holds\n→ What came: 2. (No guess was noted.)\n"),
    ("code", "show(*f, title='T')", ["go-further"], None),
    ("markdown", "## What you now have\n\n* a thing", [], ""),
]


def test_slides_ask_before_they_answer_and_keep_to_the_core(tmp_path):
    cells = []
    for kind, source, tags, printed in CELLS:
        cell = nbformat.v4.new_code_cell(source)
        if kind == "markdown":
            cell = nbformat.v4.new_markdown_cell(source)
        elif printed is None:
            cell.outputs = [nbformat.v4.new_output("display_data", stored("T. More."))]
        else:
            cell.outputs = [nbformat.v4.new_output("stream", text=printed)]
        cell.metadata["tags"] = tags
        cells.append(cell)
    deck = slides(nbformat.v4.new_notebook(cells=cells))
    assert [slide.kind for slide in deck] == ["opening", "guess", "picture", "closing"]
    assert deck[1].text == "So. **Predict**: which?" and deck[1].lines == ["1, 2"]
    assert (deck[2].title, deck[2].lines) == ("T", ["it holds"])
    assert deck[2].came == "What came: 2."
    html = write(deck, Path(tmp_path / "deck.html")).read_text("utf-8")
    page = BeautifulSoup(html, "html.parser")
    assert len(page.find_all("section")) == 4 and page.img["alt"] == "T. More."
    assert all(tag["src"].startswith("data:") for tag in page.find_all(src=True))
    assert len(page.find_all("h1")) == 1 and not page.find_all("a")
