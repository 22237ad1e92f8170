"""Notebook 09's two banks: the stored rows are made by this code, and say what the page says."""

import json

import pytest
import torch

from lecture_utils.experiments import senses
from lecture_utils.paths import data_path


@pytest.fixture(scope="module")
def task():
    return senses.task()


def test_each_new_sentence_has_a_word_that_decides_and_is_new(task):
    seen = set(map(tuple, task.seen.words))
    assert len(task.new.words) == 250 and not seen & set(map(tuple, task.new.words))
    assert (task.new.deciding.sum(dim=1) >= 1).all()
    assert 0.4 < task.new.sense.float().mean() < 0.6
    deciding = senses.deciding_words()
    for words, sense, marked in zip(task.new.words, task.new.sense, task.new.deciding, strict=True):
        found = {words[place] for place in marked.nonzero().flatten().tolist()}
        assert found & deciding[senses.SENSES[sense]]


def test_what_is_hidden_instead_decides_nothing(task):
    others = senses.others(task)
    assert not (others & task.new.deciding).any() and not (others & ~task.new.mask[:, 0]).any()
    assert torch.equal(others.sum(dim=1), task.new.deciding.sum(dim=1))


def test_an_average_weighs_all_alike_and_one_matrix_hands_over_keys(task):
    average = senses.build(task, senses.Average)
    _, weights = senses.look(task, average, task.new)
    for row, words in zip(weights, task.new.words, strict=True):
        assert torch.allclose(row[: len(words)], torch.tensor(1 / len(words)))
        assert row[len(words) :].sum() == 0
    one = senses.build(task, senses.OneMatrix)
    with torch.no_grad():
        one.W_v.zero_()
    assert senses.look(task, one, task.new)[0].abs().sum() > 0


def test_the_quick_row_is_made_again(task):
    quick = json.loads(data_path("senses.json").read_text(encoding="utf-8"))[0]
    made = senses.row(task, 0, quick["steps"])
    for key in ("attention", "average", "one matrix", "untrained", "on deciding"):
        assert made[key] == pytest.approx(quick[key], abs=0.02), key
    assert torch.allclose(torch.tensor(made["weights"]), torch.tensor(quick["weights"]), atol=0.01)


def test_ten_trainings_say_what_the_page_says():
    shares, looks = senses.shares(), senses.looks()
    assert [row["seed"] for row in senses.stored()] == list(senses.SEEDS)
    assert min(shares["trained attention"]) > 0.9 and min(shares["trained average"]) > 0.9
    assert max(shares["attention, deciding word hidden"]) < 0.6
    assert max(shares["average, deciding word hidden"]) < 0.6
    assert looks.shape == (10, 2, len(senses.TWINS[0]))
    assert torch.allclose(looks.sum(dim=-1), torch.ones(10, 2), atol=0.01)
    for place, word, count in ((0, "boat", 8), (1, "cheque", 10)):
        at = senses.TWINS[place].index(word)
        assert (looks[:, place].argmax(dim=1) == at).sum() == count


def test_a_trained_average_makes_the_deciding_words_loud(task):
    """What notebook 09 says of it; seeds 0 to 4 were measured, seed 0 is made again."""
    average = senses.build(task, senses.Average)
    senses.train(task, average, steps=150)
    lengths = (average.E @ average.W_v.T).norm(dim=-1).detach()
    deciding = {word for words in senses.deciding_words().values() for word in words}
    known = [word in deciding for word in task.vocabulary]
    loud, rest = lengths[torch.tensor(known)], lengths[~torch.tensor(known)]
    assert loud.min() > 3 * rest.median()
