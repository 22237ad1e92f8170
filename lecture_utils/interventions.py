"""Is attention used? Hide the word it looks at most, or another one, and see what is lost.

Two ways to hide a source word: forbid its position in the attention of one step (its traces in the
neighbours' states remain), or put <unk> in its place before the encoder reads the sentence.
After Jain & Wallace 2019, section 4, and Wiegreffe & Pinter 2019, who discuss what this shows.
"""

import random

import torch

from .batches import make_batch
from .recurrent import AttentionDecoder
from .tokenizer import UNK


def choose_positions(weights, seed=0):
    """For each row of a map, the position looked at most and another one drawn at random.

    weights (target, source), at least two source words.
    Returns two lists of source indices, one entry a row; never equal in a row.
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
def probability_of_right_words(model, pair, english, french, masked=None, replaced=None):
    """The probability that the model gives to each right French word (target,), teacher-forced.

    masked: a source index for each French word, forbidden to its attention; or None.
    replaced: a source index for each French word, read as <unk> instead; or None. The sentence is
    then read once for each French word, so that only this word's own step is disturbed.
    """
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


def mean_drops(model, pairs, maps, english, french, seed=0):
    """The mean drop in the right word's probability when a source word is hidden.

    maps: one (target, source) a pair, as from `alignment_report.forced_maps`.
    Returns {("masked" or "replaced", "most" or "other"): mean drop}, over all French words.
    """
    drops = {}
    for number, (pair, weights) in enumerate(zip(pairs, maps, strict=True)):
        whole = probability_of_right_words(model, pair, english, french)
        places = zip(("most", "other"), choose_positions(weights, seed + number), strict=True)
        for which, positions in places:
            for way in ("masked", "replaced"):
                left = probability_of_right_words(model, pair, english, french, **{way: positions})
                drops.setdefault((way, which), []).extend((whole - left).tolist())
    return {key: sum(values) / len(values) for key, values in drops.items()}


class HidingDecoder(AttentionDecoder):
    """An AttentionDecoder that may never look where it would look most, or at a random word.

    hide: "most" or "other". Load a trained decoder's state into it; for translation step by step.
    """

    def __init__(self, *sizes, hide="most", seed=0, **options):
        if hide not in ("most", "other"):
            raise ValueError(f"hide must be 'most' or 'other', got {hide!r}")
        super().__init__(*sizes, **options)
        self.hide, self.random = hide, torch.Generator().manual_seed(seed)

    def context(self, states, memory):
        """states (batch, target, hidden) -> context, weights (batch, target, source)"""
        _, weights = super().context(states, memory)
        hidden = weights.argmax(dim=-1, keepdim=True)
        if self.hide == "other":
            chance = torch.rand(weights.shape, generator=self.random)
            allowed = memory.mask.expand_as(weights).scatter(-1, hidden, False)
            hidden = chance.masked_fill(~allowed, -1).argmax(dim=-1, keepdim=True)
        mask = memory.mask.expand_as(weights).scatter(-1, hidden, False)
        return super().context(states, memory._replace(mask=mask))


def hiding(model, make, hide, seed=0):
    """A copy of a trained Translator whose decoder hides a source word at every step.

    make: function (decoder class with its options bound) -> an untrained Translator of the same
    sizes; hide: "most" or "other".
    """

    def decoder(*sizes, **options):
        return HidingDecoder(*sizes, hide=hide, seed=seed, **options)

    copy = make(decoder)
    copy.load_state_dict(model.state_dict())
    return copy.eval()
