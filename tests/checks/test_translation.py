"""The exercises of notebook 02: right answers in any dress, and the classic mistakes, by hand."""

import math

import numpy as np
import pytest
import torch

from lecture_utils.checks import translation as checks
from lecture_utils.tokenizer import BOS, EOS
from tests.checks.answers import said

x, state, W_x, W_h, b = checks.STEP.values()
# By hand: rows 0.5·1 - 0.5·2 + 1·0.5 + 0.2 = 0.2 and 1·1 + 2·0.5 - 1·0.5 - 0.7 = 0.8.
BY_HAND = [math.tanh(0.2), math.tanh(0.8)]


@pytest.mark.parametrize(
    "answer, says",
    [
        (BY_HAND, "✓ Exercise 1: correct."),
        (..., "○"),
        ([0.2, 0.66], "✓"),
        ([0.19, 0.66], "✓"),
        ("0.197, 0.664", "✓"),
        (np.array([[0.197], [0.664]]), "✓"),
        (torch.tensor([[0.2], [0.66]]), "✓"),
        ([..., 0.66], "number 1 of 2"),
        ([0.2, 0.8], "before tanh"),
        (torch.tanh(W_x @ x + W_h @ state), "b is missing"),
        (torch.tanh(W_x @ x + b), "old state is missing"),
        (torch.tanh(W_h @ state + b), "word is missing"),
        (torch.tanh(x @ W_x + state @ W_h + b), "row"),
        (torch.tanh(W_x @ state + W_h @ x + b), "changed places"),
        (torch.tanh(W_x @ x) + torch.tanh(W_h @ state) + b, "once"),
        (torch.sigmoid(torch.tensor([0.2, 0.8])), "squeezing of a gate"),
        ([0.5, 0.1], "Write the two sums"),
        ([0.2, 0.66, 0.1], "expected numbers of shape (2,)"),
    ],
)
def test_one_step(capsys, answer, says):
    assert says in said(capsys, checks.one_step, answer)


SENTENCE = checks.SENTENCE


@pytest.mark.parametrize(
    "words, targets, says",
    [
        ([BOS, *SENTENCE], [*SENTENCE, EOS], "✓ Exercise 2: correct."),
        (torch.tensor([BOS, *SENTENCE]), (*SENTENCE, EOS), "✓"),
        ([[BOS, *SENTENCE]], [[*SENTENCE, EOS]], "✓"),
        (..., ..., "○"),
        ([BOS, *SENTENCE], ..., "`targets` is still `...`, the rest is there"),
        ([*SENTENCE, EOS], [BOS, *SENTENCE], "changed places"),
        (SENTENCE, SENTENCE, "copy"),
        ([BOS, *SENTENCE, EOS], [BOS, *SENTENCE, EOS], "copy"),
        ([BOS, *SENTENCE], SENTENCE, "learns to stop"),
        (SENTENCE, [*SENTENCE, EOS], "<bos> is missing"),
        ([BOS, *SENTENCE], [BOS, *SENTENCE, EOS], "never writes it"),
        ([BOS, *SENTENCE, EOS], [*SENTENCE, EOS], "nothing is read after it"),
        ([BOS, 1], [9, EOS], "expected numbers of shape (4,)"),
        (["<bos>", *SENTENCE], [*SENTENCE, "<eos>"], "these are words, asked are ids"),
        (BOS, EOS, "expected numbers of shape (4,), got one number"),
        ([BOS, 17, 40, 5], [*SENTENCE, EOS], "`words`: the right numbers, in another order"),
    ],
)
def test_teacher_forcing(capsys, words, targets, says):
    assert says in said(capsys, checks.teacher_forcing, words, targets)


def close(a, b):
    return torch.allclose(a, b, atol=1e-6)


def padded_and_not(encode, lengths=None, same=close):
    plain, padded = torch.tensor([[5, 9, 7]]), torch.tensor([[5, 9, 7, 0, 0]])
    three = torch.tensor([3])
    return same(encode(plain, three), encode(padded, three if lengths is None else lengths))


def pads_in_front(encode):
    plain, padded = torch.tensor([[5, 9, 7]]), torch.tensor([[0, 0, 5, 9, 7]])
    return close(encode(plain, torch.tensor([3])), encode(padded, torch.tensor([3])))


def asserts(encode):
    assert padded_and_not(encode)
    return True


def never_pads(encode):
    rows = torch.tensor([[5, 9, 7]]), torch.tensor([3])
    return close(encode(*rows), encode(*rows))


def in_a_batch(encode):
    batch = encode(torch.tensor([[5, 9, 7, 0], [4, 8, 6, 10]]), torch.tensor([3, 4]))
    return np.allclose(batch[0], encode(np.array([[5, 9, 7]]), [3])[0], atol=1e-5)


def the_pages_test(read):
    """The natural reading: the test of section 2, which hands over vectors."""
    vectors = torch.randn(2, 6, 8)
    together = read(vectors, torch.tensor([4, 6]))
    return close(together[0], read(vectors[:1, :4], torch.tensor([4]))[0])


def only_signs(encode):
    return padded_and_not(encode, same=lambda a, b: torch.equal(a.sign(), b.sign()))


def one_number(encode):
    return padded_and_not(encode, same=lambda a, b: abs(a[0, 0] - b[0, 0]) < 0.5)


def one_of_the_numbers(place):
    return lambda encode: padded_and_not(encode, same=lambda a, b: close(a[0, place], b[0, place]))


