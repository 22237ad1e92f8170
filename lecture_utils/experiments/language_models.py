"""A tiny BERT and a tiny GPT on the English sentences of the corpus, words as tokens.

Both are `transformer.Transformer`. They differ in the mask and in what they have to guess.
"""

from itertools import pairwise
from typing import NamedTuple

import torch
from torch.nn import functional as F

from ..attention import causal_mask
from ..corpus import generate, split
from ..paths import data_path
from ..tokenizer import BOS, EOS, SPECIALS, Vocabulary
from ..training import batches_by_length, fit
from ..transformer import Transformer


class TinyModel(NamedTuple):
    """A tiny BERT or GPT and the words that it knows."""

    model: Transformer
    vocabulary: Vocabulary


MASK = len(SPECIALS)  # the id of <mask>, the word that stands for a hidden one
SENTENCES, LONGEST_SENTENCE = 9000, 16
STEPS, SIZE = 500, 64


def sentences():
    """(train, test): lists of token lists, always the same, no sentence in both."""
    pairs = generate(SENTENCES, seed=4, max_words=LONGEST_SENTENCE, words="core")
    return [[pair.english for pair in part] for part in split(pairs)]


def make_vocabulary(train):
    """The words of the training sentences, with <mask> among the special ones."""
    return Vocabulary.from_sentences(train, specials=(*SPECIALS, "<mask>"))


def hide(words, share=0.15, generator=None):
    """Hide some words for BERT to guess (Devlin et al. 2019, section 3.1, without its 80/10/10).

    words : (batch, position) ids, <bos> first; it is never hidden, one other word a row always is
    returns (inputs, hidden): ids with <mask> in places, and (batch, position) True where.
    Taught in notebook 04.
    """
    chance = torch.rand(words.shape, generator=generator)
    chance[:, 0] = 2
    hidden = (chance < share) | (chance == chance.min(dim=1, keepdim=True).values)
    return words.masked_fill(hidden, MASK), hidden


def gpt_loss(model, batch, mask=None):
    """Mean -log p of each next word. mask: causal by default; another one is for the leak test.

    Taught in notebook 04.
    """
    mask = causal_mask(batch.words.shape[1]) if mask is None else mask
    logits, _ = model(batch.words, mask)
    return F.cross_entropy(logits.flatten(0, 1), batch.targets.flatten())


def leaking_loss(model, batch):
    """The same, with a mask that lets everyone look at everything: the answer stands beside."""
    n = batch.words.shape[1]
    return gpt_loss(model, batch, torch.ones(n, n, dtype=torch.bool))


def bert_loss(seed):
    """A loss for `fit`: mean -log p of the hidden words; `seed` decides which are hidden.

    Taught in notebook 04.
    """
    generator = torch.Generator().manual_seed(seed)

    def loss(model, batch):
        inputs, hidden = hide(batch.words, generator=generator)
        logits, _ = model(inputs)
        return F.cross_entropy(logits[hidden], batch.words[hidden])

    return loss


def train(train_sentences, vocabulary, loss, seed=0, steps=STEPS, pytorch=False, reports=0):
    """Build a model and train it: (TinyModel, losses).

    loss: `gpt_loss`, `leaking_loss` or what `bert_loss` returns. seed: of first weights and order.
    """
    torch.manual_seed(seed)
    model = Transformer(len(vocabulary), pytorch=pytorch)
    ids = [vocabulary.encode(tokens) for tokens in train_sentences]
    batches = batches_by_length([(row, row) for row in ids], SIZE, seed)
    losses = fit(model, batches, loss, steps=steps, reports=reports).losses
    return TinyModel(model, vocabulary), losses


def check_finished(steps, *trainings):
    """Raise RuntimeError where a training was interrupted: what follows needs all its steps.

    trainings : the losses that `train` returns, one list a training
    """
    for losses in trainings:
        if len(losses) < steps:
            raise RuntimeError(
                f"training was interrupted after {len(losses)} of {steps} steps: run the cell "
                "that trains again"
            )


@torch.no_grad()
def measure(tiny, test, loss):
    """Mean loss of a TinyModel on test sentences, as `train` computes it."""
    model, vocabulary = tiny
    ids = [vocabulary.encode(tokens) for tokens in test]
    pairs = [(row, row) for row in ids]
    found = [(loss(model, batch).item(), len(batch.words)) for batch in
             batches_by_length(pairs, 256, seed=0, passes=1)]  # fmt: skip
    return sum(value * rows for value, rows in found) / sum(rows for _, rows in found)


