"""House style of the notebooks: the limits that a machine can hold, each tried on a bad cell."""

import html
import io
import re
import tokenize

import pytest
from IPython.core.inputtransformer2 import TransformerManager
from nbformat.v4 import new_output

from tests.series.specimens import code, prose, small
from tools import notebooks
from tools.notebooks import cells, tags
from tools.page import prose_words
from tools.pictures import IMAGE, pictures

CODE_LINES, CLASS_LINES, WORDS, BYTES = 15, 30, 150, 2**20
FENCED = re.compile(r"^(```|~~~).*?^\1", re.M | re.S)
QUOTED = re.compile(r"`[^`\n]*`|<!--.*?-->", re.S)
PATRONISING = re.compile(r"\b(simply|obviously|just|of course|trivially)\b", re.I)
MARKDOWN_IMAGE = re.compile(r"!\[([^\]]*)\]\(\s*<?([^)\s>]*)")
HTML_IMAGE = re.compile(r"<img\b[^>]*>", re.I)
ATTRIBUTE = r"""\b{}\s*=\s*(["'])(.*?)\1"""


def unfenced(cell):
    """The text of a Markdown cell without its blocks of code."""
    return FENCED.sub("", cell.source)


def prose_of(cell):
    """The words a reader reads: without code and comments."""
    return QUOTED.sub(" ", unfenced(cell))


def long_code(notebook, folder):
    for where, cell in cells(notebook, "code"):
        if tags(cell) & {"setup", "imports"}:
            continue
        lines = [line for line in cell.source.splitlines() if line.strip()]
        limit = CLASS_LINES if re.search(r"^class ", cell.source, re.M) else CODE_LINES
        if len(lines) > limit:
            yield f"{where}: {len(lines)} lines of code (limit {limit})"


def long_prose(notebook, folder):
    for where, cell in cells(notebook, "markdown"):
        words = prose_words(cell.source)
        if words > WORDS:
            yield f"{where}: {words} words of prose (limit {WORDS})"


def one_title(notebook, folder):
    titles = [
        (where, line)
        for where, cell in cells(notebook, "markdown")
        for line in unfenced(cell).splitlines()
        if re.match(r"# |#$|<h1\b", line)
    ]
    if len(titles) != 1:
        yield f"{len(titles)} titles (# …), expected one: {titles[1:] or 'none'}"
    elif not notebook.cells[0].source.startswith("# "):
        yield f"{titles[0][0]}: the title must open the notebook"


def semicolons(notebook, folder):
    """A closing semicolon silences a cell in JupyterLab, and not when nbval runs it."""
    for where, cell in cells(notebook, "code"):
        python = TransformerManager().transform_cell(cell.source)
        tokens = list(tokenize.generate_tokens(io.StringIO(python).readline))
        ends = (tokenize.NEWLINE, tokenize.NL, tokenize.COMMENT, tokenize.ENDMARKER)
        for token, following in zip(tokens, tokens[1:], strict=False):
            if token.string == ";" and token.type == tokenize.OP and following.type in ends:
                yield f"{where}: line {token.start[0]} ends with a semicolon"


def figures_without_words(notebook, folder):
    for where, cell in cells(notebook, "code"):
        if found := re.search(r"\bplt\.show\(|\bfig\w*\.show\(|%matplotlib", cell.source):
            yield f"{where}: {found[0]} shows a figure without words: use plots.show(fig, alt)"
        for output in cell.outputs:
            data = output.get("data", {})
            for kind in data:
                if kind.startswith("image/"):
                    yield f"{where}: an {kind} output has no words for a screen reader: use show"
            twin = data.get("text/plain", "")
            for alt in [one.alt for one in pictures({"outputs": [output]})]:
                if not alt.strip() or alt != twin or re.match(r"<[\w.]+", twin):
                    yield f"{where}: a figure without a text twin: use plots.show(fig, alt)"
            if "<img" in data.get("text/html", "") and not IMAGE.fullmatch(data["text/html"]):
                yield f"{where}: an image that show did not make"


def images(notebook, folder):
    for where, cell in cells(notebook, "markdown"):
        found = MARKDOWN_IMAGE.findall(unfenced(cell))
        for tag in HTML_IMAGE.findall(unfenced(cell)):
            parts = [re.search(ATTRIBUTE.format(name), tag, re.I) for name in ("alt", "src")]
            found.append(tuple(part[2] if part else "" for part in parts))
        for alt, place in found:
            if not alt.strip():
                yield f"{where}: an image without alt text: {place}"
            if re.match(r"\w+:|//|/", place) or not (folder / place).is_file():
                yield f"{where}: an image that is not a file beside the notebook: {place[:60]}"


def patronising_words(notebook, folder):
    for where, cell in cells(notebook, "markdown"):
        for word in PATRONISING.findall(prose_of(cell)):
            yield f"{where}: '{word}' helps nobody who does not see it yet"


