"""Sentences of different lengths side by side: padding, and batches that need little of it."""

from typing import NamedTuple

import torch
from torch import Tensor

from .tokenizer import BOS, EOS, PAD


class Batch(NamedTuple):
    """Sentence pairs as token ids; <pad> fills the ends."""

    source: Tensor  # (batch, source)
    lengths: Tensor  # (batch,) real source lengths
    words: Tensor  # (batch, target) what the decoder reads: <bos>, then the translation
    targets: Tensor  # (batch, target) what it should write: the translation, then <eos>


def pad(sentences):
    """Lists of token ids -> ids (batch, longest) with <pad> at the ends, lengths (batch,).

    Raises ValueError for no sentences and for a sentence without tokens.
    """
    lengths = [len(sentence) for sentence in sentences]
    if not lengths:
        raise ValueError("pad expects at least one sentence, got none")
    if min(lengths) == 0:
        raise ValueError(f"sentence {lengths.index(0)} is empty: there is nothing to read in it")
    rows = [[*row, *[PAD] * (max(lengths) - len(row))] for row in sentences]
    return torch.tensor(rows), torch.tensor(lengths)


def make_batch(pairs):
    """Pairs of token-id lists (source, target) -> Batch.

    Raises ValueError for no pairs and for an empty sentence.
    """
    source, lengths = pad([source for source, _ in pairs])
    words, _ = pad([[BOS, *target] for _, target in pairs])
    targets, _ = pad([[*target, EOS] for _, target in pairs])
    return Batch(source, lengths, words, targets)


def encode_pairs(pairs, english, french):
    """Pairs with token lists `.english`, `.french` -> list of id lists (source, target).

    english, french: the two Vocabulary objects; words they do not know become <unk>.
    """
    return [(english.encode(pair.english), french.encode(pair.french)) for pair in pairs]


def batches_by_length(pairs, size, seed=0, passes=None):
    """Yield shuffled batches in which all sources have one length and targets nearly one.

    So the encoder meets no padding and the decoder little. Every pair comes once per pass;
    `passes=None` never ends. The order depends on `seed` only, not on PyTorch's random state.

    pairs: list of id lists (source, target), as from `encode_pairs`.
    size: largest number of sentences in a batch.
    Raises ValueError for no pairs and for a size below 1.
    """
    if not pairs:
        raise ValueError("batches_by_length expects at least one pair, got none")
    if size < 1:
        raise ValueError(f"a batch holds at least 1 pair, got size={size}")
    order = torch.Generator().manual_seed(seed)
    source_lengths = torch.tensor([len(source) for source, _ in pairs])
    target_lengths = torch.tensor([len(target) for _, target in pairs])
    return _passes(pairs, source_lengths, target_lengths, size, order, passes)


def _passes(pairs, source_lengths, target_lengths, size, order, passes):
    done = 0
    while passes is None or done < passes:
        # sorted by target length within each source length; the fraction shuffles equal ones
        place = target_lengths + torch.rand(len(pairs), generator=order)
        chunks = []
        for length in source_lengths.unique():
            same = (source_lengths == length).nonzero().flatten()
            chunks.extend(same[place[same].argsort()].tensor_split(-(-len(same) // size)))
        for number in torch.randperm(len(chunks), generator=order):
            yield make_batch([pairs[index] for index in chunks[number]])
        done += 1
