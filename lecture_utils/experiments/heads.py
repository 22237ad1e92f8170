"""What heads are worth: switch one off and measure; where it looks; how long its keys are;
how many numbers a model has; and what more training is worth.

Configurations: Radford et al. 2018 (section 4.1), Devlin et al. 2019 (section 3), Radford et al.
2019 (table 2), with the vocabularies of the released models.
"""

import copy

import torch
from torch import nn
from torch.nn import functional as F

from .. import corpus
from ..attention import causal_mask
from ..geometry import length
from ..guards import guarded, whole
from ..paths import read_json
from ..tokenizer import BOS
from ..transformer import Transformer
from . import language_models as lm

SEEDS = (0, 1, 2)
PLACES = ("the word before", "itself", "the word after")


def _check_heads(model, layer, *heads):
    for name, number, count in (
        ("layer", layer, model.sizes["layers"]),
        *(("each head", head, model.sizes["heads"]) for head in heads),
    ):
        if whole(name, number, least=0) >= count:
            raise ValueError(f"{name} must be from 0 to {count - 1}, got {number}")


@guarded(_check_heads)
def silence_heads(model, layer, *heads):
    """A copy of the model in which some heads of one layer are mute.

    After joining, the numbers of a head meet d_k columns of W_o of their own: these become 0.
    Taught in notebook 04. Raises ValueError for a layer or a head that the model does not have.
    """
    model, d_k = copy.deepcopy(model), model.sizes["d_model"] // model.sizes["heads"]
    with torch.no_grad():
        for head in heads:
            W_o = model.blocks[layer].attention.out_proj.weight
            W_o[:, head * d_k : (head + 1) * d_k] = 0
    return model


def _check_name(name):
    if name not in ("GPT", "BERT"):
        raise ValueError(f'the model must be "GPT" or "BERT", got {name!r}')


def loss_of(tiny, test, name):
    """Loss on test sentences of a "GPT" or a "BERT", for which the same words are hidden always.

    Raises ValueError for another name, as do all functions here that take one.
    """
    _check_name(name)
    loss = {"GPT": lm.gpt_loss, "BERT": lm.bert_loss(seed=1)}[name]
    return lm.measure(tiny, test, loss)


def costs(tiny, test, name):
    """(layers, heads): how much the loss rises when a head is switched off."""
    model, whole = tiny.model, loss_of(tiny, test, name)
    return torch.tensor(
        [
            [
                loss_of(tiny._replace(model=silence_heads(model, layer, head)), test, name) - whole
                for head in range(model.sizes["heads"])
            ]
            for layer in range(model.sizes["layers"])
        ]
    )


@torch.no_grad()
def shares(tiny, sentences, name):
    """Where the heads of the first layer look: (heads, 3), shares of weight on PLACES.

    A mean over all rows, that of <bos> too: in a GPT it has only itself to look at, which lifts
    "itself". Looks at <bos> count where it is the word before (or itself), else nowhere.
    """
    _check_name(name)
    model, vocabulary = tiny
    total = 0
    for tokens in sentences:
        ids = torch.tensor([[BOS, *vocabulary.encode(tokens)]])
        length = ids.shape[1]
        weights = model(ids, causal_mask(length) if name == "GPT" else None)[1][0][0]
        beside = [weights.diagonal(step, dim1=1, dim2=2).sum(dim=1) for step in (-1, 0, 1)]
        total = total + torch.stack(beside, dim=1) / length
    return total / len(sentences)


def row(name, seed, steps=lm.STEPS):
    """Train a "GPT" or "BERT" and measure its heads: one record of data/head_costs.json."""
    _check_name(name)
    train, test = lm.sentences()
    vocabulary = lm.make_vocabulary(train)
    loss = lm.gpt_loss if name == "GPT" else lm.bert_loss(seed)
    tiny, _ = lm.train(train, vocabulary, loss, seed, steps)
    found = {
        "costs": costs(tiny, test, name),
        "shares": shares(tiny, test[:200], name),
    }
    rounded = {key: [[round(x, 3) for x in line] for line in table.tolist()]
               for key, table in found.items()}  # fmt: skip
    return {"model": name, "seed": seed, "steps": steps} | rounded


def stored():
    """The full trainings kept in data/head_costs.json: {(model, seed): record}."""
    rows = read_json("head_costs.json")
    return {(r["model"], r["seed"]): r for r in rows if r["steps"] == lm.STEPS}


GPT = {"vocab": 40_478, "d_model": 768, "heads": 12, "layers": 12, "longest": 512}
BERT = {"vocab": 30_522, "d_model": 768, "heads": 12, "layers": 12, "longest": 512}
GPT2 = {"vocab": 50_257, "d_model": 768, "heads": 12, "layers": 12, "longest": 1024}


def block_parameters(d_model):
    """Of one block: W_q, W_k, W_v, W_o, two feed-forward layers, biases, and two LayerNorms.

    The number of heads does not occur. Taught in notebook 04.
    """
    attention = 4 * (d_model * d_model + d_model)
    feed_forward = (d_model * 4 * d_model + 4 * d_model) + (4 * d_model * d_model + d_model)
    norms = 2 * 2 * d_model
    return attention + feed_forward + norms


