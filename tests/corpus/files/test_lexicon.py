"""The lexicon: enough words of every kind, each row complete, every reference kept."""

import re

import pytest

from lecture_utils.corpus import lexicon as lexicon_module
from lecture_utils.corpus.lexicon import (
    add_s,
    ambiguous_words,
    antonyms,
    article,
    entries,
    find,
    gender_pairs,
    meaning_classes,
)

ALL, CORE = entries(), entries("core")
CONTENT = ("noun", "verb", "adjective")


def test_there_are_enough_words_of_every_kind():
    assert len({word.english for word in ALL}) >= 300
    assert len({word.english for word in CORE}) >= 150
    assert len({word.meaning for word in ALL if word.part == "noun"}) >= 10
    assert len(antonyms()) >= 8 and len(antonyms("core")) >= 8
    assert len(gender_pairs()) >= 6 and ("king", "queen") in gender_pairs("core")
    assert len(ambiguous_words()) >= 5
    assert ambiguous_words("core")["bank"] == ["money", "river"]


def test_core_is_a_part_of_all_and_stands_on_its_own():
    assert set(CORE) < set(ALL)
    words = {word.english for word in CORE}
    for noun in (word for word in CORE if word.part == "noun"):
        assert noun.sense == "" or any(cue in words for cue in noun.cues), noun.key


def test_every_row_is_complete():
    for word in ALL:
        assert word.english == word.english.lower() and word.french == word.french.lower()
        assert word.french or word.part in ("auxiliary", "preposition"), word.key


def test_every_noun_verb_and_adjective_has_what_its_forms_need():
    for word in ALL:
        if word.part == "noun":
            assert word.gender in ("m", "f") and word.meaning, word.key
            assert word.countable in ("", "no", "one"), word.key
        elif word.part == "verb":
            assert len(word.present) in (0, 5) and word.auxiliary in ("avoir", "être"), word.key
            regular = word.french.endswith("er")  # only these have a rule
            assert regular or word.present, word.key
            assert regular or word.participle or not word.english_past, word.key
        elif word.part == "adjective":
            assert word.selects, word.key


def test_every_reference_leads_to_a_row():
    keys = {word.key for word in ALL} | {word.meaning for word in ALL} | {"that"}
    keys |= set(ambiguous_words())  # a bare name means the word in each of its senses
    english = {word.english for word in ALL} | {word.meaning for word in ALL}
    for word in ALL:
        where = {name.split(":")[-1] for name in word.where}  # "in:river" names a river
        named = {*re.split(r"[ >;]+", word.selects), *where, *word.of, word.with_}
        assert named - {""} <= keys, word.key
        assert {*word.avoid, *word.antonym, *word.cues, *filter(None, [word.partner])} <= english


def test_antonyms_are_of_one_class_and_partners_of_both_genders():
    for one, other in antonyms():
        parts = [{(w.part, w.meaning) for w in ALL if w.english == name} for name in (one, other)]
        assert parts[0] & parts[1], (one, other)
    for masculine, feminine in gender_pairs():
        assert (find(masculine).gender, find(feminine).gender) == ("m", "f")
        assert find(feminine).partner == masculine


def test_senses_differ_in_french_and_their_cues_do_not_overlap():
    for english in ambiguous_words():
        rows = [word for word in ALL if word.english == english and word.sense]
        assert len({word.french for word in rows}) == len(rows)
        cues = [cue for word in rows for cue in word.cues]
        assert len(cues) == len(set(cues)), english


def test_the_senses_of_a_noun_differ_in_nothing_that_a_sentence_shows():
    for english in ambiguous_words():
        rows = [word for word in ALL if word.english == english and word.sense]
        for name in ("part", "countable", "owned", "places"):
            assert len({getattr(word, name) for word in rows}) == 1, (english, name)
        assert all(word.cues for word in rows), f"{english}: which words decide its sense?"


def test_no_other_row_names_one_sense_alone():
    senses = {word.key for word in ALL if word.sense}
    for word in ALL:
        where = {name.split(":")[-1] for name in word.where}  # "in:river" names a river
        named = {*re.split(r"[ >;]+", word.selects), *where, *word.of, word.with_}
        assert not named & senses, word.key


def test_the_same_spelling_means_the_same_french_unless_a_sense_says_otherwise():
    for part in CONTENT:
        french = {}
        for word in ALL:
            if word.part == part and not word.sense:
                assert french.setdefault(word.english, word.french) == word.french


def test_meaning_classes_hold_every_form_and_leave_out_what_is_ambiguous():
    classes = meaning_classes()
    assert classes["cats"] == classes["cat"] == "pet" and classes["mice"] == "pet"
    assert classes["saw"] == classes["sees"] == "perception"
    assert "bank" not in classes and "open" not in classes
    assert set(meaning_classes("core").items()) < set(classes.items())
    assert set(meaning_classes(parts=("adjective",))) < set(classes)


def test_find_says_what_is_missing_and_what_is_unclear():
    assert find("bank.river").french == "rive" and find("know.fact").french == "savoir"
    with pytest.raises(KeyError, match="no word 'dragon'"):
        find("dragon")
    with pytest.raises(ValueError, match="2 rows .adjective, verb.; say which part"):
        find("open")
    assert find("open", "verb").french == "ouvrir"
    with pytest.raises(ValueError, match='"all" or "core", got \'some\''):
        entries("some")


def test_every_column_of_the_table_is_read():
    with open(lexicon_module.data_path("lexicon.csv"), encoding="utf-8") as file:
        columns = set(file.readline().strip().split(","))
    read = set(lexicon_module.Word.__dataclass_fields__) - {"meaning", "with_"} | {"class", "with"}
    assert columns == read


def test_english_forms():
    assert [add_s(w) for w in ("cat", "wish", "city", "boy", "fox", "glass", "quiz")] == [
        "cats", "wishes", "cities", "boys", "foxes", "glasses", "quizes",
    ]  # fmt: skip
    assert [article(w) for w in ("old", "boat", "useful", "ugly", "hotel")] == [
        "an", "a", "a", "an", "a",
    ]  # fmt: skip
    assert find("man").english_forms == ("man", "men") and find("water").english_forms == ("water",)
    assert find("carry").english_forms == ("carry", "carries", "carried")
