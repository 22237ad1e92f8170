"""The translator of real sentences: notebook 03's classes, trained on real pairs and the grammar.

`python -m tools.remake translator_real` makes data/translator_real.pt and the rows of
data/translator_real.json; notebook 10 reads both here.
"""

from dataclasses import replace
from typing import NamedTuple

import torch

from ..corpus import read_rows
from ..metrics import (
    alignment_error_rate,
    alignment_precision_recall,
    bleu,
    links_from_weights,
)
from ..paths import data_path, read_json
from ..recurrent import AttentionDecoder, Encoder, Translator
from ..tokenizer import Vocabulary, split_words
from ..training import add_dropout
from ..translate import Trained
from .alignment import best_links, forced_maps
from .translation_runs import known_words, written

NAME = "translator_real"
CREDIT = (
    "Real pairs learned from: the contributors of Tatoeba (tatoeba.org), licence CC-BY 2.0 FR, "
    "as collected at manythings.org/anki."
)
TIED = "decoder.output.weight"  # the same numbers as the decoder's word vectors


class Sense(NamedTuple):
    """A sentence with an ambiguous word, and the French words that are right for it there."""

    word: str
    sense: str
    french: frozenset
    english: list  # tokens


def build(english, french, d_model, hidden, dropout=0.0):
    """An untrained translator with additive attention, as in notebook 03.

    english, french: Vocabulary objects. d_model, hidden: size of a word's vector, of a state.
    dropout: share of the features that is hidden in training, see `training.add_dropout`.
    """
    encoder = Encoder(len(english), d_model, hidden, bidirectional=True)
    decoder = AttentionDecoder(len(french), d_model, hidden, score="additive")
    return add_dropout(Translator(encoder, decoder), dropout)


def save(path, trained):
    """Store a translator in half precision, and the words it knows: numbers and strings only."""
    state = trained.model.state_dict()
    half = {name: numbers.half() for name, numbers in state.items() if name != TIED}
    torch.save(known_words(trained) | {"state": half}, path)


def load(path=None):
    """The Trained of a file as written by `save`; nothing in the file is executed.

    path: by default data/translator_real.pt. Raises FileNotFoundError where there is no such
    file, ValueError for a file of another form.
    """
    path = data_path(f"{NAME}.pt") if path is None else path
    try:
        stored = torch.load(path, weights_only=True)
    except OSError:
        raise
    except Exception as problem:  # on other bytes the reader of pickles raises whatever it likes
        raise ValueError(f"{path} is not a stored translator: {str(problem)[:80]}") from None
    if not isinstance(stored, dict) or {"english", "french", "state"} - set(stored):
        raise ValueError(f"{path}: expected english, french and state, as `save` writes them")
    english, french = Vocabulary(stored["english"]), Vocabulary(stored["french"])
    state = {name: numbers.float() for name, numbers in stored["state"].items()}
    vectors = state["decoder.words.weight"]
    hidden = state["decoder.gru.weight_hh_l0"].shape[1]
    model = build(english, french, vectors.shape[1], hidden)
    model.load_state_dict(state | {TIED: vectors})
    return Trained(model.eval(), english, french)


def bleu_of(trained, pairs):
    """BLEU (0 … 100) of a translator's greedy translations of pairs, final points included.

    trained: a Trained. pairs: list of Pair.
    """
    return bleu(written(trained, pairs), [pair.french for pair in pairs])


def without_points(pairs):
    """The pairs without the punctuation at their ends, for a translator that never met any."""
    return [replace(pair, english=_cut(pair.english), french=_cut(pair.french)) for pair in pairs]


def _cut(tokens):
    """The tokens without the punctuation at their end."""
    last = max(place for place, token in enumerate(tokens) if token[-1].isalnum() or "'" in token)
    return tokens[: last + 1]


def bleu_by_kind(trained, kinds):
    """{kind: BLEU} of a translator, as `bleu_of`. kinds: {name: list of Pair}.

    A sentence that is of several kinds is translated once.
    """
    each = {tuple(pair.english): pair for pairs in kinds.values() for pair in pairs}
    found = dict(zip(each, written(trained, [*each.values()]), strict=True))
    return {
        kind: bleu([found[tuple(pair.english)] for pair in pairs], [pair.french for pair in pairs])
        for kind, pairs in kinds.items()
    }


def link_figures(trained, pairs, marks=True):
    """{"precision", "recall", "aer"} of its maps against the links of `pairs`, 0 … 1.

    trained: a Trained. pairs: list of Pair, all with links. Each French word counts as linked to
    the English word that its row looks at most. marks: whether the French punctuation counts,
    too, though nobody linked any.
    """
    links = [links_from_weights(weights) for weights in forced_maps(trained, pairs)]
    return _against_hand(links, pairs, marks)


def link_yardsticks(pairs):
    """What two maps without a model reach, punctuation aside: {name: as from `link_figures`}.

    "a plain diagonal": each French word looks at the English one as far from the start, of all
    the way, as itself. "best possible": with one link a word, see `alignment.best_links`.
    """
    best = [best_links(pair.alignment, len(pair.french)) for pair in pairs]
    return {
        "a plain diagonal": _against_hand([_diagonal(pair) for pair in pairs], pairs, marks=False),
        "best possible": _against_hand(best, pairs, marks=False),
    }


def _diagonal(pair):
    """Links (source, target) of a map that is a straight line from corner to corner."""
    slope = (len(pair.english) - 1) / max(1, len(pair.french) - 1)
    return {(round(target * slope), target) for target in range(len(pair.french))}


def _against_hand(links, pairs, marks):
    if not marks:
        links = [
            {link for link in found if _is_word(pair.french[link[1]])}
            for found, pair in zip(links, pairs, strict=True)
        ]
    gold = [pair.alignment for pair in pairs]
    precision, recall = alignment_precision_recall(links, gold)
    return {"precision": precision, "recall": recall, "aer": alignment_error_rate(links, gold)}