def on_meta(name):
    """Count the parameters of PyTorch modules with the sizes of "GPT", "BERT" or "GPT-2".

    The meta device knows shapes and holds no numbers. Raises KeyError for another name.
    """
    sizes = {"GPT": GPT, "BERT": BERT, "GPT-2": GPT2}[name]
    with torch.device("meta"):
        if name == "BERT":
            model = _bert(**sizes)
        else:
            model = Transformer(**sizes)
            if name == "GPT":
                model.norm = nn.Identity()  # each of its blocks ends with a LayerNorm
    return sum(parameter.numel() for parameter in model.parameters())


def _bert(vocab, longest, layers, heads, d_model):
    """BERT from PyTorch's modules: tokens, positions, two segments, a norm, blocks, a pooler."""
    layer = nn.TransformerEncoderLayer(d_model, heads, 4 * d_model, batch_first=True)
    return nn.ModuleList(
        [
            nn.Embedding(vocab, d_model),
            nn.Embedding(longest, d_model),
            nn.Embedding(2, d_model),
            nn.LayerNorm(d_model),
            nn.TransformerEncoder(layer, layers, enable_nested_tensor=False),
            nn.Linear(d_model, d_model),
        ]
    )


SENTENCES, SEED = 200, 9  # of the grammar, beside those that the models learned from


def loudness_spread(lengths):
    """How many times longer the loud ones are: the 95th of 100 lengths over the 5th."""
    low, high = torch.quantile(lengths, torch.tensor([0.05, 0.95]))
    return (high / low).item()


@torch.no_grad()
def key_lengths(tiny, seed=None):
    """Lengths of words as a TinyModel reads them, and of the keys that its first layer makes.

    seed : of a random W_k of the same shape without bias, in place of the trained one
    returns (words, keys): the lengths of token + position (word,), and of the keys of all heads
    (word · heads,), over 200 sentences
    """
    model, vocabulary = tiny
    block, before, after = model.blocks[0], [], []
    weight, bias = (p.chunk(3)[1] for p in (block.attention.in_proj_weight,
                                            block.attention.in_proj_bias))  # fmt: skip
    if seed is not None:
        draw = torch.Generator().manual_seed(seed)
        weight, bias = torch.randn(weight.shape, generator=draw), None
    for pair in corpus.generate(SENTENCES, seed=SEED, max_words=16, words="core"):
        ids = torch.tensor([BOS, *vocabulary.encode(pair.english)])
        x = model.tokens(ids) + model.positions.weight[: len(ids)]
        keys = F.linear(block.norm_1(x), weight, bias)
        before.append(length(x))
        after.append(length(keys.unflatten(-1, (model.sizes["heads"], -1))).flatten())
    return torch.cat(before), torch.cat(after)


def loudness_in_models():
    """How many times longer the loud ones are, in the two models that notebook 04 trains.

    returns {"tiny GPT": (words, keys of a random W_k, keys), "tiny BERT": …}: `loudness_spread`
    of what `key_lengths` finds, for the random one the mean over five seeds
    """
    found = {}
    for name, file in {"tiny GPT": "tiny_gpt.pt", "tiny BERT": "tiny_bert.pt"}.items():
        tiny = lm.load(file)
        words, keys = map(loudness_spread, key_lengths(tiny))
        random = [loudness_spread(key_lengths(tiny, seed)[1]) for seed in range(5)]
        found[name] = words, sum(random) / len(random), keys
    return found


def gap_row(seed, steps=lm.STEPS):
    """Train a GPT and two BERTs, one three times as long, and count gaps: a stored record.

    A BERT has a lesson at one place in six: three times as long, it has had half of GPT's.
    """
    train_sentences, test = lm.sentences()
    words = lm.make_vocabulary(train_sentences)
    gpt, _ = lm.train(train_sentences, words, lm.gpt_loss, seed, steps)
    row = {"seed": seed, "steps": steps}
    for name, times in (("as long", 1), ("three times as long", 3)):
        bert, _ = lm.train(train_sentences, words, lm.bert_loss(seed), seed, times * steps)
        right = lm.right_in_gaps(gpt, bert, test[:400])
        row[name] = {where: {model: round(share, 4) for model, share in both.items()}
                     for where, both in right.items()}  # fmt: skip
    return row


def gap_runs():
    """The full trainings kept in data/gap_runs.json, one record a seed."""
    return [row for row in read_json("gap_runs.json") if row["steps"] == lm.STEPS]


def gap_ratios(where, training="as long"):
    """BERT's share of right guesses over GPT's, once for each stored run: above 1 BERT is ahead.

    where    : "all gaps", "first word" or "last word"
    training : of the BERT, "as long" as its GPT or "three times as long"

    Raises KeyError for other names.
    """
    rows = [row[training][where] for row in gap_runs()]
    return [row["BERT"] / row["GPT"] for row in rows]
