"""The memory probe of notebook 02: which nouns can be read from an encoder's last state?"""

import torch

from .batches import pad
from .probes import fit_probe, read_probe


@torch.no_grad()
def last_states(encoder, pairs, english):
    """The last state of each pair's English sentence: (pair, hidden). Taught in notebook 02."""
    return encoder(*pad([english.encode(pair.english) for pair in pairs])).last


def nouns_at(pairs, distance, english):
    """The nouns with `distance` words after them: rows (noun,) and their word ids (noun,).

    rows: numbers of the pairs that have a noun there. Raises ValueError for a sentence that is too
    short.
    """
    rows, words = [], []
    for row, pair in enumerate(pairs):
        at = len(pair.english) - 1 - distance
        if at < 0:
            raise ValueError(f"no word has {distance} words after it in {' '.join(pair.english)!r}")
        if pair.classes[at] == "noun":
            rows.append(row)
            words.append(pair.english[at])
    return torch.tensor(rows), torch.tensor(english.encode(words))


def nouns_read(encoder, known, fresh, distances, english):
    """The share of nouns that a linear probe reads from the last state, for each distance.

    encoder: a trained recurrent.Encoder. known, fresh: lists of Pair with classes; the probe is
    fitted on the first and tried on the second. distances: words between the noun and the end.
    Returns a list of numbers 0 … 1, in the order of `distances`. Taught in notebook 02.
    """
    learn, test = last_states(encoder, known, english), last_states(encoder, fresh, english)
    shares = []
    for distance in distances:
        rows, words = nouns_at(known, distance, english)
        new_rows, new_words = nouns_at(fresh, distance, english)
        probe = fit_probe(learn[rows], words, len(english))
        found = read_probe(probe, test[new_rows])
        shares.append((found == new_words).float().mean().item())
    return shares
