"""The exercises of notebook 04: each state, and each classic mistake with its own hint."""

import pytest
import torch

from lecture_utils.attention import causal_mask, padding_mask
from lecture_utils.checks import transformers as checks
from tests.checks.answers import said

TRIANGLE = torch.ones(4, 4, dtype=torch.bool).tril()


@pytest.mark.parametrize(
    "check, stub",
    [
        (checks.maps, ...),
        (checks.forbids, lambda lengths, length: ...),
        (checks.causal, lambda length: ...),
        (checks.heads, lambda x, heads: ...),
        (checks.numbers, ...),
        (checks.leak_test, lambda model, ids: ...),
    ],
)
def test_stubs_are_not_attempted(capsys, check, stub):
    assert said(capsys, check, stub).startswith("○")


@pytest.mark.parametrize(
    "answers, says",
    [
        (("decoder", "cross", "encoder"), "✓"),
        (("Decoder", "CROSS", "encoder "), "✓"),
        (("encoder", "cross", "decoder"), "backwards only"),
        (("cross", "decoder", "encoder"), "not square"),
        (("decoder", "encoder", "cross"), "not square"),
        (("decoder", "encoder", "encoder"), "three words ask"),
        (("decoder", "cross", "decoder"), "finished sentence"),
        (("decoder", "cross", "BERT"), "C: expected"),
    ],
)
def test_maps(capsys, answers, says):
    assert says in said(capsys, checks.maps, *answers)


@pytest.mark.parametrize(
    "mask, says",
    [
        (TRIANGLE, "✓"),
        (TRIANGLE.T, "wrong way round"),
        (TRIANGLE.tril(-1), "0 / 0"),
        (~TRIANGLE, "True = forbidden"),
        (TRIANGLE.float(), "torch.bool"),
        (TRIANGLE[:3], "expected shape"),
    ],
)
def test_causal(capsys, mask, says):
    assert says in said(capsys, checks.causal, lambda length: mask)


@pytest.mark.parametrize(
    "split, says",
    [
        (lambda x, h: x.reshape(len(x), h, -1).transpose(0, 1), "✓"),
        (lambda x, h: x.reshape(h, len(x), -1), "several words"),
        (lambda x, h: x.reshape(len(x), h, -1), "swap the first two"),
        (lambda x, h: x.reshape(len(x), -1, h).transpose(0, 1), "d_model // heads"),
        (lambda x, h: x.reshape(len(x), -1, h).permute(2, 0, 1), "side by side"),
    ],
)
def test_heads(capsys, split, says):
    assert says in said(capsys, checks.heads, split)


@pytest.mark.parametrize(
    "answer, says",
    [(288, "✓"), (216, "W_o"), (256, "bias of 8"), (192, "missing"), (576, "cost nothing"),
     (144, "its own rows"), (72, "one each"), (64, "has four"), (264, "has its own"),
     (1, "Four matrices")],
)  # fmt: skip
def test_numbers(capsys, answer, says):
    assert says in said(capsys, checks.numbers, answer)


BACKWARDS = causal_mask(4)
REAL = torch.tensor([[True] * 4, [True, True, False, False]])
PADDED = padding_mask([4, 2], 4)


@pytest.mark.parametrize(
    "mask, says",
    [
        (~(BACKWARDS & PADDED), "✓"),
        (~BACKWARDS | ~PADDED, "✓"),
        ((~(BACKWARDS & PADDED)).to(torch.uint8), "✓"),
        (BACKWARDS & PADDED, "turn it round"),
        (~(BACKWARDS | PADDED), "both masks allow"),
        (~BACKWARDS & PADDED, "join them first"),
        (BACKWARDS & ~PADDED, "join them first"),
        (~(BACKWARDS & REAL[:, :, None]), "columns"),
        (~BACKWARDS, "padding is missing"),
        (~BACKWARDS.expand(2, 4, 4), "padding is missing"),
        (~PADDED, "looking ahead"),
        (~PADDED.expand(2, 4, 4), "looking ahead"),
        ((~(BACKWARDS & PADDED)).float(), "torch.bool"),
        (None, "return"),
        (BACKWARDS[:2], "expected shape"),
    ],
)
def test_forbids(capsys, mask, says):
    assert says in said(capsys, checks.forbids, lambda lengths, length: mask)


def leaks(first, last):
    """A test that changes the last word and compares the outputs from `first` to `last`."""

    def found(model, ids):
        other = ids.clone()
        other[-1] += 1
        return not torch.equal(model(ids)[first:last], model(other)[first:last])

    return found


def on_itself(model, ids):
    """Forgets the copy."""
    other = ids
    other[-1] += 1
    return not torch.equal(model(ids)[:-1], model(other)[:-1])


def first_outputs_then_change(model, ids):
    """Needs no copy, and is right."""
    before = model(ids)[:-1]
    ids[-1] += 1
    return not torch.equal(before, model(ids)[:-1])


@pytest.mark.parametrize(
    "test, says",
    [
        (leaks(None, -1), "✓"),
        (leaks(None, None), "accuses"),
        (leaks(None, -2), "one word ahead"),
        (lambda model, ids: False, "looks at all words"),
        (lambda model, ids: True, "accuses"),
        (on_itself, "ids.clone()"),
        (first_outputs_then_change, "✓"),
        (lambda model, ids: None, "return"),
    ],
)
def test_leak_test(capsys, test, says):
    assert says in said(capsys, checks.leak_test, test)
