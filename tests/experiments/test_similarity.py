"""What notebook 05 counts: by hand on small tables, and the stored rows again."""

import pytest
import torch

from lecture_utils import corpus
from lecture_utils.embeddings import load_vectors, vectors_from_counts, window_pairs
from lecture_utils.experiments import company, similarity
from lecture_utils.geometry import cosine, length

ROWS = similarity.load_rows()


def test_the_first_stored_row_is_counted_again():
    words, vectors = load_vectors()
    assert similarity.row(0, words, vectors) == ROWS[0]
    assert [row["seed"] for row in ROWS] == list(similarity.SEEDS)


def test_every_row_counts_the_same_adjectives():
    for row in ROWS:
        asked = sum(row["cosine"].values())
        assert sum(row["dot product"].values()) == asked > 2500
        assert sum(row["blind"].values()) == pytest.approx(asked, abs=0.5)


def test_neighbours_in_order():
    table = torch.tensor([[1.0, 0.2, 0.9], [0.2, 1.0, 0.1], [0.9, 0.1, 1.0]])
    assert similarity.ranked(table, ["a", "b", "c"], "a") == ["c", "b"]
    with pytest.raises(ValueError, match="expected a word of the table, got 'd'"):
        similarity.ranked(table, ["a", "b", "c"], "d")


def test_own_kind_by_hand():
    table = torch.eye(4) * 9
    table[0, 1] = table[1, 0] = table[2, 0] = table[3, 2] = 1
    assert similarity.own_kind(table, list("abcd"), list("abcd"), size=2) == 3


def test_what_similar_tables_find(monkeypatch):
    pair = corpus.generate(1, seed=0)[0]
    pair.english = "the old cat sees the white boat".split()
    pair.classes = "determiner adjective noun verb determiner adjective noun".split()
    pair.modifiers = {(1, 2), (5, 6)}
    monkeypatch.setattr(similarity.corpus, "generate", lambda *args, **more: [pair])
    words = ["old", "cat", "sees", "white", "boat"]
    noun_first, adjective_first = torch.zeros(5, 5), torch.zeros(5, 5)
    noun_first[0, 1] = noun_first[3, 4] = 1  # old – cat, white – boat
    adjective_first[0, 3] = adjective_first[3, 2] = 1  # old – white, white – sees
    counts = similarity.adjectives_find({"one": noun_first, "two": adjective_first}, words)
    own, adjective, rest = similarity.ROLES
    assert counts["one"] == {own: 2, adjective: 0, rest: 0}
    assert counts["two"] == {own: 0, adjective: 1, rest: 1}
    assert counts["blind"] == {own: 0.5, adjective: 0.5, rest: 1.0}
    assert similarity.adjectives_find({}, words[:1])["blind"] == dict.fromkeys(similarity.ROLES, 0)


def test_an_adjective_does_not_find_itself_at_another_place(monkeypatch):
    pair = corpus.generate(1, seed=0)[0]
    pair.english, pair.modifiers = "old cat sees old boat".split(), {(0, 1), (3, 4)}
    pair.classes = "adjective noun verb adjective noun".split()
    monkeypatch.setattr(similarity.corpus, "generate", lambda *args, **more: [pair])
    words = ["old", "cat", "sees", "boat"]
    itself_first = torch.eye(4)
    itself_first[0, 3] = 0.5  # old – boat
    counts = similarity.adjectives_find({"one": itself_first}, words)
    own, adjective, rest = similarity.ROLES
    assert counts["one"] == {own: 1, adjective: 0, rest: 1}
    assert counts["blind"] == pytest.approx({own: 2 / 3, adjective: 0, rest: 4 / 3})


