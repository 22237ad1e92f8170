"""Is attention used? Hide the word it looks at most, or another one, and see what is lost.

Two ways to hide a source word: forbid its position in the attention of one step (its traces in the
neighbours' states remain), or put <unk> in its place before the encoder reads the sentence.
After Jain & Wallace 2019, section 4, and Wiegreffe & Pinter 2019, who discuss what this shows.
"""

import random

import torch

from ..metrics import bleu
from ..tokenizer import BOS, EOS, PAD, UNK
from ..training import make_batch, pad
from .alignment import forced_maps
from .translation_runs import RIGHT, RUNNING


def choose_positions(weights, seed=0):
    """For each row of a map, the position looked at most and another one drawn at random.

    weights (target, source), at least two source words.
    Returns two lists of source indices, one entry for each row; never equal in a row.
    Raises ValueError for a map with one source word.
    """
    draw, most, other = random.Random(seed), [], []
    for row in weights.tolist():
        if len(row) < 2:
            raise ValueError("hiding one source word needs at least two, got a map with one")
        most.append(max(range(len(row)), key=row.__getitem__))
        other.append((most[-1] + 1 + draw.randrange(len(row) - 1)) % len(row))
    return most, other


@torch.no_grad()
def probability_of_right_words(trained, pair, masked=None, replaced=None):
    """The probability that the model gives to each right French word (target,), teacher-forced.

    masked: a source index for each French word, forbidden to its attention; or None.
    replaced: a source index for each French word, read as <unk> instead; or None. The sentence is
    then read once for each French word, so that only this word's own step is disturbed.
    """
    model, english, french = trained
    model.eval()
    ids = (english.encode(pair.english), french.encode(pair.french))
    steps = len(pair.french)
    batch = make_batch([ids] * (1 if replaced is None else steps))
    source = batch.source.clone()
    if replaced is not None:
        source[range(steps), replaced] = UNK
    memory = model.encoder(source, batch.lengths)
    if masked is not None:
        mask = memory.mask.repeat(1, steps + 1, 1)
        mask[:, range(steps), masked] = False
        memory = memory._replace(mask=mask)
    features, _, _ = model.decoder(batch.words, memory.last, memory)
    chances = model.decoder.output(features).softmax(dim=-1)
    rows = range(steps) if replaced is not None else [0] * steps
    return chances[rows, range(steps), ids[1]]


@torch.no_grad()
def last_word(trained, english, french, hidden=()):
    """How the last French word is written while some words are read as <unk>.

    english, french: a sentence and its translation, str; the model is made to write the French.
    hidden: words of either language; what the decoder has written itself can be hidden, too.
    Returns the weights (source,) of the last word's step, and its probability.
    Raises ValueError for a sentence without words, and a hidden word that neither sentence has.
    """
    model, its_english, its_french = trained
    model.eval()
    words, written = english.split(), french.split()
    if not words or not written:
        raise ValueError(f"expected words on both sides, got {english!r} and {french!r}")
    if lost := [word for word in hidden if word not in (*words, *written[:-1])]:
        raise ValueError(
            f"no word {lost[0]!r} to hide in {english!r} or before the end of {french!r}"
        )
    batch = make_batch([(its_english.encode(words), its_french.encode(written))])
    source, reads = batch.source.clone(), batch.words.clone()
    source[0, [place for place, word in enumerate(words) if word in hidden]] = UNK
    reads[0, [place + 1 for place, word in enumerate(written[:-1]) if word in hidden]] = UNK
    logits, weights = model(source, batch.lengths, reads)
    step = len(written) - 1
    chances = logits[0, step].softmax(dim=-1)
    return weights[0, step], chances[batch.targets[0, step]].item()


HIDDEN = {"nothing": (), "the English word": (0,), "the French word": (1,), "both": (0, 1)}
DECIDING, BESIDE = {"boat": ("boat", "bateau"), "cheque": ("cheque", "chèque")}, ("white", "blanc")


def twins(models):
    """What the running sentence and its twin need to be told apart: hide it, and ask again.

    models: list of Trained. Returns {what is hidden: {"boat" or "cheque": the right last word's
    probability, for each model}}: nothing, the deciding word in either language, in both, and
    another word, in both.
    """
    found = {}
    for name, places in (HIDDEN | {"white and blanc": BESIDE}).items():
        for word, pair in DECIDING.items():
            hidden = [pair[part] if part in (0, 1) else part for part in places]
            asked = (RUNNING[word], RIGHT[word], hidden)
            found.setdefault(name, {})[word] = [last_word(model, *asked)[1] for model in models]
    return found


