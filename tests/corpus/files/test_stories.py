"""The stories written by hand: long enough, well formed, and "bank" in both its senses."""

import re
from collections import Counter
from functools import cache

import pytest

from lecture_utils.paths import data_path
from lecture_utils.tokenizer import split_words
from tests.spelling import text_mistakes


@cache
def stories():
    return {path.name: path.read_bytes() for path in sorted(data_path("stories").iterdir())}


def story_mistakes(content):
    """A title, an empty line, then paragraphs with an empty line between, in plain UTF-8."""
    lines = content.decode("utf-8").split("\n")
    title, gap, *paragraphs = lines[:-1]
    checks = {
        "no final line break": lines[-1] != "" or not paragraphs or not paragraphs[-1],
        "title": not title or title.endswith(".") or gap,
        "fewer than five paragraphs": len(paragraphs) < 9,
        "two paragraphs run together": any(paragraphs[1::2]) or not all(paragraphs[::2]),
        "odd number of quotation marks": any(line.count('"') % 2 for line in lines),
    }
    bad = [name for name, found in checks.items() if found]
    return bad + [mistake for line in lines for mistake in text_mistakes(line)]


def test_the_stories_are_well_formed_and_long_enough():
    assert sum(map(len, stories().values())) >= 40_000
    assert not {name: bad for name, text in stories().items() if (bad := story_mistakes(text))}
    assert all(re.fullmatch(r"[a-z_]+\.txt", name) for name in stories())


def test_no_story_and_no_paragraph_comes_twice():
    lines = [line for text in stories().values() for line in text.decode("utf-8").split("\n")]
    assert [line for line, count in Counter(lines).items() if line and count > 1] == []


def test_a_bank_in_the_stories_is_sometimes_wet_and_sometimes_rich():
    texts = [set(split_words(text.decode("utf-8"))) for text in stories().values()]
    assert sum({"bank", "river"} <= text for text in texts) >= 3
    assert sum({"bank", "clerk"} <= text or {"bank", "cheque"} <= text for text in texts) >= 3


@pytest.mark.parametrize(
    "old, new, complaint",
    [
        (b"A Tale\n\n", b"A Tale.\n\n", "title"),
        (b"A Tale\n\n", b"A Tale\n", "title"),
        (b"Three", b"Three  ", "double"),
        (b'"Two"', b'"Two', "quotation marks"),
        (b'"Two"', "“Two”".encode(), "quotation mark"),
        (b"Five\n", b"Five", "final line break"),
        (b"Three\n\n", b"Three\n", "run together"),
        (b"Three\n\nFour\n\n", b"", "fewer than five"),
    ],
)
def test_a_planted_mistake_in_a_story_is_found(old, new, complaint):
    good = b'A Tale\n\nOne\n\n"Two"\n\nThree\n\nFour\n\nFive\n'
    assert story_mistakes(good) == []
    bad = story_mistakes(good.replace(old, new))
    assert any(complaint in mistake for mistake in bad), bad
