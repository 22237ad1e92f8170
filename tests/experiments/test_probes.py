"""A linear probe reads what is there, and nothing that is not."""

import pytest
import torch

from lecture_utils.corpus.pair import Pair
from lecture_utils.experiments.probes import (
    VERBS,
    by_width,
    commonest_noun,
    each_once,
    fit_probe,
    last_states,
    nouns_at,
    nouns_read,
    overlap,
    read_back,
    read_probe,
    roles,
    roles_told,
    shuffled_bert,
)
from lecture_utils.pretrained import load_bert
from lecture_utils.recurrent import Memory
from lecture_utils.tokenizer import Vocabulary
from tests.taught.test_pretrained import write_bert


def test_agrees_with_least_squares():
    generator = torch.Generator().manual_seed(0)
    vectors = torch.randn(40, 3, generator=generator)
    labels = torch.randint(4, (40,), generator=generator)
    with_offset = torch.cat([vectors, torch.ones(40, 1)], dim=1)
    one_hot = torch.nn.functional.one_hot(labels, 4).float()
    oracle = torch.linalg.lstsq(with_offset, one_hot).solution
    assert torch.allclose(fit_probe(vectors, labels, 4, ridge=0.0).float(), oracle, atol=1e-4)


def test_by_hand():
    # One number a vector, classes by its sign: least squares through (-1 -> 1, 0) and (1 -> 0, 1).
    vectors, labels = torch.tensor([[-1.0], [1.0]]), torch.tensor([0, 1])
    W = fit_probe(vectors, labels, 2, ridge=0.0)
    assert torch.allclose(W.float(), torch.tensor([[-0.5, 0.5], [0.5, 0.5]]), atol=1e-4)
    assert read_probe(W, torch.tensor([[-0.2], [3.0]])).tolist() == [0, 1]


def test_ridge_holds_weights_back_but_not_the_offset():
    vectors, labels = torch.tensor([[-1.0], [1.0], [1.0]]), torch.tensor([0, 1, 1])
    small, large = (fit_probe(vectors, labels, 2, ridge) for ridge in (0.0, 1e6))
    assert large[0].abs().max() < 1e-3 < small[0].abs().max()
    assert torch.allclose(large[1].float(), torch.tensor([1 / 3, 2 / 3]), atol=1e-3)


def test_finds_what_is_written_and_only_guesses_at_noise():
    generator = torch.Generator().manual_seed(1)
    labels = torch.randint(5, (600,), generator=generator)
    noise = torch.randn(600, 8, generator=generator)
    written = noise + 6 * torch.nn.functional.one_hot(labels, 8)
    for vectors, low, high in ((written, 0.95, 1.0), (noise, 0.1, 0.35)):
        W = fit_probe(vectors[:400], labels[:400], 5)
        accuracy = (read_probe(W, vectors[400:]) == labels[400:]).float().mean()
        assert low <= accuracy <= high


def test_says_which_shapes_it_expects():
    with pytest.raises(ValueError, match=r"labels \(example,\), got \(4, 2\) and \(3,\)"):
        fit_probe(torch.zeros(4, 2), torch.zeros(3, dtype=torch.long), 2)


def add(word, place):
    return word + place


def test_word_and_place_are_read_back_from_a_sum_with_room():
    assert read_back(add, 64, seed=7).min() > 0.99
    wide, narrow = (read_back(add, width, seed=7) for width in (16, 2))
    assert 0.4 < wide[0] < 0.6 and narrow[0] < 0.05


def test_what_is_not_in_the_vectors_is_not_read():
    word, place = read_back(lambda word, place: word, 64, seed=7)
    assert word > 0.99 and place < 1 / 16
    word, place = read_back(lambda word, place: place, 64, seed=7)
    assert word < 1 / 16 and place > 0.99


def test_probes_are_tested_on_combinations_that_they_have_not_seen(monkeypatch):
    seen = []

    def fitted(vectors, labels, classes, ridge):
        seen.append(vectors)
        return fit_probe(vectors, labels, classes, ridge)

    def read(W, vectors):
        known = {tuple(row) for row in seen[-1].tolist()}
        assert len(known) == 2400 and len(vectors) == 800
        assert not known & {tuple(row) for row in vectors.tolist()}
        return read_probe(W, vectors)

    monkeypatch.setattr("lecture_utils.experiments.probes.fit_probe", fitted)
    monkeypatch.setattr("lecture_utils.experiments.probes.read_probe", read)
    read_back(add, 4, seed=0)
    assert len(seen) == 2


def test_by_width_keeps_widths_and_seeds_apart():
    word, place = by_width(add, [2, 8], seeds=3)
    assert word.shape == place.shape == (2, 3)
    assert torch.equal(torch.stack([word[1, 2], place[1, 2]]), read_back(add, 8, seed=2))


def test_random_vectors_overlap_less_the_longer_they_are():
    # The mean |cosine| of random directions: 2 / pi in the plane, about sqrt(2 / (pi n)) for n.
    assert overlap(2) == pytest.approx(2 / torch.pi, abs=0.02)
    assert overlap(64) == pytest.approx((2 / torch.pi / 64) ** 0.5, abs=0.01)


NOUNS = ["cat", "dog", "boat", "bank", "king"]
ENGLISH = Vocabulary(["the", "sees", *NOUNS])


def pair(first, second):
    classes = ["determiner", "noun", "verb", "determiner", "noun"]
    return Pair(["the", first, "sees", "the", second], [], classes=classes)


