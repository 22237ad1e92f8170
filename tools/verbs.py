"""What a cell does: it computes, claims or shows, one of the three; and what it may not do.

Each rule takes a notebook and yields one sentence for each fault.
"""

import ast
import io
import tokenize

from IPython.core.inputtransformer2 import TransformerManager

from tools.notebooks import cells

SHOWING = {"show", "live"}
TITLES = {"suptitle", "set_title"}
FUNCTION = ast.FunctionDef | ast.Lambda


def python(cell):
    """The Python of a code cell, its magics turned into calls."""
    return TransformerManager().transform_cell(cell.source)


def trees(notebook):
    """Yield (name, syntax tree) of each code cell."""
    for where, cell in cells(notebook, "code"):
        yield where, ast.parse(python(cell))


def called(call):
    """The last part of the name that is called: "show" of figures.show(x)."""
    return ast.unparse(call.func).rpartition(".")[2]


def calls(tree, *names):
    """The calls of functions with one of these names (last part), in a cell or what it defines."""
    return [n for n in ast.walk(tree) if isinstance(n, ast.Call) and called(n) in names]


def is_figure(node):
    """Whether an expression calls a function of lecture_utils.figures: figures.room.name(…)."""
    return isinstance(node, ast.Call) and ast.unparse(node.func).startswith("figures.")


def two_verbs(notebook):
    """No cell both proves and shows."""
    for where, tree in trees(notebook):
        showing, claiming = calls(tree, *SHOWING), calls(tree, "claims")
        if claiming and showing:
            yield f"{where}: claims and {called(showing[0])} in one cell; make two"
        elif claiming and any(map(is_figure, ast.walk(tree))):
            yield f"{where}: a cell that claims makes a figure; make two"
        if showing and any(isinstance(node, ast.Assert) for node in ast.walk(tree)):
            yield f"{where}: assert and {called(showing[0])} in one cell; make two"


def own_titles(notebook):
    """Titles are set one way: by show, or by the figure's own function."""
    for where, tree in trees(notebook):
        for call in calls(tree, *TITLES):
            yield f"{where}: {called(call)}( on a page; use show(…, title=…)"


def semicolons(notebook):
    """One statement a line; and a closing semicolon silences a cell, but not when it is tested."""
    for where, cell in cells(notebook, "code"):
        for token in tokenize.generate_tokens(io.StringIO(python(cell)).readline):
            if token.type == tokenize.OP and token.string == ";":
                yield f"{where}: a semicolon in line {token.start[0]}"


def pairs(notebook):
    """The names that hold (part of) what a figure function returned, and never anything else."""
    good, bad = set(), set()
    for _, tree in trees(notebook):
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign):
                for target in node.targets:
                    names = target.elts if isinstance(target, ast.Tuple) else [target]
                    found = {n.id for n in names if isinstance(n, ast.Name)}
                    (good if is_figure(node.value) else bad).update(found)
    return good - bad


def made_elsewhere(parts, names):
    """Whether positional arguments are a figure and its words as a figure function made them."""
    match parts:
        case [ast.Starred(value=ast.Name(id=name)), *_]:
            return name in names
        case [ast.Starred(value=value), *_]:
            return is_figure(value)
        case [ast.Name(id=figure), ast.Name(id=alt), *_]:
            return {figure, alt} <= names
    return False


def returned(function):
    """The expressions that a function returns."""
    if isinstance(function, ast.Lambda):
        return [function.body]
    return [node.value for node in ast.walk(function) if isinstance(node, ast.Return)]


def own_words(notebook):
    """What a picture says is computed by its figure function, not put together on a page."""
    names = pairs(notebook)
    functions = {}
    for _, tree in trees(notebook):
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                functions[node.name] = node
            elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Lambda):
                functions |= {ast.unparse(target): node.value for target in node.targets}
    for where, tree in trees(notebook):
        for call in calls(tree, "show"):
            if not made_elsewhere(call.args, names):
                yield f"{where}: write show(*figures.room.name(…), title=…), its words from there"
        for call in calls(tree, "live"):
            draw = call.args[0] if call.args else None
            if isinstance(draw, ast.Name):
                draw = functions.get(draw.id)
            for value in returned(draw) if isinstance(draw, FUNCTION) else ():
                parts = value.elts if isinstance(value, ast.Tuple) else [ast.Starred(value)]
                if not made_elsewhere(parts, names):
                    yield f"{where}: live's function shall return what figures.room.name(…) returns"


RULES = [two_verbs, own_titles, semicolons, own_words]


def faults(notebook):
    """All faults of a notebook."""
    for rule in RULES:
        yield from rule(notebook)
