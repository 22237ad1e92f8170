"""What every check says to answers that could be given to any: kept in said/.

The texts are what a learner reads, so a change of one is to be seen. Where it is meant:

    RECORD=1 python -m pytest tests/checks/kept/test_said.py
"""

import importlib
import os
from pathlib import Path

import numpy as np
import pytest
import torch

from lecture_utils import checks
from lecture_utils.checks.kinds import answers as said
from lecture_utils.checks.kinds import exercises
from lecture_utils.checks.kinds.functions import Function
from lecture_utils.checks.kinds.values import Own
from lecture_utils.checks.kinds.verdicts import Verdict

FOLDER = Path(__file__).parent / "said"
FEW = ("not a number", "one more axis", "the last one missing", "twice", "as text", "ragged")
STEMS = sorted(path.stem for path in Path(checks.__file__).parent.glob("[a-z]*.py"))


def other_numbers(right):
    """Answers that go wrong in a way that has a name, made from the right one: {name: answer}."""
    array = said.numbers(right).astype(float)
    plain = array.tolist()
    found = {
        "as text": str(plain),
        "one decimal": np.round(array, 1).tolist(),
        "two decimals": np.round(array, 2).tolist(),
        "three decimals": np.round(array, 3).tolist(),
        "cut to two decimals": (np.trunc(array * 100) / 100).tolist(),
        "the sign turned": (-array).tolist(),
        "per cent": (100 * array).tolist(),
        "a hundredth": (array / 100).tolist(),
        "one more": (array + 1).tolist(),
        "twice": torch.tensor(2 * array),
        "not a number": (array * np.nan).tolist(),
        "infinite": (array + np.inf).tolist(),
        "one more axis": array[None].tolist(),
        "as a complex number": (array + 0j).tolist(),
    }
    if array.ndim:
        found |= {
            "turned round": array[::-1].tolist(),
            "the last one missing": array[:-1].tolist(),
            "sorted": np.sort(array, axis=None).reshape(array.shape).tolist(),
            "flat": array.ravel().tolist(),
            "only the last is wrong": [*plain[:-1], (array[-1] + 1).tolist()],
            "ragged": [*plain, [plain]],
        }
    if array.ndim > 1:
        found["rows and columns exchanged"] = array.swapaxes(-1, -2).tolist()
    return found


def other_words(right):
    found = {"a number": 7, "nothing in it": type(right)()}
    if isinstance(right, str):
        found |= {"capitals": right.upper(), "another": "hippopotamus", "in a list": [right],
                  "with spaces": f" {right} "}  # fmt: skip
    else:
        words = list(right)
        found |= {
            "turned round": words[::-1], "the first alone": words[:1], "one more": [*words, "x"],
            "as a set": set(words), "as one text": " ".join(map(str, words)), "doubled": 2 * words,
        }  # fmt: skip
    return found


def given_to_any(exercise):
    """{name: the answers}: what nobody should be told to be right, and what has another dress."""
    common = {"None": None, "a function": lambda *_: 1, "an object": object(), "a map": {"a": 1}}
    right = exercise.made_by(exercise.right)
    tried = {name: (it,) * len(right) for name, it in common.items()}
    for at, part in enumerate(right):
        made = {}
        if said.has_words(part):
            made = other_words(part)
        elif said.numbers(part) is not None:
            made = other_numbers(part)
        if isinstance(exercise, Own):  # a judge of its own may take its time
            made = {name: it for name, it in made.items() if name in FEW}
        where = f"{exercise.asks[at]}: " if len(right) > 1 else ""
        tried |= {f"{where}{name}": (*right[:at], it, *right[at + 1 :])
                  for name, it in made.items()}  # fmt: skip
    return tried


