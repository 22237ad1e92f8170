"""Hear what the public functions of a room return while its tests run."""

import functools
import importlib
import inspect
import pkgutil
import sys


def functions(room, without=()):
    """{(module, name): function} of every public function of a package's modules."""
    found = {}
    for info in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
        if info.name.rpartition(".")[2] in without:
            continue
        module = importlib.import_module(info.name)
        for name, value in vars(module).items():
            own = inspect.isfunction(value) and value.__module__ == module.__name__
            timed = name.startswith("seconds")  # comes out otherwise each time
            if own and not timed and not name.startswith("_"):
                found[module, name] = value
    return found


def listen(monkeypatch, test_module, found, tell):
    """A list that grows by `tell(what was returned)`, lines, as tests call the functions `found`.

    A function that another one of the room calls is not heard: its caller tells.
    """
    heard, inside = [], []

    def hearing(module, name, function):
        @functools.wraps(function)
        def heard_function(*args, **kwargs):
            inside.append(name)
            try:
                returned = function(*args, **kwargs)
            finally:
                inside.pop()
            if not inside:
                stem = module.__name__.rpartition(".")[2]
                heard.extend(f"  {stem}.{name}: {line}" for line in tell(returned))
            return returned

        return heard_function

    for (module, name), function in found.items():
        wrapped = hearing(module, name, function)
        door = sys.modules[module.__name__.rpartition(".")[0]]  # of a folder inside the room
        for place in (module, door, test_module):
            for alias, value in list(vars(place).items()):
                if value is function:
                    monkeypatch.setattr(place, alias, wrapped)
    return heard
