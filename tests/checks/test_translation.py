"""The exercises of notebook 02: each state, and each classic mistake with its own hint."""

import math

import pytest
import torch

from lecture_utils.checks import translation as checks
from lecture_utils.tokenizer import BOS, EOS
from tests.checks.answers import said


@pytest.mark.parametrize(
    "check, stubs",
    [
        (checks.one_step, [...]),
        (checks.teacher_forcing, [..., ...]),
        (checks.padding_test, [lambda encode: ...]),
        (checks.one_word_bleu, [...]),
        (checks.free_running, [lambda step, state, longest: ...]),
    ],
)
def test_stubs_are_not_attempted(capsys, check, stubs):
    assert said(capsys, check, *stubs).startswith("○")


x, state, W_x, W_h, b = checks.STEP.values()
# By hand: rows 0.5·1 - 0.5·2 + 1·0.5 + 0.2 = 0.2 and 1·1 + 2·0.5 - 1·0.5 - 0.7 = 0.8.
BY_HAND = [math.tanh(0.2), math.tanh(0.8)]


@pytest.mark.parametrize(
    "answer, says",
    [
        (BY_HAND, "✓"),
        ([0.2, 0.66], "✓"),
        (torch.tensor([[0.2], [0.66]]), "✓"),
        ([0.2, 0.8], "before tanh"),
        (torch.tanh(W_x @ x + W_h @ state), "b is missing"),
        (torch.tanh(W_x @ x + b), "old state is missing"),
        (torch.tanh(W_h @ state + b), "word is missing"),
        (torch.tanh(x @ W_x + state @ W_h + b), "row"),
        (torch.tanh(W_x @ state + W_h @ x + b), "changed places"),
        (torch.tanh(W_x @ x) + torch.tanh(W_h @ state) + b, "once"),
        ([0.9, 0.9], "Write the two sums"),
    ],
)
def test_one_step(capsys, answer, says):
    assert says in said(capsys, checks.one_step, answer)


SENTENCE = checks.SENTENCE


@pytest.mark.parametrize(
    "words, targets, says",
    [
        ([BOS, *SENTENCE], [*SENTENCE, EOS], "✓"),
        ([*SENTENCE, EOS], [BOS, *SENTENCE], "changed places"),
        (SENTENCE, SENTENCE, "copy"),
        ([BOS, *SENTENCE, EOS], [BOS, *SENTENCE, EOS], "copy"),
        ([BOS, *SENTENCE], SENTENCE, "learns to stop"),
        (SENTENCE, [*SENTENCE, EOS], "begin with <bos>"),
        ([BOS, *SENTENCE], [BOS, *SENTENCE, EOS], "never writes it"),
        ([BOS, *SENTENCE, EOS], [*SENTENCE, EOS], "nothing is read after it"),
        ([BOS, 1], [9, EOS], "expected two rows"),
        (["<bos>", *SENTENCE], [*SENTENCE, "<eos>"], "got words"),
        (BOS, EOS, "plain lists"),
        (torch.tensor([BOS, *SENTENCE]), torch.tensor([*SENTENCE, EOS]), "✓"),
    ],
)
def test_teacher_forcing(capsys, words, targets, says):
    assert says in said(capsys, checks.teacher_forcing, words, targets)


def padded_and_not(encode, lengths=None, same=torch.allclose):
    plain, padded = torch.tensor([[5, 9, 7]]), torch.tensor([[5, 9, 7, 0, 0]])
    three = torch.tensor([3])
    return same(encode(plain, three), encode(padded, three if lengths is None else lengths))


def pads_in_front(encode):
    plain, padded = torch.tensor([[5, 9, 7]]), torch.tensor([[0, 0, 5, 9, 7]])
    return torch.allclose(encode(plain, torch.tensor([3])), encode(padded, torch.tensor([3])))


def asserts(encode):
    assert padded_and_not(encode)
    return True


def never_pads(encode):
    rows = torch.tensor([[5, 9, 7]]), torch.tensor([3])
    return torch.allclose(encode(*rows), encode(*rows))


@pytest.mark.parametrize(
    "test, says",
    [
        (padded_and_not, "✓"),
        (lambda encode: padded_and_not(encode, torch.tensor([5])), "counts <pad> as words"),
        (pads_in_front, "before the words"),
        (never_pads, "never gives the encoder padding"),
        (lambda encode: padded_and_not(encode, same=lambda a, b: a.shape == b.shape), "numbers"),
        (lambda encode: padded_and_not(encode, same=lambda a, b: a == b), ".all()"),
        (lambda encode: not padded_and_not(encode), "fails the *correct* encoder"),
        (lambda encode: True, "never calls"),
        (asserts, "`return` False instead"),
        (lambda encode: None, "got None"),
        (lambda encode: encode(torch.tensor([5, 9]), torch.tensor([2])), "encode expects"),
    ],
)
def test_padding_test(capsys, test, says):
    assert says in said(capsys, checks.padding_test, test)


def test_the_planted_bugs_are_bugs_and_the_right_encoder_is_not():
    assert padded_and_not(checks.encode_right)
    assert not padded_and_not(checks.encode_over_padding)
    assert not padded_and_not(checks.encode_by_average)


def test_one_bug_caught_is_not_enough(capsys):
    def only_checks_the_sign(encode):
        return padded_and_not(encode, same=lambda a, b: torch.equal(a.sign(), b.sign()))

    assert "averages over <pad>" in said(capsys, checks.padding_test, only_checks_the_sign)


@pytest.mark.parametrize(
    "answer, says",
    [
        (2 / 3 * math.exp(-1), "✓"),
        (0.245, "✓"),
        (1 / 3, "candidate and reference changed places"),
        (math.exp(-1), "clipping"),
        (1, "clip, then multiply"),
        (2 / 3, "penalty"),
        (24.5, "scale 0 … 100"),
        (2 / 3 * math.exp(0.5), "lengths in the penalty"),
        (0.9, "Words that match"),
    ],
)
def test_one_word_bleu(capsys, answer, says):
    assert says in said(capsys, checks.one_word_bleu, answer)


def run(feed_back=True, carry=True, stop=True, keep_end=False, keep_begin=False, limit=True):
    def write(step, state, longest):
        word, written = BOS, [BOS] if keep_begin else []
        while not limit or len(written) < longest:
            scores, new = step(word if feed_back else BOS, state)
            state = new if carry else state
            word = int(scores.argmax())
            if word == EOS and stop:
                return [*written, EOS] if keep_end else written
            written.append(word)
            if not feed_back:
                word = BOS
        return written

    return write


@pytest.mark.parametrize(
    "write, says",
    [
        (run(), "✓"),
        (run(feed_back=False), "every step read <bos>"),
        (run(carry=False), "carry the new state"),
        (run(keep_end=True), "<eos> is in the answer"),
        (run(keep_begin=True), "<bos> is in the answer"),
        (run(stop=False, limit=False), "did not stop"),
        (run(stop=False), "expected [7, 9, 7, 9, 7]"),
        (run(limit=False), "with longest=3"),
        (lambda step, state, longest: [], "first word read"),
        (lambda step, state, longest: step(BOS, state)[0].argmax(), "expected a list of ids"),
    ],
)
def test_free_running(capsys, write, says):
    assert says in said(capsys, checks.free_running, write)
