"""What is stored is read as numbers and words: no file, ours or a stranger's, may run code."""

import ast

import pytest

from lecture_utils.paths import ROOT

SAFELY = {"torch.load": ("weights_only", True), "np.load": ("allow_pickle", False)}
FILES = [path for name in ("lecture_utils", "tools") for path in (ROOT / name).rglob("*.py")]


def unsafe(source):
    """Say which calls of a source text may unpickle something."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = {alias.name for alias in node.names} | {getattr(node, "module", None)}
            if names & {"pickle", "dill", "joblib", "shelve", "marshal"}:
                yield f"line {node.lineno} imports {', '.join(map(str, names))}"
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in SAFELY:
            option, safe = SAFELY[ast.unparse(node.func)]
            said = [word.value for word in node.keywords if word.arg == option]
            if not said or not isinstance(said[0], ast.Constant) or said[0].value is not safe:
                yield f"line {node.lineno}: {ast.unparse(node.func)} needs {option}={safe}"


def test_no_file_may_run_code():
    found = {path.relative_to(ROOT).as_posix(): list(unsafe(path.read_text(encoding="utf-8")))
             for path in FILES}  # fmt: skip
    assert len(found) > 80 and not {name: faults for name, faults in found.items() if faults}


@pytest.mark.parametrize(
    "source, many",
    [
        ("torch.load(path, weights_only=True)\nnp.load(path, allow_pickle=False)", 0),
        ("torch.load(path)\nnp.load(path)", 2),
        ("torch.load(path, weights_only=False)\nnp.load(path, allow_pickle=True)", 2),
        ("torch.load(path, weights_only=safe)", 1),
        ("import pickle\nfrom pickle import load\nimport json", 2),
    ],
)
def test_what_may_run_code_is_found(source, many):
    assert len(list(unsafe(source))) == many
