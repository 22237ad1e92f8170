"""Checks of notebook 02: reading, padding, writing and scoring."""

import math

import numpy as np
import torch

from ..tokenizer import BOS, EOS
from .encoders import Watched, encode_by_average, encode_over_padding, encode_right
from .report import attempt, different, exercise
from .report import prediction as prediction

STEP = {
    "x": torch.tensor([1.0, 2.0]),
    "state": torch.tensor([0.5, -0.5]),
    "W_x": torch.tensor([[0.5, -0.5], [1.0, 0.0]]),
    "W_h": torch.tensor([[1.0, 0.0], [2.0, 1.0]]),
    "b": torch.tensor([0.2, -0.7]),
}


@exercise("Exercise 1")
def one_step(answer):
    """The state after one step with the numbers of STEP."""
    x, state, W_x, W_h, b = STEP.values()
    right = W_x @ x + W_h @ state + b
    causes = [
        (right, "these are the sums before tanh: the last thing a step does is tanh."),
        (torch.tanh(right - b), "b is missing: add it before tanh."),
        (torch.tanh(W_x @ x + b), "the old state is missing: W_h @ state belongs into the sum."),
        (torch.tanh(W_h @ state + b), "the word is missing: W_x @ x belongs into the sum."),
        (torch.tanh(x @ W_x + state @ W_h + b), "columns were used as rows: each new number "
         "takes one *row* of W_x and one row of W_h."),
        (torch.tanh(W_x @ state + W_h @ x + b), "W_x and W_h changed places: W_x meets the "
         "word x, W_h meets the old state."),
        (torch.tanh(W_x @ x) + torch.tanh(W_h @ state) + b, "tanh comes once, after adding."),
    ]  # fmt: skip
    if sorted(np.shape(answer)) == [1, 2]:  # a row or a column is as good as a list
        answer = torch.as_tensor(answer).flatten()
    return different(answer, torch.tanh(right), causes, "Write the two sums down first.", 6e-3)


SENTENCE = [17, 5, 40]


@exercise("Exercise 2")
def teacher_forcing(words, targets):
    """What the decoder reads, and what it should write, for the French ids in SENTENCE."""
    for row in (words, targets):
        if any(isinstance(number, str) for number in np.ravel(row).tolist()):
            return f"expected ids, got words: <bos> is BOS = {BOS}, <eos> is EOS = {EOS}."
        if np.ndim(row) != 1:
            return f"expected two plain lists of ids, got {row}."
    words, targets = [[int(number) for number in row] for row in (words, targets)]
    read, write = [BOS, *SENTENCE], [*SENTENCE, EOS]
    if (words, targets) == (read, write):
        return None
    if (words, targets) == (write, read):
        return "the two changed places: the decoder *reads* from <bos> on and *writes* up to <eos>."
    if words == targets:
        return (
            "both rows are the same: a decoder that reads the word it should write only learns to "
            "copy. Shift: at each place it reads the word *before* the one it writes."
        )
    if EOS not in targets:
        return f"expected <eos> = {EOS} at the end of targets: without it nobody learns to stop."
    if BOS not in words[:1]:
        return f"expected words to begin with <bos> = {BOS}: the first word is written after it."
    if BOS in targets:
        return "<bos> is in targets: the decoder never writes it, it only starts from it."
    if words == [BOS, *SENTENCE, EOS]:
        return "<eos> is in words: it is written last, and nothing is read after it."
    return f"expected two rows of {len(read)} ids, got words {words} and targets {targets}."


@exercise("Exercise 3")
def padding_test(harmless):
    """`harmless(encode)` must be True for the right encoder and False for two wrong ones."""
    right = Watched(encode_right)
    try:
        verdict = _truth(attempt(harmless, right))
    except AssertionError:
        return "your test stopped with an AssertionError on the *correct* encoder."
    if isinstance(verdict, str):
        return verdict
    if not right.calls:
        return "your test never calls encode(source, lengths)."
    if right.padded_in_front():
        return "your test puts <pad> before the words: in this notebook it stands behind them."
    if right.read_padding_as_words():
        return (
            "your test counts <pad> as words: `lengths` stays the number of *real* words, also "
            "for the padded source. Only the width of `source` grows."
        )
    if not right.saw_padding():
        return "your test never gives the encoder padding: make `source` wider than `lengths` says."
    if not verdict:
        return (
            "your test fails the *correct* encoder. Compare the same sentence with and without "
            "padding, with a small tolerance (torch.allclose)."
        )
    wrong = {"reads on over <pad>": encode_over_padding, "averages over <pad>": encode_by_average}
    for bug, encode in wrong.items():
        try:
            passed = _truth(harmless(Watched(encode)))
        except AssertionError:
            return "your test stopped at an assert: `return` False instead, so that it can be used."
        if passed:
            return (
                f"your test lets the encoder pass that {bug}. Compare the *numbers* of both "
                "results: shapes agree in this bug too."
            )
    return None


