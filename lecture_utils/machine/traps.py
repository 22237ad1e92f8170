"""Four ways to be fooled by a good score, each measured before and after its repair.

Kept beside them: repairs that do little (WEAK), and where nine networks look.
"""

import torch
from torch import nn

from ..paths import read_json
from .classifier import (
    accuracy,
    adam,
    ground_colour,
    hidden_model,
    linear_model,
    new_network,
    occlusion_map,
    probabilities,
    split,
    train,
)
from .drawings import draw_set, render_set

PETS = ("cat", "dog")
TRAPS = ("background", "imbalance", "neither", "dark")
WEAK = ("repeated", "fewer", "sooner", "balls")  # repairs with the wrong pictures, or no new one
ROWS = ("pixels", "apart", "sure", *TRAPS, *WEAK)
SEEDS = range(9)  # of each row, and of the maps
EPOCHS, SURE = 12, 0.9
MEASURED = ("before", "after", "cats_before", "cats_after")  # the cats where dogs were rare
PATCHES = {"grey": 0.5, "own": "own", "black": 0.0, "white": 1.0}


def _trained(pictures, labels, classes, seed, epochs):
    model = new_network(classes, seed)
    train(model, adam(model), pictures, labels, epochs, seed)
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


def _found(model, seed, bar=0.5):
    """The shares found of 200 new dogs, of 200 new cats; a dog needs a p above `bar`."""
    dogs, cats = (
        probabilities(model, draw_set((kind,), 200, 1000 + seed)[0])[:, 1] > bar
        for kind in ("dog", "cat")
    )
    return dogs.float().mean().item(), 1 - cats.float().mean().item()


def _both(before, after):
    """Two answers of `_found` in the order of MEASURED."""
    return [share for pair in zip(before, after, strict=True) for share in pair]


def _both_found(seed, epochs, sets):
    """Train on each of the two (pictures, labels) of `sets`: the shares of MEASURED."""
    return _both(*(_found(_trained(*each, 2, seed, epochs), seed) for each in sets))


