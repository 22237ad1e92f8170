"""What a real BERT is asked in notebook 11: senses of words, heads, and the stories."""

import math
import re
import time
import timeit
from collections import Counter
from functools import lru_cache
from itertools import permutations
from typing import NamedTuple

import torch
from torch.nn import functional as F

from .. import corpus
from ..paths import data_path
from ..pretrained import GPT2
from .language_models import choose
from .similarity import KINDS


class Sense(NamedTuple):
    """One sentence with an ambiguous word, and which of its senses is meant."""

    word: str
    sense: str
    sentence: str


class Question(NamedTuple):
    """A question, and the place of the paragraph that answers it in `paragraphs()`."""

    text: str
    answer: int


def word_senses(word=None):
    """The sentences of data/word_senses.tsv, all or one word's; ValueError for another word."""
    rows = [Sense(*row) for _, row in corpus.read_rows(data_path("word_senses.tsv"), 3, 3)]
    found = [row for row in rows if word in (None, row.word)]
    if not found:
        raise ValueError(f"word must be one of {sorted({row.word for row in rows})}, got {word!r}")
    return found


def paragraphs():
    """Every paragraph of the stories, in order: a list of (title, paragraph)."""
    return [(title, " ".join(part.split()))
            for title, text in corpus.stories() for part in text.strip().split("\n\n")]  # fmt: skip


def story_questions():
    """The questions of data/story_questions.tsv, each with the place of its paragraph.

    Raises ValueError, with the line, for a question whose paragraph no story has.
    """
    places, found = paragraphs(), []
    for where, (text, story, start) in corpus.read_rows(data_path("story_questions.tsv"), 3, 3):
        answers = [number for number, (title, part) in enumerate(places)
                   if title == story and part.startswith(start)]  # fmt: skip
        if not answers:
            raise ValueError(f"{where}: the story {story!r} has no paragraph {start[:40]!r} …")
        found.append(Question(text, answers[0]))
    return found


def changed_sentences():
    """The sentences of data/changed_sentences.tsv: {what was changed: list of (before, after)}.

    The last, "another sentence", has the next one instead: how alike two of them are anyway.
    """
    found = {}
    for _, (what, before, after) in corpus.read_rows(data_path("changed_sentences.tsv"), 3, 3):
        found.setdefault(what, []).append((before, after))
    first = [before for before, _ in next(iter(found.values()))]
    return found | {"another sentence": list(zip(first, first[1:] + first[:1], strict=True))}


# Senses


def word_states(model, word, sentences):
    """The vectors of one word in many sentences, input and each layer.

    model : a Bert        word : one token        sentences : texts that have it once
    returns (layers + 1, sentence, d_model)

    Raises ValueError for a sentence in which the word is not one token, once.
    """
    ids, mask = model.encode(sentences)
    number = model.tokenizer.token_to_id(word)
    found = ids == (-1 if number is None else number)
    if not (found.sum(dim=1) == 1).all():
        wrong = sentences[int((found.sum(dim=1) != 1).nonzero()[0])]
        raise ValueError(f"{word!r} must be one token, once, in {wrong!r}")
    states, _ = model(ids, mask)
    return torch.stack(states)[:, found]


def same_sense(states, senses):
    """How often the nearest other sentence, by cosine, has the same sense.

    states : (layers + 1, sentence, d_model)        senses : one label a sentence
    returns (layers + 1, sentence) boolean
    """
    unit = F.normalize(states, dim=-1)
    cosines = unit @ unit.transpose(-2, -1)
    cosines.diagonal(dim1=-2, dim2=-1).fill_(-2)  # nobody is its own neighbour
    nearest = cosines.argmax(dim=-1)
    labels = torch.tensor([sorted(set(senses)).index(sense) for sense in senses])
    return labels[nearest] == labels


# Rows of the table


def other_rows(model, word, sentences):
    """The mean row of each sentence's *other* tokens, rare ones weighed more: (sentence, d_model).

    A token weighs ln((paragraphs of the stories + 1) / (those that have it + 1)): its frame, 0.
    """
    ids, _ = model.encode([part for _, part in paragraphs()])
    having = torch.zeros(len(ids), len(model.E)).scatter_(1, ids, 1).sum(dim=0)
    rare, own = ((len(ids) + 1) / (having + 1)).log(), _token(model, word)
    found = [row[row != own] for row in (model.encode(text)[0][0] for text in sentences)]
    return torch.stack([rare[row] @ model.E[row] / rare[row].sum() for row in found])


def nearest_words(model, word, count=8):
    """The whole words whose rows are most like that of `word`: a list of (word, cosine).

    Pieces (##…), punctuation and the word itself are left out.
    """
    found = _nearest(model, model.E[_token(model, word)], count + 1)
    return [(near, cosine) for near, cosine in found if near != word][:count]


