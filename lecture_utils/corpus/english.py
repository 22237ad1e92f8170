"""English inflection: plurals, third persons and the choice between "a" and "an"."""

VOWELS = "aeiou"


def add_s(word: str) -> str:
    """The regular form in -s of a noun (plural) or a verb (third person singular).

    >>> [add_s(word) for word in ("cat", "wash", "city", "boy", "bus")]
    ['cats', 'washes', 'cities', 'boys', 'buses']
    """
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return word + "es"
    if word.endswith("y") and word[-2] not in VOWELS:
        return word[:-1] + "ies"
    return word + "s"


def article(next_word: str) -> str:
    """The indefinite article that stands before `next_word`.

    The sound decides, not the letter: "useful" begins like "you". The lexicon has no word
    in which a silent h would make it "an".

    >>> [article(word) for word in ("cat", "apple", "old", "useful")]
    ['a', 'an', 'an', 'a']
    """
    return "an" if next_word[0] in VOWELS and not next_word.startswith("use") else "a"