def more_than_half(by_sentence):
    """How many of the probabilities {sentence: one for each model} are above one half."""
    return sum(chance > 0.5 for chances in by_sentence.values() for chance in chances)


def largest_gap(ones, others):
    """How far two {sentence: one probability for each model} lie apart at most."""
    return max(
        abs(one - other)
        for name in ones
        for one, other in zip(ones[name], others[name], strict=True)
    )


def mean_drops(trained, pairs, maps, seed=0):
    """The mean drop in the right word's probability when a source word is hidden.

    maps: one (target, source) per pair, as from `alignment.forced_maps`.
    Returns {("masked" or "replaced", "most" or "other"): mean drop}, over all French words.
    """
    drops = {}
    for number, (pair, weights) in enumerate(zip(pairs, maps, strict=True)):
        whole = probability_of_right_words(trained, pair)
        places = zip(("most", "other"), choose_positions(weights, seed + number), strict=True)
        for which, positions in places:
            for way in ("masked", "replaced"):
                left = probability_of_right_words(trained, pair, **{way: positions})
                drops.setdefault((way, which), []).extend((whole - left).tolist())
    return {key: sum(values) / len(values) for key, values in drops.items()}


@torch.no_grad()
def translate_hiding(trained, sentences, way, which, seed=0, longest=60):
    """Translate word by word, and hide one source word at every step: lists of French tokens.

    sentences: lists of tokens, at least two words each. way: "masked" or "replaced", as above.
    which: "most", the word that this step looks at most, or "other", one drawn at random.
    Each step looks freely first, to find the word, and is then taken without it; the words written
    so far stay. Raises ValueError for another `way` or `which`.
    """
    if way not in ("masked", "replaced") or which not in ("most", "other"):
        raise ValueError(
            "expected 'masked' or 'replaced', and 'most' or 'other', "
            f"got way={way!r}, which={which!r}"
        )
    model, english, french = trained
    model.eval()
    source, lengths = pad([english.encode(sentence) for sentence in sentences])
    memory, rows = model.encoder(source, lengths), range(len(sentences))
    words = torch.full((len(sentences), 1), BOS)
    ended = torch.zeros(len(sentences), dtype=torch.bool)
    while words.shape[1] <= longest and not ended.all():
        _, weights, _ = model.decoder(words, memory.last, memory)
        hidden = []
        for row in rows:
            its_seed = seed + row * longest + words.shape[1]
            most, other = choose_positions(weights[row, -1:, : lengths[row]], its_seed)
            hidden.extend(most if which == "most" else other)
        # a state depends on the words before it, not on earlier contexts: so the whole sentence
        # may be written again with this step's word hidden, and only the last row is used
        if way == "masked":
            mask = memory.mask.clone()
            mask[rows, 0, hidden] = False
            left = memory._replace(mask=mask)
        else:
            reads = source.clone()
            reads[rows, hidden] = UNK
            left = model.encoder(reads, lengths)
        features, _, _ = model.decoder(words, left.last, left)
        word = model.decoder.output(features[:, -1]).argmax(dim=-1).masked_fill(ended, PAD)
        words, ended = torch.cat([words, word[:, None]], dim=1), ended | (word == EOS)
    return [
        french.decode([word for word in row if word not in (EOS, PAD)])
        for row in words[:, 1:].tolist()
    ]


def most_and_other(trained, pairs, seed=0):
    """What is lost when each step is taken without one source word.

    pairs: list of Pair. Returns {(way, which): (mean drop of the right word's probability, BLEU of
    the translations)}, ways and words as in `translate_hiding`.
    """
    drops = mean_drops(trained, pairs, forced_maps(trained, pairs), seed)
    left = bleu_left(trained, pairs, seed)
    return {key: (drops[key], score) for key, score in left.items()}


def bleu_left(trained, pairs, seed=0):
    """The second half of `most_and_other`: {(way, which): BLEU of the translations}."""
    sentences, right = [pair.english for pair in pairs], [pair.french for pair in pairs]
    return {
        (way, which): bleu(translate_hiding(trained, sentences, way, which, seed), right)
        for way in ("masked", "replaced")
        for which in ("most", "other")
    }
