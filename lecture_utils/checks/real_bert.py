"""Checks of notebook 11: counting a BERT, a sentence's vector, a head's habit, senses, padding."""

import torch
from torch.nn import functional as F

from ..transformer import bert_layer
from .report import attempt, different, exercise
from .report import prediction as prediction


@exercise("Exercise 1")
def bert_base(answer):
    """The numbers of BERT-base: 12 layers, d_model 768, 3,072 wide, 30,522 tokens, the pooler."""
    d, wide, layers = 768, 3072, 12
    tables, norm, pooler = (30522 + 512 + 2) * d, 2 * d, d * d + d
    looks, thinks = 4 * (d * d + d), 2 * d * wide + wide + d
    whole = tables + norm + layers * (looks + thinks + 2 * norm) + pooler
    causes = [
        (whole - pooler, "the pooler behind the last layer is missing: one matrix and its bias."),
        (whole - norm, "the LayerNorm of the input is missing: a gain and a shift."),
        (whole - norm * 2 * layers, "the LayerNorms of the layers are missing: two in each."),
        (whole - norm * (2 * layers + 1), "the LayerNorms are missing: gain and shift, each."),
        (whole - norm * layers, "each layer has two LayerNorms, one behind each sum."),
        (whole - (4 * d + wide + d) * layers, "the biases of the layers are missing."),
        (whole - (4 * d + wide + d) * layers - d, "the biases are missing: one number a row."),
        (whole - tables, "the three tables are missing: tokens, positions, types."),
        (whole - 514 * d, "only the token table was counted: positions and types are rows too."),
        (whole - 2 * d, "the two rows of types are missing."),
        (whole - (d * d + d) * layers, "attention has four matrices: query, key, value, output."),
        (tables + norm + looks + thinks + 2 * norm + pooler, "that is one layer; there are 12."),
        (22713216, "that is MiniLM again: put 768, 3,072 and 12 in place of its sizes."),
    ]  # fmt: skip
    hint = "Tables, a norm, then layer by layer what section 1 counts, and the pooler."
    return different(answer, whole, causes, hint, tolerance=0.5)


@exercise("Exercise 2")
def pooled(sentence_vectors):
    """`sentence_vectors(states, mask)`: (batch, position, d_model) -> (batch, d_model)."""
    draw = torch.Generator().manual_seed(2)
    states = torch.randn(3, 5, 4, generator=draw)
    mask = torch.arange(5) < torch.tensor([[5], [2], [3]])
    kept = states * mask[..., None]
    right = kept.sum(dim=1) / mask.sum(dim=1, keepdim=True)
    causes = [
        (states.mean(dim=1), "the padding is counted: its states must not be added."),
        (kept.mean(dim=1), "divided by all places: divide by the number of real tokens."),
        (states.sum(dim=1) / mask.sum(dim=1, keepdim=True), "the padding's states were added."),
        (kept.sum(dim=1), "a sum, not yet a mean: divide by the number of real tokens."),
        (states[:, 0], "that is the state of [CLS] alone: take the mean over the tokens."),
        (kept.mean(dim=-1), "the mean runs over a token's numbers: it must run over the tokens."),
        (F.normalize(right, dim=-1), "right direction, but length 1: asked is the mean itself."),
        (kept.amax(dim=1), "that is the largest of each number, not the mean."),
    ]
    hint = "Set the padding's states to 0, add up over the tokens, divide by how many there are."
    return different(attempt(sentence_vectors, states.clone(), mask.clone()), right, causes, hint)


