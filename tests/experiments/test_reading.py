"""The trainings of notebook 02: a stored row comes again, and what its page says holds in each."""

import pytest
import torch
from torch import nn

from lecture_utils.corpus import LENGTH_BUCKETS, label
from lecture_utils.experiments import reading
from lecture_utils.experiments import translation_runs as runs
from lecture_utils.experiments.word_order import shares_turned, turned_inside
from tools import remake

LENGTHS = [label(bucket) for bucket in LENGTH_BUCKETS]


@pytest.fixture(scope="module")
def task():
    return runs.task()


@pytest.fixture(scope="module")
def stored():
    return reading.stored_rows()


def test_training_again_gives_the_stored_row(task):
    reader, seed, steps = next(iter(remake.reading_plan()))
    row = reading.row(task, reader, seed, steps)
    [kept] = reading.stored_rows(steps)[reader]
    assert row.keys() == kept.keys() and row["order"].keys() == kept["order"].keys()
    assert row["loss"] == pytest.approx(kept["loss"], abs=0.05)
    assert row["nouns"] == pytest.approx(kept["nouns"], abs=0.1)
    assert row["gradient"] == pytest.approx(kept["gradient"], rel=0.3)


def test_every_planned_row_is_stored(stored):
    planned = list(remake.reading_plan())[1:]
    assert [(reader, row["seed"], row["steps"]) for reader in stored for row in stored[reader]] == (
        planned
    )
    for rows in stored.values():
        assert all(list(row["bleu"]) == list(row["order"]) == LENGTHS for row in rows)
    assert all(len(row["gradient"]) == 24 and len(row["nouns"]) == 17 for row in stored["gated"])


def test_a_gated_reader_is_the_one_way_translator_and_a_plain_one_lacks_its_gates(task):
    gated, plain = (reading.build(task, reader) for reader in (reading.GATED, reading.PLAIN))
    torch.manual_seed(0)
    again = runs.build(task.english, task.french, runs.ONE_WAY)
    for name, weight in again.state_dict().items():
        assert torch.equal(weight, gated.state_dict()[name]), name
    assert type(plain.encoder.gru) is nn.RNN and type(plain.decoder.gru) is nn.GRU
    assert plain.encoder.gru.hidden_size == gated.encoder.gru.hidden_size
    assert torch.equal(plain.encoder.words.weight, gated.encoder.words.weight)
    with pytest.raises(ValueError, match="got 'lstm'"):
        reading.build(task, "lstm")


def test_french_in_order_is_familiar_and_backwards_it_is_not(task):
    french = [pair.french for pair in task.test]
    assert reading.familiar(french, task.train) > 0.95
    assert reading.familiar([words[::-1] for words in french], task.train) < 0.3
    pairs = [pair for pair in task.train if pair.french[:2] == ["le", "chat"]][:1]
    assert reading.familiar([["le", "chat", "le"]], pairs) == 0.5
    with pytest.raises(ValueError, match="two words or more"):
        reading.familiar([["chat"]], task.train)


def test_the_gradient_is_that_of_the_first_word():
    torch.manual_seed(0)
    network, vectors = nn.GRU(3, 4, batch_first=True), torch.randn(2, 5, 3)
    found = reading.first_word_gradient(network, vectors)
    assert found > 0 and not vectors.requires_grad
    with torch.no_grad():
        network.bias_ih_l0[4:8] = 50.0  # update gates at 1: the first word never enters
    assert reading.first_word_gradient(network, vectors) < 1e-6


def test_led_and_alone_score_the_same_sentences(task):
    trained = runs.Trained(reading.build(task), task.english, task.french)
    pairs = task.test[300:310]
    right = [pair.french for pair in pairs]
    shares = reading.both_ways(trained, pairs, right)
    assert shares["alone"] == shares["in_order"] == [1.0] * len(shares["led"])
    assert max(shares["by_luck"]) < 1 and len({len(line) for line in shares.values()}) == 1
    later = [words[-1:] + words[:-1] for words in right]  # a shift, and no word lost but one
    shifted = reading.both_ways(trained, pairs, later)
    assert sum(shifted["alone"]) < 2 < len(later) < sum(shifted["in_order"])
    assert [len(words) for words in reading.led(trained, pairs)] == [len(w) for w in right]


