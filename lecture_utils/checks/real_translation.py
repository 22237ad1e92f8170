"""Checks of notebook 10: links counted, unknown words copied, softness, honest tests, beams."""

import torch

from .kinds import function, value, verdict
from .kinds import prediction as prediction
from .kinds import resolve as resolve

LOOKED, DRAWN, BOTH = 6, 7, 4  # links of a small map, by hand, and those that both have

aer_by_hand = value(
    "Exercise 3",
    1 - 2 * BOTH / (LOOKED + DRAWN),
    [
        ("that is how well they agree. The error is what is missing to 1.",
         2 * BOTH / (LOOKED + DRAWN)),
        ("that is 1 - precision: the links that were drawn and not looked at are forgotten.",
         1 - BOTH / LOOKED),
        ("that is 1 - recall: the links that were looked at and not drawn are forgotten.",
         1 - BOTH / DRAWN),
        ("a shared link is one of the map's links and one of those by hand: it counts twice.",
         1 - BOTH / (LOOKED + DRAWN)),
        ("below the line stand *all* links of the map plus *all* by hand, shared ones twice.",
         1 - BOTH / (LOOKED + DRAWN - BOTH)),
    ],
    hint="Shared links twice, over all links of both; and that from 1.",
    digits=2,
)  # fmt: skip

UNKNOWN = (
    (["<unk>", "a", "vu", "<unk>"], ["zelda", "saw", "a", "gizmo"],
     torch.tensor([[0.4, 0.3, 0.2, 0.1], [0.2, 0.5, 0.2, 0.1],
                   [0.1, 0.6, 0.2, 0.1], [0.1, 0.1, 0.2, 0.6]])),
    (["le", "<unk>", "dort"], ["the", "old", "wombat", "sleeps"],
     torch.tensor([[0.4, 0.3, 0.2, 0.1], [0.1, 0.2, 0.6, 0.1], [0.0, 0.1, 0.2, 0.7]])),
    (["il", "dort", "."], ["he", "sleeps", "."],
     torch.tensor([[0.8, 0.1, 0.1], [0.1, 0.8, 0.1], [0.1, 0.1, 0.8]])),
)  # fmt: skip


def _copied(tokens, source, weights):
    looks = weights.argmax(dim=1).tolist()
    return [source[look] if token == "<unk>" else token
            for token, look in zip(tokens, looks, strict=True)]  # fmt: skip


def _by_place(tokens, source, weights):
    return [source[place] if token == "<unk>" else token for place, token in enumerate(tokens)]


def _most_over_targets(tokens, source, weights):
    looks = weights.argmax(dim=0).tolist()
    return [source[looks[place]] if token == "<unk>" else token
            for place, token in enumerate(tokens)]  # fmt: skip


def _every_word(tokens, source, weights):
    return [source[look] for look in weights.argmax(dim=1).tolist()]


def _dropped(tokens, source, weights):
    return [token for token in tokens if token != "<unk>"]


def _least(tokens, source, weights):
    looks = weights.argmin(dim=1).tolist()
    return [source[look] if token == "<unk>" else token
            for token, look in zip(tokens, looks, strict=True)]  # fmt: skip


copy_unknown = function(
    "Exercise 1",
    _copied,
    list(UNKNOWN),
    [
        ("every word was replaced by the one it looks at. Only <unk> is; the French words stay.",
         _every_word),
        ("the <unk> went, and its word with it. In its place comes the English word.", _dropped),
        ("the English word at the *same place* is not the one it looks at: French turns words "
         "round. Read the row of `weights`.", _by_place),
        ("the largest number of a *column* was taken. A French word's look is its row.",
         _most_over_targets),
        ("that is the word it looks at least: argmax, not argmin.", _least),
        ("nothing changed: where a token is '<unk>', the word its row looks at most goes there.",
         lambda tokens, source, weights: list(tokens)),
    ],
    hint="Row i of `weights` belongs to tokens[i]; its largest weight names the English word.",
)  # fmt: skip