def _rare_dogs(seed, count):
    """Nine cats for each dog, 2 * count pictures in all."""
    return draw_set(PETS, [2 * count - count // 5, count // 5], seed)


def imbalance(seed, count, epochs):
    """Nine cats for each dog: dogs that are found, cats that are. Repair: as many dogs as cats."""
    balanced = draw_set(PETS, count, seed)  # as many pictures in all
    return _both_found(seed, epochs, [_rare_dogs(seed, count), balanced])


def repeated(seed, count, epochs):
    """The same trap. Weak repair: the few dogs are shown nine times each."""
    pictures, labels = rare = _rare_dogs(seed, count)
    again = torch.arange(len(labels)).repeat_interleave(torch.where(labels == 1, 9, 1))
    return _both_found(seed, epochs, [rare, (pictures[again], labels[again])])


def fewer(seed, count, epochs):
    """The same trap. Weak repair: cats are thrown away until they are as few as the dogs."""
    few = draw_set(PETS, count // 5, seed)
    return _both_found(seed, epochs, [_rare_dogs(seed, count), few])


def sooner(seed, count, epochs):
    """The same trap. Weak repair, with no training at all: *dog* is said from p > 0.1 on."""
    model = _trained(*_rare_dogs(seed, count), 2, seed, epochs)
    return _both(_found(model, seed), _found(model, seed, bar=0.1))


def _not_surely_pets(pictures, seed, count, epochs):
    """The share not called cat or dog with more than SURE: without and with a class of cars."""
    shares = []
    for kinds in (PETS, (*PETS, "car")):
        model = _trained(*draw_set(kinds, count, seed), len(kinds), seed, epochs)
        surest = probabilities(model, pictures)[:, :2].max(dim=-1).values
        shares.append((surest <= SURE).float().mean().item())
    return shares


def neither(seed, count, epochs):
    """Cars; the share not called cat or dog with more than SURE. Repair: a class of cars."""
    return _not_surely_pets(draw_set(("car",), 200, 1000 + seed)[0], seed, count, epochs)


def balls(seed, count, epochs):
    """The same trap for rendered balls. Weak repair: the class of cars, which has no ball in it."""
    return _not_surely_pets(render_set(200, 1000 + seed), seed, count, epochs)


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
    """No trap: accuracy of a linear model on the pixels, as notebook 06 trains it, then of the
    network."""
    pictures, labels = draw_set(PETS, count, seed)
    test, truth = draw_set(PETS, 200, 1000 + seed)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        linear = linear_model(len(PETS))
    sgd = torch.optim.SGD(linear.parameters(), lr=0.02)
    train(linear, sgd, pictures - 0.5, labels, epochs, seed)
    network = _trained(pictures, labels, 2, seed, epochs)
    return [accuracy(linear, test - 0.5, truth), accuracy(network, test, truth)]


def apart(seed, count, epochs):
    """No trap: accuracy of the network's windows without their ReLU, then of ReLU without windows.

    Without ReLU the windows are one matrix; without windows there is one hidden layer.
    """
    pictures, labels = draw_set(PETS, count, seed)
    test, truth = draw_set(PETS, 200, 1000 + seed)
    straight = new_network(len(PETS), seed)
    windows = [layer for layer in straight.look if not isinstance(layer, nn.ReLU)]
    straight.look = nn.Sequential(*windows)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        hidden = hidden_model(len(PETS))
    train(straight, adam(straight), pictures, labels, epochs, seed)
    train(hidden, adam(hidden), pictures - 0.5, labels, epochs, seed)
    return [accuracy(straight, test, truth), accuracy(hidden, test - 0.5, truth)]


def sure(seed, count, epochs):
    """No repair: the share named with more than SURE, of 400 new pets, then of 200 cars."""
    model = _trained(*draw_set(PETS, count, seed), len(PETS), seed, epochs)
    asked = draw_set(PETS, 200, 1000 + seed)[0], draw_set(("car",), 200, 1000 + seed)[0]
    chances = [probabilities(model, pictures).amax(dim=-1) for pictures in asked]
    return [(best > SURE).float().mean().item() for best in chances]


def row(trap, seed, count=400, epochs=EPOCHS):
    """Measure a trap, a weak repair, "pixels", "apart" or "sure": `before`, `after`, from 0 to 1.

    Where dogs were rare these are the dogs that are found; `cats_before`, `cats_after` the cats.
    Raises ValueError when there is no such trap.
    """
    if trap not in ROWS:
        raise ValueError(f"trap must be one of {', '.join(ROWS)}, got {trap!r}")
    shares = globals()[trap](seed, count, epochs)  # two, or four
    numbers = {name: round(share, 3) for name, share in zip(MEASURED, shares, strict=False)}
    return {"trap": trap, "seed": seed, "count": count, "epochs": epochs} | numbers


def looks(seed, count=400, epochs=EPOCHS):
    """Mean occlusion maps of the held-out cats that one training recognises surely.

    Returns a record with `cats`, their number, and a map of 7 x 7 falls of p(cat) for each of
    PATCHES: `own` is a patch in the colour of each picture's background. Raises ValueError when no
    cat is recognised surely: too few pictures or epochs.
    """
    pictures, labels = draw_set(PETS, count, seed)
    training, test = split(labels, 0.25)
    model = _trained(pictures[training], labels[training], 2, seed, epochs)
    cats = pictures[test[labels[test] == 0]]
    cats = cats[probabilities(model, cats)[:, 0] > SURE]
    if not len(cats):
        raise ValueError(f"no cat is recognised with more than {SURE}: train on more, or longer")
    record = {"seed": seed, "count": count, "epochs": epochs, "cats": len(cats)}
    for name, fill in PATCHES.items():
        maps = torch.stack([occlusion_map(model, cat, 0, fill) for cat in cats])
        record[name] = [[round(fall, 3) for fall in row] for row in maps.mean(dim=0).tolist()]
    return record


def place(fall):
    """Name the costliest place of a map (7, 7): "ears", "face", or "beside" the face.

    Of the cats drawn here the ears stand in rows 1 and 2, in the three columns of the middle; the
    face is below. A patch in the two outer columns of a side hides background for the most part.
    """
    row, column = divmod(int(torch.as_tensor(fall).argmax()), len(fall[0]))
    if column not in (2, 3, 4):
        return "beside"
    return "ears" if row <= 2 else "face"


def costlier(kind, than, at):
    """In how many of the stored trainings one kind of patch costs more there than another.

    kind, than : names of PATCHES
    at         : "ears" or "beside" (the face), the mean over its places
    """
    rows, columns = {"ears": ((1, 2), (2, 3, 4)), "beside": ((2, 3, 4), (0, 1, 5, 6))}[at]
    ones, others = (
        [torch.tensor(record[name])[rows, :][:, columns].mean().item() for record in records]
        for name, records in ((name, stored("occlusion_maps.json")) for name in (kind, than))
    )
    return times_ahead(ones, others)


def standing(pictures):
    """Where the animals stand: (dots, dots), the share of the pictures unlike their ground there.

    pictures : (batch, 3, dots, dots)
    """
    unlike = [(each - ground_colour(each)).abs().amax(dim=0) > 0.2 for each in pictures]
    return torch.stack(unlike).float().mean(dim=0)


def stored(name="machine_traps.json"):
    """The rows of data/machine_traps.json or data/occlusion_maps.json, nine seeds each."""
    return read_json(name)


def shares(trap, of=MEASURED[:2]):
    """The stored shares of a row of ROWS, nine trainings: (before the repair, after it).

    of : which two names of MEASURED; the last two, the cats, are there where dogs were rare

    For "pixels" they are those of a linear model and of the network, for "apart" of the network
    without ReLU and without windows, for "sure" of pets and of cars. Raises ValueError when there
    is no such row, KeyError for a name that it does not have.
    """
    if trap not in ROWS:
        raise ValueError(f"trap must be one of {', '.join(ROWS)}, got {trap!r}")
    rows = [row for row in stored() if row["trap"] == trap and row["count"] == 400]
    return tuple([row[name] for row in rows] for name in of)


def times_ahead(ones, others):
    """In how many trainings, seed by seed, the first share is above the second."""
    return sum(one > other for one, other in zip(ones, others, strict=True))


def places(kind):
    """{place: in how many of the nine stored trainings hiding costs most there}.

    kind : a name of PATCHES, what the patch showed; the places are those of `place`
    """
    found = [place(record[kind]) for record in stored("occlusion_maps.json")]
    return {name: found.count(name) for name in ("ears", "face", "beside")}


def sizes():
    """{place: how many of the 7 x 7 places are called so}: what blind guesses would hit."""
    found = [place(one.reshape(7, 7)) for one in torch.eye(49)]
    return {name: found.count(name) for name in ("ears", "face", "beside")}
