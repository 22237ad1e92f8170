"""The exercises of a notebook: its untouched stubs and its printed solutions, run by themselves."""

import ast
import contextlib
import io
import re

from tools import notebooks

FENCED = re.compile(r"```python\n(.*?)```", re.S)


def exercises(notebook):
    """Yield (stub, solution) sources: each cell tagged `exercise` and the `solution` after it."""
    for cell, following in zip(notebook.cells, notebook.cells[1:], strict=False):
        if "exercise" in cell.metadata.get("tags", []):
            assert "solution" in following.metadata.get("tags", []), cell.source
            (solution,) = FENCED.findall(following.source)
            yield cell.source, solution


def namespace(notebook):
    """What a solution may use: the imports of the notebook and the functions it teaches."""
    names = {}
    for _, cell in notebooks.cells(notebook, "code"):
        tags = cell.metadata.get("tags", [])
        if "imports" in tags or any(tag.startswith("same-as:") for tag in tags):
            exec(cell.source, names)
    return names


def verdict(stub, names, solution=None):
    """What the check prints for the untouched stub, or for the solution in its place."""
    *_, check = stub.strip().splitlines()
    names, printed = dict(names), io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(stub, names)
    if solution is not None:  # it may use what the stub gives; some repeat the check's line
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(f"{solution.strip().removesuffix(check)}\n{check}", names)
    return printed.getvalue()


def spoiled(notebook):
    """Yield (exercise, name, reader): a name that a later cell reads, and a solution sets anew.

    Who pastes the solution into its cell goes on with the solution's value. A function that was
    written before counts where it is called. Left out: what the stub sets, too (every run meets
    it), and lines of the solution that the page has.
    """
    sources = [(where, ast.parse(cell.source).body) for where, cell in _code(notebook)]
    for number, (stub, solution) in enumerate(exercises(notebook), start=1):
        place = next(n for n, (_, body) in enumerate(sources) if _same(body, stub))
        before = {ast.dump(one) for _, body in sources[:place] for one in body}
        own = [one for one in ast.parse(solution).body if ast.dump(one) not in before]
        free = _stored(own) - _stored(ast.parse(stub).body)
        written = {one.name: _read(one) for _, body in sources[:place] for one in body
                   if isinstance(one, ast.FunctionDef)}  # fmt: skip
        for where, body in sources[place + 1 :]:
            for statement in body:
                named = _read(statement)
                named |= set().union(*(written[name] for name in named & written.keys()))
                yield from ((number, name, where) for name in sorted(named & free))
                free -= _stored([statement])
                written = {k: v for k, v in written.items() if k not in _stored([statement])}


def _code(notebook):
    return [(where, cell) for where, cell in notebooks.cells(notebook, "code")
            if "setup" not in cell.metadata.get("tags", [])]  # fmt: skip


def _same(body, stub):
    return [ast.dump(one) for one in body] == [ast.dump(one) for one in ast.parse(stub).body]


def _stored(body):
    """The names that these statements set outside of functions and comprehensions."""
    found, inside = set(), (ast.FunctionDef, ast.ClassDef, ast.Lambda, ast.comprehension)
    todo = list(body)
    while todo:
        node = todo.pop()
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            found.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif isinstance(node, ast.alias):
            found.add((node.asname or node.name).partition(".")[0])
        if not isinstance(node, inside):
            todo += ast.iter_child_nodes(node)
    return found


def _read(statement):
    """The names that a statement takes from outside: none that it binds on its way."""
    nodes = [*ast.walk(statement)]
    loaded = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
    loaded |= {n.target.id for n in nodes if isinstance(n, ast.AugAssign)
               and isinstance(n.target, ast.Name)}  # fmt: skip
    bound = {n.arg for n in nodes if isinstance(n, ast.arg)}
    if not isinstance(statement, (ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Expr)):
        bound |= {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    for one in nodes:
        if isinstance(one, ast.comprehension):
            bound |= {n.id for n in ast.walk(one.target) if isinstance(n, ast.Name)}
    return loaded - bound