def _truth(verdict):
    """True or False; a text saying what is wrong with anything else."""
    if isinstance(verdict, torch.Tensor) and verdict.numel() != 1:
        return "expected one True or False, got a tensor: end with .all() or use torch.allclose."
    if verdict is None:
        return "expected True or False, got None: does your function end with `return`?"
    return bool(verdict)


CANDIDATE = ["le", "le", "chat"]
REFERENCE = ["le", "vieux", "chat", "ne", "dort", "pas"]


@exercise("Exercise 4")
def one_word_bleu(answer):
    """Clipped precision of single words times the brevity penalty, for CANDIDATE."""
    short = math.exp(1 - len(REFERENCE) / len(CANDIDATE))
    causes = [
        (2 / 6, "candidate and reference changed places: precision asks how many words of the "
         "*candidate* are in the reference, and it is the short candidate that is penalised."),
        (short, "'le' counts once: the reference has one 'le', so the second one finds no partner "
         "(clipping)."),
        (1.0, "every word of the candidate is in the reference, yet 'le' is there once only, and "
         "three words instead of six are punished: clip, then multiply by the penalty."),
        (2 / 3, "this is the clipped precision; the brevity penalty exp(1 - reference length / "
         "candidate length) is still missing."),
        (2 / 3 * math.exp(1 - len(CANDIDATE) / len(REFERENCE)), "the lengths in the penalty "
         "changed places: reference length over candidate length."),
    ]  # fmt: skip
    if np.ndim(answer) == 0 and abs(float(answer) / 100 - 2 / 3 * short) < 6e-3:
        return "right on the scale 0 … 100; asked is the number between 0 and 1."
    hint = "Words that match (each reference word once) / words written, times exp(1 - 6 / 3)."
    return different(answer, 2 / 3 * short, causes, hint, 6e-3)


WRITES = {BOS: 7, 7: 9, 9: 7}


def _scripted_step(word, state):
    """A decoder step that writes 7 9 7 9 … and ends after five words.

    word: an id; state: how many words were written. Returns scores (12,) and the next state.
    """
    scores = torch.zeros(12)
    scores[EOS if state == 5 else WRITES.get(word, 11)] = 1.0
    return scores, state + 1


@exercise("Exercise 5")
def free_running(write):
    """`write(step, state, longest)` must return the written ids, without <bos> and <eos>."""
    calls = []

    def step(word, state):
        calls.append((int(word), int(state)))
        if len(calls) > 50:
            raise RuntimeError("the loop did not stop at <eos> or at `longest`")
        return _scripted_step(int(word), int(state))

    got = attempt(write, step, 0, 20)
    if np.ndim(got) != 1:
        return f"expected a list of ids, got {got!r}: collect what is written, and return it all."
    got = [int(number) for number in got]
    right = [7, 9, 7, 9, 7]
    if not calls or calls[0][0] != BOS:
        return f"the first word read must be <bos> = {BOS}, got {calls[0][0] if calls else 'none'}."
    if len(calls) > 1 and all(word == BOS for word, _ in calls):
        return "every step read <bos>: the word just written must be read in the next step."
    if len(calls) > 1 and all(state == 0 for _, state in calls):
        return "every step started from the first state: carry the new state on to the next step."
    if got == [*right, EOS] or (got and got[-1] == EOS):
        return "<eos> is in the answer: it ends the sentence and is not a word of it."
    if got and got[0] == BOS:
        return "<bos> is in the answer: it was read first and never written."
    if got != right:
        return f"expected {right}, got {got}: write the best-scored word until <eos> comes."
    calls.clear()
    short = list(attempt(write, step, 0, 3))
    if len(short) != 3:
        return f"with longest=3 expected 3 words, got {len(short)}."
    return None
