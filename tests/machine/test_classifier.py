"""The little network and its loop: each piece against a hand result, and a stop in the middle."""

import pytest
import torch
import torch.nn.functional as F

from lecture_utils.machine import classifier, traps
from lecture_utils.machine.drawings import draw_set


@pytest.fixture(scope="module")
def examples():
    return draw_set(("cat", "dog"), 32, seed=0)


def test_one_step_is_gradient_descent(examples):
    model = classifier.new_network(2)
    before = model.decide.weight.detach().clone()
    F.cross_entropy(model(examples[0]), examples[1]).backward()
    gradient = model.decide.weight.grad.clone()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for _ in range(2):  # old gradients must be forgotten
        model.decide.weight.data.copy_(before)
        loss = classifier.train_step(model, optimizer, *examples)
    assert abs(loss - 0.69) < 0.1
    optimizer = torch.optim.SGD(classifier.new_network(2).parameters(), lr=0.1)
    fresh = classifier.new_network(2)
    classifier.train_step(fresh, torch.optim.SGD(fresh.parameters(), lr=0.1), *examples)
    assert torch.allclose(fresh.decide.weight, before - 0.1 * gradient, atol=1e-6)


def test_old_gradients_are_forgotten(examples):
    model = classifier.new_network(2)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.0)
    classifier.train_step(model, optimizer, *examples)
    once = model.decide.weight.grad.clone()
    classifier.train_step(model, optimizer, *examples)
    assert torch.allclose(model.decide.weight.grad, once)


def test_training_lowers_the_loss_and_repeats(examples):
    runs = []
    for _ in range(2):
        model = classifier.new_network(2)
        runs.append(classifier.train(model, *examples, epochs=15))
    assert runs[0] == runs[1] and runs[0][-1] < runs[0][0]


def test_a_stop_leaves_a_usable_model(examples, capsys):
    def stop(losses):
        if len(losses) == 2:
            raise KeyboardInterrupt

    model = classifier.new_network(2)
    assert len(classifier.train(model, *examples, epochs=9, after_epoch=stop)) == 2
    assert "Stopped after 2 whole epochs" in capsys.readouterr().out
    assert classifier.probabilities(model, examples[0]).isfinite().all()


def test_counts_and_shares():
    labels, guesses = torch.tensor([0, 0, 1, 2]), torch.tensor([0, 1, 1, 0])
    table = classifier.confusion(labels, guesses, 3)
    assert table.tolist() == [[1, 1, 0], [0, 1, 0], [1, 0, 0]]
    share = classifier.accuracy(lambda x: F.one_hot(guesses, 3).float(), None, labels)
    assert share == 0.5


def test_the_split_keeps_sides_apart_and_classes_in_proportion():
    labels = torch.tensor([0] * 40 + [1] * 20)
    training, test = classifier.split(labels, 0.25)
    assert sorted([*training.tolist(), *test.tolist()]) == list(range(60))
    assert labels[test].bincount().tolist() == [10, 5]
    with pytest.raises(ValueError, match="both sides need at least one"):
        classifier.split(torch.tensor([0, 0, 1]), 0.5)


def test_the_occlusion_map_finds_the_one_place_that_counts():
    def model(pictures):  # p rises with the red of one dot
        return torch.stack([20 * pictures[:, 0, 9, 21] - 10, torch.zeros(len(pictures))], dim=1)

    picture = torch.zeros(3, 32, 32)
    picture[0, 9, 21] = 1
    fall = classifier.occlusion_map(model, picture, kind=0)
    assert fall.shape == (7, 7)
    hits = {(i, j) for i, j in (fall > 0.4).nonzero().tolist()}
    assert hits == {(1, 4), (1, 5), (2, 4), (2, 5)}


def test_the_patch_shows_what_it_is_told():
    def model(pictures):  # p rises with the mean of green
        return torch.stack([pictures[:, 1].mean(dim=(1, 2)), torch.zeros(len(pictures))], dim=1)

    picture = torch.full((3, 32, 32), 0.5)
    green = torch.tensor([0.0, 1.0, 0.0])[:, None, None]
    assert (classifier.occlusion_map(model, picture, 0, green) < 0).all()
    assert classifier.occlusion_map(model, picture, 0).abs().max() < 1e-6  # grey on grey
    own = classifier.ground_colour(picture)
    assert own.shape == (3, 1, 1) and (own == 0.5).all()


def test_the_ground_is_the_colour_of_the_upper_corners():
    picture = torch.zeros(3, 32, 32)
    picture[:, :4, :4] = picture[:, :4, -4:] = torch.tensor([0.1, 0.2, 0.3])[:, None, None]
    ground = classifier.ground_colour(picture).flatten()
    assert torch.allclose(ground, torch.tensor([0.1, 0.2, 0.3]))


def test_the_stored_maps_can_be_made_again():
    stored = traps.stored("occlusion_maps.json")
    assert [row["seed"] for row in stored] == [0, 1, 2]
    again = traps.looks(seed=1)
    assert abs(again["cats"] - stored[1]["cats"]) <= 8
    for kind in ("grey", "own"):
        far = torch.tensor(again[kind]) - torch.tensor(stored[1][kind])
        assert far.abs().mean() < 0.02 and far.abs().max() < 0.15
    with pytest.raises(ValueError, match="no cat is recognised"):
        traps.looks(seed=0, count=8, epochs=1)


@pytest.mark.parametrize(
    "trap, repaired", [("imbalance", [10, 10]), ("repeated", [18, 18]), ("fewer", [2, 2])]
)
def test_dogs_are_rare_until_the_repair(monkeypatch, trap, repaired):
    monkeypatch.setattr(traps, "_dogs_found", lambda seed, epochs, sets: sets)
    before, after = getattr(traps, trap)(0, 10, 1)
    assert before[1].bincount().tolist() == [18, 2]
    assert after[1].bincount().tolist() == repaired and len(after[0]) == len(after[1])


def test_what_is_called_a_pet_surely_does_not_count(monkeypatch):
    chances = torch.tensor([[0.95, 0.05], [0.6, 0.4], [0.02, 0.98], [0.5, 0.5], [0.92, 0.08]])
    monkeypatch.setattr(traps, "_trained", lambda *_: None)
    monkeypatch.setattr(traps, "probabilities", lambda *_: chances)
    shares = traps._not_surely_pets(None, seed=0, count=2, epochs=1)
    assert shares == pytest.approx([0.4, 0.4])


def test_a_stored_row_can_be_made_again():
    row = traps.stored()[-1]
    again = traps.row(row["trap"], row["seed"], row["count"], row["epochs"])
    assert abs(again["before"] - row["before"]) < 0.06 and abs(again["after"] - row["after"]) < 0.06
    assert {k: again[k] for k in ("trap", "seed")} == {k: row[k] for k in ("trap", "seed")}


def test_the_stored_rows_are_whole():
    rows = [row for row in traps.stored() if row["count"] == 400]
    expected = [(trap, s) for trap in traps.ROWS for s in range(3)]
    assert [(row["trap"], row["seed"]) for row in rows] == expected
    assert traps.ROWS[1:5] == traps.TRAPS
    with pytest.raises(ValueError, match="background.*'rain'"):
        traps.row("rain", 0)
