"""Which file of a package imports which, and what is wrong with that: for test_rooms.py."""

import ast
import itertools


def modules(package):
    """{dotted name: source} of a package's folder; the package itself is called ""."""
    found = {}
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package).with_suffix("").parts
        name = ".".join(part for part in parts if part != "__init__")
        found[name] = path.read_text(encoding="utf-8")
    return found


def folders(sources):
    """The names among `sources` that are packages: others lie inside them."""
    return {name.rpartition(".")[0] for name in sources} | {""}


def imported(name, sources, package="lecture_utils"):
    """The names among `sources` that module `name` imports, TYPE_CHECKING or not, in order.

    `from .room import thing` is an import of room.thing where that is a module, else of room.
    """
    inside = name.split(".") if name in folders(sources) and name else name.split(".")[:-1]
    found = []
    for node in ast.walk(ast.parse(sources[name])):
        if isinstance(node, ast.Import):
            wanted = [alias.name.split(".") for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            above = [package, *inside][: len(inside) + 2 - node.level] if node.level else []
            base = [*above, *(node.module or "").split(".")] if node.module else above
            wanted = [[*base, alias.name] for alias in node.names]
            wanted = [part if ".".join(part[1:]) in sources else base for part in wanted]
        elif isinstance(node, ast.Call) and _opens(node):
            wanted = [node.args[0].value.split(".")]
        else:
            continue
        for first, *rest in wanted:
            if first == package and ".".join(rest) in sources:
                found.append(".".join(rest))
    return list(dict.fromkeys(found))


def _opens(call):
    """Whether a call imports by name: `importlib.import_module("lecture_utils.room")`."""
    function, first = ast.unparse(call.func), call.args[0] if call.args else None
    named = isinstance(first, ast.Constant) and isinstance(first.value, str)
    return named and function.rpartition(".")[2] in ("import_module", "__import__")


def room(name):
    """The room a module lies in: the folder or the file at the top of the package."""
    return name.partition(".")[0]


def wrong_ways(sources, floors):
    """Say which import does not point to a lower floor; `floors` lists rooms, highest first."""
    floor = {name: number for number, row in enumerate(floors) for name in row}

    def below(name):
        return floor.get(room(name), -1)

    for name in sources:
        if name and room(name) not in floor:
            yield f"{name}: the room {room(name)} has no floor"
        for other in imported(name, sources) if name else ():
            if not other:
                yield f"{name} imports the package's door: import from the room itself"
            elif room(other) != room(name) and below(other) <= below(name):
                yield f"{name} must not import {other}: it is not on a lower floor"


def windows(sources, doors):
    """Say who imports from inside a room that has a door."""
    for name in sources:
        for other in imported(name, sources) if name else ():
            if room(other) in doors and other not in doors and room(name) != room(other):
                yield f"{name} climbs into {other}: import from {room(other)}"


def circles(sources):
    """Yield each circle of imports once, as "a → b → a"; a folder's door stands for itself."""
    graph = {name: imported(name, sources) for name in sources}
    done, path = set(), []

    def walk(name):
        if name in path:
            yield " → ".join([*path[path.index(name) :], name])
        elif name not in done:
            path.append(name)
            for other in graph[name]:
                yield from walk(other)
            path.pop()
            done.add(name)

    yield from itertools.chain.from_iterable(map(walk, graph))


def crowds(package, files=14, rooms=5, lines=350):
    """Say which folder has too many files or folders, and which file too many lines."""
    folders = [package, *sorted(path for path in package.rglob("*") if path.is_dir())]
    for folder in (f for f in folders if f.name != "__pycache__"):
        count = sum(1 for path in folder.glob("*.py") if path.name != "__init__.py")
        if count > files:
            yield f"{folder.name}/: {count} files beside __init__ (limit {files})"
    count = len({path.parent for path in package.glob("*/*.py")})
    if count > rooms:
        yield f"{package.name}/: {count} folders (limit {rooms})"
    for path in sorted(package.rglob("*.py")):
        length = len(path.read_text(encoding="utf-8").splitlines())
        if length > lines:
            yield f"{path.relative_to(package)}: {length} lines (limit {lines})"


def given_twice(source):
    """The names that the top of a file assigns, defines or imports twice: the first is lost.

    What stands in a branch (`try`, `if`) is one of several ways, and does not count.
    """
    names = []
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.append(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names += [alias.asname or alias.name for alias in node.names]
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            parts = [part for target in targets for part in ast.walk(target)]
            parts = [part for part in parts if isinstance(part, ast.Name)]
            names += [part.id for part in parts if isinstance(part.ctx, ast.Store)]
    return sorted({name for name in names if names.count(name) > 1})
