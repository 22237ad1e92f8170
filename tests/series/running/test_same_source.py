"""What a notebook teaches is what the package runs: equal as syntax trees, in both directions."""

import ast
import functools
import re

import pytest

from lecture_utils.paths import ROOT
from tests.mutants import operators
from tests.series.specimens import code, small
from tools import notebooks

DEFINITION = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
TAUGHT = re.compile(r"Taught\s+in\s+notebook\s+(\d\d)")


class Bare(ast.NodeTransformer):
    """Drop what the lesson may leave out: docstrings, annotations and decorators."""

    def _definition(self, node):
        self.generic_visit(node)
        if ast.get_docstring(node) is not None:
            node.body = node.body[1:] or [ast.Pass()]
        node.decorator_list = []
        if not isinstance(node, ast.ClassDef):
            node.returns = None
        return node

    visit_FunctionDef = visit_AsyncFunctionDef = visit_ClassDef = _definition

    def visit_arg(self, node):
        node.annotation = None
        return node

    def visit_AnnAssign(self, node):
        self.generic_visit(node)
        if node.value is None:
            return ast.Expr(node.target)
        return ast.Assign(targets=[node.target], value=node.value, lineno=node.lineno)


def bare(node):
    """The code of a definition in one normal form."""
    return ast.unparse(ast.fix_missing_locations(Bare().visit(node)))


def definitions(source):
    """{name: node} of the functions, classes and constants at the top of a source text."""
    found = {}
    for node in ast.parse(source).body:
        if isinstance(node, DEFINITION):
            found[node.name] = node
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            if node.targets[0].id.isupper():
                found[node.targets[0].id] = node
    return found


def home(package, module, name):
    """The module that defines `name`, following what `module` imports from its neighbours."""
    if module in package and name not in definitions(package[module]):
        for node in ast.parse(package[module]).body:
            if isinstance(node, ast.ImportFrom) and node.level == 1:
                if any(alias.name == name and not alias.asname for alias in node.names):
                    return home(package, f"{module.rpartition('.')[0]}.{node.module}", name)
    return module


def lessons(books):
    """Yield (notebook's number, module, cell) of every cell tagged same-as:<module>."""
    for number, notebook in books.items():
        for _, cell in notebooks.cells(notebook, "code"):
            for tag in cell.metadata.get("tags", []):
                if tag.startswith("same-as:"):
                    yield number, tag.removeprefix("same-as:"), cell


def drifted(books, package):
    """Say for each tagged cell where it differs from the package."""
    for number, module, cell in lessons(books):
        if module not in package:
            yield f"{number}: tagged same-as:{module}, and there is no such module"
            continue
        taught = definitions(cell.source)
        if not any(isinstance(node, DEFINITION) for node in taught.values()):
            yield f"{number}: a cell tagged same-as:{module} defines no function or class"
        for name, node in taught.items():
            place = home(package, module, name)
            kept = definitions(package[place]).get(name)
            if kept is None:
                yield f"{number}: {name} is tagged same-as:{module}, which has no {name}"
            elif bare(node) != bare(kept):
                yield f"{number}: {name} differs from {place}.{name}"


def unlearned(books, package):
    """Say which package functions promise a lesson that their notebook does not have."""
    learned = {
        (number, home(package, module, name), name)
        for number, module, cell in lessons(books)
        for name in definitions(cell.source)
    }
    for module, source in package.items():
        for name, top in definitions(source).items():
            for node in ast.walk(top):
                text = isinstance(node, DEFINITION) and ast.get_docstring(node) or ""
                for number in TAUGHT.findall(text):
                    if number in books and (number, module, name) not in learned:
                        yield f"{module}.{name}: notebook {number} has no cell tagged for it"


def unpromised(books, package):
    """Say which tagged functions do not name their notebook: their tag could go unnoticed."""
    for number, module, cell in lessons(books):
        for name, node in definitions(cell.source).items():
            place = home(package, module, name)
            kept = definitions(package.get(place, "")).get(name)
            if isinstance(node, DEFINITION) and isinstance(kept, DEFINITION):
                if number not in TAUGHT.findall(ast.get_docstring(kept) or ""):
                    yield f"{place}.{name} must say: Taught in notebook {number}"


@pytest.fixture(scope="module")
def books():
    return {path.name[:2]: notebooks.read(path) for path in notebooks.PATHS}


@pytest.fixture(scope="module")
def package():
    files = sorted((ROOT / "lecture_utils").rglob("*.py"))
    names = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in files]
    return {n: path.read_text(encoding="utf-8") for n, path in zip(names, files, strict=True)}


def test_notebooks_teach_the_code_that_the_package_runs(books, package):
    assert not list(drifted(books, package))


def test_functions_marked_as_taught_have_their_lesson(books, package):
    assert not list(unlearned(books, package))


def test_functions_of_a_lesson_say_so(books, package):
    assert not list(unpromised(books, package))


def test_a_tag_taken_off_any_lesson_is_noticed(package):
    """Break every tag of every notebook, one at a time."""
    for path in notebooks.PATHS:
        notebook, number = notebooks.read(path), path.name[:2]
        tagged = {module for _, module, _ in lessons({number: notebook})}
        few = {name: text for name, text in package.items() if name in tagged}
        for cell in notebook.cells:
            kept = cell.metadata.get("tags", [])
            if any(tag.startswith("same-as:") for tag in kept):
                cell.metadata["tags"] = []
                assert list(unlearned({number: notebook}, few)), (number, cell.source[:60])
                cell.metadata["tags"] = kept


