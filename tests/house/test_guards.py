"""One decorator for argument checks: it sees every way of calling, and changes nothing else."""

import inspect

import numpy as np
import pytest
import torch

from lecture_utils import attention, embeddings, geometry, positions, tokenizer
from lecture_utils.guards import finite, guarded, whole

seen = []


def note(a, b, c):
    seen.append((a, b, c))
    if c < 0:
        raise ValueError(f"c must be at least 0, got {c}")


@pytest.fixture(autouse=True)
def forgotten():
    seen.clear()


@guarded(note)
def total(a, b=2, c=3):
    """Add three."""
    return a + b + c


@pytest.mark.parametrize("call", [lambda: total(1), lambda: total(a=1), lambda: total(1, c=3)])
def test_the_check_sees_all_arguments_however_they_are_given(call):
    assert call() == 6 and seen == [(1, 2, 3)]


def test_what_the_check_refuses_does_not_run():
    with pytest.raises(ValueError, match="at least 0, got -1"):
        total(1, c=-1)
    with pytest.raises(TypeError, match="missing a required argument: 'a'"):
        total()
    with pytest.raises(TypeError, match="unexpected keyword argument 'd'"):
        total(1, d=2)


def test_name_docstring_and_signature_stay():
    assert total.__name__ == "total" and total.__doc__ == "Add three."
    assert str(inspect.signature(total)) == "(a, b=2, c=3)"


def test_a_check_may_hand_on_other_arguments_and_a_look_at_the_result_the_given_ones():
    double = guarded(lambda a: (2 * a,), after=lambda result, a: (result, a))(lambda a: a + 1)
    assert double(5) == (11, 5)


@pytest.mark.parametrize(
    "number, error, says",
    [
        (2.0, TypeError, r"2.0 \(float\)"),
        ("3", TypeError, "str"),
        (0, ValueError, "at least 1"),
        (True, TypeError, r"True \(bool\)"),
        (np.True_, TypeError, "bool"),
        (torch.tensor(True), TypeError, r"tensor\(True\)"),
    ],
)
def test_whole_numbers(number, error, says):
    with pytest.raises(error, match=says):
        whole("length", number)
    assert whole("length", torch.tensor(3)) == 3 and whole("length", 0, least=0) == 0
    assert type(whole("length", np.int64(3))) is int


def test_the_taught_functions_keep_their_signatures():
    shown = {
        attention.attention: "(query, key, value, mask=None)",
        attention.additive_scores: "(query, key, W_q, W_k, v)",
        geometry.cosine: "(a, b)",
        geometry.length: "(a)",
        positions.embed: "(ids, E, P)",
        positions.sinusoidal_positions: "(length, d_model)",
        tokenizer.sliding_windows: "(ids, length, stride)",
        embeddings.skip_gram_steps: "(pairs, vocab, d_model=32, seed=0)",
        embeddings.window_pairs: "(sentences, number, window=2)",
    }
    assert {function: str(inspect.signature(function)) for function in shown} == shown


def test_named_arguments_are_checked_too():
    a, b = torch.tensor([3.0, 4.0]), torch.tensor([4.0, 3.0])
    assert geometry.dot(a=a, b=b) == 24
    with pytest.raises(TypeError, match="b must be a tensor of decimal numbers, got list"):
        geometry.cosine(a, b=[1.0])


def test_finite_numbers_are_told_from_others_also_where_their_sum_is_none():
    largest = torch.finfo(torch.float32).max
    assert finite(torch.tensor([1.0, -2])) and finite(torch.tensor([largest, largest]))
    for bad in (torch.nan, torch.inf, -torch.inf):
        assert not finite(torch.tensor([1.0, bad]))
    assert not finite(torch.tensor([torch.inf, -torch.inf]))
