"""What the functions of the room say: alt texts and titles, whole, as their callers get them."""

import functools
import importlib
import inspect
import pkgutil

from lecture_utils import figures

ROOMS_OWN = ("show", "style")  # they show what the others draw


def functions():
    """{(module, name): function} of every public function that draws, or describes a drawing."""
    found = {}
    for info in pkgutil.iter_modules(figures.__path__):
        if info.name in ROOMS_OWN:
            continue
        module = importlib.import_module(f"{figures.__name__}.{info.name}")
        for name, value in vars(module).items():
            own = inspect.isfunction(value) and value.__module__ == module.__name__
            if own and not name.startswith("_"):
                found[module, name] = value
    return found


def listen(monkeypatch, test_module):
    """A list that grows by a line for each text that a function of the room returns from now on.

    A function that another one of the room calls is not heard: its caller tells.
    """
    heard, inside = [], []

    def hearing(module, name, function):
        @functools.wraps(function)
        def heard_function(*args, **kwargs):
            inside.append(name)
            try:
                found = function(*args, **kwargs)
            finally:
                inside.pop()
            if not inside:
                stem = module.__name__.rpartition(".")[2]
                parts = found if isinstance(found, tuple) else (found,)
                heard.extend(f"  {stem}.{name}: {part!r}" for part in parts
                             if isinstance(part, str))  # fmt: skip
            return found

        return heard_function

    for (module, name), function in functions().items():
        wrapped = hearing(module, name, function)
        monkeypatch.setattr(module, name, wrapped)
        for alias, value in list(vars(test_module).items()):
            if value is function:
                monkeypatch.setattr(test_module, alias, wrapped)
    return heard