def _nearest(model, vector, count):
    rows, pieces, whole = _rows(model)
    cosines = (rows @ F.normalize(vector, dim=-1)).masked_fill(~whole, -2)
    return [(pieces[n], float(cosines[n])) for n in cosines.topk(count).indices.tolist()]


def rank(model, word, other):
    """The place of `other` among the whole words most like `word`, 1 for the nearest."""
    rows, _, whole = _rows(model)
    cosines = rows @ rows[_token(model, word)]
    own = cosines[_token(model, other)]
    return int(((cosines > own) & whole).sum())  # the word itself is above: it counts for the 1


def _token(model, word):
    number = model.tokenizer.token_to_id(word)
    if number is None:
        raise ValueError(f"{word!r} is not one token of this model")
    return number


@lru_cache(maxsize=1)  # the model of the page
def _rows(model):
    """Its table: the directions of the rows, their pieces, and which of these are whole words."""
    pieces = model.tokens(range(len(model.E)))
    whole = torch.tensor([piece.isalpha() and piece.isascii() for piece in pieces])
    return F.normalize(model.E, dim=-1), pieces, whole


NEAREST = "cat dog king old white hot cold happy boat bank soup tea not see".split()


def real_rows(model):
    """What data/minilm_rows.json stores: numbers of a model's rows, as `RealRows` explains them."""
    one = set(model.tokenizer.get_vocab())
    opposites = [both for both in corpus.antonyms("core") if one >= set(both)]
    people = [both for both in corpus.gender_pairs("core") if one >= set(both)]
    rows, _, _ = _rows(model)
    kinds = rows[[_token(model, word) for word in KINDS]]
    counts, example = _analogies(model, people)
    return {
        "nearest": {word: _rounded(nearest_words(model, word)) for word in NEAREST},
        "opposites": [
            [word, other, round(cosine, 3), rank(model, word, other)]
            for word, other in opposites
            for cosine in [float(rows[_token(model, word)] @ rows[_token(model, other)])]
        ],
        "kinds": [KINDS, [[round(x, 3) for x in row] for row in (kinds @ kinds.T).tolist()]],
        "analogy": {"woman - man + king": _rounded(example)},
        "counts": counts,
    }


def _rounded(found):
    return [[word, round(cosine, 3)] for word, cosine in found]


def _analogies(model, people):
    counts, example = Counter(asked=0), None
    at = {word: _token(model, word) for pair in people for word in pair}
    for (man, woman), (king, queen) in permutations(people, 2):
        found = _nearest(model, model.E[at[woman]] - model.E[at[man]] + model.E[at[king]], 12)
        alone = _nearest(model, model.E[at[king]], 12)
        inputs = {man, woman, king}
        left = [[word for word, _ in one if word not in inputs] for one in (found, alone)]
        counts["asked"] += 1
        counts["gives an input back"] += found[0][0] in inputs
        counts["right, as written"] += found[0][0] == queen
        counts["right, inputs left out"] += left[0][0] == queen
        counts["right, inputs left out, no sum"] += left[1][0] == queen
        if (man, king) == ("man", "king"):
            example = found[:6]
    return dict(counts), example


# Heads


def head_habits(model, texts):
    """What the heads look at: {place: (layers, heads) mean weights}.

    texts : sentences that are read one by one
    places: "the word before", "the word after", "[CLS]"; the mean is over the queries between
    [CLS] and [SEP], without those next to them, for whom two places would be one
    """
    sums, queries = torch.zeros(3, len(model.layers), model.heads), 0
    for text in texts:
        ids, _ = model.encode(text)
        maps = torch.cat(model(ids)[1])  # (layers, heads, query, key)
        n = maps.shape[-1]
        at = torch.arange(2, n - 2)
        keys = torch.stack([at - 1, at + 1, at * 0])  # (place, query)
        sums += maps[:, :, at, keys].sum(dim=-1).permute(2, 0, 1)
        queries += len(at)
    return dict(zip(("the word before", "the word after", "[CLS]"), sums / queries, strict=True))


# Search


def sentence_vectors(model, texts, batch=8, layer=-1):
    """One vector of length 1 a text: the mean of its states after `layer`, padding left out.

    returns (text, d_model); texts of like length are read together, which saves the padding
    """
    found = torch.empty(len(texts), model.E.shape[1])
    ids, mask = model.encode(texts)
    lengths = mask.sum(dim=1)
    for places in lengths.argsort().split(batch):
        at = places, slice(lengths[places].max())  # up to the longest of these
        read = model(ids[at], mask[at])[0][layer] * mask[at][..., None]
        found[places] = F.normalize(read.sum(dim=1), dim=-1)
    return found


