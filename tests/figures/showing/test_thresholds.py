"""A word that stands for a number, on both sides of the number where it changes."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from lecture_utils.figures import (
    machine,
    maps,
    projections,
    real_bert,
    scoring,
    similarity,
    tokens,
    transformers,
    translation,
)

RECORDED = False  # many figures of one kind, made for a word of theirs


def accuracy(share):
    return machine.report([1.0], 1, [[share, 1 - share], [1 - share, share]], ["a", "b"])[1]


def ahead(share):
    weights = np.array([[0.5, 2 * share], [0.5 - share, 1 - share]])
    return transformers.self_attention({"one": (weights, None)}, ["a", "b"])[1]


def turned(share):
    counts = {"kind": {"right": 1 - share, "turned": share, "missing": 0}}
    return translation.outcomes(counts)[1]


def divided(last):
    rows = np.array([[1.0] * 3, [last] * 3])
    return scoring.scaling([4, 16], np.array([[1.0] * 3, [9.0] * 3]), rows)[1]


WORDS = [  # (number → words; just below, the words there; just above, the words there)
    (tokens._share, 0.985, "about 100 %", 0.995, "over 99 %"),
    (tokens._share, 0.095, "under 10 %", 0.105, "about 10 %"),
    (lambda x: translation.losses([x, 0.5], np.e, 1)[1], 0.89, "starts away", 0.91, "starts at"),
    (lambda x: translation.losses([x, 0.5], np.e, 1)[1], 1.09, "starts at", 1.11, "starts away"),
    (accuracy, 0.64, "chance: no", 0.66, "chance: yes"),
    (ahead, 0.32, "some of all", 0.35, "more than a third of all"),
    (turned, 0.09, "turned: none", 0.11, "turned: kind"),
    (divided, 1.09, "stays when divided", 1.12, "moves when divided"),
    (lambda x: similarity.spreads((4, 16), (0.5 * x, 0.25))[1], 1.09, "within", 1.11, "beyond"),
    (lambda x: similarity.spreads((4, 16), (0.5 * x, 0.25))[1], 0.89, "beyond", 0.91, "within"),
    (lambda x: similarity.two_arrows(2, 0, x, 60)[2], 0.004, "is zero", 0.006, "positive"),
    (lambda x: similarity.two_arrows(2, 0, x, 120)[2], 0.004, "is zero", 0.006, "negative"),
    (lambda x: real_bert.senses({"bank": [x, 0.9]}, 0.7)[1], 0.39, "0.4 at", 0.41, "about half at"),
    (lambda x: real_bert.senses({"bank": [x, 0.9]}, 0.7)[1], 0.59, "about half at", 0.61, "0.6 at"),
    (lambda x: real_bert.senses({"bank": [0.5, x]}, 0.7)[1], 0.79, "in no layer", 0.81, "layers 1"),
    (lambda x: projections.what_it_does(1, 0, 0, x)[2], -1e-7, "line or a point", 1e-5, "Areas"),
]


@pytest.mark.parametrize("say, low, below, high, above", WORDS)
def test_the_words_change_where_the_number_does(say, low, below, high, above):
    found = [say(low), say(high)]
    plt.close("all")
    assert below in found[0] and above not in found[0]
    assert above in found[1] and below not in found[1]


def test_a_loss_falls_where_its_last_ten_steps_lie_below_its_first():
    hill = [1.0, *[5.0] * 10, *[0.5] * 10]
    assert "one: all fall" in transformers.losses({"one": hill})[1]
    assert "one, two: not all fall" in transformers.losses({"one": hill, "two": hill[:12]})[1]
    plt.close("all")


def test_a_matrix_is_drawn_as_wide_as_its_columns():
    wide, high = maps.matrix(np.ones((2, 9)))[0].get_size_inches()
    plt.close("all")
    assert wide > 2 * high
