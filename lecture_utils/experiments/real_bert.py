"""What a real BERT is asked in notebook 11: senses of words, heads, and the stories."""

import csv
import math
import re
from collections import Counter
from typing import NamedTuple

import torch
from torch.nn import functional as F

from ..paths import data_path


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
    """The sentences of data/word_senses.tsv, all or those of one word. Raises ValueError for
    another word."""
    rows = [Sense(*row) for row in _rows("word_senses.tsv")]
    found = [row for row in rows if word in (None, row.word)]
    if not found:
        raise ValueError(f"word must be one of {sorted({row.word for row in rows})}, got {word!r}")
    return found


def paragraphs():
    """Every paragraph of the stories, in order: a list of (file's name, paragraph)."""
    found = []
    for path in sorted(data_path("stories").glob("*.txt")):
        _, *parts = path.read_text(encoding="utf-8").strip().split("\n\n")
        found += [(path.stem, " ".join(part.split())) for part in parts]
    return found


def story_questions():
    """The questions of data/story_questions.tsv, each with the place of its paragraph."""
    places = paragraphs()
    return [Question(text, [n for n, (name, part) in enumerate(places)
                            if name == story and part.startswith(start)][0])
            for text, story, start in _rows("story_questions.tsv")]  # fmt: skip


def _rows(name):
    with data_path(name).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


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


# Heads


def head_habits(model, texts):
    """What the heads look at: {place: (layers, heads) mean weights}.

    texts : sentences that are read one by one
    places: "the word before", "itself", "the word after", "[CLS]", "[SEP]"; the mean is over
    the queries between [CLS] and [SEP], without those next to them, which would count twice
    """
    sums, queries = torch.zeros(5, len(model.layers), model.heads), 0
    for text in texts:
        ids, _ = model.encode(text)
        maps = torch.cat(model(ids)[1])  # (layers, heads, query, key)
        n = maps.shape[-1]
        at = torch.arange(2, n - 2)
        keys = torch.stack([at - 1, at, at + 1, at * 0, at * 0 + n - 1])  # (place, query)
        sums += maps[:, :, at, keys].sum(dim=-1).permute(2, 0, 1)
        queries += len(at)
    places = "the word before", "itself", "the word after", "[CLS]", "[SEP]"
    return dict(zip(places, sums / queries, strict=True))


# Search


def sentence_vectors(model, texts, batch=32):
    """One vector of length 1 a text: the mean of its last states, padding left out.

    returns (text, d_model)

    Texts of like length are read together, which saves the padding.
    """
    found = torch.empty(len(texts), model.E.shape[1])
    order = sorted(range(len(texts)), key=lambda n: len(texts[n]))
    for start in range(0, len(order), batch):
        places = order[start : start + batch]
        ids, mask = model.encode([texts[n] for n in places])
        last = model(ids, mask)[0][-1] * mask[..., None]
        found[places] = F.normalize(last.sum(dim=1), dim=-1)
    return found


def word_overlap(questions, texts, tired=1.5, long=0.75):
    """The yardstick: the words that a question shares with each text, rare ones counting more.

    tired : how soon a second mention counts less        long : how much long texts are held back
    returns (question, text)

    Source: BM25, with its usual settings (Robertson & Zaragoza 2009, section 3).
    """
    cut = [Counter(re.findall("[a-z]+", text.lower())) for text in texts]
    having = Counter(word for words in cut for word in words)
    mean = sum(map(Counter.total, cut)) / len(cut)
    table = torch.zeros(len(questions), len(texts))
    for row, question in enumerate(questions):
        for word in sorted(set(re.findall("[a-z]+", question.lower())) & set(having)):
            rare = math.log(1 + (len(texts) - having[word] + 0.5) / (having[word] + 0.5))
            for column, words in enumerate(cut):
                held = tired * (1 - long + long * words.total() / mean)
                table[row, column] += rare * words[word] * (tired + 1) / (words[word] + held)
    return table


def found_within(scores, answers, best):
    """Which questions have their answer among the `best` highest scores: (question,) boolean.

    scores : (question, text)        answers : (question,) places of the right texts
    """
    own = scores.gather(1, torch.as_tensor(answers)[:, None])
    return (scores > own).sum(dim=1) < best