EVEN = torch.tensor([[1.0, 0.0, 0.0, 0.0], [0.5, 0.5, 0.0, 0.0], [0.25, 0.25, 0.25, 0.25]])
SOFT = torch.tensor([[0.7, 0.2, 0.1], [0.1, 0.1, 0.8]])


def _entropy(weights, log=torch.log):
    return -(weights * log(weights.clamp(min=1e-12))).sum(dim=-1)


words_looked_at = function(
    "Exercise 4",
    lambda weights: _entropy(weights).exp(),
    {"three even rows": EVEN, "two uneven rows": SOFT},
    [
        ("that is the entropy. One step more makes a number of words of it: exp.", _entropy),
        ("0 · log 0 became NaN. A word without weight adds nothing: clamp the weights from below "
         "inside the log.", lambda weights: (-(weights * weights.log()).sum(dim=-1)).exp()),
        ("the minus is missing: a log of a share is negative.",
         lambda weights: (-_entropy(weights)).exp()),
        ("the sum runs over a column. A look is a row: the last axis.",
         lambda weights: _entropy(weights.T).exp()),
        ("2 to the power of an entropy in *natural* logs: log2 and 2 **, or log and exp.",
         lambda weights: 2 ** _entropy(weights)),
        ("how many weights are above zero says nothing of how large they are.",
         lambda weights: (weights > 0).sum(dim=-1).float()),
        ("that uses the largest weight alone: the entropy asks all of them.",
         lambda weights: 1 / weights.amax(dim=-1)),
        ("1 / Σ w² is another count of the same kind, used elsewhere. Asked is exp of the entropy.",
         lambda weights: 1 / (weights**2).sum(dim=-1)),
    ],
    hint="-Σ w · log w over a row, then exp.",
)  # fmt: skip

# In each case the first and the last pair may stay, one of them though its French is in the test.
TRAIN = [("I see you.", "Je te vois."), ("He sleeps.", "Il dort."), ("A cat!", "Un chat !"),
         ("he runs .", "il court ."), ("We wait.", "Nous attendons."),
         ("They laugh.", "Ils rient.")]  # fmt: skip
TEST = [("he sleeps", "il est endormi"), ("A cat!", "Un chat !"), ("He runs.", "Il court."),
        ("We wait.", "On attend."), ("I can see you.", "Je te vois.")]  # fmt: skip
MORE_TRAIN = [("Good night.", "Bonne nuit."), ("Stop!", "Arrête !"), ("you sing .", "tu chantes ."),
              ("We eat.", "On mange."), ("Thank you.", "Merci."), ("It rains.", "Il pleut."),
              ("She reads.", "Elle lit.")]  # fmt: skip
MORE_TEST = [("She is reading.", "Elle lit."), ("It rains.", "Il pleut."),
             ("Thank you.", "Merci à toi."), ("Who knows?", "Qui sait ?"), ("stop", "arrête-toi"),
             ("You sing.", "Tu chantes.")]  # fmt: skip


def _plain(text):
    return " ".join(word for word in text.lower().replace(".", " ").replace("!", " ").split())


def _drop_right(train, test):
    known = {_plain(english) for english, _ in test}
    return [pair for pair in train if _plain(pair[0]) not in known]


def _drop_exact(train, test):
    known = {english for english, _ in test}
    return [pair for pair in train if pair[0] not in known]


def _drop_pairs(train, test):
    return [pair for pair in train if pair not in test]


def _drop_plain_pairs(train, test):
    known = _plain_pairs(test)
    return [pair for pair in train if not _plain_pairs([pair]) & known]


def _drop_french(train, test):
    known = {_plain(french) for _, french in test}
    return [pair for pair in train if _plain(pair[1]) not in known]


def _plain_pairs(pairs):
    return {(_plain(english), _plain(french)) for english, french in pairs}


def _leaks(kept, test, plain=_plain):
    known = {plain(english) for english, _ in test}
    return [pair for pair in kept if plain(pair[0]) in known]


def _french_leaks(kept, test):
    return _leaks([pair[::-1] for pair in kept], [pair[::-1] for pair in test])


