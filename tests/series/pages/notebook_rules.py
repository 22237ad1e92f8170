"""What the stored notebooks must be so that comparing their outputs means something.

A rule takes a notebook and its file name, and yields one sentence for each fault.
"""

import ast
import io
import re

from IPython.core.inputtransformer2 import TransformerManager
from PIL import Image

from tools.notebooks import FOLDED, METADATA, cells, executed_in_order
from tools.pictures import IMAGE, pictures
from tools.publish import COLAB_LINE, colab_link, published, setup_source
from tools.run_notebooks import COVER, cover

PLAIN_TAGS = {"setup", "imports", "exercise", "solution", "go-further", "training", "cover"}
EXEMPTING_TAGS = {"nbval-ignore-output", "nbval-skip"}
ONE_IN = 20  # fewer than one cell in so many is exempt from the comparison
MACHINE = re.compile(
    r"(?<![\w.~/-])/(?:home|root|Users|work|tmp|content|opt|usr|var|private|mnt)/\S*"
    r"|\b[A-Z]:\\\w\S*|ipykernel_\d+|site-packages|\b0x[0-9a-fA-F]{6,}"
)
COLAB = re.compile(r"https?://colab\.research\.google\.com/[^\s)>\"']*")


def has_outputs(notebook, name):
    found = [cell for _, cell in cells(notebook, "code") if cell.outputs]
    if not found:
        yield "no cell has an output: the notebook was stripped"


def no_errors(notebook, name):
    for where, cell in cells(notebook, "code"):
        for output in cell.outputs:
            if output.output_type == "error":
                yield f"{where}: stored an error, {output.ename}: {output.evalue}"
            if output.get("name") == "stderr":
                yield f"{where}: stored a warning (stderr): {output.text[:80]!r}"


def plain_metadata(notebook, name):
    """Nothing that a front end adds: it churns, and `widgets` breaks GitHub's view."""
    if notebook.metadata != METADATA:
        yield f"metadata {sorted(notebook.metadata)} must equal METADATA of tools/notebooks.py"
    for where, cell in cells(notebook):
        folded = {"jupyter"} if cell.metadata.get("jupyter") == FOLDED else set()
        if extra := set(cell.metadata) - {"tags", "exempt"} - folded:
            yield f"{where}: unexpected metadata {sorted(extra)}"


def known_tags(notebook, name):
    for where, cell in cells(notebook):
        for tag in cell.metadata.get("tags", []):
            if tag not in PLAIN_TAGS | EXEMPTING_TAGS and not tag.startswith("same-as:"):
                yield f"{where}: unknown tag {tag!r}"
        if cell.cell_type == "code" and re.search(r"(?im)^\s*#\s*(nbval_|pytest_)", cell.source):
            yield f"{where}: exempt by a comment; use a tag, with its reason"


def reasoned_exemptions(notebook, name):
    for where, cell in cells(notebook):
        exempt = EXEMPTING_TAGS & set(cell.metadata.get("tags", []))
        reason = cell.metadata.get("exempt", "")
        if exempt and (not isinstance(reason, str) or len(reason.split()) < 3):
            yield f"{where}: exempt without a reason in metadata['exempt']"
        if reason and not exempt:
            yield f"{where}: has a reason, and no tag that exempts it"


def too_many_exempt(books):
    """Say when too many code cells of all notebooks together are not compared."""
    tags = [set(cell.metadata.get("tags", [])) for b in books for _, cell in cells(b, "code")]
    exempt = sum(bool(EXEMPTING_TAGS & found) for found in tags)
    if exempt and exempt * ONE_IN >= len(tags):
        yield f"{exempt} of {len(tags)} cells are exempt; fewer than one in {ONE_IN} may be"


def set_up(notebook, name):
    code = [cell for _, cell in cells(notebook, "code")]
    tagged = [cell for cell in code if "setup" in cell.metadata.get("tags", [])]
    if len(tagged) != 1 or tagged[0] is not code[0]:
        yield "the first code cell, and no other, must carry the tag setup"
    elif tagged[0].source != setup_source(published()):
        yield "the set-up cell differs from tools/setup_cell.py: run python -m tools.publish"
    elif tagged[0].metadata.get("jupyter") != FOLDED:
        yield "the set-up cell is not folded: run python -m tools.publish"


def colab_links(notebook, name):
    expected = colab_link(published(), name)
    for where, cell in cells(notebook, "markdown"):
        for written in COLAB_LINE.findall(cell.source):
            if written != expected:
                yield f"{where}: the Colab line reads {written!r}: run python -m tools.publish"
        for link in COLAB.findall(COLAB_LINE.sub("", cell.source)):
            yield f"{where}: a Colab link outside the opening's Colab line: {link}"


def texts(output):
    """The texts of an output, pictures aside."""
    yield output.get("text", "")
    for data in output.get("data", {}).values():
        yield IMAGE.sub(r"\1", data) if isinstance(data, str) else str(data)


def no_machine_paths(notebook, name):
    for where, cell in cells(notebook):
        for text in [cell.source, *(t for o in cell.get("outputs", []) for t in texts(o))]:
            if found := MACHINE.search(text):
                yield f"{where}: {found[0]!r} is of one machine or one run"


def is_blank(png):
    """Whether a picture is one colour, but for a few specks."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    most = max(count for count, _ in picture.getcolors(picture.width * picture.height))
    return most > 0.998 * picture.width * picture.height


def shows(source):
    """How often a cell calls plots.show or live itself, outside the functions it defines."""
    todo, found = [ast.parse(TransformerManager().transform_cell(source))], 0
    while todo:
        node = todo.pop()
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            found += called in ("show", "plots.show", "live", "widgets.live")
        if not isinstance(node, ast.FunctionDef | ast.Lambda | ast.ClassDef):
            todo.extend(ast.iter_child_nodes(node))
    return found


def enough_pictures(notebook, name):
    for where, cell in cells(notebook, "code"):
        images = [one.png for one in pictures(cell)]
        if len(images) < shows(cell.source):
            yield f"{where}: {len(images)} pictures stored, at least {shows(cell.source)} expected"
        if any(is_blank(image) for image in images):
            yield f"{where}: a blank picture"


def covers(notebook, path):
    """The opening of the notebook at `path` shows the picture that its cell draws, as it is now."""
    tagged = [cell for _, cell in cells(notebook) if "cover" in cell.metadata.get("tags", [])]
    found, file = cover(notebook, path.stem), path.parent / "images" / f"{path.stem}.png"
    if len(tagged) != 1 or found is None:
        yield f"{len(tagged)} cells tagged cover; one must draw the opening's picture"
    elif COVER.findall(notebook.cells[0].source) != [f"{found[1]}<!-- cover -->"]:
        yield f"the opening must hold the line {found[1]}<!-- cover -->: run tools.run_notebooks"
    elif not file.is_file() or file.read_bytes() != found[0]:
        yield f"images/{file.name} is not what the cell drew: run tools.run_notebooks"


RULES = [
    executed_in_order,
    has_outputs,
    no_errors,
    plain_metadata,
    known_tags,
    reasoned_exemptions,
    set_up,
    colab_links,
    no_machine_paths,
    enough_pictures,
]