def test_the_ways_are_compared_at_the_last_places():
    row = {
        "led": [1.0, 0.75, 0.25],
        "alone": [1.0, 0.25, 0.0],
        "in_order": [1.0, 0.5, 0.25],
        "by_luck": [0.0, 0.125, 0.0],
        "other_english": [0.0, 0.25, 0.25],
    }
    ratios, closed, without = reading.compared([row, row], places=2)
    assert ratios == [0.25, 0.25] and closed == [0.5, 0.5] and without == [0.5, 0.5]


def test_led_by_another_sentence_the_english_is_all_that_changes(task):
    trained = runs.Trained(reading.build(task), task.english, task.french)
    pairs = task.test[300:304]
    english = [pair.english for pair in pairs]
    assert reading.led(trained, pairs, english) == reading.led(trained, pairs)
    other = reading.led(trained, pairs, english[1:] + english[:1])
    assert [len(words) for words in other] == [len(pair.french) for pair in pairs]
    assert other != reading.led(trained, pairs)


def test_a_glossary_names_the_commonest_partner(task):
    partner = reading.glossary(task.train)
    assert set(partner) == {word for pair in task.train for word in pair.french}
    words = "l' vieux chat voit pas".split()
    assert [partner[word] for word in words] == ["the", "old", "cat", "sees", "not"]


def test_sentences_for_the_probe_are_long_and_new(task):
    known, fresh = reading.probe_sentences(task)
    low, high = reading.LONG
    assert all(low <= len(pair.english) <= high for pair in known + fresh)
    assert not {tuple(p.english) for p in fresh} & {tuple(p.english) for p in task.train}
    assert len(fresh) > 1_500


@pytest.mark.parametrize("seed", range(5))
def test_what_the_page_says_holds_with_every_seed(stored, seed):
    row = stored["gated"][seed]
    curve, nouns = list(row["bleu"].values()), row["nouns"]
    assert curve == sorted(curve, reverse=True) and curve[0] - curve[-1] > 50
    assert sum(row["alone"][-5:]) < sum(row["led"][-5:]) / 3
    assert sum(nouns[14:]) / 3 > sum(nouns[4:12]) / 8 + 0.2
    assert 0.15 < row["gradient"][-1] / row["gradient"][0] < 0.3
    (ratio,), (closed,), (without,) = reading.compared([row])
    assert ratio < 1 / 3 and closed > 0.3 and 0.3 < without < 0.4
    near, *further = shares_turned([row], "21–24")[0]
    assert near < 0.06 and min(further[:2]) > 2 * near and further[2] < max(further[:2])
    assert turned_inside(row["inside"]) < 0.05


def test_without_gates_short_sentences_and_the_opening_are_kept_less(stored):
    def each(reader, of):
        return [of(row) for row in stored[reader]]

    short = [each(it, lambda row: row["bleu"]["5–8"]) for it in ("gated", "plain")]
    opening = [each(it, lambda row: row["nouns"][-1]) for it in ("gated", "plain")]
    assert max(short[1]) < min(short[0]) - 20
    assert max(opening[1]) < min(opening[0]) / 2


def test_the_gradient_is_asked_in_a_direction_of_length_one():
    def adds_up(vectors):  # the last state is the sum: it moves as far as any vector does
        return (vectors.cumsum(dim=1),)

    vectors = torch.randn(7, 4, 6)
    assert reading.first_word_gradient(adds_up, vectors) == pytest.approx(1)
    assert reading.first_word_gradient(lambda x: adds_up(3 * x), vectors) == pytest.approx(3)
