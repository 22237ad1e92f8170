"""What the comparison of outputs sees of a picture: its words and size, and that it is there."""

import base64
import html
import io
import re
import subprocess
import sys

import matplotlib.pyplot as plt
import nbconvert
import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from lecture_utils.figures.show import bundle
from lecture_utils.paths import ROOT

SANITIZE = ROOT / "tests" / "nbval_sanitize.cfg"


def figure(words, height=1.0):
    """What show displays of a small figure with a line up to `height`."""
    drawn, ax = plt.subplots(figsize=(2, 1))
    ax.plot([0, height])
    return bundle(drawn, words)


def wider(data):
    return data | {"text/html": data["text/html"].replace('width="200"', 'width="300"')}


def without_points(data):
    return data | {"text/html": re.sub('base64,[^"]*', "base64,", data["text/html"])}


@pytest.fixture(scope="module")
def failed(tmp_path_factory):
    """Whether the comparison fails, for each pair of what is stored and what a cell then shows."""
    folder = tmp_path_factory.mktemp("compared")
    line = figure("A line.")
    pairs = {
        "other points": (line, figure("A line.", height=9.0)),
        "other words": (line, figure("A steep line.")),
        "another size": (line, wider(line)),
        "no points": (line, without_points(line)),
        "words only": (line, {"text/plain": line["text/plain"]}),
        "nothing": (line, None),
        "a picture too many": (None, line),
    }
    assert len({str(data) for data in pairs["other points"]}) == 2
    cells = []
    for number, (stored, shown) in enumerate(pairs.values(), start=1):
        source = f"import IPython.display\nIPython.display.display({shown!r}, raw=True)"
        outputs = [new_output("display_data", data=stored)] if stored else []
        source = source if shown else "x = 1"
        cells.append(new_code_cell(source, execution_count=number, outputs=outputs))
    nbformat.write(new_notebook(cells=cells), folder / "pictures.ipynb")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-rA", "--tb=no"]
    command += ["--nbval", "--nbval-current-env", f"--nbval-sanitize-with={SANITIZE}"]
    done = subprocess.run(
        [*command, "pictures.ipynb"], cwd=folder, capture_output=True, text=True, timeout=120
    )
    found = re.findall(r"(PASSED|FAILED).*?Cell (\d+)", done.stdout)
    verdicts = {int(place): verdict for verdict, place in found}
    assert len(verdicts) == len(pairs), done.stdout
    return {name: verdicts[place] == "FAILED" for place, name in enumerate(pairs)}


def test_the_points_of_a_picture_are_not_compared(failed):
    # They differ between versions of matplotlib.
    assert not failed.pop("other points")
    assert failed and all(failed.values()), failed


@pytest.mark.parametrize("template", ["lab", "classic", "reveal"])
def test_static_pages_speak_the_words(template):
    words = 'A "line" from 0 to 1 & on, 1 < 2.'
    output = new_output("display_data", data=figure(words))
    notebook = new_notebook(cells=[new_code_cell("x", execution_count=1, outputs=[output])])
    page, _ = nbconvert.HTMLExporter(template_name=template).from_notebook_node(notebook)
    [image] = re.findall(r"<img\b[^>]*>", page)
    assert html.unescape(re.search(r"alt=([\"'])(.*?)\1", image)[2]) == words
    points = base64.b64decode(re.search('base64,([^"]*)', image)[1])
    assert plt.imread(io.BytesIO(points)).ndim == 3
