"""What each slip of each exercise answers, on each input, is kept in records/.

A slip is code that nobody runs but the check: a fault in it would only take a hint from learners
who need it. Numbers are compared, not their digits. Where an exercise changed on purpose:

    RECORD=1 python -m pytest tests/checks/kept/test_records.py
"""

import contextlib
import importlib
import json
import math
import os
from pathlib import Path

import numpy as np
import pytest
import torch

from lecture_utils import checks
from lecture_utils.checks.kinds import answers as said
from lecture_utils.checks.kinds import exercises
from lecture_utils.checks.kinds.exercise import clone, unmoved
from lecture_utils.checks.kinds.functions import Function
from lecture_utils.checks.kinds.values import Own, Value
from lecture_utils.checks.kinds.verdicts import Trial, Verdict

FOLDER = Path(__file__).parent / "records"
STEMS = sorted(path.stem for path in Path(checks.__file__).parent.glob("[a-z]*.py"))


def summary(value):
    """Few numbers as they are; of many how many, their mean and what their places add to it."""
    if isinstance(value, str | bool | None):
        return value
    if value is said.ANY:
        return "any"
    if isinstance(value, dict):
        return {str(name): summary(it) for name, it in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(map(str, value))
    if isinstance(value, torch.nn.Module):
        return [summary(parameter) for parameter in value.parameters()]
    array = said.numbers(value)
    if array is None:
        return [summary(it) for it in value] if isinstance(value, list | tuple) else kind(value)
    numbers = np.nan_to_num(array.astype(float), nan=-99.0, posinf=1e6, neginf=-1e6)
    if numbers.size <= 8:
        return [list(numbers.shape), *numbers.ravel().tolist()]
    places = np.sin(1.0 + np.arange(numbers.size)).reshape(numbers.shape)
    return [list(numbers.shape), numbers.mean().item(), (numbers * places).mean().item()]


def kind(value):
    return f"a {type(value).__name__}"


def outcome(exercise, function, inputs):
    value, error, touched = exercise._outcome(function, inputs)
    return type(error).__name__ if error else [summary(value), touched]


def answered(verdict):
    """{specimen: what it returns to the right test, call by call}."""
    found = {}
    for (role, name), specimen in verdict._judged.items():
        calls = found.setdefault(f"{role} {name}", [])

        def watched(*arguments, specimen=specimen, calls=calls):
            calls.append(summary(value := specimen(*arguments)))
            return value

        for inputs in verdict.inputs:
            with unmoved(seed=0), contextlib.suppress(Exception):
                verdict.right(watched, *clone(list(inputs)))
    return found


def behaviour(exercise):
    """{"inputs": …, "right": …, hint: …}: what is given, and what comes of the right and wrong."""
    codes = {"right": exercise.right} | dict(exercise.slips)
    if isinstance(exercise, Function):
        tried = {f"{at} {title}": inputs for at, (title, inputs) in enumerate(exercise.inputs)}
        return {"inputs": summary(tried)} | {
            hint: {name: outcome(exercise, code, inputs) for name, inputs in tried.items()}
            for hint, code in codes.items()
        }
    if isinstance(exercise, Verdict):
        tables = {hint: Trial(exercise, code).table for hint, code in codes.items()}
        return {"inputs": summary(list(exercise.inputs)), "specimens": answered(exercise)} | {
            hint: {" ".join(map(str, key)): str(verdict) for key, verdict in table.items()}
            for hint, table in tables.items()
        }
    made = {hint: summary(exercise.made_by(code)) for hint, code in codes.items()}
    assert isinstance(exercise, Value | Own)
    return {"inputs": summary(getattr(exercise, "given", ()))} | made


def written(found):
    """The record as JSON with a line for each slip, numbers to six digits."""
    exercises = []
    for name, slips in found.items():
        lines = (f"  {_json(hint)}: {_json(given)}" for hint, given in slips.items())
        exercises.append(f"{_json(name)}: {{\n" + ",\n".join(lines) + "\n}")
    return "{\n" + ",\n".join(exercises) + "\n}\n"


def _json(value):
    return json.dumps(_short(value), ensure_ascii=False)


def _short(value):
    if isinstance(value, dict):
        return {name: _short(it) for name, it in value.items()}
    if isinstance(value, list):
        return [_short(it) for it in value]
    return float(f"{value:.6g}") if isinstance(value, float) else value


def differences(kept, found, path=""):
    """Where two records differ, in words; numbers may differ by rounding."""
    if isinstance(kept, dict) and isinstance(found, dict):
        for name in [*kept, *(name for name in found if name not in kept)]:
            if name not in kept or name not in found:
                yield f"{path} / {name}: {'is new' if name in found else 'is gone'}"
            else:
                yield from differences(kept[name], found[name], f"{path} / {name}")
    elif isinstance(kept, list) and isinstance(found, list) and len(kept) == len(found):
        for number, pair in enumerate(zip(kept, found, strict=True)):
            yield from differences(*pair, f"{path} [{number}]")
    elif isinstance(kept, float) and isinstance(found, float | int):
        if not math.isclose(kept, found, rel_tol=1e-3, abs_tol=1e-5):
            yield f"{path}: {kept:g} became {found:g}"
    elif kept != found:
        yield f"{path}: {kept!r} became {found!r}"


@pytest.mark.parametrize("stem", STEMS)
def test_every_slip_gives_what_it_gave(stem):
    module = importlib.import_module(f"{checks.__name__}.{stem}")
    found = {name: behaviour(exercise) for name, exercise in exercises(module).items()}
    found = json.loads(json.dumps(found))
    path = FOLDER / f"{stem}.json"
    if "RECORD" in os.environ:
        FOLDER.mkdir(exist_ok=True)
        path.write_text(written(found), encoding="utf-8")
    changed = list(differences(json.loads(path.read_text(encoding="utf-8")), found))
    assert not changed, f"see {__name__}:\n" + "\n".join(changed[:8])


def test_a_record_notices_numbers_order_names_and_kinds():
    kept = {"slip": [[2], 1.0, 2.0], "error": "IndexError", "touched": False}
    assert not list(differences(kept, {**kept, "slip": [[2], 1.00001, 2.0]}))
    for name, other in (("slip", [[2], 2.0, 1.0]), ("slip", [[2, 1], 1.0, 2.0]), ("slip", None),
                        ("error", "KeyError"), ("touched", True), ("new", 1)):  # fmt: skip
        assert list(differences(kept, {**kept, name: other}))
    long = torch.randn(50)
    assert list(differences(summary(long), summary(long.flip(0))))
    assert list(differences(summary(long), summary(long.reshape(5, 10))))
