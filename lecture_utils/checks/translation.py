"""Checks of notebook 02: reading, padding, writing and scoring."""

import math

import torch

from ..tokenizer import BOS, EOS, PAD
from .kinds import function, value, verdict
from .kinds import prediction as prediction
from .kinds import resolve as resolve

STEP = {
    "x": torch.tensor([1.0, 2.0]),
    "state": torch.tensor([0.5, -0.5]),
    "W_x": torch.tensor([[0.5, -0.5], [1.0, 0.0]]),
    "W_h": torch.tensor([[1.0, 0.0], [2.0, 1.0]]),
    "b": torch.tensor([0.2, -0.7]),
}

one_step = value(
    "Exercise 1",
    lambda x, h, W_x, W_h, b: torch.tanh(W_x @ x + W_h @ h + b),
    [
        ("these are the sums before tanh: the last thing a step does is tanh.",
         lambda x, h, W_x, W_h, b: W_x @ x + W_h @ h + b),
        ("b is missing: add it before tanh.",
         lambda x, h, W_x, W_h, b: torch.tanh(W_x @ x + W_h @ h)),
        ("the old state is missing: W_h @ h belongs into the sum.",
         lambda x, h, W_x, W_h, b: torch.tanh(W_x @ x + b)),
        ("the word is missing: W_x @ x belongs into the sum.",
         lambda x, h, W_x, W_h, b: torch.tanh(W_h @ h + b)),
        ("columns were used as rows: each new number takes one *row* of W_x and one of W_h.",
         lambda x, h, W_x, W_h, b: torch.tanh(x @ W_x + h @ W_h + b)),
        ("W_x and W_h changed places: W_x meets the word x, W_h meets the old state.",
         lambda x, h, W_x, W_h, b: torch.tanh(W_x @ h + W_h @ x + b)),
        ("tanh comes once for each number, after everything is added.",
         lambda x, h, W_x, W_h, b: torch.tanh(W_x @ x) + torch.tanh(W_h @ h) + b),
        ("that is σ, the squeezing of a gate, from 0 to 1. A plain step ends with tanh, from -1 "
         "to 1.",
         lambda x, h, W_x, W_h, b: torch.sigmoid(W_x @ x + W_h @ h + b)),
        ("b comes before tanh: it is part of the sum.",
         lambda x, h, W_x, W_h, b: torch.tanh(W_x @ x + W_h @ h) + b),
    ],
    given=tuple(STEP.values()),
    hint="Write the two sums down first.",
    digits=2,
)  # fmt: skip


SENTENCE = [17, 5, 40]

teacher_forcing = value(
    "Exercise 2",
    ([BOS, *SENTENCE], [*SENTENCE, EOS]),
    [
        ("the two changed places: the decoder *reads* from <bos> on and *writes* up to <eos>.",
         ([*SENTENCE, EOS], [BOS, *SENTENCE])),
        *(
            ("both rows are the same: a decoder that reads the word it should write only learns "
             "to copy. Shift: at each place it reads the word *before* the one it writes.",
             (row, row))
            for row in (SENTENCE, [BOS, *SENTENCE], [*SENTENCE, EOS], [BOS, *SENTENCE, EOS])
        ),
        *(
            ("<eos> is missing at the end of targets: without it nobody learns to stop.",
             (row, SENTENCE))
            for row in ([BOS, *SENTENCE], [BOS, *SENTENCE[:-1]], [BOS, *SENTENCE, EOS])
        ),
        ("<bos> is missing at the start of words: the first word is written after it.",
         (SENTENCE, [*SENTENCE, EOS])),
        ("<bos> is in targets: the decoder never writes it, it only starts from it.",
         ([BOS, *SENTENCE], [BOS, *SENTENCE, EOS])),
        ("<eos> is in words: it is written last, and nothing is read after it.",
         ([BOS, *SENTENCE, EOS], [*SENTENCE, EOS])),
        ("<pad> fills up a batch; in one sentence there is nothing to fill.",
         ([BOS, *SENTENCE, PAD], [*SENTENCE, EOS, PAD])),
        ("these are words, asked are ids: BOS and EOS without quotation marks.",
         (["<bos>", *SENTENCE], [*SENTENCE, "<eos>"])),
        ("these are words, asked are ids: BOS and EOS without quotation marks.",
         (["BOS", *SENTENCE], [*SENTENCE, "EOS"])),
    ],
    hint="Two rows of four ids; at each place the decoder reads the word before the one it writes.",
    asks=("words", "targets"),
    spell=lambda ids, _: f"[{', '.join({BOS: 'BOS', EOS: 'EOS'}.get(it, str(it)) for it in ids)}]",
)  # fmt: skip


