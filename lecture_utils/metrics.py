"""How good is a translation, and how good an alignment?"""

import math
from collections import Counter

import numpy as np


def bleu(hypotheses, references):
    """BLEU of a set of translations against one reference each, from 0 to 100.

    hypotheses, references: lists of token lists, same length; the arguments are not symmetric.
    Up to 4-grams, counts pooled over all sentences, brevity penalty, no smoothing: without any
    matching 4-gram the score is 0. Papineni et al. 2002, section 2. (NLTK's corpus_bleu counts a
    sentence shorter than n words as one missed n-gram; this function counts it as none.)
    Raises TypeError for text instead of tokens, ValueError for lists that do not fit.
    """
    _check_paired(hypotheses, references)
    logs = 0.0
    for size in range(1, 5):
        found = [ngrams(tokens, size) for tokens in hypotheses]
        wanted = [ngrams(tokens, size) for tokens in references]
        matches = sum((f & w).total() for f, w in zip(found, wanted, strict=True))
        if matches == 0:
            return 0.0
        logs += math.log(matches / sum(f.total() for f in found)) / 4
    written, expected = sum(map(len, hypotheses)), sum(map(len, references))
    return 100 * math.exp(logs + min(0.0, 1 - expected / written))


def ngrams(tokens, size):
    """How often each run of `size` tokens occurs: a Counter of tuples."""
    return Counter(zip(*(tokens[start:] for start in range(size)), strict=False))


def _check_paired(hypotheses, references):
    _check_sentences("hypotheses", hypotheses)
    _check_sentences("references", references)
    if len(hypotheses) != len(references):
        raise ValueError(
            "expected one reference for each hypothesis, got "
            f"{len(hypotheses)} hypotheses and {len(references)} references"
        )


def _check_sentences(name, sentences):
    if isinstance(sentences, str) or not hasattr(sentences, "__len__"):
        raise TypeError(f"{name} must be a list of token lists, got {sentences!r:.60}")
    if len(sentences) == 0:
        raise ValueError(f"{name} is empty: there is nothing to score")
    for number, sentence in enumerate(sentences):
        if isinstance(sentence, str):
            raise TypeError(f"{name}[{number}] must be a list of tokens, got text {sentence!r:.60}")
        if not all(isinstance(token, str) for token in sentence):
            raise TypeError(f"{name}[{number}] must hold tokens (str), got {sentence!r:.60}")


def bleu_by_length(hypotheses, references, lengths, buckets):
    """BLEU within each range of source lengths.

    lengths: source length of each sentence. buckets: list of (shortest, longest), both included.
    Returns {(shortest, longest): (bleu, number of sentences)}; a bucket without sentences is
    left out. Sentences outside all buckets are not scored.
    Raises as `bleu` does, and ValueError if lengths do not fit or no sentence is in a bucket.
    """
    _check_paired(hypotheses, references)
    if len(lengths) != len(references):
        raise ValueError(
            f"expected a length for each of {len(references)}, got {len(lengths)} lengths"
        )
    scores = {}
    for low, high in buckets:
        chosen = [number for number, length in enumerate(lengths) if low <= length <= high]
        if chosen:
            written = [hypotheses[number] for number in chosen]
            expected = [references[number] for number in chosen]
            scores[low, high] = (bleu(written, expected), len(chosen))
    if not scores:
        raise ValueError(f"no sentence length lies in any of the buckets {list(buckets)}")
    return scores


def right_by_place(hypotheses, references):
    """The share of sentences with the right word at each place: a list, one number a place.

    hypotheses, references: lists of token lists, same length. Counted up to the end of the
    shortest reference, so that every sentence counts at every place; a hypothesis that has ended
    is wrong. One word too many makes all that follow it wrong, too.
    Raises as `bleu` does.
    """
    _check_paired(hypotheses, references)
    both = list(zip(hypotheses, references, strict=True))
    return [
        sum(written[place : place + 1] == [right[place]] for written, right in both) / len(both)
        for place in range(min(map(len, references)))
    ]


def right_in_order(hypotheses, references):
    """As `right_by_place`, but wherever the word stands: the order counts, a shift does not.

    At each place, the share of sentences whose word is part of a longest common subsequence, the
    most words that both texts have in the same order (of several, one whose matches come early).
    Over all places of a sentence that is the recall of ROUGE-L: Lin 2004, section 3.1.
    Raises as `bleu` does.
    """
    _check_paired(hypotheses, references)
    found = [_in_order(*both) for both in zip(hypotheses, references, strict=True)]
    return [
        sum(place in places for places in found) / len(found)
        for place in range(min(map(len, references)))
    ]


