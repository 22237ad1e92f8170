"""Sentence pairs that were not generated: any pair file, a public collection, the project's own."""

import re

from ..paths import data_path
from ..tokenizer import split_words
from .archives import MAX_BYTES, read_text
from .downloads import fetch
from .pair import Pair

TATOEBA_URL = "http://d2l-data.s3-accelerate.amazonaws.com/fra-eng.zip"
TATOEBA_HASH = "sha1:94646ad1522d915e7b0f9296181140edcf86a4f5"
TATOEBA_CREDIT = (
    "Sentence pairs: the contributors of Tatoeba (tatoeba.org), licence CC-BY 2.0 FR, "
    "in the selection of manythings.org/anki."
)
LINK = re.compile(r"(\d+)-(\d+)")


def _rows(path, max_bytes, least):
    """Yield ("name, line n", columns) of a tab-separated file; blank lines may only end it."""
    text = read_text(path, max_bytes).rstrip("\r\n")
    name = getattr(path, "name", path)
    if not text.strip():
        raise ValueError(f"{name} is empty: expected lines of English, a tab, French")
    for number, line in enumerate(text.split("\n"), start=1):
        where = f"{name}, line {number}"
        line = line.removesuffix("\r")
        if "\r" in line:
            raise ValueError(f"{where}: a line break of another kind (\\r) inside the line")
        columns = line.split("\t")
        if len(columns) < least:
            raise ValueError(
                f"{where}: expected {least} columns with a tab between, "
                f"got {len(columns)}: {line[:60]!r}"
            )
        yield where, columns


def _side(text, language, where):
    tokens = split_words(text)
    if not tokens:
        raise ValueError(f"{where}: the {language} side has no words: {text[:60]!r}")
    return tokens


def read_pairs(path, max_bytes=MAX_BYTES):
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
        for where, (english, french, *_) in _rows(path, max_bytes, least=2)
    ]


def download_pairs(url=TATOEBA_URL, known_hash=TATOEBA_HASH, folder=None, retries=2, quiet=False):
    """Fetch a public collection of sentence pairs once, say whose it is, and read it.

    Optional: no notebook needs it. By default some 167,000 pairs of the Tatoeba project.
    url, known_hash, folder, retries, quiet : as in `downloads.fetch`; the credit is always shown
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
    rows = _rows(path or data_path("natural_pairs.tsv"), MAX_BYTES, least=3)
    for where, (english, french, its_kind, *links) in rows:
        english, french = _side(english, "English", where), _side(french, "French", where)
        kinds.add(its_kind)
        if kind in (None, its_kind):
            alignment = _links(" ".join(links), english, french, where)
            pairs.append(Pair(english, french, alignment))
    if kind not in (None, *kinds):
        raise ValueError(f"no pairs of kind {kind!r}; there are: {', '.join(sorted(kinds))}")
    return pairs


def stories():
    """Return the short English stories written for this series.

    returns : list of (title, text), in the order of their file names; a file's first line is the
              title, and the text is what follows
    """
    found = []
    for path in sorted(data_path("stories").glob("*.txt")):
        title, _, text = read_text(path).partition("\n")
        found.append((title.strip(), text.strip() + "\n"))
    return found
