"""Words, vocabulary and byte pairs: oracle, hand examples, properties, bad input."""

import pytest

from lecture_utils.tokenizer import BOS, EOS, PAD, UNK, Vocabulary, split_words


@pytest.mark.parametrize(
    "text, words",
    [
        ("The old cat.", ["the", "old", "cat", "."]),
        ("L'arbre de l’île", ["l'", "arbre", "de", "l'", "île"]),
        ("I don't know", ["i", "don't", "know"]),
        ("Qu'il n'aime d'abord", ["qu'", "il", "n'", "aime", "d'", "abord"]),
        ("qu'aujourd'hui", ["qu'", "aujourd'hui"]),
        ("l' arbre", ["l'", "arbre"]),
        ("the dogs' well-known house", ["the", "dogs", "'", "well-known", "house"]),
        ("Est-ce vrai ?!", ["est-ce", "vrai", "?", "!"]),
        ("3.14 and 1,000 (two)", ["3.14", "and", "1,000", "(", "two", ")"]),
        ("e\u0301te\u0301", ["été"]),
        ("« œuf »", ["«", "œuf", "»"]),
        ("", []),
        (" \t\n", []),
    ],
)
def test_split_words(text, words):
    assert split_words(text) == words


def test_split_words_is_stable_when_joined_with_spaces():
    words = split_words("Qu'est-ce que l'homme n'a pas vu ? Don't ask, it's 3.5!")
    assert split_words(" ".join(words)) == words


@pytest.mark.parametrize("wrong", [None, 3, b"bytes", ["a", "list"]])
def test_split_words_names_the_wrong_type(wrong):
    with pytest.raises(TypeError, match=type(wrong).__name__):
        split_words(wrong)


def test_vocabulary_puts_specials_first_and_knows_unknown_words():
    vocabulary = Vocabulary(["cat", "dog"])
    assert (vocabulary.words[PAD], vocabulary.words[UNK]) == ("<pad>", "<unk>")
    assert (vocabulary.words[BOS], vocabulary.words[EOS]) == ("<bos>", "<eos>")
    assert vocabulary.encode(["dog", "cat", "cow"]) == [5, 4, UNK]
    assert vocabulary.decode([5, 4, UNK]) == ["dog", "cat", "<unk>"]
    assert len(vocabulary) == 6 and "dog" in vocabulary and "cow" not in vocabulary


def test_vocabulary_from_sentences_orders_by_count_then_alphabet():
    sentences = [["b", "a", "c"], ["c", "a"], ["c", "d", "<unk>"]]
    assert Vocabulary.from_sentences(sentences).words[4:] == ["c", "a", "b", "d"]
    assert Vocabulary.from_sentences(sentences, min_count=2).words[4:] == ["c", "a"]


@pytest.mark.parametrize(
    "call, message",
    [
        (lambda v: v.encode("cat"), "list of tokens"),
        (lambda v: v.decode([0, 6]), "6 is outside the range 0 … 5"),
        (lambda v: v.decode([-1]), "-1 is outside"),
        (lambda v: v.decode([1.5]), "whole number"),
        (lambda v: Vocabulary("cat"), "list of words"),
        (lambda v: Vocabulary(["cat", "cat"]), "cat"),
        (lambda v: Vocabulary(["<pad>"]), "<pad>"),
        (lambda v: Vocabulary.from_sentences(["cat"]), "lists of tokens"),
        (lambda v: Vocabulary(["cat"], specials=()).encode(["cow"]), "cow"),
    ],
)
def test_vocabulary_says_what_is_wrong(call, message):
    with pytest.raises((TypeError, ValueError), match=message):
        call(Vocabulary(["cat", "dog"]))