honest_test = verdict(
    "Exercise 2",
    {"a drop that compares plain words": _drop_right},
    {
        "nothing is dropped": ("Is any English of `test` left in what it keeps?",
                               lambda train, test: list(train)),
        "sentences are compared letter by letter": (
            "'He sleeps.' and 'he sleeps' are one sentence to a translator: compare `plain` ones.",
            _drop_exact),
        "whole pairs are compared": (
            "The same English with *another* French one has been seen, too.", _drop_pairs),
        "whole pairs of plain texts are compared": (
            "The same English with *another* French one has been seen, too: look at the English "
            "alone.", _drop_plain_pairs),
        "the French is compared": (
            "Which English is left? *He sleeps.* may stand in `test` with another French.",
            _drop_french),
        "everything is dropped": (
            "Nothing leaks where nothing is left: what is *not* in `test` must be kept.",
            lambda train, test: []),
    },
    [(TRAIN, TEST), (MORE_TRAIN, MORE_TEST)],
    [
        ("capital letters and points hide a leak: compare `plain` sentences.",
         lambda drop, train, test: len(kept := drop(train, test)) > 0
         and not _leaks(kept, test, lambda text: text)),
        ("a drop that throws everything away passes: is the rest still there?",
         lambda drop, train, test: not _leaks(drop(train, test), test)),
        ("the same English with another French is a leak, too: compare the English alone.",
         lambda drop, train, test: len(kept := drop(train, test)) > 0
         and not _plain_pairs(kept) & _plain_pairs(test)),
        ("the French was compared. A leak is an *English* sentence that was read.",
         lambda drop, train, test: len(kept := drop(train, test)) > 0
         and not _french_leaks(kept, test)),
        ("only the first pair was looked at: a leak may stand anywhere.",
         lambda drop, train, test: len(kept := drop(train, test)) > 0
         and not _leaks(kept[:1], test)),
        ("fewer pairs than before, or no whole pair of `test`, is not yet honest: which plain "
         "*English* is left?",
         lambda drop, train, test: 0 < len(drop(train, test)) < len(train)),
    ],
    example=lambda drop, train, test: bool(kept := drop(train, test))
    and not _leaks(kept, test),
    hint="A pair of new English may stay, whatever its French: is no plain English left in `kept` "
    "that is in `test`?",
    rounding=False,
)  # fmt: skip

BEAMS = (
    (torch.tensor([-2.0, -3.0, -2.5]), torch.tensor([2, 6, 3])),
    (torch.tensor([-6.0, -4.0]), torch.tensor([12, 4])),
    (torch.tensor([-1.0, -8.0, -5.0, -4.5]), torch.tensor([1, 10, 4, 5])),
    (torch.tensor([-3.0, -2.5]), torch.tensor([1, 5])),
    (torch.tensor([-1.0, -2.0, -9.0]), torch.tensor([1, 4, 6])),  # neither shortest nor longest
    (torch.tensor([-0.4, -2.0, -9.0]), torch.tensor([2, 4, 6])),
)

best_of_beam = function(
    "Exercise 5",
    lambda totals, lengths: (totals / lengths).argmax(),
    list(BEAMS),
    [
        ("without the length the shortest wins: each word more can only cost.",
         lambda totals, lengths: totals.argmax()),
        ("that is the worst: the totals are negative, and the best total *per word* (total over "
         "length, not the other way round) is the nearest to 0.",
         lambda totals, lengths: (totals / lengths).argmin()),
        ("the longest is not always the best: its total counts, too, *per word*.",
         lambda totals, lengths: lengths.argmax()),
        ("a length that is *added* is no share: how much does one word cost on average?",
         lambda totals, lengths: (totals + lengths).argmax()),
        ("times the length punishes long ones twice.",
         lambda totals, lengths: (totals * lengths).argmax()),
        ("that is how good the best is. Asked is *which* it is: its place.",
         lambda totals, lengths: (totals / lengths).max()),
    ],
    hint="Divide each total by its length; the place of the largest.",
)  # fmt: skip
