"""The little network and its loop: each piece against a hand result, and a stop in the middle."""

import pytest
import torch
import torch.nn.functional as F

from lecture_utils.machine import classifier, traps
from lecture_utils.machine.drawings import draw_set


@pytest.fixture(scope="module")
def examples():
    return draw_set(("cat", "dog"), 32, seed=0)


MODELS = classifier.linear_model, classifier.hidden_model, classifier.new_network


@pytest.mark.parametrize("model_of", MODELS)
def test_a_model_gives_each_picture_a_score_for_each_class(examples, model_of):
    assert model_of(3)(examples[0]).shape == (len(examples[0]), 3)


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
        runs.append(classifier.train(model, classifier.adam(model), *examples, epochs=15))
    assert runs[0] == runs[1] and runs[0][-1] < runs[0][0]


def test_a_stop_leaves_a_usable_model(examples, capsys):
    def stop(losses):
        if len(losses) == 2:
            raise KeyboardInterrupt

    model = classifier.new_network(2)
    losses = classifier.train(model, classifier.adam(model), *examples, 9, after_epoch=stop)
    assert "Stopped after 2 whole epochs" in capsys.readouterr().out and len(losses) == 2
    with pytest.raises(RuntimeError, match="interrupted after 2 of 9 epochs: run the cell"):
        classifier.finished(losses, 9)
    assert classifier.finished(losses, 2)
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
    picture[1, 10:14, 10:14] = 1.0  # its own colour hides this and paints nothing elsewhere
    own = classifier.occlusion_map(model, picture, 0, "own")
    assert own[2, 2] > 0.001 and own[6].abs().max() < 1e-6
    own = classifier.ground_colour(picture)
    assert own.shape == (3, 1, 1) and (own == 0.5).all()


def test_the_ground_is_the_colour_of_the_upper_corners():
    picture = torch.zeros(3, 32, 32)
    picture[:, :4, :4] = picture[:, :4, -4:] = torch.tensor([0.1, 0.2, 0.3])[:, None, None]
    ground = classifier.ground_colour(picture).flatten()
    assert torch.allclose(ground, torch.tensor([0.1, 0.2, 0.3]))


def test_the_stored_maps_can_be_made_again():
    stored = traps.stored("occlusion_maps.json")
    assert [row["seed"] for row in stored] == list(traps.SEEDS) and len(stored) == 9
    again = traps.looks(seed=1)
    assert abs(again["cats"] - stored[1]["cats"]) <= 8
    assert list(traps.PATCHES) == ["grey", "own", "black", "white"]
    for kind in traps.PATCHES:
        far = torch.tensor(again[kind]) - torch.tensor(stored[1][kind])
        assert far.abs().mean() < 0.02 and far.abs().max() < 0.15
    with pytest.raises(ValueError, match="no cat is recognised"):
        traps.looks(seed=0, count=8, epochs=1)


@pytest.mark.parametrize(
    "trap, repaired", [("imbalance", [10, 10]), ("repeated", [18, 18]), ("fewer", [2, 2])]
)
def test_dogs_are_rare_until_the_repair(monkeypatch, trap, repaired):
    monkeypatch.setattr(traps, "_both_found", lambda seed, epochs, sets: sets)
    before, after = getattr(traps, trap)(0, 10, 1)
    assert before[1].bincount().tolist() == [18, 2]
    assert after[1].bincount().tolist() == repaired and len(after[0]) == len(after[1])


def test_dogs_and_cats_are_both_counted(monkeypatch):
    """Whoever always says dog finds all dogs: the second number tells."""

    def always(p_dog):
        chances = torch.tensor([[1 - p_dog, p_dog]])
        monkeypatch.setattr(traps, "probabilities", lambda _, x: chances.expand(len(x), 2))

    always(0.9)
    assert traps._found(None, seed=0) == (1, 0)
    always(0.3)
    assert traps._found(None, seed=0) == (0, 1)
    assert traps._found(None, seed=0, bar=0.1) == (1, 0)
    monkeypatch.setattr(traps, "_trained", lambda *_: None)
    assert traps.sooner(seed=0, count=10, epochs=1) == [0, 1, 1, 0]
    row = traps.row("sooner", seed=0, count=10, epochs=1)
    assert [row[name] for name in traps.MEASURED] == [0, 1, 1, 0]