def likeness(model, pairs, layer=-1):
    """How alike the model finds pairs of texts, after `layer`: {pair: cosine}."""
    return {pair: float(torch.dot(*sentence_vectors(model, pair, layer=layer))) for pair in pairs}


def word_overlap(questions, texts, tired=1.5, long=0.75):
    """The yardstick: the words that a question shares with each text, rare ones counting more.

    tired : how soon a second mention counts less        long : how much long texts are held back
    returns (question, text)

    Source: BM25, with its usual settings (Robertson & Zaragoza 2009, section 3).
    """
    cut = [Counter(re.findall("[a-z]+", text.lower())) for text in texts]
    having = Counter(word for words in cut for word in words)
    mean = sum(map(Counter.total, cut)) / len(cut)
    held = [tired * (1 - long + long * words.total() / mean) for words in cut]
    table = torch.zeros(len(questions), len(texts))
    for row, question in enumerate(questions):
        for word in sorted(set(re.findall("[a-z]+", question.lower())) & set(having)):
            rare = math.log(1 + (len(texts) - having[word] + 0.5) / (having[word] + 0.5))
            for column, words in enumerate(cut):
                if n := words[word]:
                    table[row, column] += rare * n * (tired + 1) / (n + held[column])
    return table


def found_within(scores, answers, best):
    """Which questions have their answer among the `best` highest scores: (question,) boolean.

    scores : (question, text)        answers : (question,) places of the right texts
    """
    own = scores.gather(1, torch.as_tensor(answers)[:, None])
    return (scores > own).sum(dim=1) < best


def answered(scores, asked, stories):
    """How many questions find their paragraph first, among five, and how many the right story.

    scores : (question, paragraph)        asked : Questions        stories : as `paragraphs` lists
    """
    answers = [one.answer for one in asked]
    best = scores.argmax(dim=1).tolist()
    same = [stories[a][0] == stories[b][0] for a, b in zip(answers, best, strict=True)]
    first, five = (int(found_within(scores, answers, count).sum()) for count in (1, 5))
    return {"found first": first, "among five": five, "the right story": sum(same)}


# Writing on with a GPT-2


def random_gpt2(d_model=128, heads=4, layers=4, longest=512, vocab=1000, seed=0):
    """An untrained GPT2 of random numbers: what it writes is nonsense, what it costs is not.

    Its tables are small, as a real one's are: with large ones the output, which is the same table,
    answers every word with that word, and two texts of one word agree whatever is wrong.
    """
    draw = torch.Generator().manual_seed(seed)

    def pair(rows, columns):
        return torch.randn(rows, columns, generator=draw) / math.sqrt(columns), torch.zeros(rows)

    norm, model = (torch.ones(d_model), torch.zeros(d_model)), GPT2()
    model.E, model.P = (torch.randn(n, d_model, generator=draw) / 10 for n in (vocab, longest))
    model.norm, model.heads, model.eps = norm, heads, 1e-5
    for _ in range(layers):
        layer = {part: pair(d_model, d_model) for part in ("query", "key", "value", "output")}
        layer |= {"wide": pair(4 * d_model, d_model), "narrow": pair(d_model, 4 * d_model)}
        model.layers.append(layer | {"norm_1": norm, "norm_2": norm})
    return model


def seconds_per_word(model, lengths, repeats=9):
    """Processor time of one more word after `lengths` words: {way: (lengths,)}, the best of some.

    Not the clock on the wall: what else the machine does shall not show.
    """
    ids = torch.arange(max(lengths))[None] % len(model.E)
    times = {"all again": [], "kept": []}
    for length in lengths:
        _, past = model(ids[:, : length - 1])
        for way, rows, kept in (("all again", ids[:, :length], None),
                                ("kept", ids[:, length - 1 : length], past)):  # fmt: skip
            runs = timeit.repeat(lambda r=rows, k=kept: model(r, k), timer=time.process_time,
                                 number=1, repeat=repeats)  # fmt: skip
            times[way].append(min(runs))
    return times


def continued(model, text, words, temperature, seed=0):
    """Text written on by a GPT2, each word drawn at this temperature: words more tokens."""
    draw, past = torch.Generator().manual_seed(seed), None
    ids = new = torch.tensor([model.tokenizer.encode(text).ids])
    for _ in range(words):
        logits, past = model(new, past)
        new = torch.tensor([[choose(logits[0, -1], temperature, draw)]])
        ids = torch.cat([ids, new], dim=1)
    return model.tokenizer.decode(ids[0].tolist())