def promised(package):
    """{(module, name): node} of everything that says in which notebook it is taught."""
    return {
        (module, name): top
        for module, source in package.items()
        for name, top in definitions(source).items()
        for node in ast.walk(top)
        if isinstance(node, DEFINITION) and TAUGHT.search(ast.get_docstring(node) or "")
    }


faults = functools.cache(operators.faults)


def planted(source, top):
    """Yield a source with one fault of one line inside a definition; one of each kind, at most."""
    kinds = {}
    for fault in faults(source):
        if top.lineno <= fault.line <= top.end_lineno:
            kinds.setdefault(fault.operator, fault)
    for fault in kinds.values():
        yield fault.applied(source)
    last, lines = top.body[-1], source.splitlines(keepends=True)
    more = " " * last.col_offset + "pass\n"
    yield "".join([*lines[: last.end_lineno], more, *lines[last.end_lineno :]])


def test_a_change_of_any_taught_function_is_noticed(books, package):
    """Break each of them in the package in several ways, one at a time: slips, and a line more."""
    lesson = {}
    for number, module, cell in lessons(books):
        for name in definitions(cell.source):
            lesson[home(package, module, name), name] = number, module
    tried = promised(package)
    assert len(tried) > 30 and set(tried) <= set(lesson)
    for (module, name), top in tried.items():
        number, tagged = lesson[module, name]
        few = {one: package[one] for one in {tagged, module}}
        cells = [cell for where, by, cell in lessons({number: books[number]})
                 if by == tagged and name in definitions(cell.source)]  # fmt: skip
        book = {number: small(*cells)}
        assert cells and not list(drifted(book, few)), name
        changed = list(planted(package[module], top))
        for source in changed:
            before, after = definitions(package[module])[name], definitions(source)[name]
            if bare(before) != bare(after):  # a docstring may be another
                assert list(drifted(book, few | {module: source})), (module, name)
        assert len(changed) > 1, (module, name)


# Each rule on planted cases.

KEPT = '''
import functools

LIMIT = 3

@functools.cache
def scale(scores: list, d_k: int = 2) -> list:
    """Scale them. Taught in notebook 03."""
    width: float = d_k ** 0.5
    return [score / width for score in scores]

class Net(Base):
    """Taught in notebook 03."""
    def run(self, x: int) -> int:
        """Go."""
        return x
'''
LESSON = """
LIMIT = 3

def scale(scores, d_k=2):
    width = d_k ** 0.5          # its root
    return [score / width
            for score in scores]
"""
CLASS = "class Net(Base):\n    def run(self, x):\n        return x"
PACKAGE = {"lecture_utils.one": KEPT, "lecture_utils.two": "from .one import LIMIT, Net, scale"}


def book(*sources, module="lecture_utils.one", tagged=True):
    tags = [f"same-as:{module}"] if tagged else []
    return {"03": small(*[code(source, tags=tags) for source in sources])}


@pytest.mark.parametrize("module", ["lecture_utils.one", "lecture_utils.two"])
def test_docstrings_annotations_decorators_comments_and_layout_may_differ(module):
    found = book(LESSON, CLASS, module=module)
    assert not list(drifted(found, PACKAGE))
    assert not list(unlearned(found, PACKAGE))


@pytest.mark.parametrize(
    "old, new, message",
    [
        ("** 0.5", "** 0.25", "03: scale differs from lecture_utils.one.scale"),
        ("score / width", "score * width", "03: scale differs"),
        ("d_k=2", "d_k=3", "03: scale differs"),
        ("scores, d_k", "values, d_k", "03: scale differs"),
        ("LIMIT = 3", "LIMIT = 4", "03: LIMIT differs"),
        ("def scale", "def scaled", "lecture_utils.one, which has no scaled"),
        ("(Base)", "(Other)", "03: Net differs"),
        ("return x", "return -x", "03: Net differs"),
    ],
)
def test_a_planted_difference_is_found(old, new, message):
    changed = book(LESSON.replace(old, new), CLASS.replace(old, new))
    [found] = drifted(changed, PACKAGE)
    assert message in found


def test_a_tag_that_compares_nothing_is_found():
    assert "no such module" in next(drifted(book(LESSON, module="lecture_utils.six"), PACKAGE))
    assert "defines no function" in next(drifted(book("print(1)"), PACKAGE))


def test_a_promised_lesson_that_is_missing_is_found():
    missing = list(unlearned(book(LESSON), PACKAGE))
    assert missing == ["lecture_utils.one.Net: notebook 03 has no cell tagged for it"]
    assert len(list(unlearned(book(LESSON, CLASS, tagged=False), PACKAGE))) == 2
    elsewhere = {"02": book(LESSON, CLASS)["03"], "03": small()}
    assert len(list(unlearned(elsewhere, PACKAGE))) == 2


def test_a_lesson_without_a_promise_is_found():
    assert not list(unpromised(book(LESSON, CLASS), PACKAGE))
    silent = PACKAGE | {"lecture_utils.one": KEPT.replace("Scale them. Taught in notebook 03.", "")}
    [found] = unpromised(book(LESSON, CLASS), silent)
    assert found == "lecture_utils.one.scale must say: Taught in notebook 03"


def test_a_notebook_that_is_not_there_yet_owes_nothing():
    assert not list(unlearned({}, PACKAGE))


def test_a_method_marked_as_taught_asks_for_its_class():
    source = "class A:\n    def f(self):\n        'Taught in\\nnotebook 03.'"
    package = {"lecture_utils.one": source}
    assert "lecture_utils.one.A" in next(unlearned({"03": small()}, package))
