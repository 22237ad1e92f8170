"""Four ways to be fooled by a good score, each measured before and after its repair."""

import json

import torch

from .classifier import accuracy, linear_model, new_network, probabilities, train
from .drawings import draw_set
from .paths import data_path

PETS = ("cat", "dog")
TRAPS = ("background", "imbalance", "neither", "dark")
EPOCHS, SURE = 12, 0.9


def _trained(pictures, labels, classes, seed, epochs):
    model = new_network(classes, seed)
    train(model, pictures, labels, epochs, seed)
    return model


def background(seed, count, epochs):
    """All dogs on grass, all cats in a room; tested with the places exchanged."""
    test = draw_set(PETS, 200, 1000 + seed, {"cat": "grass", "dog": "room"})
    trap = draw_set(PETS, count, seed, {"cat": "room", "dog": "grass"})
    half = draw_set(PETS, count - count // 2, seed, {"cat": "room", "dog": "grass"})
    other = draw_set(PETS, count // 2, 2000 + seed, {"cat": "grass", "dog": "room"})
    mixed = [torch.cat(both) for both in zip(half, other, strict=True)]
    models = [_trained(*examples, 2, seed, epochs) for examples in (trap, mixed)]
    return [accuracy(model, *test) for model in models]


def imbalance(seed, count, epochs):
    """Nine cats for each dog: the share of dogs that are found. Repair: as many dogs as cats."""
    dogs, zeros = draw_set(("dog",), 200, 1000 + seed)
    counts = [2 * count - count // 5, count // 5], count  # as many pictures in all
    models = [_trained(*draw_set(PETS, each, seed), 2, seed, epochs) for each in counts]
    return [accuracy(model, dogs, zeros + 1) for model in models]


def neither(seed, count, epochs):
    """Cars; the share not called cat or dog with more than SURE. Repair: a class for the rest."""
    cars, _ = draw_set(("car",), 200, 1000 + seed)
    shares = []
    for kinds in (PETS, (*PETS, "car")):
        model = _trained(*draw_set(kinds, count, seed), len(kinds), seed, epochs)
        surest = probabilities(model, cars)[:, :2].max(dim=-1).values
        shares.append((surest <= SURE).float().mean().item())
    return shares


def dark(seed, count, epochs):
    """Test pictures at dusk. Repair: half of the training pictures darkened, none added."""
    pictures, labels = draw_set(PETS, count, seed)
    test, truth = draw_set(PETS, 200, 1000 + seed)
    light = torch.ones(len(labels), 1, 1, 1)
    dusk = light.clone()
    dusk[torch.randperm(len(labels), generator=torch.Generator().manual_seed(seed))[::2]] = 0.3
    models = [_trained(pictures * by, labels, 2, seed, epochs) for by in (light, dusk)]
    return [accuracy(model, 0.3 * test, truth) for model in models]


def pixels(seed, count, epochs):
    """No trap: accuracy of a linear model on the pixels, then of the network."""
    examples, test = draw_set(PETS, count, seed), draw_set(PETS, 200, 1000 + seed)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        linear = linear_model(len(PETS))
    train(linear, *examples, epochs, seed)
    return [accuracy(model, *test) for model in (linear, _trained(*examples, 2, seed, epochs))]


def row(trap, seed, count=400, epochs=EPOCHS):
    """Measure one trap, or "pixels": a record with `before` and `after` as shares from 0 to 1.

    Raises ValueError when there is no such trap.
    """
    if trap not in ("pixels", *TRAPS):
        raise ValueError(f"trap must be pixels or one of {', '.join(TRAPS)}, got {trap!r}")
    before, after = globals()[trap](seed, count, epochs)
    numbers = {"before": round(before, 3), "after": round(after, 3)}
    return {"trap": trap, "seed": seed, "count": count, "epochs": epochs} | numbers


def stored():
    """The rows of data/machine_traps.json, three seeds each."""
    return json.loads(data_path("machine_traps.json").read_text(encoding="utf-8"))