@torch.no_grad()
def share_right(tiny, sentences, task, mask=None):
    """Share of the guesses that are right, 0…1, the likeliest word counting as the guess.

    task : "hidden" (BERT's: words under <mask>, the same ones each time) or "next" (GPT's)
    mask : function length -> (length, length), True = may look; None: everyone sees all
    Raises ValueError for another task.
    """
    if task not in ("hidden", "next"):
        raise ValueError(f'task must be "hidden" or "next", got {task!r}')
    model, vocabulary = tiny
    generator, right = torch.Generator().manual_seed(1), []
    rows = [torch.tensor([[BOS, *vocabulary.encode(tokens)]]) for tokens in sentences]
    if task == "hidden":  # drawn sentence by sentence: whichever are asked, the first are the same
        rows = [torch.stack([row, *hide(row, generator=generator)]) for row in rows]
    for same in _by_length(rows):
        words, inputs, hidden = same if task == "hidden" else (same, same, None)
        best = model(inputs, mask and mask(words.shape[1]))[0].argmax(dim=-1)
        found = best[:, :-1] == words[:, 1:] if task == "next" else (best == words)[hidden.bool()]
        right += found.flatten().tolist()
    return sum(right) / len(right)


def _by_length(rows):
    """Tensors (…, 1, position) -> one (…, rows, position) for each length: read at once."""
    lengths = sorted({row.shape[-1] for row in rows})
    return [torch.cat([row for row in rows if row.shape[-1] == n], dim=-2) for n in lengths]


@torch.no_grad()
def guess(tiny, tokens, place, mask=None):
    """Probabilities (vocab,) at one place of <bos> + tokens; place 0 is <bos>.

    mask: (position, position), True = may look; None: everyone sees all.
    """
    ids = torch.tensor([[BOS, *tiny.vocabulary.encode(tokens)]])
    return tiny.model(ids, mask)[0][0, place].softmax(dim=-1)


@torch.no_grad()
def vectors(tiny, text, mask=None):
    """All words below, between and above the blocks: vectors (layers + 1, position, d_model).

    text : words with spaces between; place 0 is <bos>        mask : as for `guess`
    """
    model = tiny.model
    ids = torch.tensor([[BOS, *tiny.vocabulary.encode(text.split())]])
    x = model.tokens(ids) + model.positions.weight[: ids.shape[1]]
    found = [x[0]]
    for block in model.blocks:
        x, _ = block(x, mask)
        found.append(x[0])
    return torch.stack(found)


def top(probabilities, vocabulary, count=3):
    """The `count` likeliest words, the best first."""
    return vocabulary.decode(probabilities.topk(count).indices.tolist())


def choose(logits, temperature=0.0, generator=None):
    """The id of the next word: the likeliest at temperature 0, else drawn by probability.

    logits : (vocab,)        temperature : above 0, the higher the more alike all words become
    Taught in notebook 04.
    """
    if temperature == 0:
        return int(logits.argmax())
    # The chances laid end to end, and a dart thrown at them (torch.multinomial at one seed
    # draws other words in other versions).
    ends = (logits / temperature).softmax(dim=-1).cumsum(dim=-1)
    dart = ends[-1] * torch.rand(1, generator=generator)
    return int(torch.searchsorted(ends, dart, right=True))


@torch.no_grad()
def write_on(tiny, tokens, longest=16, temperature=0.0, seed=0):
    """Let a GPT continue `tokens` until <eos>; the list of all words.

    longest     : words at most, those of `tokens` among them, 1 to the model's own `longest`
    temperature : see `choose`, 0 or more        seed : of what is drawn

    Raises ValueError for another length or temperature, and for more than `longest` tokens.
    """
    return write_several(tiny, tokens, [seed], longest, temperature)[0]


@torch.no_grad()
def write_several(tiny, tokens, seeds, longest=16, temperature=0.0):
    """What `write_on` writes with each of `seeds`: a list of lists of words, read side by side."""
    model, vocabulary = tiny
    if not 1 <= longest <= model.sizes["longest"] or not temperature >= 0:
        raise ValueError(
            f"expected longest from 1 to {model.sizes['longest']} and a temperature of 0 or more, "
            f"got longest={longest}, temperature={temperature}"
        )
    if len(tokens) > longest:
        given = len(tokens)
        raise ValueError(f"expected at most longest={longest} tokens to go on from, got {given}")
    texts = [[BOS, *vocabulary.encode(tokens)] for _ in seeds]
    going = [
        (text, torch.Generator().manual_seed(seed)) for text, seed in zip(texts, seeds, strict=True)
    ]
    for length in range(len(texts[0]), longest + 1):
        ids = torch.tensor([text for text, _ in going])
        ends = model(ids, causal_mask(length))[0][:, -1]
        drawn = [choose(logits, temperature, generator)
                 for logits, (_, generator) in zip(ends, going, strict=True)]  # fmt: skip
        going = [pair for pair, word in zip(going, drawn, strict=True) if word != EOS]
        for (text, _), word in zip(going, [word for word in drawn if word != EOS], strict=True):
            text.append(word)
        if not going:
            break
    return [vocabulary.decode(text[1:]) for text in texts]


