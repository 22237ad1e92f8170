"""The functions that the series is about are taught by name, whatever tags and docstrings say.

running/test_same_source.py holds tag and promise against each other; where both go, nobody would
ask.
"""

import pytest

from tests.series.running.test_same_source import definitions, lessons
from tests.series.specimens import code, small
from tools import notebooks

CORE = {
    "01": "learn_merges apply_merges sliding_windows embed",
    "02": "rnn_step gru_step read_padded translation_loss",
    "03": "additive_scores softmax AttentionDecoder",
    "04": "Block hide",
    "05": "dot length cosine distance",
    "06": "PictureNetwork train_step train",
    "08": "window_pairs skip_gram_loss",
    "09": "attention",
}


def untaught(books, core):
    """Say which core names their notebook does not build in a cell tagged same-as."""
    built = {
        (number, name) for number, _, cell in lessons(books) for name in definitions(cell.source)
    }
    for number, names in core.items():
        for name in names.split():
            if (number, name) not in built:
                yield f"notebook {number} must build {name} in a cell tagged same-as"


@pytest.fixture(scope="module")
def books():
    return {path.name[:2]: notebooks.read(path) for path in notebooks.PATHS}


def test_the_core_is_taught(books):
    assert not list(untaught(books, CORE))


def test_a_core_lesson_that_lost_its_tag_is_found():
    lesson = "def attention(query, key, value):\n    return query"
    tagged = {"09": small(code(lesson, tags=["same-as:lecture_utils.attention"]))}
    assert not list(untaught(tagged, {"09": "attention"}))
    for other in ({"09": small(code(lesson))}, {"08": tagged["09"]}, {}):
        [found] = untaught(other, {"09": "attention"})
        assert found == "notebook 09 must build attention in a cell tagged same-as"
