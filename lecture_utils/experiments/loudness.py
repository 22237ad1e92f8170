"""How much longer some vectors are than others: before attention, and as its keys."""

import torch
from torch.nn import functional as F

from ..corpus import generate
from ..geometry import length
from ..tokenizer import BOS
from .language_models import load

SENTENCES, SEED = 200, 9  # of the grammar, beside those that the models learned from


def spread(lengths):
    """How many times longer the loud ones are: the 95th of 100 lengths over the 5th."""
    low, high = torch.quantile(lengths, torch.tensor([0.05, 0.95]))
    return (high / low).item()


@torch.no_grad()
def key_lengths(tiny):
    """Lengths of words as a TinyModel reads them, and of the keys that its first layer makes.

    returns (words, keys): the lengths of token + position (word,), and of the keys of all heads
    (word · heads,), over 200 sentences
    """
    model, vocabulary = tiny
    before, after = [], []
    for pair in generate(SENTENCES, seed=SEED, max_words=16, words="core"):
        ids = torch.tensor([BOS, *vocabulary.encode(pair.english)])
        x = model.tokens(ids) + model.positions.weight[: len(ids)]
        block = model.blocks[0]
        weight, bias = (p.chunk(3)[1] for p in (block.attention.in_proj_weight,
                                                block.attention.in_proj_bias))  # fmt: skip
        keys = F.linear(block.norm_1(x), weight, bias)
        before.append(length(x))
        after.append(length(keys.unflatten(-1, (model.sizes["heads"], -1))).flatten())
    return torch.cat(before), torch.cat(after)


def in_models():
    """How many times longer the loud ones are, in the two models that notebook 04 trains.

    returns {"tiny GPT": (words, keys), "tiny BERT": …}: `spread` of what `key_lengths` finds
    """
    files = {"tiny GPT": "tiny_gpt.pt", "tiny BERT": "tiny_bert.pt"}
    return {name: tuple(map(spread, key_lengths(load(file)))) for name, file in files.items()}