def _states(source, lengths):
    """The states of a small recurrent network after each token id: (batch, source, 3)"""
    source, lengths = torch.as_tensor(source), torch.as_tensor(lengths)
    if source.is_floating_point():
        raise ValueError("`encode` reads ids, not vectors: whole numbers (batch, source)")
    if source.dim() != 2 or lengths.shape != source.shape[:1]:
        raise ValueError(
            "`encode` reads ids (batch, source) and one length for each sentence (batch,), and got "
            f"{tuple(source.shape)} and {tuple(lengths.shape)}"
        )
    turn = torch.tensor([[0.6, -0.5, 0.2], [0.4, 0.7, -0.3], [-0.2, 0.3, 0.8]])
    state, states = torch.zeros(len(source), 3), []
    for ids in source.T:
        vectors = torch.sin(ids[:, None] * torch.tensor([1.0, 1.7, 2.9]) + 0.4)
        state = torch.tanh(vectors + state @ turn.T)
        states.append(state)
    return torch.stack(states, dim=1)


def encode_right(source, lengths):
    """The state after each sentence's own last word: (batch, 3)"""
    return _states(source, lengths)[torch.arange(len(source)), torch.as_tensor(lengths) - 1]


def encode_over_padding(source, lengths):
    """The bug: reads on over the padding."""
    return _states(source, lengths)[:, -1]


def encode_by_average(source, lengths):
    """Another bug: averages over the padded width."""
    words = torch.as_tensor(source)[:, :, None] != PAD
    return (_states(source, lengths) * words).sum(dim=1) / words.shape[1]


def encode_first_number_right(source, lengths):
    """Of each vector only the first number is right: the others have read on over the padding."""
    right, wrong = encode_right(source, lengths), encode_over_padding(source, lengths)
    return torch.cat([right[:, :1], wrong[:, 1:]], dim=1)


def encode_first_number_wrong(source, lengths):
    """The other way round: only the first number has read on over the padding."""
    right, wrong = encode_right(source, lengths), encode_over_padding(source, lengths)
    return torch.cat([wrong[:, :1], right[:, 1:]], dim=1)


def _how_it_pads(calls):
    """What is wrong with the padding of a test that called `encode` so, or None."""
    calls = [(torch.as_tensor(source), torch.as_tensor(lengths)) for source, lengths in calls]
    if any((source[:, 0] == PAD).any() for source, _ in calls):
        return "your test puts <pad> before the words: in this notebook it stands behind them."
    if any(
        (source[torch.arange(source.shape[1]) < lengths[:, None]] == PAD).any()
        for source, lengths in calls
    ):
        return (
            "your test counts <pad> as words: `lengths` stays the number of *real* words, also "
            "for the padded source. Only the width of `source` grows."
        )
    if not any((source.shape[1] > lengths).any() for source, lengths in calls):
        return "your test never gives the encoder padding: make `source` wider than `lengths` says."
    return None


def _two_ways(compare):
    def harmless(encode):
        lengths = torch.tensor([3])
        plain, padded = torch.tensor([[5, 9, 7]]), torch.tensor([[5, 9, 7, PAD, PAD]])
        return bool(compare(encode(plain, lengths), encode(padded, lengths)))

    return harmless


padding_test = verdict(
    "Exercise 3",
    {"the right encoder": encode_right},
    {
        "an encoder that reads on over <pad>": (
            "Compare the *numbers* of both results: shapes agree in this bug too.",
            encode_over_padding,
        ),
        "an encoder that averages over <pad>": (
            "Compare *all* numbers of both results, not a few or their signs.",
            encode_by_average,
        ),
        "an encoder whose first number alone is right": (
            "Compare *all* numbers of both results, not only the first.",
            encode_first_number_right,
        ),
        "an encoder whose first number alone is wrong": (
            "Compare *all* numbers of both results, the first one, too.",
            encode_first_number_wrong,
        ),
    },
    slips=[
        ("your test compares signs: an average has the same ones. Compare the numbers.",
         _two_ways(lambda a, b: torch.equal(a.sign(), b.sign()))),
    ],
    example=_two_ways(lambda a, b: torch.allclose(a, b, atol=1e-6)),
    hint="Compare the same sentence with and without padding, with a small tolerance.",
    because=_how_it_pads,
)  # fmt: skip


CANDIDATE = ["le", "le", "chat"]
REFERENCE = ["le", "vieux", "chat", "ne", "dort", "pas"]
SHORT, LONG = len(CANDIDATE), len(REFERENCE)
MATCHES = 2  # le, chat

