"""The checks of notebook 10: each slip has its hint, wrong answers of others a fair one."""

import pytest
import torch

from lecture_utils.checks import real_translation as check


@pytest.mark.parametrize("answer", [0.3846, 0.38, "0.38", [0.385], torch.tensor(5 / 13)])
def test_the_error_rate_in_any_dress(answer):
    assert check.aer_by_hand.say(answer) == "✓ Exercise 3: correct."


@pytest.mark.parametrize(
    "answer, says",
    [(0.62, "missing to 1"), (1 / 3, "1 - precision"), (0.43, "1 - recall"), (38, "per cent")],
)
def test_the_error_rate_missed(answer, says):
    assert says in check.aer_by_hand.say(answer)


def test_copying_by_a_loop_is_right():
    def by_loop(tokens, source, weights):
        written = []
        for token, row in zip(tokens, weights.tolist(), strict=True):
            written.append(source[row.index(max(row))] if token == "<unk>" else token)
        return written

    assert check.copy_unknown.say(by_loop) == "✓ Exercise 1: correct."


@pytest.mark.parametrize(
    "answer, says",
    [
        (lambda tokens, source, weights: " ".join(tokens), "✗"),
        (lambda tokens, source, weights: [source[0] if t == "<unk>" else t for t in tokens], "✗"),
        (lambda tokens, source, weights: source, "✗"),
        (lambda tokens, source, weights: [source[int((row > 0.5).nonzero()[0])] if t == "<unk>"
                                          else t for t, row in zip(tokens, weights, strict=True)],
         "✗"),
        (lambda tokens, source, weights: [source[int(r.argmax())] for r in weights], "Only <unk>"),
    ],
)  # fmt: skip
def test_copying_missed(answer, says):
    assert says in check.copy_unknown.say(answer)


@pytest.mark.parametrize(
    "answer, says",
    [
        (lambda w: torch.special.entr(w).sum(-1).exp(), "✓"),
        (lambda w: 2 ** (torch.special.entr(w) / torch.tensor(2.0).log()).sum(-1), "✓"),
        (lambda w: torch.special.entr(w).sum(-1), "One step more"),
        (lambda w: torch.exp(-(w * torch.log(w)).sum(-1)), "NaN"),
        (lambda w: torch.special.entr(w).sum().exp(), "✗"),
        (lambda w: 1 / w.max(dim=-1).values, "the largest weight alone"),
    ],
)
def test_words_looked_at(answer, says):
    assert says in check.words_looked_at.say(answer)


def plain(text):
    return text.lower().strip(" .!")


@pytest.mark.parametrize(
    "answer, says",
    [
        (lambda drop, train, test: drop(train, test)
         == [pair for pair in train if plain(pair[0]) not in {plain(e) for e, _ in test}], "✓"),
        (lambda drop, train, test: len(kept := drop(train, test)) > 0
         and {plain(e) for e, _ in kept}.isdisjoint(plain(e) for e, _ in test), "✓"),
        (lambda drop, train, test: len(drop(train, test)) == 1, "accuses right code"),
        (lambda drop, train, test: len(drop(train, test)) == 2, "accuses right code"),
        (lambda drop, train, test: len(kept := drop(train, test)) > 0
         and plain(kept[0][0]) not in {plain(e) for e, _ in test}, "only the first pair"),
        (lambda drop, train, test: len(kept := drop(train, test)) > 0
         and plain(kept[-1][0]) not in {plain(e) for e, _ in test}, "lets a bug pass"),
        (lambda drop, train, test: len(kept := drop(train, test)) > 0
         and not {(plain(e), plain(f)) for e, f in kept} & {(plain(e), plain(f)) for e, f in test},
         "compare the English alone"),
        (lambda drop, train, test: bool(kept := drop(train, test))
         and not {(plain(e), plain(f)) for e, f in kept} & {(plain(e), plain(f)) for e, f in test},
         "look at the English alone"),
        (lambda drop, train, test: len(kept := drop(train, test)) > 0
         and not {plain(f) for _, f in kept} & {plain(f) for _, f in test}, "French was compared"),
        (lambda drop, train, test: len(kept := drop(train, test)) > 0
         and not {plain(e) for e, _ in kept} & {plain(e) for e, _ in test}
         and not {plain(f) for _, f in kept} & {plain(f) for _, f in test}, "whatever its French"),
        (lambda drop, train, test: not {plain(e) for e, _ in drop(train, test)}
         & {plain(e) for e, _ in test}, "throws everything away"),
        (lambda drop, train, test: not set(drop(train, test)) & set(test), "✗"),
        (lambda drop, train, test: True, "✗"),
        (lambda drop, train, test: False, "✗"),
    ],
)  # fmt: skip
def test_an_honest_test(answer, says):
    assert says in check.honest_test.say(answer)


def test_lists_of_words_are_never_called_zeros():
    def by_letter(drop, train, test):
        kept = drop(train, test)
        return bool(kept) and not ({e for e, _ in kept} & {e for e, _ in test})

    said = check.honest_test.say(by_letter)
    assert "✗" in said and "plain" in said and "zeros" not in said


@pytest.mark.parametrize(
    "answer, says",
    [
        (lambda t, n: max(range(len(t)), key=lambda i: t[i] / n[i]), "✓"),
        (lambda totals, lengths: int(torch.argsort(totals / lengths)[-1]), "✓"),
        (lambda totals, lengths: (lengths / totals).argmin(), "✓"),
        (lambda totals, lengths: torch.argmax(totals), "each word more"),
        (lambda totals, lengths: lengths.argmax(), "not always the best"),
        (lambda totals, lengths: (totals + lengths).argmax(), "on average"),
        (lambda totals, lengths: (totals / lengths.sqrt()).argmax(), "✗"),
        (lambda totals, lengths: (totals / lengths).max(dim=0), "✗"),
        (lambda totals, lengths: totals / lengths, "✗"),
    ],
)
def test_best_of_beam(answer, says):
    assert says in check.best_of_beam.say(answer)