def test_random_vectors_find_what_a_blind_guess_finds_and_fail_the_claims():
    """The control of notebook 05: no similarity at all gives the blind guess, on average."""
    words, vectors = load_vectors()
    draw = torch.Generator().manual_seed(1)
    tables = {
        number: cosine(x[:, None], x)
        for number, x in enumerate(torch.randn(24, *vectors.shape, generator=draw))
    }
    counts = similarity.adjectives_find(tables, words)
    blind, ratios = counts.pop("blind"), {}
    for role in similarity.ROLES:
        ratios[role] = [found[role] / blind[role] for found in counts.values()]
        assert sum(ratios[role]) / len(counts) == pytest.approx(1, abs=0.1)
    own, adjective, _ = similarity.ROLES
    for six in range(0, 24, 6):  # four times six random tables: none has what six trainings have
        assert max(ratios[own][six : six + 6]) > 1 > min(ratios[adjective][six : six + 6])
    assert max(row["cosine"][own] / row["blind"][own] for row in ROWS) < 1
    assert min(row["cosine"][adjective] / row["blind"][adjective] for row in ROWS) > 1.3


def test_a_plain_analogy_is_right_and_gives_no_input_back():
    people = corpus.gender_pairs("core")
    words = sorted({word for both in people for word in both})
    vectors = torch.zeros(len(words), len(people) + 1)
    for place, (man, woman) in enumerate(people):
        vectors[words.index(man), place] = vectors[words.index(woman), place] = 1
        vectors[words.index(man), -1], vectors[words.index(woman), -1] = 3, -3
    counts = similarity.analogies(vectors, words)
    assert counts["asked"] == len(people) * (len(people) - 1)
    assert counts["right, as written"] == counts["right, inputs left out"] == counts["asked"]
    assert counts["an input comes back"] == 0


def test_counted_vectors_have_the_same_limits():
    """The limits do not come from the training: counts, weighed and squeezed, show them too.

    Own nouns: about as many as by a blind guess (of the trained vectors the cosine finds fewer).
    """
    english = [pair.english for pair in corpus.generate(8_000, seed=0, words="core")]
    seen = sorted({word for tokens in english for word in tokens})
    pairs = window_pairs(english, {word: place for place, word in enumerate(seen)}, window=2)
    counted = vectors_from_counts(company.neighbours(pairs, len(seen)), d_model=64)
    known, _ = load_vectors()
    at = {word: place for place, word in enumerate(seen)}
    content = counted[[at[word] for word in known]]
    C = cosine(content[:, None], content)
    counts = similarity.adjectives_find({"cosine": C}, known)
    own, adjective, _ = similarity.ROLES
    assert counts["cosine"][own] == pytest.approx(counts["blind"][own], rel=0.2)
    assert counts["cosine"][adjective] > 1.3 * counts["blind"][adjective]
    assert similarity.ranked(C, known, "hot")[0] == "cold"
    pairs, _ = similarity.opposites(C, known)
    no, stays = counted[at["not"]], []
    for one, other in (*pairs, *(both[::-1] for both in pairs)):
        a, b = counted[at[one]], counted[at[other]]
        right_angle = length(a) / (length(a) ** 2 + length(no) ** 2).sqrt()
        assert abs(cosine(a + no, a) - right_angle) < 0.12  # *not* says nothing about them
        stays.append(cosine(a + no, a) > cosine(a + no, b))
    assert sum(stays) > 0.8 * len(stays)


WORDS = "a1 a2 a3 a4 b1 b2 b3 b4 c1 x".split()
CLASSES = {word: word[0] for word in WORDS[:-1]}
GROUPS = {"a": [0, 1, 2, 3], "b": [4, 5, 6, 7]}


def test_members_of_large_classes():
    assert similarity.members(WORDS, CLASSES, least=4) == GROUPS
    assert similarity.members(WORDS, CLASSES, least=1)["c"] == [8]


def test_a_quiz_has_three_of_one_class_and_one_stranger():
    quizzes = similarity.odd_one_out_quizzes(GROUPS, 200)
    assert quizzes.shape == (200, 4) and torch.equal(
        quizzes, similarity.odd_one_out_quizzes(GROUPS, 200)
    )
    classes = quizzes // 4
    assert (classes[:, :3] == classes[:, :1]).all() and (classes[:, 3] != classes[:, 0]).all()
    assert all(len(set(quiz)) == 4 for quiz in quizzes.tolist())
    assert set(quizzes[:, 3].tolist()) == set(range(8))


