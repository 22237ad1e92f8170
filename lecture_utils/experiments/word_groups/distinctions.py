"""Distinctions between two groups of words, and how well a W_q tells the two apart."""

from ... import corpus

FOOD, ANIMAL = ("food", "fruit", "drink"), ("animal", "pet")
MEANINGS = {
    "food | clothing": (FOOD, ("clothing",)),
    "person | animal": (("person", "name"), ANIMAL),
    "animal | food": (ANIMAL, FOOD),
}


def groups(words):
    """Six distinctions, each between two groups of the given words.

    words : the words that have vectors
    returns {name: (words of the first group, words of the second)}, in the order of `words`
    """
    classes, known = corpus.meaning_classes("core"), corpus.entries("core")
    parts = {}
    for entry in known:
        for form in entry.english_forms:
            parts.setdefault(form, set()).add(entry.part)

    def forms(part, number):
        """The first, second … form of the words of a part that have two forms in `words`."""
        having = [w.english_forms for w in known if w.part == part and len(w.english_forms) > 1]
        return {pair[number] for pair in having if set(pair[:2]) <= set(words)}

    found = {
        name: tuple({w for w in words if classes.get(w) in side} for side in sides)
        for name, sides in MEANINGS.items()
    }
    found["eat | eats"] = forms("verb", 0), forms("verb", 1)
    found["noun | verb"] = tuple(
        {w for w in words if parts.get(w) == {part}} for part in ("noun", "verb")
    )
    found["cat | cats"] = forms("noun", 0), forms("noun", 1)
    return {
        name: tuple([word for word in words if word in side] for side in sides)
        for name, sides in found.items()
    }


def vectors_of(words, vectors):
    """The vectors of both groups of each distinction: {name: ((words, d_model), (words, d_model))}.

    words : one a row of `vectors` (vocab, d_model)
    """
    row = {word: place for place, word in enumerate(words)}
    return {
        name: tuple(vectors[[row[word] for word in side]] for side in sides)
        for name, sides in groups(words).items()
    }


def _told_apart(first, second, look):
    """Share of words nearer to their own group's centre; `look` makes W_q from the known halves."""
    right = []
    for known in (0, 1):  # either half is asked once, with the other one's centres
        W_q = look(first[known::2], second[known::2])
        centres = [(group[known::2] @ W_q.T).mean(dim=0) for group in (first, second)]
        for group, own, other in ((first, *centres), (second, *centres[::-1])):
            new = group[1 - known :: 2] @ W_q.T
            nearer = (new - own).norm(dim=1) < (new - other).norm(dim=1)
            right.append(nearer.double().mean().item())
    return sum(right) / len(right)


def told_apart(first, second, W_q):
    """How well two groups of words are told apart through W_q; 1/2 is chance.

    first, second : (words, d_model)        W_q : (d_k, d_model)
    returns the share of words, 0 … 1, that lie nearer to the centre of their own group than to the
    other's, the centres being those of every second word, which are not asked
    """
    return _told_apart(first, second, lambda *_: W_q)


def told_apart_by_one_row(first, second):
    """The same through one row that asks for this distinction: from one centre to the other."""
    return _told_apart(first, second, lambda a, b: (a.mean(dim=0) - b.mean(dim=0))[None])
