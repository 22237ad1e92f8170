"""Groups of words by hand: who is in them, what a quiz holds, and who is told apart."""

import inspect

import pytest
import torch

from lecture_utils import corpus
from lecture_utils.embeddings import load_vectors
from lecture_utils.experiments import similarity, word_groups

WORDS = "a1 a2 a3 a4 b1 b2 b3 b4 c1 x".split()
CLASSES = {word: word[0] for word in WORDS[:-1]}
GROUPS = {"a": [0, 1, 2, 3], "b": [4, 5, 6, 7]}


def test_members_of_large_classes():
    assert word_groups.members(WORDS, CLASSES, least=4) == GROUPS
    assert word_groups.members(WORDS, CLASSES, least=1)["c"] == [8]


def test_a_quiz_has_three_of_one_class_and_one_stranger():
    quizzes = word_groups.odd_one_out_quizzes(GROUPS, 200)
    assert quizzes.shape == (200, 4) and torch.equal(
        quizzes, word_groups.odd_one_out_quizzes(GROUPS, 200)
    )
    classes = quizzes // 4
    assert (classes[:, :3] == classes[:, :1]).all() and (classes[:, 3] != classes[:, 0]).all()
    assert all(len(set(quiz)) == 4 for quiz in quizzes.tolist())
    assert set(quizzes[:, 3].tolist()) == set(range(8))


def test_labelled_words_are_not_asked():
    for labelled, asked, truth in word_groups.few_labels(GROUPS, labels=3, times=20):
        assert labelled.shape == (2, 3) and sorted(truth.tolist()) == [0, 1]
        assert sorted(labelled.flatten().tolist() + asked.tolist()) == list(range(8))
        assert torch.equal(asked // 4, truth)
        assert torch.equal(labelled // 4, torch.tensor([[0] * 3, [1] * 3]))


def test_too_small_classes():
    with pytest.raises(ValueError, match="at least two classes"):
        word_groups.odd_one_out_quizzes({"a": [0, 1, 2]}, 1)
    with pytest.raises(ValueError, match="three rows or more"):
        word_groups.odd_one_out_quizzes(GROUPS | {"c": [8, 9]}, 1)
    with pytest.raises(ValueError, match="more than 4 rows"):
        word_groups.few_labels(GROUPS, labels=4)


KNOWN = "apple apples bread cat cats coat eat eats fish girl see tea".split()


def test_groups_hold_the_given_words_by_meaning_part_and_form():
    found = word_groups.groups(KNOWN)
    assert found["food | clothing"] == (["apple", "apples", "bread", "fish", "tea"], ["coat"])
    assert found["person | animal"] == (["girl"], ["cat", "cats"])
    assert found["eat | eats"] == (["eat"], ["eats"])  # "see" lacks its other form here
    assert found["cat | cats"] == (["apple", "cat"], ["apples", "cats"])
    nouns, verbs = found["noun | verb"]
    assert verbs == ["eat", "eats", "see"] and set(nouns) == set(KNOWN) - set(verbs)


def test_no_word_is_on_both_sides():
    for first, second in word_groups.groups(KNOWN).values():
        assert not set(first) & set(second)


def test_groups_are_told_apart_by_unseen_words_only():
    first, second = torch.tensor([[1.0, 0], [2, 0], [1, 1], [2, 1]]), torch.tensor([[-1.0, 0]] * 4)
    assert word_groups.told_apart(first, second, torch.tensor([[1.0, 0]])) == 1
    assert word_groups.told_apart(second, second, torch.eye(2)) == 0  # a tie is not nearer
    assert word_groups.told_apart_by_one_row(first, second) == 1
    swing = torch.tensor([[1.0], [-1.0]] * 3)  # what every second word says is wrong of the rest
    assert word_groups.told_apart(swing, -swing, torch.eye(1)) == 0


def test_vectors_come_in_the_order_of_their_groups():
    words = ["cat", "cats", "bread", "coat", "dog"]
    found = word_groups.vectors_of(words, torch.arange(5.0)[:, None])
    assert [side.flatten().tolist() for side in found["cat | cats"]] == [[0], [1]]


def test_the_stranger_and_the_class_are_found_by_direction():
    vectors = torch.eye(2).repeat_interleave(5, dim=0) + 0.01
    groups = {"one": list(range(5)), "two": list(range(5, 10))}
    quizzes = word_groups.odd_one_out_quizzes(groups, 20)
    assert word_groups.odd_share(vectors, quizzes) == 1
    assert word_groups.odd_share(vectors, quizzes.flip(1)) == 0  # the stranger stands first
    assert word_groups.named_share(vectors, groups) == 1
    mixed = {"one": [0, 1, 5, 6, 2], "two": [7, 8, 3, 4, 9]}
    assert word_groups.named_share(vectors, mixed) < 0.9


def test_three_labels_do_without_other_forms_of_a_word():
    words, vectors = load_vectors()
    bases = {entry.english for entry in corpus.entries("core")}
    classes = {w: kind for w, kind in corpus.meaning_classes("core").items() if w in bases}
    small = word_groups.members(words, classes, least=4)  # boat, without boats
    assert word_groups.named_share(vectors, small) > 0.6


@pytest.mark.parametrize("name", [
    "members", "named_share", "odd_one_out_quizzes", "odd_share", "told_apart",
    "told_apart_by_one_row", "vectors_of"])  # fmt: skip
def test_pages_find_them_beside_similarity(name):
    here, there = (inspect.unwrap(getattr(room, name)) for room in (similarity, word_groups))
    assert here is there
