"""Inputs for figures that are unlike those of their own tests: not square, long words, ties."""

import numpy as np
import torch

from lecture_utils.corpus.pair import Pair
from lecture_utils.translate import Translation

LONG = ["the", "extraordinarily", "old", "cat", "sleeps"]
GEANT = ["le", "chat", "extraordinairement", "vieux"]
PAIR = Pair(LONG, GEANT, {(0, 0), (3, 1), (1, 2), (2, 3)}, [], {(2, 3)})
RANGES = ["1–4", "5–8", "9–12", "13–16"]
LEVELS = [70.0, 55.5, 41.0, 12.0]


def drawn(*shape, seed=0):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def weights(*shape, seed=0):
    return drawn(*shape, seed=seed).softmax(dim=-1).numpy()


ONE = Translation(LONG, GEANT[:3], weights(3, 5), {}, True)
PICTURES = np.linspace(0, 1, 3 * 3 * 12 * 8).reshape(3, 3, 12, 8)
FRAMES = {step: drawn(7, 4, seed=step) for step in (0, 10, 20)}
NAMES = ["b", "b", "b", "a", "a", "c", "c"]
WHERE = np.add.outer(np.arange(32), np.arange(32)) % 7 / 6
FALLS = np.linspace(-0.3, 0.5, 2 * 7 * 7).reshape(2, 7, 7)
STEPS = {
    "ids": [9, 4],
    "x": drawn(2, 4),
    "n": drawn(2, 4),
    "heads": (drawn(2, 2), drawn(2, 2), drawn(2, 3)),
    "scores": drawn(2, 2),
    "scaled": drawn(2, 2) / 2,
    "masked": np.array([[0.5, -np.inf], [1, 2]]),
    "weights": np.array([[1.0, 0], [0.25, 0.75]]),
    "context": drawn(2, 3),
    "y": drawn(2, 4, seed=4),
}
RECORD = {ruler: {"own": 6.0, "other": 3.0} for ruler in ("dot product", "cosine", "blind")}
OTHER = {ruler: {"own": 2.0, "other": 7.0} for ruler in ("dot product", "cosine", "blind")}
LEDGER = [[2.0, 60], [1.0, 30], [7.389, 100.0], [0.4, 0.6], [[0.4, -0.4], [0.0, 1.2]]]
