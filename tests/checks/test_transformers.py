"""The exercises of notebook 04: each state, and each classic mistake with its own hint."""

import numpy as np
import pytest
import torch

from lecture_utils.attention import causal_mask, padding_mask
from lecture_utils.checks import transformers as checks
from tests.checks.answers import said


@pytest.mark.parametrize(
    "answers, says",
    [
        (("decoder", "cross", "encoder"), "✓"),
        (("Decoder", "CROSS", "encoder "), "✓"),
        ((..., ..., ...), "○"),
        (("encoder", "cross", "decoder"), "backwards only"),
        (("cross", "decoder", "encoder"), "not square"),
        (("decoder", "encoder", "cross"), "not square"),
        (("decoder", "encoder", "encoder"), "three words ask"),
        (("decoder", "cross", "decoder"), "finished sentence"),
        (("decoder", "cross-attention", "encoder"), "✓"),
        (("self-attention in the decoder", "cross", "the encoder"), "✓"),
        (("masked self-attention", "cross", "encoder"), "'masked self-attention' is not"),
        (("decoder (self-attention)", "Cross attention", "encoder (self-attention)"), "✓"),
        (("decoder self-attention", "encoder-decoder attention", "the encoder"), "✓"),
        (("Decoder: masked self-attention", "encoder-decoder attention", "encoder"), "✓"),
        (("decoder", "encoder self-attention", "encoder"), "three words ask"),
        (("self-attention", "cross", "self-attention"), "✗"),
        ((["decoder"], {"cross"}, ("encoder",)), "✓"),
        (("decoder", "cross", "BERT"), "✗"),
        ((1, 2, 3), "✗"),
    ],
)
def test_maps(capsys, answers, says):
    assert says in said(capsys, checks.maps, *answers)


def nested(length):
    return [[j <= i for j in range(length)] for i in range(length)]


def from_numpy(length):
    return np.tri(length).astype(bool)


@pytest.mark.parametrize(
    "mask, says",
    [
        (nested, "✓"),
        (from_numpy, "✓"),
        (lambda n: torch.arange(n)[None] <= torch.arange(n)[:, None], "✓"),
        (lambda n: torch.ones(n, n).tril().bool(), "✓"),
        (lambda n: [row.tolist() for row in causal_mask(n)], "✓"),
        (lambda n: torch.ones(n, n).tril(), "these are numbers"),
        (lambda n: causal_mask(n).int().tolist(), "these are numbers"),
        (lambda n: np.tri(n), "these are numbers"),
        (lambda n: torch.ones(n, n).triu(), "wrong way round"),
        (lambda n: causal_mask(n).T, "wrong way round"),
        (lambda n: causal_mask(n).tril(-1), "0 / 0"),
        (lambda n: ~causal_mask(n), "True = forbidden"),
        (lambda n: causal_mask(4), "✗"),
        (lambda n: None, "return"),
    ],
)
def test_causal(capsys, mask, says):
    assert says in said(capsys, checks.causal, mask)


def with_lists(x, heads):
    d_k = x.shape[1] // heads
    return torch.stack([x[:, h * d_k : (h + 1) * d_k] for h in range(heads)])


@pytest.mark.parametrize(
    "split, says",
    [
        (with_lists, "✓"),
        (lambda x, h: x.view(len(x), h, -1).permute(1, 0, 2), "✓"),
        (lambda x, h: torch.stack(x.chunk(h, dim=1)), "✓"),
        (lambda x, h: x.reshape(h, len(x), -1), "several words"),
        (lambda x, h: x.reshape(len(x), h, -1), "swap the first two"),
        (lambda x, h: x.reshape(len(x), -1, h).transpose(0, 1), "d_model // heads"),
        (lambda x, h: x.reshape(len(x), 2, -1).transpose(0, 1), "2 heads whatever"),
        (lambda x, h: x.reshape(len(x), -1, h).permute(2, 0, 1), "side by side"),
    ],
)
def test_heads(capsys, split, says):
    assert says in said(capsys, checks.heads, split)


@pytest.mark.parametrize(
    "answer, says",
    [(288, "✓"), (288.0, "✓"), (torch.tensor(288), "✓"), (216, "W_o"), (256, "bias of 8"),
     (192, "missing"), (576, "cost nothing"), (144, "its own rows"), (72, "one each"),
     (64, "has four"), (264, "has its own"), (1, "Four matrices")],
)  # fmt: skip
def test_numbers(capsys, answer, says):
    came = said(capsys, checks.numbers, answer)
    assert says in came and (says == "✓" or "288" not in came)