@exercise("Exercise 3")
def looks_back(previous):
    """`previous(weights)`: (heads, query, key) -> (heads,), the mean weight on the word before."""
    weights = torch.randn(3, 6, 6, generator=torch.Generator().manual_seed(3)).softmax(dim=-1)

    def diagonal(offset):
        return weights.diagonal(offset, dim1=-2, dim2=-1)

    right = diagonal(-1).mean(dim=-1)
    causes = [
        (diagonal(1).mean(dim=-1), "that is the word after: keys are the columns, so the word "
         "before stands *below* the diagonal, at offset −1."),
        (diagonal(0).mean(dim=-1), "that is the look at the word itself: one step to the left."),
        (diagonal(-1).sum(dim=-1), "a sum: take the mean over the queries."),
        (diagonal(-1).sum(dim=-1) / 6, "divided by all queries: the first has no word before it."),
        (diagonal(-1).mean(), "one number for all heads: keep the heads apart."),
        (weights.tril(-1).sum(dim=-1).mean(dim=-1), "that is the weight on *all* words before."),
        (diagonal(-1), "these are the weights query by query: take their mean."),
        (weights[..., 0].mean(dim=-1), "that is the weight on the first token."),
    ]  # fmt: skip
    hint = "Query 1 looks at key 0, query 2 at key 1: a diagonal, one below the main one."
    return different(attempt(previous, weights.clone()), right, causes, hint)


@exercise("Exercise 4")
def same_sense(share):
    """`share(vectors, senses)`: how many nearest neighbours, by cosine, have the same sense."""
    # Chosen so that the dot product, the distance and the cosine name different neighbours.
    vectors = torch.tensor([[2.0, -8], [-1, -5], [-1, 1], [1, 4], [5, 3], [8, 2], [-3, 1], [-7, 8]])
    senses = torch.tensor([0, 1, 1, 0, 1, 0, 0, 1])

    def by(table):
        return (senses[table.argmax(dim=1)] == senses).float().mean()

    own = torch.eye(8) * 1e9
    unit = F.normalize(vectors, dim=-1)
    dots, cosines = vectors @ vectors.T, unit @ unit.T
    right = by(cosines - own)
    causes = [
        (1.0, "everybody's nearest is itself: leave a vector out of its own search."),
        (8 * right, "a number of vectors: asked is the share, from 0 to 1."),
        (100 * right, "in per cent: asked is the share, from 0 to 1."),
        (1 - right, "that is the share with *another* sense."),
        (by(dots - own), "the dot product finds long vectors: give each length 1 first."),
        (by(-torch.cdist(vectors, vectors) - own), "that is the distance of the tips, not the "
         "cosine: give each vector length 1 first."),
        (by(-cosines), "that is the *least* alike: take the largest cosine."),
    ]  # fmt: skip
    hint = "A table of cosines, −2 on its diagonal, argmax in each row, and compare the senses."
    return different(attempt(share, vectors.clone(), senses.clone()), right, causes, hint)


def _tiny():
    """A layer of random numbers, d_model 8, and six token vectors."""
    draw = torch.Generator().manual_seed(5)

    def pair(rows, columns):
        return torch.randn(rows, columns, generator=draw) / 2, torch.zeros(rows)

    layer = {part: pair(8, 8) for part in ("query", "key", "value", "output")}
    layer |= {"wide": pair(16, 8), "narrow": pair(8, 16)}
    layer |= {part: (torch.ones(8), torch.zeros(8)) for part in ("norm_1", "norm_2")}
    return layer, torch.randn(9, 8, generator=draw)


def _reader(fault=None):
    layer, table = _tiny()

    def read(ids, mask):
        seen = {"ignored": torch.ones_like(mask), "turned round": ~mask}.get(fault, mask)
        return bert_layer(table[ids], layer, 2, seen[:, None, None])[0]

    return read


@exercise("Exercise 5")
def padding_test(is_right):
    """`is_right(read)`: whether `read(ids, mask)` lets no word see the padding."""
    specimens = {None: True, "ignored": False, "turned round": False}
    said = {}
    for fault, expected in specimens.items():
        verdict = attempt(is_right, _reader(fault))
        if isinstance(verdict, torch.Tensor) and verdict.numel() == 1:
            verdict = bool(verdict)
        if not isinstance(verdict, bool):
            return f"expected True or False, got {type(verdict).__name__}."
        said[fault] = verdict == expected
    if all(said.values()):
        return None
    if not any((said["ignored"], said["turned round"])):
        return "your test passes both faulty readers: let something else stand in the padding, " \
            "and compare the states of the *words*."
    if not said[None]:
        return "your test accuses a reader that is right: compare the words' states only (the " \
            "padding's own may differ), and with allclose, not equal."
    fault = "ignores the mask" if not said["ignored"] else "turns the mask round"
    return f"your test passes a reader that {fault}."
