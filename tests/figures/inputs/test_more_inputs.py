"""The figures of 01, 02, 04, 05, 08 and 09 on other inputs: see test_other_inputs.py."""

import numpy as np
import pytest
import torch

from lecture_utils.figures import scoring, similarity, tokens, transformers, translation, vectors
from lecture_utils.geometry import cosine, dot
from tests.figures.inputs.given import (
    FRAMES,
    LEDGER,
    LEVELS,
    LONG,
    NAMES,
    OTHER,
    RANGES,
    RECORD,
    STEPS,
    drawn,
    weights,
)

CALLS = {
    "receipt": lambda: scoring.receipt(
        ["a", "bank"], [1.5, -2, 0.25], drawn(2, 3), [[1, -1], [0, 2]], LEDGER, ["money", "water"]
    ),
    "values_or_keys": lambda: scoring.values_or_keys(
        [[0.5, 2], [0.5, 2]], drawn(2, 4), ["one", "a longer name"], ("p", "q")
    ),
    "scaling": lambda: scoring.scaling(
        [4, 16, 64], [[1, 0.9, 2]] * 3, [[1, 1, 1], [2, 1.05, 3], [3, 1, 4]]
    ),
    "judged": lambda: scoring.judged({"a": [0.4], "a longer name": [0.75, 0.5, 1.0]}),
    "scoring_seeds": lambda: scoring.seeds(
        weights(4, 3, 2), [["a", "b"], ["c", "d"], ["e", "f"]], [1, 0, 1]
    ),
    "importance": lambda: scoring.importance(weights(3, 5, 5), LONG, 4),
    "path": lambda: scoring.path(["old", "cat"], **STEPS),
    "path_even": lambda: scoring.path(["old", "cat"], **STEPS | {"n": STEPS["x"].flip(1)}),
    "two_arrows": lambda: [
        similarity.two_arrows(*numbers) for numbers in ((1, 10, 4, 100), (2.5, -30, 0.5, 200))
    ],
    "rulers": lambda: similarity.rulers(
        torch.tensor([[1.0, 2], [-1, 1], [3, 4], [0.5, 1]]),
        ["ask", "left", "far", "same way"],
        ("p", "q"),
    ),
    "rings": lambda: similarity.rings(
        {"dot": (drawn(7, 2).double(), dot), "cosine": (drawn(7, 2).double(), cosine)},
        list("abcdefg"),
        "f",
    ),
    "kinds": lambda: similarity.kinds({"a": drawn(6, 6), "b": drawn(6, 6).T}, list("uvwxyz"), 3),
    "finds": lambda: similarity.finds([RECORD, OTHER, RECORD], ["other", "own"]),
    "orders": lambda: similarity.orders(
        [drawn(2, 2), drawn(3, 3)[:2, :2]], [["a", "b"], ["c", "d"]]
    ),
    "negation": lambda: [
        similarity.negation(*numbers) for numbers in ((0, 0), (-0.4, 0.9), (2, -0.2))
    ],
    "spreads": lambda: similarity.spreads((2, 8, 32), (0.7, 0.1, 0.18)),
    "ribbon": lambda: tokens.ribbon(LONG, range(5), drawn(5, 2), drawn(5, 2, seed=1), framed=[4]),
    "cuts": lambda: [
        tokens.cuts([("a", list("caats")), ("b", ["c", "aa", "ts"]), ("c", ["caats"])], new)
        for new in (False, True)
    ],
    "product": lambda: tokens.product(np.eye(4)[[3, 0]], drawn(4, 2), ["d", "a"], list("abcd")),
    "windows": lambda: tokens.windows(
        [5, 9, 2, 7, 1], [[5, 9, 2], [2, 7, 1][:3]], [[9, 2, 7], [7, 1, 5]]
    ),
    "by_width": lambda: tokens.by_width(
        [2, 4, 16],
        {
            name: np.full((3, 2), low) + drawn(3, 2).abs().numpy() / 9
            for name, low in zip(("a", "b", "c", "d"), (0.1, 0.4, 0.6, 0.8), strict=True)
        },
        {"coin": 0.5, "die": 0.2},
    ),
    "waves": lambda: tokens.waves(drawn(9, 4)),
    "arcs": lambda: transformers.looks(
        LONG, 0, {"all": [True] * 5, "nobody": [False] * 5, "some": [True, False] * 2 + [True]}
    ),
    "masks": lambda: transformers.masks({"one": np.tri(3, 5).astype(bool)[:, :3]}, LONG[:3]),
    "self_attention": lambda: transformers.self_attention(
        {
            "a": (weights(5, 5), None),
            "b": (np.eye(5), np.tri(5).astype(bool)),
            "c": (np.eye(5)[::-1], None),
        },
        LONG,
    ),
    "heads_by_hand": lambda: transformers.heads_by_hand({"only": drawn(3, 6).round()}, LONG[:3], 2),
    "guesses": lambda: transformers.guesses(
        {
            "a": (["w", "x", "y"], [0.5, 0.3, 0.1], "key"),
            "b": (["z", "extraordinary"], [0.9, 0.0], "query"),
        }
    ),
    "costs": lambda: transformers.costs({"A": [[0.1], [-0.2], [0.3]], "B": [[0.1, 0.1, 0.5]]}),
    "loss_curves": lambda: transformers.losses(
        {"a": np.linspace(6, 1, 60), "b": np.linspace(5, 4, 30)}, ("level", 2.5), 60
    ),
    "temperatures": lambda: transformers.temperatures(
        (0, 0.5, 1.5, 2), [0.1, 0.2, 0.6, 1], [1, 1, 0.75, 0.25]
    ),
    "texts": lambda: transformers.texts(
        {"a": [LONG * 3], "b": [["x"], ["y"], ["z"]], "c": [["w"]]}
    ),
    "bottleneck": lambda: translation.bottleneck(LONG, ["un"]),
    "gate": lambda: [
        translation.gate(gate, old, new)
        for gate, old, new in ((0, 0.2, 0.9), (0.25, -0.5, 0.5), (0.5, 0.8, -0.5), (1, 0.3, -1))
    ],
    "parts": lambda: translation.parts(LONG, ["le", "chat"], "dort", 7, 9, 11),
    "translation_losses": lambda: translation.losses(np.linspace(5, 1, 60), 100),
    "memory": lambda: translation.memory([0.9, 0.6, 0.2, 0.1], [0.3, 0.2, 0.1, 0.1], 0.15),
    "gradients": lambda: translation.gradients(
        {"a": [1, 0.1, 2e-3], "b": [1, 1.5, 2], "c": [1, 0.9, 0.5]}
    ),
    "outcomes": lambda: translation.outcomes(
        {
            "clitic": {"right": 9, "turned": 1, "missing": 0},
            "a long kind": {"right": 0, "turned": 3, "missing": 7},
            "never": {"right": 5, "turned": 0, "missing": 0},
        }
    ),
    "order": lambda: translation.order(
        RANGES, {"a": [[0.1, 0.2, 0.3, 0.4]], "b": [[0, 0, 0.1, 0.1]] * 3}
    ),
    "falling": lambda: translation.falling(RANGES, LEVELS),
    "dial": lambda: [
        translation.dial(RANGES, {"48": LEVELS, "96": LEVELS[::-1], "448": [60.0] * 4}, name)
        for name in ("48", "448")
    ],
    "pull_and_push": lambda: vectors.pull_and_push(
        drawn(3, 2), drawn(3, 2) + drawn(3, 2, seed=1) / 4
    ),
    "courses": lambda: vectors.courses(
        (0, 10, 500), {"one": [[0.1, 0.5, 0.3], [0.2, 0.9, 0.5]]}, 0.2
    ),
    "pulled_together": lambda: vectors.pulled_together(FRAMES, NAMES, (0, 10, 20)),
    "words_at": lambda: [
        vectors.words_at(FRAMES, LONG + ["cat", "hat"], NAMES, step) for step in (0, 20)
    ],
    "words_crowd": lambda: vectors.words_at(
        {3: drawn(40, 2) / 9}, [f"word{n}" for n in range(40)], list("abcdefab" * 5), 3
    ),
    "heap_halves": lambda: vectors.halves({"only": (drawn(9, 3), drawn(4, 3) + 1)}),
    "gain": lambda: vectors.gain({"one": (0.5, 0.25, 0.75)}, "before", "after"),
    "vector_seeds": lambda: vectors.seeds(
        {"a": [0.1, 0.35], "bb": [0.1], "c": [0.9, 1.0]}, 0.5, "kept", "coin"
    ),
    "two_rules": lambda: vectors.two_rules(list("abc"), [-1, -3, -0.5], {-2: 1.0, -1: 1.5, 3: -4}),
}


@pytest.mark.parametrize("name", CALLS)
def test_another_input(name):
    assert CALLS[name]() is not None


def test_two_that_draw_nothing():
    assert scoring.is_weights(weights(2, 4)) and not scoring.is_weights(drawn(2, 4).numpy())
    cloud = drawn(6, 3)
    middle, directions, share = vectors.best_plane(cloud)
    spreads, axes = np.linalg.eigh(np.cov(cloud.numpy().T))
    assert np.allclose(middle, cloud.mean(dim=0)) and np.isclose(
        share, spreads[1:].sum() / spreads.sum()
    )
    assert np.allclose(np.abs(directions.numpy() @ axes[:, [2, 1]]), np.eye(2), atol=1e-5)
