"""The bilingual lexicon in `data/lexicon.csv`: one row for each sense of each word."""

import csv
import io
import re
from dataclasses import dataclass, fields
from functools import cache

from ..paths import data_path
from .files import read_text

LISTS = ("places", "where", "of", "cues", "avoid", "antonym", "present")
FLAGS = ("core", "before", "aspirated", "owned")
CHOICES = {  # what a cell of these columns may hold
    "part": ("noun", "verb", "adjective", "determiner", "pronoun", "preposition", "adverb",
             "auxiliary", "conjunction", "negation"),
    "gender": ("", "m", "f"), "countable": ("", "no", "one"), "auxiliary": ("", "avoir", "être"),
    **dict.fromkeys(FLAGS, ("", "yes")),
}  # fmt: skip
NEEDED = {  # what a row of this part of speech must hold
    "noun": ("class", "french", "gender"), "verb": ("class", "french", "auxiliary"),
    "adjective": ("class", "french", "selects"),
}  # fmt: skip
GRAMMAR = {
    "the": "determiner",
    "a": "determiner",
    "and": "conjunction",
    "near": "preposition",
    "with": "preposition",
    "very": "adverb",
}  # words without which it says nothing
OWN = ("english", "part", "sense", "french", "gender", "french_preposition", "selects")  # of a row
NAMING = ("antonym", "partner", "cues", "avoid", "where", "of", "with", "selects")  # other rows


ENGLISH_VOWELS = "aeiou"


@cache
def add_s(word: str) -> str:
    """The regular form in -s of a noun (plural) or a verb (third person singular).

    >>> [add_s(word) for word in ("cat", "wash", "city", "boy", "bus")]
    ['cats', 'washes', 'cities', 'boys', 'buses']
    """
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return word + "es"
    if word.endswith("y") and word[-2] not in ENGLISH_VOWELS:
        return word[:-1] + "ies"
    return word + "s"