def _in_order(written, right):
    """The places of `right` that a longest common subsequence with `written` takes: a set."""
    rest = np.zeros((len(written) + 1, len(right) + 1), dtype=int)  # common from here to the ends
    for row, column in np.ndindex(len(written), len(right)):
        row, column = len(written) - 1 - row, len(right) - 1 - column
        same = written[row] == right[column]
        longer = max(rest[row + 1, column], rest[row, column + 1])
        rest[row, column] = rest[row + 1, column + 1] + 1 if same else longer
    row = column = 0
    places = set()
    while rest[row, column]:
        if written[row] == right[column]:
            places.add(column)
            row, column = row + 1, column + 1
        elif rest[row + 1, column] >= rest[row, column + 1]:
            row += 1
        else:
            column += 1
    return places


def links_from_weights(weights):
    """Hard links from attention weights: each target position with the source it looks at most.

    weights (target, source) -> set of (source, target). A drawn map is (target, source).
    Raises ValueError for a row of a map, for several maps (of heads, say), for rows without a
    source or of different lengths, and for NaN.
    """
    rows = [np.asarray(row, dtype=float) for row in _plain(weights)]
    if any(row.ndim == 0 for row in rows):
        raise ValueError("links_from_weights expects one map (target, source), got one row of it")
    if any(row.ndim > 1 for row in rows):
        raise ValueError(
            "links_from_weights expects one map (target, source), got several: choose a head, or "
            "take their mean"
        )
    if len(set(map(len, rows))) > 1 or not all(map(len, rows)):
        raise ValueError(f"each row must weigh every source, got {[len(row) for row in rows]}")
    if any(np.isnan(row).any() for row in rows):
        raise ValueError("links_from_weights got NaN: was a whole row masked?")
    return {(int(row.argmax()), place) for place, row in enumerate(rows)}


def _plain(value):
    """Lists of numbers, of a tensor or an array of any kind, or of rows of these."""
    if hasattr(value, "tolist"):
        return value.tolist()
    return [_plain(part) for part in value] if hasattr(value, "__len__") else value


def alignment_counts(predicted, sure, possible=None):
    """Pooled counts of links: |A|, |S|, |A ∩ S|, |A ∩ P| with P := P ∪ S.

    predicted (A), sure (S), possible (P): a set of (source, target) links of one sentence, or a
    list of such sets, one per sentence.
    Raises TypeError for what are no sets of pairs, ValueError for lists of different lengths.
    """
    predicted, sure = _link_lists("predicted", predicted), _link_lists("sure", sure)
    possible = [set()] * len(sure) if possible is None else _link_lists("possible", possible)
    if not len(predicted) == len(sure) == len(possible):
        raise ValueError(
            "alignments must be of the same sentences, got "
            f"{len(predicted)} predicted, {len(sure)} sure and {len(possible)} possible sets"
        )
    triples = list(zip(predicted, sure, possible, strict=True))
    return (
        sum(len(a) for a in predicted),
        sum(len(s) for s in sure),
        sum(len(a & s) for a, s, _ in triples),
        sum(len(a & (p | s)) for a, s, p in triples),
    )


def _link_lists(name, links):
    sentences = [links] if isinstance(links, (set, frozenset)) else links
    if isinstance(sentences, (str, dict)) or not hasattr(sentences, "__iter__"):
        raise TypeError(f"{name} must be a set of (source, target) links or a list of such sets")
    sentences = list(sentences)
    for sentence in sentences:
        if not isinstance(sentence, (set, frozenset)):
            raise TypeError(f"{name} must hold sets of (source, target), got {sentence!r:.60}")
        for link in sentence:
            if not (isinstance(link, tuple) and len(link) == 2):
                raise TypeError(f"{name}: a link is a tuple (source, target), got {link!r:.60}")
    return sentences


def alignment_error_rate(predicted, sure, possible=None):
    """AER = 1 - (|A ∩ S| + |A ∩ P|) / (|A| + |S|); 0 is perfect, 1 is all wrong.

    Arguments as for `alignment_counts`: sets of (source, target), or lists of them, pooled.
    Raises ValueError if there are neither predicted nor sure links, or if lists differ in length.
    Och & Ney 2003, section 5.
    """
    links, sures, in_sure, in_possible = alignment_counts(predicted, sure, possible)
    if links + sures == 0:
        raise ValueError("no predicted and no sure links: the error rate would be 0 / 0")
    return 1 - (in_sure + in_possible) / (links + sures)


def alignment_precision_recall(predicted, sure, possible=None):
    """Precision |A ∩ P| / |A| and recall |A ∩ S| / |S|. Och & Ney 2003, section 5.

    Arguments as for `alignment_counts`. Raises ValueError if A or S is empty.
    """
    links, sures, in_sure, in_possible = alignment_counts(predicted, sure, possible)
    if links == 0 or sures == 0:
        raise ValueError(
            f"precision and recall need links on both sides, got {links} predicted, {sures} sure"
        )
    return in_possible / links, in_sure / sures
