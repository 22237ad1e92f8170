"""What pages and stored data rely on without saying it: the defaults of functions, the sizes.

A page that calls `train(task)` means a seed and a number of steps; a record in data/ was made with
them. Each is written down once in agreed.txt, as it was agreed. Whoever changes one on purpose runs
the pages and trainings that rely on it again, and
RECORD=1 python -m pytest tests/house/test_agreed.py
"""

import importlib
import inspect
import os
import pkgutil
from pathlib import Path

import pytest

AGREED = Path(__file__).with_name("agreed.txt")
ROOMS = ("", "corpus", "experiments", "figures", "machine")  # "": the top of the house
SIZES = ("", "experiments", "machine")
PLAIN = (int, float, str, tuple, list, set, frozenset, dict, range)


def modules(room):
    package = importlib.import_module(f"lecture_utils.{room}".rstrip("."))
    for info in sorted(pkgutil.iter_modules(package.__path__), key=lambda info: info.name):
        yield info.name, importlib.import_module(f"{package.__name__}.{info.name}")
        if room and info.ispkg:  # a folder inside a room
            inside = modules(f"{room}.{info.name}")
            yield from ((f"{info.name}.{name}", module) for name, module in inside)


def defaults(function):
    """{parameter: default} of a function, without those that are None."""
    parameters = inspect.signature(function).parameters.values()
    return {one.name: said(one.default) for one in parameters
            if one.default is not None and one.default is not one.empty}  # fmt: skip


def said(value):
    """A plain value as text; of anything else its name, which says nothing about its place."""
    if type(value).__name__ == "_HAS_DEFAULT_FACTORY_CLASS":
        return "made anew"
    if isinstance(value, (set, frozenset)):
        return f"{{{', '.join(sorted(map(said, value)))}}}"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{said(key)}: {said(one)}' for key, one in value.items())}}}"
    if isinstance(value, (tuple, list)):
        return f"[{', '.join(map(said, value))}]"
    return (
        repr(value)
        if isinstance(value, PLAIN)
        else getattr(value, "__name__", type(value).__name__)
    )


def agreed(room):
    """Lines: each function or method with defaults, each size or word in capitals."""
    for stem, module in modules(room):
        for name, value in vars(module).items():
            own = getattr(value, "__module__", None) == module.__name__
            methods = vars(value).items() if own and inspect.isclass(value) else ()
            for label, one in ((name, value), *((f"{name}.{key}", part) for key, part in methods)):
                made = inspect.isfunction(one) or inspect.isclass(one)
                if own and made and not label.endswith("__") and (found := defaults(one)):
                    words = ", ".join(f"{key}={default}" for key, default in found.items())
                    yield f"{room}.{stem}.{label}({words})".lstrip(".")
            plain = name.isupper() and isinstance(value, PLAIN)
            if room in SIZES and plain and "://" not in said(value):  # addresses: test_pretrained
                yield f"{room}.{stem}.{name} = {said(value)}".lstrip(".")


def lines():
    return [line for room in ROOMS for line in agreed(room)]


def test_what_is_relied_on_is_as_it_was_agreed():
    if "RECORD" in os.environ:
        AGREED.write_text("\n".join(lines()) + "\n", encoding="utf-8")
    assert lines() == AGREED.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("line", ["experiments.heads.SEED = 9",
                                  "experiments.company.train_with(d_model=32)",
                                  "training.BOS = 2"])  # fmt: skip
def test_defaults_and_sizes_are_listed(line):
    assert line in AGREED.read_text(encoding="utf-8").splitlines()
