"""The stored notebooks are whole, and each rule that says so finds what it is there to find."""

import base64
import html
import io

import pytest
from nbformat.v4 import new_output
from PIL import Image

from tests.series.pages import notebook_rules as rules
from tests.series.specimens import code, prose, small
from tools import notebooks
from tools.notebooks import FOLDED
from tools.publish import published, setup_source
from tools.run_notebooks import cover, write_cover


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("path", notebooks.PATHS, ids=lambda path: path.stem)
def test_stored_notebooks_are_whole(path, rule):
    found = list(rule(notebooks.read(path), path.name))
    assert not found, "\n".join(found)


@pytest.mark.parametrize("path", notebooks.PATHS, ids=lambda path: path.stem)
def test_openings_show_their_picture(path):
    assert not list(rules.covers(notebooks.read(path), path))


def test_few_cells_are_exempt_from_the_comparison():
    books = [notebooks.read(path) for path in notebooks.PATHS]
    assert not list(rules.too_many_exempt(books))


# Each rule on planted cases.


def printed(text, name="stdout"):
    return new_output("stream", name=name, text=text)


def picture(colours, words="A line."):
    """An output with a picture of 100 x 100 dots, one row of dots in each colour."""
    image = Image.new("RGB", (100, 100), "white")
    for row, colour in enumerate(colours):
        image.paste(colour, (0, row, 100, row + 1))
    png = io.BytesIO()
    image.save(png, "png")
    source = f"data:image/png;base64,{base64.b64encode(png.getvalue()).decode()}"
    image = f'<img alt="{html.escape(words)}" width="100" src="{source}">'
    return new_output("display_data", data={"text/html": image, "text/plain": words})


LINE = picture(["black"])
WIDGET = new_output("display_data", data={"application/vnd.jupyter.widget-view+json": {"a": 1}})
GOOD = [
    prose("# 1 · Count\n<!-- colab -->\nSee `data/pairs.tsv` and and/or."),
    code(setup_source(published()), tags=["setup"], jupyter=FOLDED),
    code("def f(x):\n    return x", count=2, tags=["same-as:lecture_utils.f"]),
    code("def draw():\n    plots.show(1, 'a')\ndraw()", LINE, count=3),
    code("plots.show(fig, alt)\nlive(f)", LINE, LINE, WIDGET, count=4),
    code("print('1/2 /3')", printed("1/2 /3 0x1F a/b"), count=5, tags=["exercise"]),
    code("%time x", count=6, tags=["nbval-ignore-output"], exempt="Seconds differ by machine."),
]


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.__name__)
def test_a_good_notebook_passes(rule):
    assert not list(rule(small(*GOOD), "01_count.ipynb"))


BAD = [
    (rules.executed_in_order, code("x", count=None), "executed as number None, expected 7"),
    (rules.executed_in_order, code("x", count=8), "executed as number 8, expected 7"),
    (rules.executed_in_order, code(" ", count=7), "an empty code cell"),
    (rules.no_errors, code("x", new_output("error", ename="E", evalue="v")), "an error, E: v"),
    (rules.no_errors, code("x", printed("careful", "stderr")), "stored a warning"),
    (rules.plain_metadata, code("x", collapsed=True), "unexpected metadata ['collapsed']"),
    (rules.plain_metadata, code("x", tags=["a"], id="a", outputId="b"), "['id', 'outputId']"),
    (rules.known_tags, code("x", tags=["nbval-raises-exception"]), "unknown tag 'nbval-raises"),
    (rules.known_tags, code("x", tags=["raises-exception"]), "unknown tag 'raises-exception'"),
    (rules.known_tags, code("x", tags=["remove-cell"]), "unknown tag 'remove-cell'"),
    (rules.known_tags, code("x\n# NBVAL_SKIP"), "exempt by a comment"),
    (rules.reasoned_exemptions, code("x", tags=["nbval-skip"]), "exempt without a reason"),
    (
        rules.reasoned_exemptions,
        code("x", tags=["nbval-ignore-output"], exempt="why not"),
        "exempt without a reason",
    ),
    (rules.reasoned_exemptions, code("x", exempt="A good long reason."), "no tag that exempts"),
    (rules.set_up, code("x", tags=["setup"]), "and no other, must carry the tag"),
    (rules.colab_links, prose("<!-- colab --> [Open](https://a.org)"), "the Colab line reads"),
    (rules.colab_links, prose("https://colab.research.google.com/x"), "outside the opening's"),
    (rules.no_machine_paths, code("x", printed("at /home/ada/x.py")), "'/home/ada/x.py'"),
    (rules.no_machine_paths, code("x", printed("C:\\Users\\x")), "is of one machine"),
    (rules.no_machine_paths, code("x", printed("<A at 0x7f00aa11>")), "'0x7f00aa11'"),
    (rules.no_machine_paths, code("x", printed("in ipykernel_12/3.py")), "'ipykernel_12'"),
    (rules.no_machine_paths, code("open('/tmp/x')"), "/tmp/x')\" is of one"),
    (
        rules.no_machine_paths,
        code("x", new_output("execute_result", data={"text/html": "<a>/root/x</a>"})),
        "'/root/x</a>'",
    ),
    (rules.enough_pictures, code("plots.show(fig, alt)"), "0 pictures stored, at least 1"),
    (rules.enough_pictures, code("live(f)\nshow(g)", LINE), "1 pictures stored, at least 2"),
    (rules.enough_pictures, code("x", picture([])), "a blank picture"),
]


