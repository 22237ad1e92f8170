"""The corpus is, word for word, the one that the stored models learned from.

Records of it stand in same_corpus.txt: a checksum of some hundred pairs with all that is known of
them, and one pair to look at. Where the grammar changed on purpose, write them anew, and train
what is stored again, see data/README.md:
RECORD=1 python -m pytest tests/corpus/grammar/test_same_corpus.py
"""

import hashlib
import os
from pathlib import Path

import pytest

from lecture_utils.corpus import generate
from lecture_utils.corpus.sentences import short_phrases

RECORDS, BLOCK = Path(__file__).with_name("same_corpus.txt"), 250
PARTS = {
    "all": lambda: generate(5000, seed=1, max_words=30),
    "core": lambda: generate(5000, seed=2, words="core"),
    "short ones of all": short_phrases,
    "short ones of the core": lambda: short_phrases("core"),
}


def lines(name):
    """One line for each block of pairs: name, number, checksum, its last pair."""
    pairs = PARTS[name]()
    for start in range(0, len(pairs), BLOCK):
        block = pairs[start : start + BLOCK]
        known = [(pair.english, pair.french, pair.classes, sorted(pair.alignment),
                  sorted(pair.modifiers), sorted(pair.senses.items()))
                 for pair in block]  # fmt: skip
        digest = hashlib.blake2b(repr(known).encode(), digest_size=6).hexdigest()
        pair = block[-1]
        yield f"{name} {start}: {digest} {' '.join(pair.english)} → {' '.join(pair.french)}"


@pytest.mark.parametrize("name", PARTS)
def test_the_same_corpus(name):
    found = list(lines(name))
    kept = RECORDS.read_text(encoding="utf-8").splitlines() if RECORDS.exists() else []
    if "RECORD" in os.environ:
        others = [line for line in kept if not line.startswith(f"{name} ")]
        others = [line for line in others if line.partition(":")[0].rpartition(" ")[0] != name]
        RECORDS.write_text("\n".join([*others, *found]) + "\n", encoding="utf-8")
    else:
        kept = [line for line in kept if line.partition(":")[0].rpartition(" ")[0] == name]
        changed = [pair for pair in zip(kept, found, strict=True) if pair[0] != pair[1]]
        assert not changed, f"another corpus than before: {changed[0]}. {__doc__}"