def other_functions(exercise):
    """Functions that go wrong in a way that has a name, made from the right one."""
    right = exercise.right

    def after(change):
        return lambda *inputs: change(torch.as_tensor(right(*inputs)))

    def touching(*inputs):
        result = right(*inputs)
        for it in inputs:
            if isinstance(it, torch.Tensor) and it.is_floating_point():
                it.zero_()
        return result

    first = right(*exercise.inputs[0][1]) if exercise.run is None else 0
    return {
        "returns nothing": lambda *inputs: None,
        "the same always": lambda *inputs: first,
        "without arguments": lambda: first,
        "a value": 3.0,
        "a line left open": lambda *inputs: ...,
        "a term left open": lambda *inputs: 1 + ...,
        "changes what it is given": touching,
        "the sign turned": after(lambda x: -x.float()),
        "twice": after(lambda x: 2 * x),
        "one more axis": after(lambda x: x[None]),
        "turned round": after(lambda x: x.flip(0)),
        "rows and columns exchanged": after(lambda x: x.mT if x.ndim > 1 else x),
        "flat": after(lambda x: x.flatten()),
        "two decimals": after(lambda x: (x.float() * 100).round() / 100),
        "not a number": after(lambda x: x.float() * torch.nan),
        "a list": after(lambda x: x.tolist()),
        "a pair": lambda *inputs: (right(*inputs), 1),
        "draws": after(lambda x: x + torch.rand(())),
        "a name that is missing": lambda *inputs: not_there,  # noqa: F821
        "shapes that do not fit": lambda *inputs: torch.zeros(2, 3) @ torch.zeros(2, 3),
        "outside the table": lambda *inputs: torch.zeros(2)[5],
        "a number that is called": lambda *inputs: len(inputs)(2),
    }


def other_tests(exercise):
    """Tests that go wrong in a way that has a name."""
    right = exercise.right
    return {
        "always True": lambda *inputs: True,
        "always False": lambda *inputs: False,
        "no verdict": lambda *inputs: None,
        "words": lambda *inputs: "yes",
        "many verdicts": lambda *inputs: torch.tensor([True, False]),
        "a line left open": lambda *inputs: ...,
        "a term left open": lambda *inputs: 1 + ...,
        "the wrong way round": lambda *inputs: not right(*inputs),
        "by chance": lambda *inputs: right(*inputs) and bool(torch.rand(()) < 0.5),
        "stops": lambda *inputs: 1 / 0,
        "without arguments": lambda: True,
        "a value": True,
    }


def dialogue(exercise):
    """What the check says to each answer as the first, and where it first tells the right one."""
    if isinstance(exercise, Function):
        tried = {name: (it,) for name, it in other_functions(exercise).items()}
    elif isinstance(exercise, Verdict):
        tried = {name: (it,) for name, it in other_tests(exercise).items()}
    else:
        tried = given_to_any(exercise)
    lines = []
    for name, answers in tried.items():
        exercise.forget()
        first = exercise.say(*answers)
        lines.append(f"{name}: {first}")
        assert exercise.say(*answers) == first  # the same miss again reveals nothing
    exercise.forget()
    texts = (exercise.say(*answers) for answers in tried.values())
    revealed = next((text for text in texts if "Expected" in text), "nothing is revealed")
    return [*lines, f"then: {revealed}"]


@pytest.mark.parametrize("stem", STEMS)
def test_what_a_check_says_stays(stem):
    module = importlib.import_module(f"{checks.__name__}.{stem}")
    found = "".join(
        f"== {name}\n" + "".join(f"{line}\n" for line in dialogue(exercise))
        for name, exercise in exercises(module).items()
    )
    path = FOLDER / f"{stem}.txt"
    if "RECORD" in os.environ:
        FOLDER.mkdir(exist_ok=True)
        path.write_text(found, encoding="utf-8")
    kept = path.read_text(encoding="utf-8")
    pairs = zip(kept.splitlines(), found.splitlines(), strict=False)
    changed = [f"- {before}\n+ {after}" for before, after in pairs if before != after]
    assert kept == found, f"see {__name__}:\n" + "\n".join(changed[:6])
