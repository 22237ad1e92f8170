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


def test_opposites_beside_any_two():
    words = ["hot", "cold", "cat"]
    gap, nearest = similarity.opposites_apart(torch.tensor([[1.0, 0], [1, 0], [0, 1]]), words)
    assert gap == pytest.approx(1 - 1 / 3) and nearest == 1
    gap, nearest = similarity.opposites_apart(torch.tensor([[1.0, 0], [-1, 0], [1, 1]]), words)
    assert gap == pytest.approx(-1 + 1 / 3) and nearest == 0