@pytest.mark.parametrize(
    "test, says",
    [
        (padded_and_not, "✓ Exercise 3: correct."),
        (one_of_the_numbers(0), "bug pass, an encoder whose first number alone is right."),
        (one_of_the_numbers(1), "bug pass, an encoder whose first number alone is wrong."),
        (one_of_the_numbers(-1), "bug pass, an encoder whose first number alone is wrong."),
        (in_a_batch, "✓"),
        (asserts, "stops on right code|✓"),
        (lambda encode: ..., "○"),
        (lambda encode: padded_and_not(encode, torch.tensor([5])), "counts <pad> as words"),
        (pads_in_front, "before the words"),
        (never_pads, "never gives the encoder padding"),
        (lambda encode: padded_and_not(encode, same=lambda a, b: a.shape == b.shape), "shapes"),
        (lambda encode: padded_and_not(encode, same=lambda a, b: a == b), ".all()"),
        (lambda encode: padded_and_not(encode, same=torch.equal), "takes rounding for a bug"),
        (lambda encode: not padded_and_not(encode), "wrong way round"),
        (lambda encode: True, "never calls"),
        (lambda encode: None, "got None"),
        (lambda encode: encode(torch.tensor([5, 9]), torch.tensor([2])), "reads ids (batch"),
        (the_pages_test, "ids, not vectors"),
        (only_signs, "compares signs"),
        (one_number, "lets a bug pass"),
        (padded_and_not(checks.encode_right), "expected a function"),
    ],
)
def test_padding_test(capsys, test, says):
    line = said(capsys, checks.padding_test, test)
    assert any(part in line for part in says.split("|")), line


def test_the_planted_bugs_are_bugs_and_the_right_encoder_is_not():
    assert padded_and_not(checks.encode_right)
    assert not padded_and_not(checks.encode_over_padding)
    assert not padded_and_not(checks.encode_by_average)
    assert not padded_and_not(checks.encode_first_number_right)
    assert not padded_and_not(checks.encode_first_number_wrong)


@pytest.mark.parametrize(
    "answer, says",
    [
        (2 / 3 * math.exp(-1), "✓ Exercise 4: correct."),
        (..., "○"),
        (0.245, "✓"),
        (0.24, "✓"),
        ("0,25", "✓"),
        ([0.2453], "✓"),
        (1 / 3, "candidate and reference changed places"),
        (math.exp(-1), "clipping"),
        (1, "clip, then multiply"),
        (2 / 3, "penalty is still missing"),
        (0.67, "penalty is still missing"),
        (24.5, "right in per cent"),
        (2 / 3 * math.exp(0.5), "lengths in the penalty"),
        (2 / 3 * math.e, "makes the score *smaller*"),
        (1 / 3 * math.exp(-1), "that were *written*"),
        (0.9, "Words that match"),
        (0.2, "rounded to 1 decimal"),
    ],
)
def test_one_word_bleu(capsys, answer, says):
    assert says in said(capsys, checks.one_word_bleu, answer)


def free(step, state, longest):
    written, scores = [], None
    scores, state = step(BOS, state)
    while (word := scores.argmax().item()) != EOS and len(written) < longest:
        written.append(word)
        scores, state = step(word, state)
    return written


def tensors(step, state, longest):
    word, written = torch.tensor(BOS), []
    for _ in range(longest):
        scores, state = step(word, state)
        word = scores.argmax()
        if word == EOS:
            break
        written.append(word)
    return torch.stack(written)


def for_ever(step, state, longest):
    word, written = BOS, []
    while True:
        scores, state = step(word, state)
        word = int(scores.argmax())
        written.append(word)


def unlimited(step, state, longest):
    return free(step, state, 50)


def always_begins_anew(step, state, longest):
    word, written = BOS, []
    for _ in range(longest):
        scores, _ = step(word, state)
        word = int(scores.argmax())
        if word == EOS:
            break
        written.append(word)
    return written


def keeps_the_end(step, state, longest, choose=lambda scores: scores.argmax()):
    word, written = BOS, []
    while word != EOS and len(written) < longest:
        scores, state = step(word, state)
        word = int(choose(scores))
        written.append(word)
    return written


def takes_the_best_score(step, state, longest):
    return keeps_the_end(step, state, longest, choose=max)


def swapped(step, state, longest):
    return keeps_the_end(lambda *given: step(*given)[::-1], state, longest)


@pytest.mark.parametrize(
    "write, says",
    [
        (free, "✓ Exercise 5: correct."),
        (tensors, "✓"),
        (lambda step, state, longest: ..., "○"),
        (always_begins_anew, "carry the new state"),
        (keeps_the_end, "<eos> is in the answer"),
        (for_ever, "never stops"),
        (unlimited, "does not stop after `longest`"),
        (takes_the_best_score, "*whose* score"),
        (swapped, "the other way round"),
        (lambda step, state, longest: [], "the same comes out whatever is given"),
        (lambda step, state, longest: step(BOS, state)[0].argmax(), "right for one input"),
        (lambda step, state, longest: [BOS, *free(step, state, longest)], "<bos> is in the answer"),
        (lambda step, state, longest: free(step, state, longest - 1), "less than `longest`"),
        (lambda step, state, longest: free(step, state, longest + 1), "more than `longest`"),
        (lambda step, state, longest: None, "is there a `return`?"),
    ],
)
def test_free_running(capsys, write, says):
    assert says in said(capsys, checks.free_running, write)
