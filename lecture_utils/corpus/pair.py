"""A sentence pair, the unit of every corpus in this series, and the files that hold pairs."""

import re
from dataclasses import dataclass, field

from ..paths import data_path
from ..tokenizer import split_words
from .files import MAX_TEXT, fetch, read_rows

TATOEBA_URL = "http://d2l-data.s3-accelerate.amazonaws.com/fra-eng.zip"
TATOEBA_HASH = "sha1:94646ad1522d915e7b0f9296181140edcf86a4f5"
TATOEBA_CREDIT = (
    "Sentence pairs: the contributors of Tatoeba (tatoeba.org), licence CC-BY 2.0 FR, "
    "in the selection of manythings.org/anki."
)
LINK = re.compile(r"(\d+)-(\d+)")


@dataclass(slots=True)
class Pair:
    """An English sentence, its French translation, and what is known about the two.

    english, french: lists of tokens, lower-case, without final punctuation.
    alignment: set of links (source, target), indices into `english` and `french`;
        empty when nobody has aligned the pair.

    Known for generated pairs only, empty otherwise:
    classes: one word class per English token ("noun", "verb", "adjective", …).
    modifiers: set of (adjective, noun), both indices into `english`; adjectives inside
        a noun phrase only, not those after "is".
    senses: {index into `english`: name of the sense} for each ambiguous word.
    """

    english: list[str]
    french: list[str]
    alignment: set[tuple[int, int]] = field(default_factory=set)
    classes: list[str] = field(default_factory=list)
    modifiers: set[tuple[int, int]] = field(default_factory=set)
    senses: dict[int, str] = field(default_factory=dict)


def _side(text, language, where):
    tokens = split_words(text)
    if not tokens:
        raise ValueError(f"{where}: the {language} side has no words: {text[:60]!r}")
    return tokens


def read_pairs(path, max_bytes=MAX_TEXT):
    """Read English–French sentence pairs from a file.

    path      : tab-separated UTF-8 text, English then French, further columns ignored; gzip and
                zip too, where the one member .txt or .tsv that holds tabs is read
    max_bytes : most bytes of text, unpacked, that are accepted
    returns   : list of Pair; lower-case tokens with punctuation, and no alignment

    Raises FileNotFoundError for a missing file and ValueError, with the line's number where there
    is one, for: fewer than two columns, a side without words, an empty file, text that is not
    UTF-8, a damaged or ambiguous archive, and one that is too big. The file is only read.
    """
    return [
        Pair(_side(english, "English", where), _side(french, "French", where))
        for where, (english, french, *_) in read_rows(path, least=2, max_bytes=max_bytes)
    ]


def download_pairs(url=TATOEBA_URL, known_hash=TATOEBA_HASH, folder=None, retries=2, quiet=False):
    """Fetch a public collection of sentence pairs once, say whose it is, and read it.

    Optional: no notebook needs it. By default some 167,000 pairs of the Tatoeba project.
    url, known_hash, folder, retries, quiet : as in `fetch`; the credit is always shown
    returns : list of Pair, as from `read_pairs`

    Raises ConnectionError when offline, and ValueError when another file came than expected.
    """
    path = fetch(url, known_hash, folder, retries, quiet)
    if url == TATOEBA_URL:
        print(TATOEBA_CREDIT)
    return read_pairs(path)


def _links(text, english, french, where):
    """The set of (source, target) links in "0-0 1-2"."""
    links = set()
    for item in text.split():
        match = LINK.fullmatch(item)
        if not match:
            raise ValueError(f"{where}: expected links such as '0-0 1-2', got {item!r}")
        source, target = int(match[1]), int(match[2])
        if source >= len(english) or target >= len(french):
            raise ValueError(
                f"{where}: link {item} is outside the {len(english)} English and "
                f"{len(french)} French tokens"
            )
        links.add((source, target))
    return links


def natural_pairs(kind=None, path=None):
    """Return the everyday sentence pairs that were written for this series.

    kind    : only pairs of this kind (a word of the file's third column); by default all
    path    : another file of the same form: English, French, kind, links "0-0 1-2" or nothing
    returns : list of Pair; `alignment` holds the (source, target) links where a person drew
              them, and is empty elsewhere

    Raises ValueError for an unknown kind, naming those there are, and for links that do not fit.
    """
    pairs, kinds = [], set()
    rows = read_rows(path or data_path("natural_pairs.tsv"), least=3, most=4)
    for where, (english, french, its_kind, *links) in rows:
        english, french = _side(english, "English", where), _side(french, "French", where)
        kinds.add(its_kind)
        if kind in (None, its_kind):
            alignment = _links(" ".join(links), english, french, where)
            pairs.append(Pair(english, french, alignment))
    if kind not in (None, *kinds):
        raise ValueError(f"no pairs of kind {kind!r}; there are: {', '.join(sorted(kinds))}")
    return pairs