RULES = [
    long_code,
    long_prose,
    one_title,
    semicolons,
    figures_without_words,
    images,
    patronising_words,
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("path", notebooks.PATHS, ids=lambda path: path.stem)
def test_notebooks_follow_the_house_style(path, rule):
    found = list(rule(notebooks.read(path), path.parent))
    assert not found, "\n".join(found)


@pytest.mark.parametrize("path", notebooks.PATHS, ids=lambda path: path.stem)
def test_notebooks_stay_light(path):
    assert path.stat().st_size <= BYTES, f"{path.name}: {path.stat().st_size:,} bytes"


# Each rule on planted cases.


def picture(twin, alt, kind="image/png"):
    image = f'<img alt="{html.escape(alt)}" width="9" src="data:{kind};base64,aGVsbG8=">'
    return new_output("display_data", data={"text/html": image, "text/plain": twin})


def bare(kind):
    return new_output("display_data", data={kind: "aGVsbG8=", "text/plain": "A line."})


TITLE = prose("# 1 · Count the words")
GOOD = [
    TITLE,
    prose("Words, justly ordered.\n```python\n# just a comment\n![](none.png)\n```\nAnd `just`."),
    prose("![a cat](images/cat.png) <img src='images/cat.png' alt='a cat'/>"),
    prose("word " * 150 + "<!-- " + "word " * 150 + "-->"),
    code("\n\n".join(["x = ';'"] * 15)),
    code("import a\n" * 16, tags=["imports"]),
    code("class A:\n" + "    x = 1\n" * 29),
    code("a = 1; b = 2\nprint('no;')  # all good;\n%time a\n!ls;ls"),
    code("plots.show(fig, alt)", picture('A "line" < 2.', 'A "line" < 2.')),
]


@pytest.fixture
def folder(tmp_path):
    """A folder with one image beside the notebook."""
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "cat.png").touch()
    return tmp_path


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_good_cells_pass(rule, folder):
    assert not list(rule(small(*GOOD), folder))


BAD = [
    (long_code, code("x = 1\n" * 16), "16 lines of code (limit 15)"),
    (long_code, code("# class\n" * 16), "16 lines of code (limit 15)"),
    (long_code, code("class A:\n" + "    x = 1\n" * 30), "31 lines of code (limit 30)"),
    (long_prose, prose("word " * 151), "151 words of prose (limit 150)"),
    (one_title, prose("# Another"), "2 titles"),
    (one_title, prose("Text\n# Another"), "2 titles"),
    (one_title, prose("<h1>Another</h1>"), "2 titles"),
    (semicolons, code("ax.plot(x);"), "line 1 ends with a semicolon"),
    (semicolons, code("x = 1\ny = 2;  # why\nz = 3"), "line 2 ends with a semicolon"),
    (semicolons, code("%time x\nx; "), "line 2 ends with a semicolon"),
    (figures_without_words, code("plt.show()"), "plt.show( shows a figure without words"),
    (figures_without_words, code("fig.show()"), "fig.show( shows a figure without words"),
    (figures_without_words, code("%matplotlib inline"), "%matplotlib shows a figure"),
    (figures_without_words, code("x", picture("<Figure size 6x4>", "A.")), "without a text twin"),
    (figures_without_words, code("x", picture("<Figure>", "<Figure>")), "without a text twin"),
    (figures_without_words, code("x", picture("A line.", "")), "without a text twin"),
    (figures_without_words, code("x", picture("", "")), "without a text twin"),
    (figures_without_words, code("x", picture(" ", " ")), "without a text twin"),
    (figures_without_words, code("x", picture("A line.", "A dot.")), "without a text twin"),
    (figures_without_words, code("x", picture("A.", "A.", "image/svg+xml")), "did not make"),
    (figures_without_words, code("x", bare("image/svg+xml")), "no words for a screen reader"),
    (figures_without_words, code("x", bare("image/png")), "no words for a screen reader"),
    (images, prose("![](images/cat.png)"), "without alt text"),
    (images, prose("![ ](images/cat.png 'title')"), "without alt text"),
    (images, prose("<img src='images/cat.png'>"), "without alt text"),
    (images, prose("![a dog](images/dog.png)"), "not a file beside the notebook"),
    (images, prose("![a cat](https://example.org/cat.png)"), "not a file beside the notebook"),
    (images, prose("<IMG alt='a cat' src='data:image/png;base64,aaaa'>"), "not a file beside"),
    (images, prose("![a cat](/images/cat.png)"), "not a file beside the notebook"),
    (images, prose("![a cat](attachment:cat.png)"), "not a file beside the notebook"),
    *[
        (patronising_words, prose(f"This is {word} a sum."), f"'{word}' helps nobody")
        for word in ("simply", "Obviously", "just", "of course", "trivially")
    ],
]


@pytest.mark.parametrize("rule, cell, message", BAD)
def test_a_bad_cell_is_found(rule, cell, message, folder):
    [found] = rule(small(*GOOD, cell), folder)
    assert message in found


@pytest.mark.parametrize("path", notebooks.PATHS, ids=lambda path: path.stem)
def test_each_picture_whose_words_are_lost_or_others_is_noticed(path):
    """Every stored picture, one at a time: no words, no twin, other words on either side."""
    found = [output for _, cell in cells(notebooks.read(path), "code") for output in cell.outputs
             if "<img" in output.get("data", {}).get("text/html", "")]  # fmt: skip
    assert found
    for output in found:
        shown, twin = output.data["text/html"], output.data["text/plain"]
        alt = re.search('alt="[^"]*"', shown)[0]
        for data in (
            {"text/html": shown.replace(alt, 'alt=""'), "text/plain": twin},
            {"text/html": shown.replace(f"{alt} ", ""), "text/plain": twin},
            {"text/html": shown.replace(alt, 'alt="A figure"'), "text/plain": twin},
            {"text/html": shown},
            {"text/html": shown, "text/plain": f"{twin} "},
            {"text/html": shown.replace(alt, 'alt="<Figure 1>"'), "text/plain": "<Figure 1>"},
            {"image/png": "aGVsbG8=", "text/plain": twin},
        ):
            changed = small(code("x", new_output("display_data", data=data)))
            assert list(figures_without_words(changed, path.parent)), (twin[:60], data.keys())


def test_a_notebook_opens_with_its_title(folder):
    assert "0 titles" in next(one_title(small(prose("## Two")), folder))
    assert "must open the notebook" in next(one_title(small(prose("Text"), TITLE), folder))


def test_each_rule_was_tried():
    assert {rule for rule, *_ in BAD} == set(RULES)
