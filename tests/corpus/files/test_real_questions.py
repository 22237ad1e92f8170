"""The sentences in two senses, those that are changed, and the questions to the stories."""

import csv
import re
from collections import Counter

import pytest

from lecture_utils.corpus import stories
from lecture_utils.paths import data_path
from tests.spelling import english_mistakes

SENSES = {"bank": {"river", "money"}, "bat": {"animal", "club"},
          "spring": {"season", "coil"}, "match": {"game", "flame"}}  # fmt: skip


def rows(name):
    with data_path(name).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def words(text):
    return re.findall(r"[a-z']+", text.lower())


def sense_mistakes(row):
    """What is wrong with one line: word, sense, a sentence that has the word once."""
    if len(row) != 3:
        return ["expected word, sense, sentence"]
    word, sense, sentence = row
    bad = english_mistakes(sentence)
    if sense not in SENSES.get(word, ()):
        bad.append(f"sense {sense!r} of {word!r}")
    if words(sentence).count(word) != 1:
        bad.append(f"{word!r} must stand in it once")
    if not 5 <= len(words(sentence)) <= 15:
        bad.append(f"{len(words(sentence))} words, expected 5 to 15")
    return bad


def question_mistakes(row, titles):
    """What is wrong with one line: question, title, the first words of one paragraph."""
    if len(row) != 3:
        return ["expected question, story, opening"]
    question, title, start = row
    bad = [] if question.endswith("?") else ["no question"]
    if title not in titles:
        return [*bad, f"no story {title!r}"]
    parts = [" ".join(part.split()) for part in titles[title].strip().split("\n\n")]
    found = [part for part in parts if part.startswith(start)]
    if len(found) != 1:
        bad.append(f"{len(found)} paragraphs begin with {start!r}")
    elif found[0][: len(question)] == question:
        bad.append("the question is the paragraph")
    return bad


SMALL = set("a an the my his its is to of on with from".split())


def change_mistakes(row):
    """What is wrong with one line: what was changed, a sentence, the changed one."""
    if len(row) != 3:
        return ["expected change, sentence, changed"]
    what, before, after = row
    bad = [*english_mistakes(before), *english_mistakes(after)]
    old, new = words(before), words(after)
    at = old.index("is") + 1
    head, tail = old[:at], old[-1:]
    right = {
        "'now' put in": new == [*head, "now", *old[at:]],
        "'not' put in": new == [*head, "not", *old[at:]],
        "who and whom exchanged": new != old and sorted(new) == sorted(old),
        "a verb replaced by one like it":
            new[:at] == head and new[-1:] == tail and new[at] != old[at],
        "all in other words": not (set(new) & set(old) - SMALL),
    }  # fmt: skip
    return bad if right.get(what) else [*bad, f"this is not {what!r}"]


def test_each_sentence_is_changed_in_each_way_as_it_says():
    lines = rows("changed_sentences.tsv")
    assert {" ".join(row): bad for row in lines if (bad := change_mistakes(row))} == {}
    kinds = {what: [before for w, before, _ in lines if w == what] for what, *_ in lines}
    assert len(kinds) == 5 and len({tuple(sentences) for sentences in kinds.values()}) == 1
    assert len(set(kinds["'not' put in"])) == 12


@pytest.mark.parametrize(
    "row",
    [
        ["'now' put in", "It is hot.", "Now it is hot."],
        ["'not' put in", "It is hot.", "It is not cold."],
        ["who and whom exchanged", "A is hitting B.", "A is hitting B."],
        ["a verb replaced by one like it", "The dog is eating meat.", "The dog is eating meat."],
        ["all in other words", "The dog is old.", "A dog has many years."],
        ["something", "It is hot.", "It is hot."],
    ],
)
def test_a_planted_wrong_change_is_found(row):
    assert any("this is not" in bad for bad in change_mistakes(row))


def test_the_sentences_are_well_formed_and_twenty_a_word_ten_a_sense():
    lines = rows("word_senses.tsv")
    assert {" ".join(row): bad for row in lines if (bad := sense_mistakes(row))} == {}
    counts = Counter((word, sense) for word, sense, _ in lines)
    assert set(counts) == {(word, sense) for word, both in SENSES.items() for sense in both}
    assert min(counts.values()) >= 10
    assert all(sum(counts[word, sense] for sense in both) >= 20 for word, both in SENSES.items())
    assert len({sentence for *_, sentence in lines}) == len(lines)


def test_no_place_in_the_sentence_and_no_first_word_gives_a_sense_away():
    """What the input knows of a word is its place: by it, a sense must not be told."""
    for word, both in SENSES.items():
        places = {sense: [words(text).index(word) for w, s, text in rows("word_senses.tsv")
                          if (w, s) == (word, sense)] for sense in both}  # fmt: skip
        one, other = places.values()
        assert min(len(set(one)), len(set(other))) >= 5
        assert abs(sum(one) / len(one) - sum(other) / len(other)) < 2


def test_the_questions_are_well_formed_and_thirty_or_more():
    titles = dict(stories())
    lines = rows("story_questions.tsv")
    assert {row[0]: bad for row in lines if (bad := question_mistakes(row, titles))} == {}
    assert len({question for question, *_ in lines}) == len(lines) >= 30
    assert len({title for _, title, _ in lines}) == len(titles)


@pytest.mark.parametrize(
    "row, complaint",
    [
        (["bank", "river"], "expected word"),
        (["bank", "sofa", "We sat on the bank at noon."], "sense 'sofa'"),
        (["bank", "river", "We sat on the banks at noon."], "must stand in it once"),
        (["bank", "river", "We sat on the bank of a bank."], "must stand in it once"),
        (["bank", "river", "On the bank."], "3 words"),
    ],
)
def test_a_planted_sense_mistake_is_found(row, complaint):
    assert any(complaint in bad for bad in sense_mistakes(row))


@pytest.mark.parametrize(
    "row, complaint",
    [
        (["Why?", "T"], "expected question"),
        (["Why.", "T", "One"], "no question"),
        (["Why?", "U", "One"], "no story 'U'"),
        (["Why?", "T", "Four"], "0 paragraphs"),
        (["Why?", "T", "T"], "2 paragraphs"),
    ],
)
def test_a_planted_question_mistake_is_found(row, complaint):
    titles = {"T": "One bat.\n\nTwo.\n\nThree\nlines.\n"}
    assert complaint in " ".join(question_mistakes(row, titles))