def may(n, length):
    return causal_mask(length) & padding_mask(n, length)


@pytest.mark.parametrize(
    "mask, says",
    [
        (lambda n, k: ~causal_mask(k) | ~padding_mask(n, k), "✓"),
        (lambda n, k: 1.0 - may(n, k).float(), "*adds* numbers"),
        (lambda n, k: (~may(n, k)).int(), "*adds* numbers"),
        (lambda n, k: (~may(n, k)).numpy(), "wants a tensor"),
        (lambda n, k: (~may(n, k)).int().tolist(), "wants a tensor"),
        (lambda n, k: torch.zeros(len(n), k, k).masked_fill(~may(n, k), -torch.inf), "-∞ added"),
        (lambda n, k: may(n, k).float(), "turn it round"),
        (lambda n, k: torch.logical_not(may(n, k)), "✓"),
        (may, "turn it round"),
        (lambda n, k: ~may(n, k)[0], "batch is lost"),
        (lambda n, k: ~(causal_mask(k) and padding_mask(n, k)), "cell by cell"),
        (lambda n, k: ~causal_mask(k), "padding is missing"),
        (lambda n, k: ~padding_mask(n, k), "looking ahead"),
        (lambda n, k: None, "return"),
    ],
)
def test_forbids(capsys, mask, says):
    assert says in said(capsys, checks.forbids, mask)


def on_itself(model, ids):
    """Forgets the copy."""
    other = ids
    other[-1] += 1
    return torch.equal(model(ids)[:-1], model(other)[:-1])


def first_only(model, ids):
    """Changes all later words, and looks at one output."""
    other = torch.cat([ids[:1], ids[1:] + 1])
    return torch.equal(model(ids)[:1], model(other)[:1])


def second_word(model, ids):
    """Changes one early word, and so misses what leaks further on."""
    other = ids.clone()
    other[2] = 0
    return torch.equal(model(ids)[:2], model(other)[:2])


def every_place(model, ids):
    for place in range(1, len(ids)):
        other = ids.clone()
        other[place] = 0
        if not torch.allclose(model(ids)[:place], model(other)[:place]):
            return False
    return True


def all_that_follow(model, ids):
    """Changes all words from a place on."""
    before = model(ids)
    places = range(1, len(ids))
    moved = [model(torch.cat([ids[:k], ids[k:].flip(0) + 7]))[:k] - before[:k] for k in places]
    return max(one.abs().max() for one in moved) == 0


def without_the_rest(model, ids):
    """Leaves the later words out."""
    return all(torch.equal(model(ids[:k]), model(ids)[:k]) for k in range(1, len(ids) + 1))


def last_alone(model, ids):
    other = torch.cat([ids[:-1], ids[:1] + 20])
    return bool((model(ids)[:-1] == model(other)[:-1]).all())


def last_and_one_more(model, ids):
    """Misses what ends before the places that it changes."""
    for place in (2, len(ids) - 1):
        other = ids.clone()
        other[place] += 1
        if not torch.equal(model(ids)[:place], model(other)[:place]):
            return False
    return True


def just_before(model, ids):
    """Changes each word in turn, and looks at one output."""
    for place in range(1, len(ids)):
        other = ids.clone()
        other[place] += 1
        if not torch.equal(model(ids)[place - 1], model(other)[place - 1]):
            return False
    return True


@pytest.mark.parametrize(
    "test, says",
    [
        (every_place, "✓"),
        (all_that_follow, "✓"),
        (without_the_rest, "✓"),
        (lambda model, ids: torch.tensor(every_place(model, ids)), "✓"),
        (last_alone, "the last word alone"),
        (checks._compares(slice(None, -1)), "the last word alone"),
        (last_and_one_more, "each word in turn"),
        (just_before, "two words ahead"),
        (checks._compares(slice(None)), "ones before it"),
        (checks._compares(slice(None, -2)), "one word ahead"),
        (first_only, "first output only"),
        (second_word, "last output but one alone"),
        (lambda model, ids: bool((model(ids)[0] == model(ids.flip(0).roll(1))[0]).all()), "✗"),
        (lambda model, ids: True, "✗"),
        (lambda model, ids: False, "✗"),
        (lambda model, ids: not every_place(model, ids), "wrong way round"),
        (on_itself, "clone"),
        (lambda model, ids: None, "return"),
    ],
)
def test_leak_test(capsys, test, says):
    assert says in said(capsys, checks.leak_test, test)
