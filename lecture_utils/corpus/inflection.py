"""French forms: agreement, conjugation, elision and contraction."""

from functools import cache

from .lexicon import Word, entries

JE, IL, NOUS, VOUS, ILS = range(5)
ENDINGS = {
    "er": ("e", "e", "ons", "ez", "ent"),
    "future": ("ai", "a", "ons", "ez", "ont"),
}
AVOIR = ("ai", "a", "avons", "avez", "ont")
BE = {
    "present": ("suis", "est", "sommes", "êtes", "sont"),
    "past": ("étais", "était", "étions", "étiez", "étaient"),
    "future": ("serai", "sera", "serons", "serez", "seront"),
}
VOWELS = "aeiouyâàéèêëîïôûœ"
ELIDED = {"le": "l'", "la": "l'", "de": "d'", "ne": "n'", "que": "qu'", "je": "j'", "me": "m'"}
CONTRACTED = {("de", "le"): "du", ("de", "les"): "des", ("à", "le"): "au", ("à", "les"): "aux"}
CHANGING = {*ELIDED, "si", "les"}


@cache
def aspirated() -> frozenset[str]:
    """Every French form in the lexicon whose h forbids elision ("le hibou")."""
    words = [word for word in entries() if word.aspirated]
    nouns = {noun_form(word, many) for word in words if word.part == "noun" for many in (0, 1)}
    forms = {(feminine, many) for feminine in (0, 1) for many in (0, 1)}
    adjectives = [word for word in words if word.part == "adjective"]
    return frozenset(nouns | {adjective_form(word, *form) for word in adjectives for form in forms})


@cache
def begins_with_vowel(word: str) -> bool:
    """Whether `word` begins with a vowel sound, so that the word before it is elided.

    >>> [begins_with_vowel(word) for word in ("arbre", "homme", "hibou", "chat")]
    [True, True, False, False]
    """
    return word[0] in VOWELS or (word[0] == "h" and word not in aspirated())


def plural(word: str) -> str:
    """The regular plural of a noun or of a masculine adjective.

    >>> [plural(word) for word in ("chat", "bateau", "cheval", "souris", "vieux")]
    ['chats', 'bateaux', 'chevaux', 'souris', 'vieux']
    """
    if word.endswith(("s", "x", "z")):
        return word
    if word.endswith(("au", "eu")):
        return word + "x"
    if word.endswith("al"):
        return word[:-2] + "aux"
    return word + "s"


@cache
def noun_form(noun: Word, many: bool = False) -> str:
    """The singular of a noun, or its plural if `many`."""
    return (noun.french_plural or plural(noun.french)) if many else noun.french


@cache
def adjective_form(adjective: Word, feminine=False, many=False, vowel_follows=False) -> str:
    """The form of an adjective that agrees with its noun.

    vowel_follows: the next word begins with a vowel sound ("un vieil arbre").
    """
    if feminine:
        form = adjective.french_feminine or adjective.french
        return form + "s" if many else form
    if many:
        return adjective.french_plural or plural(adjective.french)
    return (vowel_follows and adjective.french_vowel) or adjective.french


def determiner_form(word: Word, feminine: bool, many: bool, next_word: str) -> str:
    """The form of a determiner that agrees with its noun and suits the word after it.

    "mon", "ton", "son" replace "ma", "ta", "sa" before a vowel; so does "cet" replace "ce".
    "le" and "la" stay as they are: `join` elides them.
    """
    if many:
        return word.french_plural or word.french
    if word.french_vowel and begins_with_vowel(next_word):
        return word.french_feminine if feminine and word.french == "ce" else word.french_vowel
    return word.french_feminine if feminine and word.french_feminine else word.french


@cache
def present(verb: Word, person: int) -> str:
    """The present tense in one of the persons JE, IL, NOUS, VOUS, ILS."""
    if verb.present:
        return verb.present[person]
    stem, ending = verb.french[:-2], ENDINGS["er"][person]
    if ending == "ons" and stem.endswith("g"):
        stem += "e"
    if ending == "ons" and stem.endswith("c"):
        stem = stem[:-1] + "ç"
    return stem + ending


@cache
def future(verb: Word, person: int) -> str:
    """The future tense in one of the persons JE, IL, NOUS, VOUS, ILS."""
    return (verb.future or verb.french) + ENDINGS["future"][person]


@cache
def participle(verb: Word, feminine: bool = False, many: bool = False) -> str:
    """The past participle, agreeing with a feminine or plural word."""
    masculine = verb.participle or verb.french[:-2] + "é"
    form = masculine + "e" if feminine else masculine
    return form if not many or form.endswith("s") else form + "s"


def auxiliary(verb: Word, person: int) -> str:
    """The form of "avoir" or "être" with which the verb makes its past tense."""
    return BE["present"][person] if verb.auxiliary == "être" else AVOIR[person]


def join(words: list[str]) -> tuple[list[str], list[int]]:
    """Elide and contract: words as chosen one by one become words as they are written.

    Returns (written, places): `places[i]` is the index in `written` of `words[i]`.
    "de" + "le" becomes one word, "du", unless "le" itself is elided: "de l'arbre".

    >>> join(["près", "de", "le", "arbre"])
    (['près', 'de', "l'", 'arbre'], [0, 1, 2, 3])
    >>> join(["près", "de", "le", "chat"])
    (['près', 'du', 'chat'], [0, 1, 1, 2])
    """
    written: list[str] = []
    places: list[int] = []
    for index, word in enumerate(words):
        if word in CHANGING:
            following = words[index + 1] if index + 1 < len(words) else ""
            before = written[-1] if written else ""
            if word in ELIDED and following and begins_with_vowel(following):
                word = ELIDED[word]
            elif word == "si" and following in ("il", "ils"):
                word = "s'"
            elif (before, word) in CONTRACTED:
                written.pop()
                word = CONTRACTED[before, word]
        written.append(word)
        places.append(len(written) - 1)
    return written, places