def article(next_word: str) -> str:
    """The indefinite article that stands before `next_word`.

    The sound decides, not the letter: "useful" begins like "you". The lexicon has no word
    in which a silent h would make it "an".

    >>> [article(word) for word in ("cat", "apple", "old", "useful")]
    ['a', 'an', 'an', 'a']
    """
    return "an" if next_word[0] in ENGLISH_VOWELS and not next_word.startswith("use") else "a"


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """One sense of one English word with its French translation; empty = does not apply.

    english, part, meaning, sense: the word, its part of speech, its meaning class (column
        `class`), and for ambiguous words the name of the sense.
    french, gender: the translation; "m" or "f" for nouns.
    core: belongs to the part of the lexicon on which small models are trained.
    countable: "" = has a plural, "no" = a mass ("water"), "one" = no plural ("sun").
    english_plural, french_plural, french_feminine: given where no rule finds them.
    french_vowel: form before a vowel ("vieil"); before: the adjective precedes its noun;
    aspirated: its h forbids elision ("le hibou").
    english_third, english_past, present, future, participle, auxiliary: verb forms; `present`
        lists je, il, nous, vous, ils; `future` is the stem; no past = not used in the past.
    english_preposition, french_preposition: what links the verb to its object.
    antonym, partner: opposites; the masculine or feminine counterpart.
    selects: which nouns go with a verb ("subjects>objects; …") or an adjective.
    places: prepositions a noun takes as a place; where: places at which a verb happens;
    with_: the tool it may name; of: nouns that may follow "of"; owned: goes with "my", "his" …
    cues: words of which one decides the sense; avoid: adjectives that do not suit the noun,
        or the object of the verb.
    """

    english: str
    part: str
    meaning: str = ""
    sense: str = ""
    french: str = ""
    gender: str = ""
    core: bool = False
    countable: str = ""
    english_plural: str = ""
    french_plural: str = ""
    french_feminine: str = ""
    french_vowel: str = ""
    before: bool = False
    aspirated: bool = False
    english_third: str = ""
    english_past: str = ""
    present: tuple[str, ...] = ()
    future: str = ""
    participle: str = ""
    auxiliary: str = ""
    english_preposition: str = ""
    french_preposition: str = ""
    antonym: tuple[str, ...] = ()
    partner: str = ""
    selects: str = ""
    places: tuple[str, ...] = ()
    where: tuple[str, ...] = ()
    with_: str = ""
    of: tuple[str, ...] = ()
    owned: bool = False
    cues: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The name by which other rows refer to this one: "cat", or "bank.river"."""
        return f"{self.english}.{self.sense}" if self.sense else self.english

    @property
    def english_forms(self) -> tuple[str, ...]:
        """Every English form of the word that the corpus can contain."""
        if self.part == "noun" and self.meaning != "name" and not self.countable:
            return self.english, self.english_plural or add_s(self.english)
        if self.part == "verb":
            third = self.english_third or add_s(self.english)
            return tuple(filter(None, (self.english, third, self.english_past)))
        return (self.english,)


def _word(row: dict[str, str]) -> Word:
    """Turn one row of the table into a Word."""
    values = {**row, "meaning": row["class"], "with_": row["with"]}
    for name in LISTS:
        separator = ";" if name == "places" else None
        values[name] = tuple(part.strip() for part in row[name].split(separator) if part)
    for name in FLAGS:
        values[name] = row[name] == "yes"
    return Word(**{field.name: values[field.name] for field in fields(Word)})


@cache
def _table() -> tuple[Word, ...]:
    return read_lexicon(data_path("lexicon.csv"))


def read_lexicon(path) -> tuple[Word, ...]:
    """The words of a table of the form of `data/lexicon.csv`, in its order.

    Raises ValueError that names the file, the line and, where there is one, the column of what is
    wrong: a column that is missing, unknown or there twice, other separators, a row that is cut
    or there twice, a cell that holds what its column cannot, or a word that has no row.
    """
    rows = []
    for where, row in _rows(path, read_text(path)):
        for column, allowed in CHOICES.items():
            if row[column] not in allowed:
                expected = ", ".join(repr(value) for value in allowed)
                raise ValueError(
                    f"{where}, column {column}: expected one of {expected}, got {row[column]!r}"
                )
        for column in ("english", *NEEDED.get(row["part"], ())):
            if not row[column].strip():
                raise ValueError(f"{where}, column {column}: a {row['part']} needs one, got none")
        if len(row["present"].split()) not in (0, 5):
            raise ValueError(
                f"{where}, column present: expected 5 forms or none, got {row['present']!r}"
            )
        rows.append((where, row))
    _check_names(rows)
    return tuple(_word(row) for _, row in rows)


def _rows(path, text):
    """Yield ("name, line n", {column: cell}) of a table; each row once."""
    name = getattr(path, "name", path)
    expected = [{"meaning": "class", "with_": "with"}.get(f.name, f.name) for f in fields(Word)]
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    seen: dict[tuple[str, ...], int] = {}
    header: list[str] = []
    try:
        for cells in reader:
            where = f"{name}, line {reader.line_num}"
            if not header:
                header = _header(cells, expected, where)
            elif len(cells) != len(header):
                at = header[min(len(cells), len(header)) - 1] if cells else header[0]
                raise ValueError(
                    f"{where}, column {at}: expected {len(header)} cells with a comma between, "
                    f"got {len(cells)}: was the row cut, or a comma not in quotation marks?"
                )
            else:
                row = dict(zip(header, cells, strict=True))
                key = tuple(row[column] for column in OWN)
                if key in seen:
                    raise ValueError(
                        f"{where}, column english: the row of {row['english']!r} stands in line "
                        f"{seen[key]} already"
                    )
                seen[key] = reader.line_num
                yield where, row
    except csv.Error as error:
        raise ValueError(f"{name}, line {reader.line_num}: {error}") from None
    if not seen:
        raise ValueError(f"{name} is empty: expected a line of column names, then a row a word")


def _header(cells, expected, where):
    """The names of the columns, if they are the expected ones, in any order."""
    for sign in (";", "\t"):
        if cells and cells[0].count(sign) > len(expected) // 2:
            raise ValueError(f"{where}, column english: expected commas between, got {sign!r}")
    if wrong := [name for name in cells if name not in expected]:
        raise ValueError(f"{where}, column {wrong[0]}: no column has this name")
    for name in expected:
        if cells.count(name) != 1:
            raise ValueError(f"{where}, column {name}: expected once, got {cells.count(name)}")
    return cells


def _check_names(rows):
    """Raise ValueError for a cell that names a word, or a class, of which there is no row."""
    known = {"that"}
    for _, row in rows:
        key = f"{row['english']}.{row['sense']}"
        known |= {row["english"], row["class"], key}
    for where, row in rows:
        for column in NAMING:
            for name in re.split(r"[ >;:]+", row[column]):
                if name and name not in known:
                    raise ValueError(f"{where}, column {column}: {name!r} has no row")
    there = {(row["english"], row["part"]) for _, row in rows}
    for english, part in GRAMMAR.items():
        if (english, part) not in there:
            raise ValueError(
                f"{where}, column english: the table ends without the {part} {english!r}, which "
                "the grammar needs: was it cut?"
            )


def entries(words: str = "all") -> tuple[Word, ...]:
    """Every row of the lexicon, or with words="core" those on which small models are trained.

    Raises ValueError for another value of `words`.
    """
    if words not in ("all", "core"):
        raise ValueError(f'words must be "all" or "core", got {words!r}')
    return _table() if words == "all" else tuple(word for word in _table() if word.core)


def find(key: str, part: str | None = None) -> Word:
    """The row named `key` ("cat", "bank.river"), of the part of speech `part` if given.

    Raises KeyError when there is none, ValueError when there are several.
    """
    found = [word for word in entries() if word.key == key and part in (None, word.part)]
    if not found:
        raise KeyError(f"the lexicon has no {part or 'word'} {key!r}")
    if len(found) > 1:
        parts = sorted({word.part for word in found})
        raise ValueError(f"{key!r} is {len(found)} rows ({', '.join(parts)}); say which part")
    return found[0]


def meaning_classes(words: str = "all", parts=("noun", "verb", "adjective")) -> dict[str, str]:
    """{English form: meaning class} of the content words, all forms of a word included.

    A form that belongs to several classes ("bank") is left out.
    """
    classes: dict[str, set[str]] = {}
    for word in entries():
        for form in word.english_forms:
            classes.setdefault(form, set()).add(word.meaning)
    chosen = [word for word in entries(words) if word.part in parts]
    forms = {form for word in chosen for form in word.english_forms}
    return {form: min(classes[form]) for form in sorted(forms) if len(classes[form]) == 1}


def antonyms(words: str = "all") -> list[tuple[str, str]]:
    """Pairs of opposite words, each pair once, in alphabetical order."""
    there = {word.english for word in entries(words)}
    pairs = {tuple(sorted((w.english, other))) for w in entries(words) for other in w.antonym}
    return sorted(pair for pair in pairs if there.issuperset(pair))


def gender_pairs(words: str = "all") -> list[tuple[str, str]]:
    """Pairs (masculine, feminine) such as ("king", "queen"), in the order of the table."""
    there = {word.english for word in entries(words)}
    chosen = [word for word in entries(words) if word.gender == "m" and word.partner in there]
    return [(word.english, word.partner) for word in chosen]


def ambiguous_words(words: str = "all") -> dict[str, list[str]]:
    """{English word: its senses} of the words with several, in the order of the table."""
    senses: dict[str, list[str]] = {}
    for word in entries(words):
        if word.sense:
            senses.setdefault(word.english, []).append(word.sense)
    return {english: names for english, names in senses.items() if len(names) > 1}
