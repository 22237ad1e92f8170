"""Pairs of word groups that vectors may tell apart, or not: by meaning, by part, by form."""

from . import lexicon

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
    classes, known = lexicon.meaning_classes("core"), lexicon.lexicon("core")
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