def _is_word(token):
    return any(letter.isalnum() for letter in token)


def sharpness(trained, pairs):
    """The largest weight of each French word's row, in the lists "on gold", "off gold", "no link".

    pairs: list of Pair with links. "off gold": the row's largest weight lies on an English word
    that the French one is not linked to; "no link": nobody linked the word to any.
    """
    found = {"on gold": [], "off gold": [], "no link": []}
    for weights, pair in zip(forced_maps(trained, pairs), pairs, strict=True):
        linked = {target for _, target in pair.alignment}
        for source, target in sorted(links_from_weights(weights)):
            gold = "on gold" if (source, target) in pair.alignment else "off gold"
            name = gold if target in linked else "no link"
            found[name].append(weights[target].max().item())
    return found


def soft_shares(groups, below=0.5):
    """Of the looks on gold, how many are soft? Of those off gold? How many of the soft are right?

    groups: as from `sharpness`. below: a look is soft where its largest weight is smaller.
    Returns three shares, 0 … 1. Raises ValueError where no look is on gold, off gold, or soft.
    """
    looks = groups["on gold"], groups["off gold"]
    on, off = (sum(weight < below for weight in found) for found in looks)
    if not all(looks) or not on + off:
        raise ValueError(f"looks on gold and off gold are needed, some below {below}")
    return on / len(looks[0]), off / len(looks[1]), on / (on + off)


def word_sharpness(trained, pairs, least=12):
    """{French word: mean of the largest weight of its rows} of words that occur `least` times."""
    rows = {}
    for weights, pair in zip(forced_maps(trained, pairs), pairs, strict=True):
        for word, row in zip(pair.french, weights, strict=True):
            rows.setdefault(word, []).append(row.max().item())
    return {word: sum(found) / len(found) for word, found in rows.items() if len(found) >= least}


def ambiguous_sentences():
    """The sentences of data/ambiguous_sentences.tsv, written for notebook 10: list of Sense."""
    return [
        Sense(word, sense, frozenset(french.split()), split_words(text))
        for _, (word, sense, french, text) in read_rows(data_path("ambiguous_sentences.tsv"), 4, 4)
    ]


def senses_in(pairs):
    """The sentences of the grammar that hold one of those eight words: list of Sense.

    pairs: list of Pair with `senses`, as `corpus.generate` makes them. Inflected forms are left
    out, and sentences with two of the words.
    """
    french = {(item.word, item.sense): item.french for item in ambiguous_sentences()}
    found = []
    for pair in pairs:
        keys = [(pair.english[place], sense) for place, sense in pair.senses.items()]
        if len(keys) == 1 and keys[0] in french:
            found.append(Sense(*keys[0], french[keys[0]], pair.english))
    return found


def senses_found(trained, sentences):
    """{(word, sense): (right, other sense, neither)}: in how many translations is which sense?

    sentences: list of Sense. A sense is found where the translation has one of its French words;
    "other sense": a French word of another sense of the same English word, and none of the right.
    """
    words = {(item.word, item.sense): item.french for item in sentences}
    counts = {key: [0, 0, 0] for key in words}
    for item, tokens in zip(sentences, written(trained, sentences), strict=True):
        rivals = [french for (word, _), french in words.items() if word == item.word]
        right = not item.french.isdisjoint(tokens)
        other = any(not french.isdisjoint(tokens) for french in rivals)
        counts[item.word, item.sense][0 if right else 1 if other else 2] += 1
    return {key: tuple(found) for key, found in counts.items()}


def beside_one_sense(counts):
    """{word: (right, right if always its more frequent sense were written, sentences)}, and "all".

    counts: as from `senses_found`.
    """
    words = {}
    for (word, _), found in counts.items():
        words.setdefault(word, []).append(found)
    rows = {
        word: (sum(found[0] for found in senses), max(map(sum, senses)), sum(map(sum, senses)))
        for word, senses in words.items()
    }
    return rows | {"all": tuple(map(sum, zip(*rows.values(), strict=True)))}


def share_among(pairs, words):
    """The share, 0 … 1, of the running English words of pairs that are in `words`, a set.

    Punctuation is left out. Raises ValueError for pairs without an English word.
    """
    running = [word for pair in pairs for word in pair.english if _is_word(word)]
    if not running:
        raise ValueError("the pairs have no English word: there is nothing to share out")
    return sum(word in words for word in running) / len(running)


def stored_rows():
    """The rows of data/translator_real.json, as a list of dictionaries."""
    return read_json(f"{NAME}.json")


def taken_apart(rows):
    """Of the shortest trainings: (steps, {read: {sentences: BLEU}}, {read: AER}).

    rows: as from `stored_rows`. What was read: real pairs only, grammar only, both.
    """
    steps = min(row["steps"] for row in rows)
    apart = {row["sentences"]: row for row in rows if row["steps"] == steps}
    names = {"real": "real pairs only", "grammar": "grammar only", "both": "both"}
    sets = {"lexicon": "lexicon", "everyday": "everyday", "held out": "real, kept out"}
    scores = {
        name: {label: apart[key]["bleu"][kind] for kind, label in sets.items()}
        for key, name in names.items()
    }
    return steps, scores, {name: apart[key]["aer"] for key, name in names.items()}


def readings(rows):
    """Of the shortest trainings: how often each pair was read, {what was read: number}.

    rows: as from `stored_rows`. Equal steps are not equal reading where there are fewer pairs.
    """
    steps = min(row["steps"] for row in rows)
    return {
        row["sentences"]: steps * row["size"] / row["pairs"]
        for row in rows
        if row["steps"] == steps
    }
