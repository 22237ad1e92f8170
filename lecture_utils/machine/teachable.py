"""A teachable machine without a single widget: the functions of notebook 06 behind its panel."""

import torch

from ..figures import machine as figures
from . import classifier
from .drawings import SIZE, draw_set

GRID = 16  # cells a side of the drawing grid
SOURCES = ("cat", "dog", "rabbit")
BOARD, CHALK = (0.15, 0.2, 0.25), (0.85, 0.8, 0.7)  # colours of the grid: red, green, blue


def grid_picture(cells):
    """Turn the GRID x GRID cells, True = chalked, into a picture (3, SIZE, SIZE): light on dark."""
    drawn = torch.tensor(cells, dtype=torch.float32)
    if drawn.shape != (GRID, GRID):
        raise ValueError(f"expected {GRID} x {GRID} cells, got {tuple(drawn.shape)}")
    dots = drawn.repeat_interleave(SIZE // GRID, 0).repeat_interleave(SIZE // GRID, 1)
    board, chalk = (torch.tensor(colour)[:, None, None] for colour in (BOARD, CHALK))
    return board + (chalk - board) * dots


def _own_name(name, others):
    """The name without blanks around it; ValueError where it is empty or one of `others`."""
    name = name.strip()
    if not name or name in others:
        raise ValueError(f"a class needs a name of its own, got {name!r}")
    return name


class Machine:
    """What the panel does, without a single widget: every button calls one of these methods.

    names : two or three, each its own: of the drawn cats, dogs and rabbits, in this order

    Raises ValueError for other names, TypeError for what are not names.
    """

    def __init__(self, names=("cat", "dog"), count=150, held_out=0.25, epochs=10, seed=0):
        if isinstance(names, str) or not all(isinstance(name, str) for name in names):
            raise TypeError(f"names must be a list of names, got {names!r:.60}")
        if not 2 <= len(names) <= len(SOURCES):
            raise ValueError(f"expected 2 or {len(SOURCES)} class names, got {len(names)}")
        if len({name.strip() for name in names} - {""}) < len(names):
            raise ValueError(f"each class needs a name of its own, got {list(names)}")
        self.names, self.count, self.held_out = list(names), count, held_out
        self.epochs, self.seed, self.own = epochs, seed, []
        self.forget()

    def forget(self):
        """Drop the model and what was measured; the reader's own pictures stay."""
        self.model, self.losses, self.table, self.guess, self.asked = None, [], None, None, None

    def _check_class(self, kind):
        if not 0 <= kind < len(self.names):
            raise ValueError(f"expected a class from 0 to {len(self.names) - 1}, got {kind}")

    def rename(self, kind, name):
        """Give class `kind` another name.

        Raises ValueError for a class that is not there, and for an empty or taken name.
        """
        self._check_class(kind)
        others = self.names[:kind] + self.names[kind + 1 :]
        self.names = [*self.names[:kind], _own_name(name, others), *self.names[kind + 1 :]]

    def third_class(self, wanted, name="rabbit"):
        """Add or take away the third class; the model has to be trained again.

        Raises ValueError for an empty or taken name.
        """
        first = self.names[:2]
        self.names = [*first, _own_name(name, first)] if wanted else first
        self.own = [(picture, kind) for picture, kind in self.own if kind < len(self.names)]
        self.forget()

    def add(self, picture, kind):
        """Keep one picture of the reader as an example of class `kind`. ValueError for another."""
        self._check_class(kind)
        self.own.append((picture, kind))

    def examples(self):
        """Drawn pictures and the reader's own: pictures (batch, 3, SIZE, SIZE), labels."""
        images, labels = draw_set(SOURCES[: len(self.names)], self.count, self.seed)
        if self.own:
            mine, kinds = zip(*self.own, strict=True)
            images = torch.cat([images, torch.stack(mine)])
            labels = torch.cat([labels, torch.tensor(kinds)])
        return images, labels

    def train(self, after_epoch=None):
        """Split, train a new network, and count what it guesses on the held-out part."""
        images, labels = self.examples()
        training, test = classifier.split(labels, self.held_out, self.seed)
        self.forget()
        self.model = classifier.new_network(len(self.names), self.seed)

        def note(losses):
            self.losses = list(losses)
            if after_epoch is not None:
                after_epoch()

        optimizer = classifier.adam(self.model)
        mine = images[training], labels[training]
        classifier.train(self.model, optimizer, *mine, self.epochs, self.seed, note)
        guesses = classifier.probabilities(self.model, images[test]).argmax(dim=-1)
        self.table = classifier.confusion(labels[test], guesses, len(self.names))

    def probabilities(self, picture):
        """(classes,) of one picture. Raises ValueError before the first training."""
        if self.model is None:
            raise ValueError("there is no trained model yet: press Train first")
        return classifier.probabilities(self.model, picture[None])[0]

    def ask(self, picture):
        """Guess a picture, and keep the guess for the figure. Raises as `probabilities` does."""
        self.guess, self.asked = self.probabilities(picture), picture

    def draw(self):
        """The panel's figure and its text twin: rounded facts only."""
        return figures.report(
            self.losses, self.epochs, self.table, self.names, self.guess, self.asked
        )
