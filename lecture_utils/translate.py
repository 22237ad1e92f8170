"""From a sentence to its translation, with clear words where that is not possible."""

import difflib
from typing import NamedTuple

import torch

from .guards import guarded, whole
from .tokenizer import BOS, EOS, PAD, Vocabulary, split_words
from .training import pad


class Trained(NamedTuple):
    """A trained translator and the words that it knows."""

    model: torch.nn.Module  # a `recurrent.Translator`
    english: Vocabulary
    french: Vocabulary


class Translation(NamedTuple):
    """One translated sentence."""

    source: list  # tokens read
    tokens: list  # tokens written, without <eos>
    weights: torch.Tensor | None  # (target, source), one row per written token; None: no attention
    unknown: dict  # {unknown source word: list of similar known words}
    cut: bool = False  # whether it went in circles or grew too long, and was ended from outside


def translate(trained, sentence, longest=60):
    """Translate one sentence: str, or list of tokens. Returns a Translation.

    trained: a Trained. A word that its English vocabulary lacks is read as <unk>; `unknown` names
    it together with known words that look alike. At most `longest` words are written; `cut` says
    whether they, or a repetition, ended the translation (see `recurrent.Translator.greedy`).
    Raises ValueError for a sentence without words, an empty word and a longest below 1, TypeError
    for other input.
    """
    tokens = sentence_tokens(sentence)
    known = trained.english
    unknown = {word: near_words(word, known) for word in tokens if word not in known}
    ((written, weights, cut),) = _decode(trained, [tokens], longest)
    return Translation(tokens, written, weights, unknown, cut)


def say(trained, sentence, longest=60):
    """A translation as text for its reader: what was not known, and whether it was cut.

    Arguments as for `translate`; an empty sentence gets a message instead of an error.
    """
    try:
        found = translate(trained, sentence, longest)
    except ValueError as error:
        return f"✗ {error}"
    lines = [
        f"'{word}' is unknown. Near: {', '.join(near) or 'nothing'}"
        for word, near in found.unknown.items()
    ]
    end = " … ✂ cut: it did not end by itself" if found.cut else ""
    return "\n".join([*lines, " ".join(found.tokens) + end])


def sentence_tokens(sentence):
    """The tokens of a str, or of a list of str; errors as in `translate`."""
    if isinstance(sentence, str):
        tokens = split_words(sentence)
    elif isinstance(sentence, (list, tuple)) and all(isinstance(word, str) for word in sentence):
        tokens = list(sentence)
    else:
        raise TypeError(f"expected a sentence (str) or a list of tokens, got {sentence!r:.60}")
    if not tokens:
        raise ValueError(f"the sentence is empty: expected at least one word, got {sentence!r}")
    if "" in tokens:
        raise ValueError(f"word {tokens.index('')} of the sentence is empty, got {sentence!r:.60}")
    return tokens


def near_words(word, vocabulary, most=3):
    """Up to `most` known words that look like `word`, the most similar first."""
    return [
        near
        for near in difflib.get_close_matches(word.lower(), vocabulary.words, most, cutoff=0.6)
        if not near.startswith("<")
    ]


def translate_all(trained, sentences, longest=60, size=256):
    """Translate lists of tokens in batches; returns a list of (tokens, weights) in their order.

    weights (target, source) with a row for each written token, or None without attention.
    Sentences of equal length go together, so nothing depends on who else is in a batch.
    Measured on 10,000 sentences of the grammar: 73 MB and 4 s of one core with a stored translator
    of notebook 03, 246 MB and 29 s with that of notebook 10 (Intel Xeon, Python 3.11).
    Raises ValueError for an empty sentence, and for a longest or a size below 1. The model is put
    into evaluation mode.
    """
    return [row[:2] for row in _decode(trained, sentences, longest, size)]


def _decode(trained, sentences, longest, size=256):
    """As `translate_all`, with a third value for each sentence: whether it was cut."""
    whole("longest", longest)
    whole("size", size)
    model, english, french = trained
    model.eval()
    order = sorted(range(len(sentences)), key=lambda number: len(sentences[number]))
    results = [None] * len(sentences)
    for start in range(0, len(order), size):
        chosen = order[start : start + size]
        source, lengths = pad([english.encode(sentences[number]) for number in chosen])
        written, weights = model.greedy(source, lengths, longest)
        for row, number in enumerate(chosen):
            ids = [word for word in written[row].tolist() if word not in (EOS, PAD)]
            shape = slice(len(ids)), slice(len(sentences[number]))
            map_ = None if weights is None else weights[row][shape].clone()  # not the whole batch
            results[number] = french.decode(ids), map_, EOS not in written[row]
    return results


def _check_beam(model, source, width, longest, *others):
    whole("width", width)
    whole("longest", longest)
    if source.dim() != 2 or len(source) != 1 or source.shape[1] == 0:
        raise ValueError(f"source must be one sentence (1, source), got {tuple(source.shape)}")


@guarded(_check_beam)
@torch.no_grad()
def beam_search(model, source, width=4, longest=60):
    """The most probable translation that a beam of `width` finds, and its log-probability.

    model: Translator. source (1, source) token ids of one sentence, without padding.
    Returns (log-probability, ids without <bos> and <eos>). Width 1 is greedy decoding,
    which a repetition ends as well. The model is put into evaluation mode.
    Raises ValueError for another shape of source, and for a width or longest below 1.
    Graves 2012, section 2.5, without its normalisation by length.
    """
    model.eval()
    memory = model.encoder(source, torch.tensor([source.shape[1]]))
    beam = [(0.0, [BOS], memory.last)]
    while not _ended(beam[0][1]) and max(len(ids) for _, ids, _ in beam) <= longest:
        longer = []
        for total, ids, state in beam:
            if _ended(ids):
                longer.append((total, ids, state))
                continue
            features, _, state = model.decoder(torch.tensor([ids[-1:]]), state, memory)
            scores = model.decoder.output(features)[0, 0].log_softmax(dim=-1)
            for word in scores.argsort(descending=True)[:width].tolist():
                longer.append((total + scores[word].item(), [*ids, word], state))
        beam = sorted(longer, key=lambda item: -item[0])[:width]
    return beam[0][0], [word for word in beam[0][1] if word not in (BOS, EOS)]


def _ended(ids):
    """Whether nothing comes after these ids: the end, or the same three words twice in a row."""
    return ids[-1] == EOS or (len(ids) >= 6 and ids[-6:-3] == ids[-3:])