PAIRS = [pair(first, second) for first in NOUNS for second in NOUNS]


class Keeps:
    """An encoder whose last state is a one-hot vector of one place, counted from the end."""

    def __init__(self, distance):
        self.distance = distance

    def __call__(self, source, lengths):
        kept = source[torch.arange(len(source)), lengths - 1 - self.distance]
        last = torch.nn.functional.one_hot(kept, len(ENGLISH)).float()
        return Memory(None, last, None)


def test_nouns_are_found_by_their_distance_from_the_end():
    rows, words = nouns_at([PAIRS[1], PAIRS[5]], 0, ENGLISH)
    assert rows.tolist() == [0, 1] and ENGLISH.decode(words.tolist()) == ["dog", "cat"]
    assert nouns_at([PAIRS[1]], 2, ENGLISH)[0].tolist() == []
    with pytest.raises(ValueError, match="5 words after it in 'the cat sees the cat'"):
        nouns_at(PAIRS, 5, ENGLISH)


def test_the_state_is_that_of_the_english_sentence():
    assert last_states(Keeps(3), PAIRS[:1], ENGLISH).argmax().item() == ENGLISH.encode(["cat"])[0]


@pytest.mark.parametrize("kept, other", [(0, 3), (3, 0)])
def test_what_is_kept_is_read_and_what_is_not_is_guessed(kept, other):
    shares = nouns_read(Keeps(kept), PAIRS, PAIRS[::-1], (kept, other), ENGLISH)
    assert shares[0] == 1 and shares[1] <= 0.21  # 1 of 5 nouns


def test_betting_wins_the_share_of_the_commonest_noun():
    pairs = [pair("cat", "cat"), pair("cat", "dog"), pair("boat", "king")]
    assert commonest_noun(pairs, (0, 3), ENGLISH) == pytest.approx(3 / 6)
    assert commonest_noun(pairs, (0,), ENGLISH) == pytest.approx(1 / 3)


def test_roles_are_told_by_order_alone():
    rows = roles(["dog", "cat", "king"], ["chased"])
    sentences, answers = rows["dog"]
    does_it, has_it_done = sentences[:2]
    assert does_it == "The dog that chased the cat slept."
    assert has_it_done == "The dog that the cat chased slept."
    assert answers == [1, 0] * 2 and all(line.startswith("The dog ") for line in sentences)
    assert sorted(does_it.split()) == sorted(has_it_done.split())


def test_roles_are_told_only_where_they_are_written():
    def states_of(noun, sentences):
        done_to = torch.tensor([float(line.split()[3] == "the") for line in sentences])
        nothing = torch.zeros(len(sentences), 3)
        return torch.stack([nothing, nothing + done_to[:, None]])

    assert roles_told(states_of, seed=0).tolist() == [0.5, 1.0]


def test_roles_are_asked_about_new_words():
    seen = []

    def states_of(noun, sentences):
        seen.append((noun, {word for line in sentences for word in line.split()}))
        return torch.zeros(1, len(sentences), 2)

    roles_told(states_of, seed=3)
    half = len(seen) // 2
    learned, asked = ({noun for noun, _ in part} for part in (seen[:half], seen[half:]))
    verbs = [set().union(*(words for _, words in part)) & set(VERBS)
             for part in (seen[:half], seen[half:])]  # fmt: skip
    assert not learned & asked and not verbs[0] & verbs[1] and all(verbs)


def test_each_sentence_is_read_once_and_gets_its_own_states():
    seen = []

    def read(noun, sentences):
        seen.extend(sentences)
        return torch.tensor(
            [[[float(line.count(letter))] for line in sentences] for letter in "ab"]
        )

    states_of = each_once(read)
    for seed in range(2):
        rows = roles(["ab", "abb"], ["aa", "b", "bb"][seed : seed + 2])
        for noun, (sentences, _) in rows.items():
            expected = read(noun, sentences)
            del seen[-len(sentences) :]
            assert torch.equal(states_of(noun, sentences), expected)
    assert len(seen) == len(set(seen)) == 12


def test_where_no_noun_stands_there_are_no_ids_and_they_are_whole():
    pair = Pair(["it", "sleeps"], [], classes=["pronoun", "verb"])
    rows, ids = nouns_at([pair], 0, Vocabulary(["it", "sleeps"]))
    assert len(rows) == len(ids) == 0 and rows.dtype == ids.dtype == torch.long


def test_a_shuffled_bert_has_the_same_numbers_at_other_places(tmp_path):
    model = load_bert(write_bert(tmp_path))
    kept, ids = model.E.clone(), torch.tensor([[1, 2, 3]])
    before = model(ids)[0][-1]
    shuffled, again, other = (shuffled_bert(model, seed) for seed in (3, 3, 4))
    for old, new in [(model.E, shuffled.E), (model.P, shuffled.P), *(
        (model.layers[0][part][0], shuffled.layers[0][part][0]) for part in ("query", "wide")
    )]:  # fmt: skip
        assert old.shape == new.shape and not torch.equal(old, new)
        assert torch.equal(old.flatten().sort()[0], new.flatten().sort()[0])
    last = shuffled(ids)[0][-1]
    assert last.shape == before.shape and not torch.allclose(last, before, atol=0.1)
    assert torch.equal(again(ids)[0][-1], last) and not torch.equal(other(ids)[0][-1], last)
    assert torch.equal(model.E, kept) and torch.equal(model(ids)[0][-1], before)