one_word_bleu = value(
    "Exercise 4",
    lambda: MATCHES / SHORT * math.exp(1 - LONG / SHORT),
    [
        ("candidate and reference changed places: precision asks how many words of the "
         "*candidate* are in the reference, and it is the short candidate that is penalised.",
         lambda: MATCHES / LONG),
        ("the reference has one 'le': the second one finds no partner (clipping).",
         lambda: math.exp(1 - LONG / SHORT)),
        ("every word of the candidate is in the reference, yet 'le' is there once only, and three "
         "words instead of six are punished: clip, then multiply by the penalty.",
         1.0),
        ("this is the clipped precision; the brevity penalty is still missing.",
         lambda: MATCHES / SHORT),
        ("the lengths in the penalty changed places: reference length over candidate length.",
         lambda: MATCHES / SHORT * math.exp(1 - SHORT / LONG)),
        ("the penalty makes the score *smaller*: the exponent is 1 minus the fraction, and so "
         "below 0.",
         lambda: MATCHES / SHORT * math.exp(LONG / SHORT - 1)),
        ("this is the penalty with all signs gone: e to the power of 1 minus the fraction.",
         lambda: MATCHES / SHORT * math.exp(LONG / SHORT)),
        ("divide the matches by the words that were *written*, three.",
         lambda: MATCHES / LONG * math.exp(1 - LONG / SHORT)),
    ],
    hint="Words that match (each reference word once) / words written, times the penalty.",
    digits=2,
)  # fmt: skip


def _follow(write, ids, longest):
    """Let `write` be led by a decoder whose best sentence is `ids`: what it returns."""
    calls = 0

    def step(word, state):
        nonlocal calls
        calls += 1
        if calls > 60:
            raise RuntimeError("the loop does not stop: neither at <eos> nor after `longest` words")
        word, state = int(word), int(state)
        before, after = [BOS, *ids], [*ids, EOS]
        place = min(state, len(ids))
        astray = 11 if state else 4  # the state does not go with the word
        scores = torch.zeros(12)
        scores[PAD], scores[1] = 0.1, -0.1
        scores[after[place] if word == before[place] else astray] = 0.9
        return scores, state + 1

    return write(step, 0, longest)


def _writer(first=BOS, feed_back=True, carry=True, stop=True, limit=True, more=0,
            keep_end=False, keep_begin=False, best=torch.argmax):  # fmt: skip
    begin = [first] if keep_begin else []

    def write(step, state, longest):
        word, written = first, []
        while not limit or len(written) < longest + more:
            scores, new = step(word, state)
            state = new if carry else state
            chosen = int(best(scores))
            if chosen == EOS and stop:
                return begin + [*written, EOS] if keep_end else begin + written
            written.append(chosen)
            word = chosen if feed_back else first
        return begin + written

    return write


def _swapped(step, state, longest):
    state, scores = step(BOS, state)
    return [scores.argmax()]


free_running = function(
    "Exercise 5",
    _writer(),
    {
        "a sentence of five words": ([7, 9, 7, 9, 7], 20),
        "a sentence of six words, with longest = 3": ([5, 6, 8, 10, 9, 7], 3),
        "a sentence of one word": ([6], 20),
    },
    [
        ("every step reads <bos>: the word just written must be read in the next step.",
         _writer(feed_back=False)),
        ("every step starts from the first state: carry the new state on to the next step.",
         _writer(carry=False)),
        ("<eos> is in the answer: it ends the sentence and is not a word of it.",
         _writer(keep_end=True)),
        ("<bos> is in the answer: it was read first and never written.",
         _writer(keep_begin=True)),
        ("<bos> is in the answer: it was read first and never written.",
         _writer(keep_begin=True, more=-1)),
        ("the loop goes on after <eos>: there the sentence ends.",
         _writer(stop=False)),
        ("the loop does not stop after `longest` words.",
         _writer(limit=False)),
        ("the loop never stops: neither at <eos> nor after `longest` words.",
         _writer(stop=False, limit=False)),
        ("one word more than `longest` is written.",
         _writer(more=1)),
        ("one word less than `longest` is written.",
         _writer(more=-1)),
        ("you wrote the best *score*. Asked is *whose* score it is: argmax gives the place.",
         _writer(best=torch.max)),
        ("you wrote the word with the smallest score: argmax, not argmin.",
         _writer(best=torch.argmin)),
        ("the first word read is <pad>: a sentence begins with <bos>.",
         _writer(first=PAD)),
        ("`step` returns the scores first, then the state: you took them the other way round.",
         _swapped),
    ],
    hint="Write the best-scored word until <eos> comes or there are `longest` words.",
    run=_follow,
)  # fmt: skip
