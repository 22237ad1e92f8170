"""No public function of two rooms is without a record of what it returns: see tests/records.py."""

import inspect
from pathlib import Path

import pytest

from lecture_utils import experiments, figures
from tests import listening

HERE = Path(__file__).parent
QUIET = {
    "maps.empty_plane",
    "maps.draw_arrow",
    "maps.write_name",
    "maps.draw_matrix",
    "maps.draw_attention",
    "maps.draw_by_length",
}  # they draw on what is there, and say nothing
ALWAYS = {"experiments": {"heads.row", "reading.row", "real_bert.seconds_per_word"}, "figures": {
    "transformers.architectures", "vectors.best_plane"}}  # fmt: skip


def recorded(folder):
    """{"module.function": the different lines that are kept of it}."""
    found = {}
    for path in folder.glob("*.txt"):
        for line in path.read_text(encoding="utf-8").splitlines():
            name, sign, said = line.strip().partition(": ")
            if sign:
                found.setdefault(name, set()).add(said)
    return found


@pytest.mark.parametrize("room, folder", [(figures, "figures/drawn"),
                                          (experiments, "experiments/found")])  # fmt: skip
def test_each_function_is_recorded_on_two_inputs(room, folder):
    kept, room_name = recorded(HERE / folder), room.__name__.rpartition(".")[2]
    few = []
    for (module, name), function in listening.functions(room, ("show", "style")).items():
        label = f"{module.__name__.rpartition('.')[2]}.{name}"
        wanted = 2 if inspect.signature(function).parameters else 1
        if label not in QUIET and len(kept.get(label, ())) < wanted:
            few.append(label)
    assert set(few) <= ALWAYS[room_name], f"records of two inputs are wanted of {few}"
