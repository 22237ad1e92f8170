"""No public function of two rooms is without a record of what it returns: see tests/records.py."""

import inspect
from pathlib import Path

import pytest

from lecture_utils import experiments, figures
from tests import listening

HERE = Path(__file__).parent
# These draw on axes that are there, or return no text; their own tests look at what they do.
QUIET = {f"maps.{name}" for name in ("empty_plane", "draw_arrow", "write_name", "draw_matrix",
                                     "draw_attention", "draw_by_length")}  # fmt: skip
QUIET |= {"maps.draw_mixture", "maps.one_each", "maps.name_ends"}
QUIET |= {"projections.survives", "scoring.is_weights", "real_bert.caching"}


def recorded(folder):
    """{"module.function": the different lines that are kept of it}."""
    found = {}
    for path in folder.glob("*.txt"):
        for line in path.read_text(encoding="utf-8").splitlines():
            name, sign, said = line.strip().partition(": ")
            if sign:
                found.setdefault(name, set()).add(said)
    return found


@pytest.mark.parametrize(
    "room, folder, inputs", [(figures, "figures/drawn", 2), (experiments, "experiments/found", 1)]
)
def test_each_function_is_recorded(room, folder, inputs):
    kept, few = recorded(HERE / folder), []
    for (module, name), function in listening.functions(room, ("show", "style")).items():
        label = f"{module.__name__.rpartition('.')[2]}.{name}"
        wanted = inputs if inspect.signature(function).parameters else 1
        if label not in QUIET and len(kept.get(label, ())) < wanted:
            few.append(label)
    assert not few, f"no record, or of one input only: {few}"