def test_labelled_words_are_not_asked():
    for labelled, asked, truth in similarity.few_labels(GROUPS, labels=3, times=20):
        assert labelled.shape == (2, 3) and sorted(truth.tolist()) == [0, 1]
        assert sorted(labelled.flatten().tolist() + asked.tolist()) == list(range(8))
        assert torch.equal(asked // 4, truth)
        assert torch.equal(labelled // 4, torch.tensor([[0] * 3, [1] * 3]))


def test_too_small_classes():
    with pytest.raises(ValueError, match="at least two classes"):
        similarity.odd_one_out_quizzes({"a": [0, 1, 2]}, 1)
    with pytest.raises(ValueError, match="three rows or more"):
        similarity.odd_one_out_quizzes(GROUPS | {"c": [8, 9]}, 1)
    with pytest.raises(ValueError, match="more than 4 rows"):
        similarity.few_labels(GROUPS, labels=4)


KNOWN = "apple apples bread cat cats coat eat eats fish girl see tea".split()


def test_groups_hold_the_given_words_by_meaning_part_and_form():
    found = similarity.groups(KNOWN)
    assert found["food | clothing"] == (["apple", "apples", "bread", "fish", "tea"], ["coat"])
    assert found["person | animal"] == (["girl"], ["cat", "cats"])
    assert found["eat | eats"] == (["eat"], ["eats"])  # "see" lacks its other form here
    assert found["cat | cats"] == (["apple", "cat"], ["apples", "cats"])
    nouns, verbs = found["noun | verb"]
    assert verbs == ["eat", "eats", "see"] and set(nouns) == set(KNOWN) - set(verbs)


def test_no_word_is_on_both_sides():
    for first, second in similarity.groups(KNOWN).values():
        assert not set(first) & set(second)


def test_groups_are_told_apart_by_unseen_words_only():
    first, second = torch.tensor([[1.0, 0], [2, 0], [1, 1], [2, 1]]), torch.tensor([[-1.0, 0]] * 4)
    assert similarity.told_apart(first, second, torch.tensor([[1.0, 0]])) == 1
    assert similarity.told_apart(second, second, torch.eye(2)) == 0  # a tie is not nearer
    assert similarity.told_apart_by_one_row(first, second) == 1
    swing = torch.tensor([[1.0], [-1.0]] * 3)  # what every second word says is wrong of the rest
    assert similarity.told_apart(swing, -swing, torch.eye(1)) == 0


def test_vectors_come_in_the_order_of_their_groups():
    words = ["cat", "cats", "bread", "coat", "dog"]
    found = similarity.vectors_of(words, torch.arange(5.0)[:, None])
    assert [side.flatten().tolist() for side in found["cat | cats"]] == [[0], [1]]


def test_the_stranger_and_the_class_are_found_by_direction():
    vectors = torch.eye(2).repeat_interleave(5, dim=0) + 0.01
    groups = {"one": list(range(5)), "two": list(range(5, 10))}
    quizzes = similarity.odd_one_out_quizzes(groups, 20)
    assert similarity.odd_share(vectors, quizzes) == 1
    assert similarity.odd_share(vectors, quizzes.flip(1)) == 0  # the stranger stands first
    assert similarity.named_share(vectors, groups) == 1
    mixed = {"one": [0, 1, 5, 6, 2], "two": [7, 8, 3, 4, 9]}
    assert similarity.named_share(vectors, mixed) < 0.9


def test_three_labels_do_without_other_forms_of_a_word():
    words, vectors = load_vectors()
    bases = {entry.english for entry in corpus.entries("core")}
    classes = {w: kind for w, kind in corpus.meaning_classes("core").items() if w in bases}
    small = similarity.members(words, classes, least=4)  # boat, without boats
    assert similarity.named_share(vectors, small) > 0.6


def test_opposites_beside_any_two():
    words = ["hot", "cold", "cat"]
    gap, nearest = similarity.opposites_apart(torch.tensor([[1.0, 0], [1, 0], [0, 1]]), words)
    assert gap == pytest.approx(1 - 1 / 3) and nearest == 1
    gap, nearest = similarity.opposites_apart(torch.tensor([[1.0, 0], [-1, 0], [1, 1]]), words)
    assert gap == pytest.approx(-1 + 1 / 3) and nearest == 0
