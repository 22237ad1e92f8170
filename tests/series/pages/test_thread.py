"""The thread through the nine notebooks: links, provenance and the limits."""

import ast
import re

import pytest

from lecture_utils.paths import ROOT
from tests.series.specimens import code, prose, small
from tools import notebooks
from tools.notebooks import cells, tags

LINK = re.compile(r"\]\(([^)\s#]+)")
REPAIRS = {1: ("09",), 2: ("07",), 3: ("09",), 4: ("07", "08", "09"), 5: ("09",)}
STEMS = [path.stem for path in notebooks.PATHS]


def book(number):
    """The notebook with this number, such as "09"."""
    [path] = [path for path in notebooks.PATHS if path.stem.startswith(number)]
    return notebooks.read(path)


def dead_links(notebook):
    """Links inside the series must lead somewhere."""
    for where, cell in cells(notebook, "markdown"):
        for place in LINK.findall(cell.source):
            if not re.match(r"\w+:", place) and not (ROOT / "notebooks" / place).is_file():
                yield f"{where}: no file at {place}"


def neighbours(notebook, stem, stems):
    """The opening leads to the notebook before, and to the one after."""
    place, linked = stems.index(stem), LINK.findall(notebook.cells[0].source)
    for other in stems[max(place - 1, 0) : place] + stems[place + 1 : place + 2]:
        if f"{other}.ipynb" not in linked:
            yield f"the opening has no link to {other}"


def lessons():
    """{(module, name): number of the notebook that builds it}, from the cells tagged same-as."""
    found = {}
    for path in notebooks.PATHS:
        for _, cell in cells(notebooks.read(path), "code"):
            for tag in tags(cell):
                if tag.startswith("same-as:"):
                    for node in ast.parse(cell.source).body:
                        if name := getattr(node, "name", None):
                            found[tag.removeprefix("same-as:"), name] = path.stem[:2]
    return found


def without_origin(notebook, number, taught):
    """An import of what another notebook builds says which one."""
    for where, cell in cells(notebook, "code"):
        lines = cell.source.splitlines()
        for node in ast.walk(ast.parse(cell.source)) if "import" in cell.source else ():
            if not isinstance(node, ast.ImportFrom):
                continue
            said = " ".join(lines[node.lineno - 1 : node.end_lineno])
            for alias in node.names:
                built = taught.get((node.module, alias.name), number)
                if built != number and not re.search(rf"notebooks?\b.*\b{built}\b", said):
                    yield f"{where}: {alias.name} needs `# built in notebook {built}`"


def test_the_readme_leads_to_every_notebook_and_nowhere_else():
    links = LINK.findall((ROOT / "README.md").read_text(encoding="utf-8"))
    inside = [place for place in links if not re.match(r"\w+:|\.\./\.\./", place)]  # no badge
    assert not [place for place in inside if not (ROOT / place).exists()]
    assert {f"notebooks/{path.name}" for path in notebooks.PATHS} <= set(inside)


@pytest.mark.parametrize("path", notebooks.PATHS, ids=lambda path: path.stem)
def test_one_thread(path):
    notebook = notebooks.read(path)
    found = [
        *dead_links(notebook),
        *neighbours(notebook, path.stem, STEMS),
        *without_origin(notebook, path.stem[:2], lessons()),
    ]
    assert not found, "\n".join(found)


def test_each_limit_is_in_the_table():
    source = "\n".join(cell.source for _, cell in cells(book("05"), "markdown"))
    found = [int(number) for number in re.findall(r"^### Limit (\d)\b", source, re.M)]
    assert found == [*REPAIRS, 6]  # the sixth, negation, stays open


def unrepaired(limit, repairs, source, there):
    """Say which repairs a limit does not lead to, and where it is not named.

    source : the prose of notebook 05; there : {number: the text of a notebook that repairs}
    """
    [section] = re.findall(rf"### Limit {limit}\b.*?(?=\n###? |\Z)", source, re.S)
    for number in repairs:
        if f"({number}_" not in section:
            yield f"limit {limit} of 05 does not lead to {number}"
        if not re.search(rf"[Ll]imit {limit}\b", there[number]):
            yield f"{number} does not name limit {limit}"