def test_each_kind_is_asked_about_new_pictures_of_its_own(monkeypatch):
    """A dog counts where p(dog) is high, a cat where it is low."""
    dogs, cats = (traps.draw_set((kind,), 200, 1003)[0] for kind in ("dog", "cat"))

    def knows(model, pictures):
        of_dog = float(torch.equal(pictures, dogs)) + 0.5 * float(torch.equal(pictures, cats))
        return torch.tensor([[1 - of_dog, of_dog]]).expand(len(pictures), 2)

    monkeypatch.setattr(traps, "probabilities", knows)
    assert traps._found(None, seed=3) == (1, 1)
    assert traps._found(None, seed=3, bar=0.4) == (1, 0)


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
    expected = [(trap, s) for trap in traps.ROWS for s in range(9)]
    assert [(row["trap"], row["seed"]) for row in rows] == expected
    assert set(traps.ROWS) >= {*traps.TRAPS, *traps.WEAK}
    before, after = traps.shares("imbalance")
    assert before == [row["before"] for row in rows if row["trap"] == "imbalance"]
    assert traps.times_ahead(after, before) == 9 and traps.times_ahead(before, after) == 0
    cats = traps.shares("fewer", of=("cats_before", "cats_after"))
    assert cats[1] == [row["cats_after"] for row in rows if row["trap"] == "fewer"]
    assert traps.times_ahead([0.5, 0.7], [0.5, 0.6]) == 1  # a tie is no lead
    with pytest.raises(ValueError, match="'rain'"):
        traps.shares("rain")
    with pytest.raises(ValueError, match="background.*'rain'"):
        traps.row("rain", 0)


def test_the_costliest_place_has_a_name():
    for place, name in [
        ((1, 3), "ears"), ((2, 2), "ears"), ((3, 3), "face"), ((6, 4), "face"), ((2, 1), "beside"),
        ((0, 6), "beside"), ((3, 5), "beside"),
    ]:  # fmt: skip
        fall = torch.zeros(7, 7)
        fall[place] = 0.4
        fall[6, 6] = -0.9
        assert traps.place(fall) == traps.place(fall.tolist()) == name


def test_places_are_counted_over_all_stored_maps():
    for kind in traps.PATCHES:
        counts = traps.places(kind)
        assert sum(counts.values()) == 9 and list(counts) == ["ears", "face", "beside"]
    assert traps.sizes() == {"ears": 9, "face": 12, "beside": 28}


def test_where_cats_stand_is_where_they_are_not_ground():
    pictures = torch.full((4, 3, 32, 32), 0.5)
    pictures[:2, 1, 20:24, 8:12] = 0.9
    where = traps.standing(pictures)
    assert where.shape == (32, 32) and (where[20:24, 8:12] == 0.5).all()
    assert where.sum() == 0.5 * 16


def test_how_sure_is_asked_of_pets_and_of_cars(monkeypatch):
    def chances(model, pictures):
        sure = 0.95 if len(pictures) == 400 else 0.85  # 400 pets, 200 cars
        return torch.tensor([[sure, 1 - sure]]).expand(len(pictures), 2)

    monkeypatch.setattr(traps, "_trained", lambda *_: None)
    monkeypatch.setattr(traps, "probabilities", chances)
    assert traps.sure(seed=0, count=2, epochs=1) == [1, 0]


def test_maps_are_of_held_out_cats_and_training_sees_the_others(monkeypatch):
    """A fault that trains on all pictures makes maps of cats that are known by heart."""
    seen = []
    monkeypatch.setattr(traps, "train", lambda model, optimizer, x, *_: seen.append(x))
    monkeypatch.setattr(traps, "SURE", 0.0)
    record = traps.looks(seed=0, count=20, epochs=1)
    pictures, labels = draw_set(traps.PETS, 20, 0)
    training, _ = classifier.split(labels, 0.25)
    assert torch.equal(seen[0], pictures[training]) and record["cats"] == 5


def test_one_step_of_gradient_descent_writes_pictures_into_a_matrix(examples):
    """What the page says of W: minus the rate times (p − y) xᵀ, in the mean of the batch."""
    x, labels = examples[0].flatten(1) - 0.5, examples[1]
    torch.manual_seed(0)
    linear = torch.nn.Linear(x.shape[1], 2)
    before = linear.weight.detach().clone()
    mistakes = (linear(x).softmax(-1) - F.one_hot(labels, 2)).detach()
    classifier.train_step(linear, torch.optim.SGD(linear.parameters(), lr=0.1), x, labels)
    written = -0.1 * mistakes.T @ x / len(x)
    assert torch.allclose(linear.weight, before + written, atol=1e-6)


