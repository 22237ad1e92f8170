"""Each figure on an input unlike that of its own tests: not square, long words, ties, one row.

Where words or inks change at a number, some of the numbers lie on it. What is drawn and said is
compared with its record, see conftest.py; tests/house/test_records.py looks that no function is
missing.
"""

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch

from lecture_utils.figures import alignment, machine, maps, projections, real_bert, real_translation
from tests.figures.inputs.given import (
    FALLS,
    GEANT,
    LEVELS,
    LONG,
    ONE,
    PAIR,
    PICTURES,
    RANGES,
    WHERE,
    drawn,
    weights,
)

CALLS = {
    "look_back": lambda: alignment.look_back(
        [-1.5, 2], [1, -0.5, 2, 0], weights(4), drawn(4, 2), list("abcd"), "un très long mot"
    ),
    "every_pair": lambda: alignment.every_pair(
        list("xyz"), list("ab"), (3, 1, 6), (1, 2, 6), (3, 2, 6)
    ),
    "trainings": lambda: alignment.trainings(
        {
            "a": [dict(zip(RANGES, LEVELS, strict=True))],
            "b": [dict(zip(RANGES, LEVELS[::-1], strict=True))] * 3,
        },
        comparisons=("a",),
    ),
    "map_corner": lambda: alignment.corner(weights(4, 5), PAIR, (2, 1, 3, 2)),
    "soft": lambda: alignment.soft(weights(4, 5, seed=3), PAIR),
    "translations": lambda: alignment.translations([ONE]),
    "fan": lambda: [alignment.fan(ONE, step) for step in (0, 2)],
    "shares_on_gold": lambda: alignment.shares_on_gold(
        [{"noun": (3, 4), "a very long class": (4, 4)}]
    ),
    "chances": lambda: alignment.chances(
        {row: {"boat": [0.5, 0.51, at]} for row, at in (("a", 0.2), ("b", 0.9), ("c", 0.5))},
        {"boat": "rive"},
    ),
    "pictures": lambda: machine.pictures(PICTURES, ["dog", "cat", "cat"], columns=2),
    "step": lambda: machine.step(
        np.linspace(-1, 3, 30), np.linspace(-1, 3, 30) ** 2 / 2, 0.5, 0.5, 2
    ),
    "step_down": lambda: machine.step(
        np.linspace(-4, 3, 30), np.linspace(-4, 3, 30) ** 2, -2, -4, 0.1
    ),
    "class_weights": lambda: machine.weights(
        {"cat": PICTURES[0]}, {"once": np.stack([PICTURES[0], PICTURES[1][:, ::-1]])}, ["a", "b"]
    ),
    "class_noise": lambda: machine.weights(
        {"cat": PICTURES[0], "dog": PICTURES[1]},
        {name: drawn(2, 3, 9, 12, seed=seed).numpy() for seed, name in enumerate("xyz")},
        ["a", "b"],
    ),
    "window": lambda: machine.window(drawn(6, 4), drawn(3, 2), drawn(4, 3, seed=1), (3, 0)),
    "report": lambda: [
        machine.report([0.9], 4, [[11, 9], [0, 0]], ["long class name", "b"], [0.6, 0.4]),
        machine.report([0.9, 1.1, 0.2], 3, [[5, 1, 0], [2, 2, 2], [0, 0, 6]], list("abc")),
        machine.report([1.0], 1, [[13, 7], [7, 13]], list("ab")),
    ],
    "occlusion": lambda: machine.occlusion(
        np.linspace(0, 1, 2 * 3 * 32 * 32).reshape(2, 3, 32, 32),
        {"grey\npatch": FALLS, "own": FALLS[:, ::-1]},
        WHERE,
        count=2,
    ),
    "occlusion_looks": lambda: machine.looks(
        [{"seed": seed, "grey": FALLS[0] * seed, "own": -FALLS[1]} for seed in (1, 2, 3)],
        WHERE,
        lambda fall: "ears" if fall[0][0] < 0 else "tail",
    ),
    "spread": lambda: machine.spread({"a": [0.12, 0.5, 0.98], "bb": [0.3]}, "share kept"),
    "attention": lambda: [
        maps.attention(weights(rows, 3), list("abc"), list("abcdefghijklm")[:rows])
        for rows in (1, 12, 13)
    ],
    "attention_edges": lambda: maps.attention(
        [[0.005, 0.62, 0.375], [0.0049, 0.6201, 1]], list("abc"), LONG[:2], numbers=True
    ),
    "attention_look": lambda: maps.attention(
        weights(2, 3),
        list("abc"),
        list("xy"),
        [[True, False, True], [False, True, True]],
        {(2, 0)},
        False,
        False,
    ),
    "attentions": lambda: [
        maps.attentions(
            [weights(2, 5), weights(2, 5, seed=1), weights(2, 5, seed=2)],
            list("uvw"),
            LONG,
            ["x", "y"],
            gold={(1, 0)},
        ),
        maps.attentions([weights(1, 1)], ["alone"], ["a"], ["b"], numbers=False),
    ],
    "matrix": lambda: [
        maps.matrix(np.zeros((1, 3))),
        maps.matrix(np.arange(80.0).reshape(8, 10) - 9),
        maps.matrix(np.arange(81.0).reshape(9, 9)),
        maps.matrix([[0.62, -0.62], [0.63, -0.004]], LONG[:2], "ab", 1.0, None, "k", "q"),
    ],
    "describe_matrix": lambda: [
        maps.describe_matrix([[1, 1], [1, 1]]),
        maps.describe_matrix(drawn(3, 2), columns="xy", name="sums"),
    ],
    "by_length": lambda: maps.by_length(
        RANGES, {"a": (LEVELS, "k"), "bb": (LEVELS[::-1], "r")}, (1, 2)
    ),
    "the_turn": lambda: projections.the_turn(
        "cat",
        torch.tensor([0.5, -1]),
        torch.tensor([[0.0, -1], [1, 0]]),
        torch.tensor([[1.0, 1], [2, 0], [0, 2]]),
        ["a", "bb", "c"],
        ("fur", "teeth"),
    ),
    "network": lambda: projections.network(torch.tensor([[0.5], [0], [-2]]), ["x"], list("abc")),
    "effects": lambda: projections.effects(
        {
            "flat": torch.ones(2, 2),
            "mirror": torch.diag(torch.tensor([-1.0, 1])),
            "nil": torch.zeros(2, 2),
        }
    ),
    "layer": lambda: projections.layer(
        torch.tensor([[1.0, 0.5], [-1, 1]]), torch.tensor([0.5, -2]), torch.tensor([-1.0, 1.5])
    ),
    "survival": lambda: [
        projections.survival({"a": [0.81, 0.9], "b": [0.5, 0.82]}, (2, 3), enough)
        for enough in (0.9, 0.5)
    ],
    "what_it_does": lambda: [
        projections.what_it_does(*numbers)
        for numbers in ((1, 1, 1, 1), (0, 0, 0, 0), (0, 1.5, 1, 0.25), (2, 0, 0, 0.5))
    ],
    "flow": lambda: projections.flow(
        drawn(2, 4).round(),
        drawn(3, 4).round(),
        -drawn(3, 4).round(),
        ["one", "other"],
        list("abcd"),
        ["p", "q", "r"],
    ),
    "welcome_places": lambda: projections.welcome_places(drawn(5, 5), drawn(3, 3), LONG[:3]),
    "singular_values": lambda: projections.singular_values(torch.tensor([4.0, 3, 0.5]), 3),
    "bert_senses": lambda: real_bert.senses(
        {
            word: np.linspace(low, 0.8, 4)
            for word, low in zip("abcd", (0.4, 0.6, 0.5, 0.3), strict=True)
        },
        0.7,
    ),
    "bert_senses_edge": lambda: real_bert.senses({"a": [0.6, 0.8]}, 0.5),
    "habits": lambda: real_bert.habits({"it": [[0.5, 0.62, 0.63], [0.95, 0.94, 0.49]]}),
    "idle": lambda: real_bert.idle([0.5, 0.25, 0.9], [0.5, 0.3, 0.2]),
    "head_map": lambda: real_bert.head_map(weights(5, 5), LONG, 1, 12),
    "changes": lambda: real_bert.changes({"one": [0.1, 0.3], "a much longer text": [0.9, 1.0]}),
    "search": lambda: real_bert.search(
        {
            "BERT": {"found first": 2, "among five": 6},
            "words alone": {"found first": 0, "among five": 4},
        },
        6,
    ),
    "caching": lambda: real_bert.caching([2, 4, 8], {"again": [0.1, 0.2, 0.5], "kept": [0.1] * 3}),
    "reading": lambda: real_translation.reading(weights(3, 5), LONG, GEANT[:3], {(4, 2)}),
    "quality": lambda: [
        real_translation.quality(
            {
                name: {"short": n, "a long set": n / 3}
                for name, n in zip("abcd", (68, 30, 12, 12), strict=True)
            }
        ),
        real_translation.quality({"a": {"x": 5}}),
    ],
    "sharpness": lambda: real_translation.sharpness(
        {"one": [0.5, 0.75], "two": [0.1], "three": [0.9] * 5}
    ),
    "soft_words": lambda: [
        real_translation.soft_words({f"w{n}": 0.3 + n / 40 for n in range(19)}),
        real_translation.soft_words({"a": 0.5, "b": 0.5}),
    ],
    "real_senses": lambda: real_translation.senses(
        {("bat", "animal"): (0, 3, 0), ("bat", "club"): (1, 1, 2), ("seal", "wax"): (5, 0, 5)}
    ),
    "real_by_length": lambda: real_translation.by_length(
        {
            name: dict(zip(RANGES, row, strict=True))
            for name, row in (("a", LEVELS), ("b", LEVELS[::-1]), ("c", [50.0] * 4))
        }
    ),
    "ingredients": lambda: real_translation.ingredients(
        {name: {"x": 10.0 * n, "y": 60 - n} for n, name in enumerate("abc")},
        {"a": 0.31, "b": 0.5, "c": 0.07},
    ),
}


@pytest.mark.parametrize("name", CALLS)
def test_another_input(name):
    assert CALLS[name]() is not None


def test_what_survives_is_no_picture():
    shares, sizes = {"a": [0.2, 0.9]}, (2, 3)
    assert projections.survives(shares, sizes) == {"a": 3}  # on the limit
    assert projections.survives(shares, sizes, 0.1) == {"a": 2}


def test_a_name_stands_beyond_its_tip():
    _, ax = plt.subplots()
    maps.write_name(ax, (3, 4), "usual", "k")
    maps.write_name(ax, (0, 0), "nowhere to go", "k", 20)
    assert [list(np.round(text.xyann, 6)) for text in ax.texts] == [[7.2, 9.6], [0, 0]]