def limits():
    """The prose of notebook 05, and the texts of the notebooks that repair its limits."""
    source = "\n".join(cell.source for _, cell in cells(book("05"), "markdown"))
    numbers = {number for repairs in REPAIRS.values() for number in repairs}
    return source, {number: "\n".join(cell.source for _, cell in cells(book(number)))
                    for number in numbers}  # fmt: skip


@pytest.mark.parametrize("limit, repairs", REPAIRS.items())
def test_each_limit_names_its_repair_and_is_named_there(limit, repairs):
    assert not list(unrepaired(limit, repairs, *limits()))


@pytest.mark.parametrize("limit, repairs", REPAIRS.items())
def test_each_link_of_a_limit_broken_is_noticed(limit, repairs):
    source, there = limits()
    begin = re.search(rf"### Limit {limit}\b", source).start()
    end = re.compile(r"\n###? |\Z").search(source, begin).start()
    for number in repairs:
        without = source[begin:end].replace(f"]({number}_", f"](elsewhere_{number}_")
        gone = source[:begin] + without + source[end:]
        assert list(unrepaired(limit, repairs, gone, there)) == [
            f"limit {limit} of 05 does not lead to {number}"]  # fmt: skip
        silent = re.sub(rf"([Ll])imit {limit}\b", r"\1imit 0", there[number])
        assert list(unrepaired(limit, repairs, source, there | {number: silent})) == [
            f"{number} does not name limit {limit}"]  # fmt: skip


def test_each_link_of_each_page_broken_is_noticed():
    """Every link between the notebooks, and every import's origin, one at a time."""
    taught, tried = lessons(), 0
    for path in notebooks.PATHS:
        for cell in notebooks.read(path).cells:
            if cell.cell_type == "markdown":
                for place in {one for one in LINK.findall(cell.source) if ".ipynb" in one}:
                    changed = small(prose(cell.source.replace(f"]({place}", f"](x{place}")))
                    assert list(dead_links(changed)), (path.stem, place)
                    tried += 1
            elif cell.cell_type == "code" and "from lecture_utils" in cell.source:
                changed = small(code(re.sub(r"  # .*\bnotebooks?\b.*", "", cell.source)))
                built = {taught.get((node.module, alias.name), path.stem[:2])
                         for node in ast.walk(ast.parse(cell.source))
                         if isinstance(node, ast.ImportFrom) for alias in node.names}  # fmt: skip
                found = list(without_origin(changed, path.stem[:2], taught))
                assert bool(found) == bool(built - {path.stem[:2]}), cell.source
                tried += len(found)
    assert tried > 60


# Each rule on planted cases.


def test_a_dead_link_is_found():
    good = prose("[a](01_tokens_and_embeddings.ipynb#x) [b](https://example.org) [c](#here)")
    assert not list(dead_links(small(good)))
    assert "10_more.ipynb" in next(dead_links(small(prose("[a](10_more.ipynb)"))))


def test_a_missing_neighbour_is_found():
    stems = ["01_a", "02_b", "03_c"]
    middle = small(prose("# 2\n[1](01_a.ipynb) [3](03_c.ipynb)"))
    assert not list(neighbours(middle, "02_b", stems))
    assert "no link to 03_c" in next(neighbours(small(prose("[1](01_a.ipynb)")), "02_b", stems))
    assert "no link to 02_b" in next(neighbours(small(prose("# 1")), "01_a", stems))
    assert "no link to 02_b" in next(neighbours(small(prose("# 3")), "03_c", stems))


def test_an_import_without_its_origin_is_found():
    taught = {("lecture_utils.attention", "softmax"): "03"}
    line = "from lecture_utils.attention import softmax, causal_mask"
    assert not list(without_origin(small(code(line)), "03", taught))
    assert not list(without_origin(small(code(f"{line}  # built in notebook 03")), "09", taught))
    for wrong in (line, f"{line}  # built in notebook 04", f"{line}\n# notebook 03"):
        assert "softmax needs" in next(without_origin(small(code(wrong)), "09", taught))