@pytest.mark.parametrize("rule, cell, message", BAD)
def test_a_bad_cell_is_found(rule, cell, message):
    [found] = [text for text in rule(small(*GOOD, cell), "01_count.ipynb") if message in text]
    if rule is not rules.executed_in_order:
        assert len(list(rule(small(*GOOD, cell), "01_count.ipynb"))) == 1
    assert found.startswith(("cell 8 ", "the first code cell"))


def test_an_opening_without_its_picture_is_found(tmp_path):
    path = tmp_path / "01_count.ipynb"
    notebook = small(prose("# 1 · Count\n<!-- cover -->"), code("x", LINE, tags=["cover"]))
    [missing] = rules.covers(notebook, path)
    assert "![A line.](images/01_count.png)<!-- cover -->" in missing
    write_cover(notebook, path)
    assert not list(rules.covers(notebook, path))
    (tmp_path / "images" / "01_count.png").write_bytes(b"another")
    assert "is not what the cell drew" in next(rules.covers(notebook, path))
    notebook.cells[0].source = "# 1 · Count\n![A dot.](images/01_count.png)<!-- cover -->"
    assert "must hold the line" in next(rules.covers(notebook, path))
    notebook.cells.append(code("x", LINE, tags=["cover"]))
    assert "2 cells tagged cover" in next(rules.covers(notebook, path))
    assert "0 cells tagged cover" in next(rules.covers(small(prose("# 1")), path))


def test_words_of_a_cover_cannot_end_its_markdown(tmp_path):
    notebook = small(code("x", picture(["black"], "Sizes [3, 1]\nfall."), tags=["cover"]))
    assert cover(notebook, "a")[1] == "![Sizes (3, 1) fall.](images/a.png)"


def test_a_stripped_notebook_is_found():
    stripped = small(*[code(c.source, count=None) for c in GOOD if c.cell_type == "code"])
    assert len(list(rules.executed_in_order(stripped, ""))) == 6
    kept_counts = small(*[code("x = 1", count=n) for n in (1, 2)])
    assert "was stripped" in next(rules.has_outputs(kept_counts, ""))


def test_a_changed_or_missing_set_up_cell_is_found():
    changed = small(code(setup_source(published()) + " ", tags=["setup"]))
    assert "differs from tools/setup_cell.py" in next(rules.set_up(changed, ""))
    open_cell = small(code(setup_source(published()), tags=["setup"]))
    assert "is not folded" in next(rules.set_up(open_cell, ""))
    second = small(code("x"), code(setup_source(published()), count=2, tags=["setup"]))
    for notebook in (second, small(code("x")), small()):
        assert "must carry the tag setup" in next(rules.set_up(notebook, ""))


@pytest.mark.parametrize("key, value", [("widgets", {}), ("colab", {}), ("kernelspec", {})])
def test_metadata_of_a_front_end_is_found(key, value):
    notebook = small(*GOOD)
    notebook.metadata[key] = value
    assert "must equal METADATA" in next(rules.plain_metadata(notebook, ""))


def test_too_many_exempt_cells_are_counted_over_all_notebooks():
    exempt = code("x", tags=["nbval-ignore-output"], exempt="Seconds differ by machine.")
    plain = small(*[code("x") for _ in range(19)])
    assert "1 of 20 cells" in next(rules.too_many_exempt([plain, small(exempt)]))
    assert not list(rules.too_many_exempt([plain, small(exempt, code("x"))]))
    assert not list(rules.too_many_exempt([]))


def test_each_rule_was_tried():
    assert {rule for rule, *_ in BAD} | {rules.has_outputs} == set(rules.RULES)