def variety(tiny, start, train_sentences, temperatures, texts=40):
    """Text at several temperatures: (shares of different texts, shares of familiar word pairs).

    start           : the words that each text begins with
    train_sentences : a pair of neighbours that stands in one of them is familiar
    """
    known = {pair for tokens in train_sentences for pair in pairwise(tokens)}
    different, familiar = [], []
    for temperature in temperatures:
        written = write_several(tiny, start, range(texts), temperature=temperature)
        pairs = [pair for text in written for pair in pairwise(text[len(start) - 1 :])]
        different.append(len(set(map(tuple, written))) / texts)
        familiar.append(sum(pair in known for pair in pairs) / max(len(pairs), 1))
    return different, familiar


def _around_gap(before, count, after=()):
    """The `count` words on each side of a gap; dots stand for what is read and not shown."""
    left, right = before[-count:], after[:count]
    dots = ["…"] if len(before) > count else [], ["…"] if len(after) > count else []
    return " ".join([*dots[0], *left, "▢", *right, *dots[1]])


def guess_gap(gpt, bert, text, count=5):
    """What a GPT and a BERT guess for the gap of a text: panels for `figures.transformers.guesses`.

    text : a sentence with one gap, written `_`; capitals do not matter, nor marks at its end
    returns {title: (words, best first; their probabilities; colour)}: GPT sees what stands before
    the gap, BERT both sides

    Raises ValueError in words for the reader: no gap or two, too many words, or unknown ones.
    """
    words = text.lower().strip(" .!?").split()
    unknown = [word for word in words if word != "_" and word not in bert.vocabulary]
    if words.count("_") != 1:
        raise ValueError(f"Write one gap as _ between spaces. Here are {words.count('_')}.")
    if len(words) > LONGEST_SENTENCE:
        raise ValueError(f"Up to {LONGEST_SENTENCE} words, please. Here are {len(words)}.")
    if unknown:
        raise ValueError(f"The tiny models never read: {', '.join(unknown)}.")
    place = words.index("_")
    before, after = words[:place], words[place + 1 :]
    seen = {
        f"GPT continues “{_around_gap(before, 3)}”": (
            guess(gpt, before, place, causal_mask(place + 1)), "query"
        ),
        f"BERT fills “{_around_gap(before, 2, after)}”": (
            guess(bert, [*before, "<mask>", *after], place + 1), "key"
        ),
    }  # fmt: skip
    return {title: (top(chances, bert.vocabulary, count), chances.topk(count).values, role)
            for title, (chances, role) in seen.items()}  # fmt: skip


@torch.no_grad()
def right_in_gaps(gpt, bert, sentences, mask=None):
    """Each word of these sentences is a gap once: how often is the likeliest word the hidden one?

    gpt, bert : TinyModels; GPT sees what stands before the gap, BERT both sides
    mask      : BERT's, function length -> (length, length), True = may look; None: everyone
    returns {"all gaps": {"BERT": share filled right, "GPT": …}, "first word": …, "last word": …}
    """
    places = {"all gaps": slice(None), "first word": slice(1), "last word": slice(-1, None)}
    right = {where: {"BERT": [], "GPT": []} for where in places}
    rows = [torch.tensor([[BOS, *bert.vocabulary.encode(tokens)]]) for tokens in sentences]
    for ids in _by_length(rows):
        n = ids.shape[1] - 1
        gaps = ids[:, None].repeat(1, n, 1)  # row i hides word i, which stands at place i + 1
        gaps[:, range(n), range(1, n + 1)] = MASK
        filled = bert.model(gaps.flatten(0, 1), mask and mask(n + 1))[0].unflatten(0, (-1, n))
        logits = {
            "BERT": filled[:, range(n), range(1, n + 1)],
            # one causal pass guesses at every place, as if nothing came after
            "GPT": gpt.model(ids[:, :-1], causal_mask(n))[0],
        }
        for name, at in logits.items():
            found = at.argmax(dim=-1) == ids[:, 1:]
            for where, place in places.items():
                right[where][name] += found[:, place].flatten().tolist()
    return {where: {name: sum(those) / len(those) for name, those in both.items()}
            for where, both in right.items()}  # fmt: skip


def save(path, tiny, loss):
    """Store a model, its words and its test loss: tensors, strings and numbers only."""
    model, vocabulary = tiny
    stored = {"words": list(vocabulary), "sizes": model.sizes, "loss": round(loss, 3)}
    torch.save(stored | {"state": model.state_dict()}, path)


def load(name, pytorch=False):
    """The TinyModel of data/<name>, as written by `save`; nothing in it is executed."""
    stored = torch.load(data_path(name), weights_only=True)
    words = stored["words"]
    vocabulary = Vocabulary(words[MASK + 1 :], specials=tuple(words[: MASK + 1]))
    model = Transformer(**stored["sizes"], pytorch=pytorch)
    model.load_state_dict(stored["state"])
    return TinyModel(model.eval(), vocabulary)


def load_tiny_gpt(pytorch=False):
    """The stored tiny GPT; pytorch: with `nn.MultiheadAttention` inside."""
    return load("tiny_gpt.pt", pytorch)


def load_tiny_bert(pytorch=False):
    """The stored tiny BERT; pytorch: with `nn.MultiheadAttention` inside."""
    return load("tiny_bert.pt", pytorch)
