"""Imports inside the package point one way, and files stay small enough to be read at once."""

import ast

import pytest

from lecture_utils.paths import ROOT

PACKAGE = ROOT / "lecture_utils"
LIMIT, TEST_LIMIT = 250, 300  # lines; tests are tables more than thoughts

# Lowest first: a module may import, when it runs, only from those above it in this list.
ORDER = """
    paths style geometry counting attention bug_zoo pair metrics training
    sampled_softmax
    byte_pairs tokenizer positions sampling which_first word_tasks
    archives downloads pairs
    english lexicon french phrases selection planning clauses polarity least_clauses growth joining
    grammar corpus lengths modifiers distinctions embeddings
    word_vectors scores batches recurrent translate beam
    word_order probes memory_probe interventions alignment_report translation_runs
    transformer language_models head_costs parameter_counts
    drawings rendered classifier pictures model_files machine_traps
    plots diagrams memory_plots ribbon input_plots alignment_plots alignment_figures geometry_plots
    ledger_plots importance_plots path_plots projection_plots vector_plots
    similarity_plots transformer_plots
    classifier_plots widgets teachable panel
    checks checks.report checks.encoders checks.tokens checks.translation checks.alignment
    checks.transformers checks.similarity checks.machine checks.projections checks.vectors
    checks.scoring checks.zoo
""".split()


def module_name(path):
    """'checks.report' for lecture_utils/checks/report.py, 'checks' for its __init__.py."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def at_run_time(node):
    """Walk a syntax tree, leaving out what stands under `if TYPE_CHECKING:`."""
    yield node
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and ast.unparse(child.test).endswith("TYPE_CHECKING"):
            continue
        yield from at_run_time(child)


def imported(source, module, modules):
    """Names among `modules` that the source of `module` imports, relatively or by full name."""
    for node in at_run_time(ast.parse(source)):
        if isinstance(node, ast.Import):
            wanted = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            package = ["lecture_utils", *module.split(".")][: -node.level]
            base = ".".join([*package, node.module or ""] if node.level else [node.module])
            wanted = [f"{base.rstrip('.')}.{alias.name}" for alias in node.names] + [base]
        else:
            continue
        names = {name.removeprefix("lecture_utils.") for name in wanted}
        yield from sorted(names & set(modules))


def problems(sources, order):
    """What is wrong with the imports of {module: source}, one sentence each."""
    rank = {name: number for number, name in enumerate(order)}
    for module, source in sources.items():
        if module not in rank:
            yield f"{module} is not in ORDER: give it its place in tests/test_layers.py"
            continue
        for other in imported(source, module, set(rank) | set(sources)):
            if rank.get(other, len(rank)) >= rank[module]:
                yield f"{module} must not import {other}, which stands above it"
    for module in rank:
        if module not in sources:
            yield f"{module} is in ORDER, and there is no such module"


def test_imports_point_one_way():
    files = {module_name(path): path for path in PACKAGE.rglob("*.py")}
    sources = {name: path.read_text(encoding="utf-8") for name, path in files.items() if name}
    assert len(sources) > 5
    assert not list(problems(sources, ORDER))


HIGH = ["middle must not import high, which stands above it"]


@pytest.mark.parametrize(
    "source, found",
    [
        ("from .low import x", []),
        ("from . import low", []),
        ("import lecture_utils.low", []),
        ("import numpy\nfrom os import path", []),
        ("if TYPE_CHECKING:\n    from .high import x", []),
        ("from .high import x", HIGH),
        ("from . import low, high", HIGH),
        ("import lecture_utils.high as h", HIGH),
        ("from lecture_utils import high", HIGH),
        ("def f():\n    from .high import x", HIGH),
        ("from .checks.one import x", ["middle must not import checks.one, which stands above it"]),
        ("from .middle import x", ["middle must not import middle, which stands above it"]),
    ],
)
def test_an_import_upwards_is_found(source, found):
    sources = {"low": "", "middle": source, "high": "", "checks.one": "from ..low import x"}
    assert list(problems(sources, ["low", "middle", "high", "checks.one"])) == found


def test_an_import_upwards_from_a_subpackage_is_found():
    both = "from ..high import x\nfrom .two import y"
    sources = {"checks.one": both, "checks.two": "", "high": ""}
    assert list(problems(sources, ["checks.one", "checks.two", "high"])) == [
        "checks.one must not import high, which stands above it",
        "checks.one must not import checks.two, which stands above it",
    ]


def test_every_module_has_a_place_and_every_place_a_module():
    assert list(problems({"new": ""}, [])) == [
        "new is not in ORDER: give it its place in tests/test_layers.py"
    ]
    assert list(problems({}, ["old"])) == ["old is in ORDER, and there is no such module"]


def test_files_are_small_and_have_a_subject():
    for path in [*PACKAGE.rglob("*.py"), *(ROOT / "tests").rglob("*.py")]:
        lines = len(path.read_text(encoding="utf-8").splitlines())
        limit = TEST_LIMIT if path.name.startswith("test_") else LIMIT
        assert lines <= limit, f"{path.relative_to(ROOT)} has {lines} lines (limit {limit})"
        assert path.stem not in ("util", "utils", "helpers", "misc", "common"), path