def test_adams_first_step_has_one_length_for_all(examples):
    model = classifier.new_network(2)
    before = [each.detach().clone() for each in model.parameters()]
    classifier.train_step(model, classifier.adam(model, rate=0.002), *examples)
    for old, new in zip(before, model.parameters(), strict=True):
        felt = new.grad.abs() > 1e-5
        moved = (new.detach() - old)[felt]
        assert torch.allclose(moved, -0.002 * new.grad[felt].sign(), rtol=0.01)


def test_no_sum_of_other_pictures_rebuilds_what_training_wrote():
    """The control of a claim on the page: amounts for held-out pictures do not do."""
    pictures, labels = draw_set(("cat", "dog"), 40, seed=0)
    flat, (mine, other) = pictures.flatten(1) - 0.5, classifier.split(labels, 0.5)
    torch.manual_seed(0)
    linear = torch.nn.Linear(flat.shape[1], 2)
    before = linear.weight.detach().clone()
    optimizer = torch.optim.SGD(linear.parameters(), lr=0.02)
    classifier.train(linear, optimizer, flat[mine], labels[mine], 5)
    written = (linear.weight.detach() - before)[0]
    gaps = [(flat[of].T @ torch.linalg.lstsq(flat[of].T, written).solution - written).abs().max()
            for of in (mine, other)]  # fmt: skip
    assert gaps[0] < 1e-5 and gaps[1] > 100 * gaps[0]


def test_a_patch_is_compared_with_the_other_where_it_is_asked(monkeypatch):
    maps = {kind: torch.zeros(7, 7) for kind in ("grey", "own")}
    maps["own"][1, 2] = maps["grey"][3, 6] = maps["grey"][1, 1] = 0.3  # (1, 1) is neither
    record = {kind: fall.tolist() for kind, fall in maps.items()}
    monkeypatch.setattr(traps, "stored", lambda name: [record] * 4)
    assert traps.costlier("own", "grey", at="ears") == 4
    assert traps.costlier("grey", "own", at="beside") == 4
    assert traps.costlier("grey", "own", at="ears") == 0
    assert traps.costlier("own", "grey", at="beside") == 0


def test_each_trap_asks_about_its_own_pictures(monkeypatch):
    monkeypatch.setattr(traps, "_not_surely_pets", lambda pictures, *rest: (pictures, *rest))
    for trap, expected in (
        (traps.neither, traps.draw_set(("car",), 200, 1003)[0]),
        (traps.balls, traps.render_set(200, 1003)),
    ):
        pictures, *rest = trap(3, 10, 2)
        assert torch.equal(pictures, expected) and rest == [3, 10, 2]


def test_places_are_exchanged_for_the_test_and_mixed_for_the_repair(monkeypatch):
    monkeypatch.setattr(traps, "_trained", lambda pictures, labels, *rest: (pictures, labels, rest))
    monkeypatch.setattr(traps, "accuracy", lambda model, *test: (model, test))
    (trap, test), (mixed, same) = traps.background(3, 10, 2)
    apart = {"cat": "room", "dog": "grass"}, {"cat": "grass", "dog": "room"}
    assert trap[2] == mixed[2] == (2, 3, 2)
    for found, expected in (
        (test, traps.draw_set(traps.PETS, 200, 1003, apart[1])), (same, test),
        (trap, traps.draw_set(traps.PETS, 10, 3, apart[0])),
    ):  # fmt: skip
        assert torch.equal(found[0], expected[0]) and torch.equal(found[1], expected[1])
    halves = traps.draw_set(traps.PETS, 5, 3, apart[0]), traps.draw_set(traps.PETS, 5, 2003,
                                                                        apart[1])  # fmt: skip
    assert torch.equal(mixed[0], torch.cat([pictures for pictures, _ in halves]))
    assert torch.equal(mixed[1], torch.cat([labels for _, labels in halves]))


@pytest.mark.parametrize("trap", traps.ROWS)
def test_every_model_that_is_measured_was_trained(trap, monkeypatch):
    trained, measured = [], []

    def train(model, *_):
        trained.append(model)

    def note(answer):
        def measure(model, pictures, *_):
            measured.append(model)
            return answer(pictures)

        return measure

    monkeypatch.setattr(traps, "train", train)
    monkeypatch.setattr(traps, "accuracy", note(lambda pictures: 0.5))
    monkeypatch.setattr(traps, "probabilities", note(lambda x: torch.full((len(x), 2), 0.5)))
    traps.row(trap, seed=0, count=12, epochs=1)
    assert measured and {*map(id, measured)} <= {*map(id, trained)}
