"""A teachable machine with buttons: the functions of notebook 06 behind core ipywidgets."""

import ipywidgets as w
import torch
from IPython.display import display

from . import classifier, classifier_plots, pictures
from .drawings import SIZE, draw_set
from .plots import bundle

GRID = 16  # cells a side of the drawing grid
SOURCES = ("cat", "dog", "rabbit")


def grid_picture(cells):
    """Turn the GRID x GRID cells, True = inked, into a picture (3, SIZE, SIZE), ink on paper."""
    ink = torch.tensor(cells, dtype=torch.float32)
    if ink.shape != (GRID, GRID):
        raise ValueError(f"expected {GRID} x {GRID} cells, got {tuple(ink.shape)}")
    dots = ink.repeat_interleave(SIZE // GRID, 0).repeat_interleave(SIZE // GRID, 1)
    return (0.9 - 0.7 * dots).repeat(3, 1, 1)


class Machine:
    """What the panel does, without a single widget: every button calls one of these methods."""

    def __init__(self, names=("cat", "dog"), count=150, held_out=0.25, epochs=10, seed=0):
        self.names, self.count, self.held_out = list(names), count, held_out
        self.epochs, self.seed, self.own = epochs, seed, []
        self.forget()

    def forget(self):
        """Drop the model and what was measured; the reader's own pictures stay."""
        self.model, self.losses, self.table, self.guess, self.asked = None, [], None, None, None

    def rename(self, kind, name):
        """Give class `kind` another name. Raises ValueError for an empty or taken one."""
        name = name.strip()
        if not name or name in self.names[:kind] + self.names[kind + 1 :]:
            raise ValueError(f"a class needs a name of its own, got {name!r}")
        self.names[kind] = name

    def third_class(self, wanted, name="rabbit"):
        """Add or take away the third class; the model has to be trained again."""
        self.names = self.names[:2] + ([name] if wanted else [])
        self.own = [(picture, kind) for picture, kind in self.own if kind < len(self.names)]
        self.forget()

    def add(self, picture, kind):
        """Keep one picture of the reader as an example of class `kind`."""
        if not 0 <= kind < len(self.names):
            raise ValueError(f"expected a class from 0 to {len(self.names) - 1}, got {kind}")
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

        classifier.train(
            self.model, images[training], labels[training], self.epochs, self.seed, note
        )
        guesses = classifier.probabilities(self.model, images[test]).argmax(dim=-1)
        self.table = classifier.confusion(labels[test], guesses, len(self.names))

    def ask(self, picture):
        """Probabilities of a picture. Raises ValueError before the first training."""
        if self.model is None:
            raise ValueError("there is no trained model yet: press Train first")
        self.asked = picture
        self.guess = classifier.probabilities(self.model, picture[None])[0]

    def draw(self):
        """The panel's figure and its text twin: rounded facts only."""
        fig = classifier_plots.draw_report(
            self.losses, self.epochs, self.table, self.names, self.guess, self.asked
        )
        alt = f"Classes: {', '.join(self.names)}. "
        if self.table is None:
            return fig, alt + f"{len(self.losses)} of {self.epochs} epochs; no test yet."
        right = self.table.diagonal().sum() / self.table.sum()
        alt += f"{len(self.losses)} epochs; on held-out pictures clearly better than chance: "
        return fig, alt + ("yes." if right > 1 / len(self.names) + 0.15 else "no.")


class Panel:
    """The widgets around a Machine. `show()` displays the figure and the controls below it."""

    def __init__(self, machine):
        self.machine, self.handle = machine, None
        self.cells = [[False] * GRID for _ in range(GRID)]
        self.message = w.HTML()
        self.texts = [w.Text(value=name, continuous_update=False) for name in machine.names[:2]]
        self.texts.append(w.Text(value="rabbit", disabled=True, continuous_update=False))
        self.third = w.Checkbox(value=False, description="third class")
        self.held_out = w.FloatSlider(
            value=machine.held_out, min=0.1, max=0.9, step=0.05, description="held out",
            continuous_update=False)  # fmt: skip
        self.button = w.Button(description="Train", button_style="primary")
        self.upload = w.FileUpload(accept="image/*", multiple=True, description="Upload")
        self.use = w.Dropdown(options=self._uses(), value=-1, description="picture:")
        self.take_drawing = w.Button(description="Use drawing")
        self.clear = w.Button(description="Clear drawing")
        self.paper, self.ink = w.ButtonStyle(button_color="#F2F0EA"), w.ButtonStyle()
        self.ink.button_color = "#222222"
        cell = w.Layout(width="16px", height="16px", margin="0px", padding="0px")
        self.dots = [w.Button(layout=cell, style=self.paper) for _ in range(GRID * GRID)]
        self._connect()

    def _uses(self):
        return [("guess it", -1)] + [
            (f"teach: {name}", kind) for kind, name in enumerate(self.machine.names)
        ]

    def _connect(self):
        for kind, text in enumerate(self.texts):
            text.observe(lambda change, kind=kind: self.on_name(kind, change["new"]), "value")
        for place, dot in enumerate(self.dots):
            dot.on_click(lambda _, place=place: self.on_dot(place))
        self.third.observe(lambda change: self.on_third(change["new"]), "value")
        self.held_out.observe(lambda change: self.on_held_out(change["new"]), "value")
        self.upload.observe(lambda change: self.on_upload(change["new"]), "value")
        self.button.on_click(lambda _: self.on_train())
        self.take_drawing.on_click(lambda _: self.on_drawing())
        self.clear.on_click(lambda _: self.on_clear())

    def refresh(self):
        """Redraw the one figure in place."""
        if self.handle is not None:
            data, metadata = bundle(*self.machine.draw())
            self.handle.update(data, metadata=metadata, raw=True)

    def attempt(self, action, *arguments):
        """Do something that may be refused: say why instead of raising; then redraw."""
        try:
            said = action(*arguments) or ""
        except ValueError as error:
            said = str(error)
        plain = said.replace("&", "&amp;").replace("<", "&lt;")  # a file's name is a stranger's
        self.message.value = plain
        self.refresh()

    def on_name(self, kind, name):
        if kind < len(self.machine.names):
            self.attempt(self.machine.rename, kind, name)
            self.use.options = self._uses()

    def on_third(self, wanted):
        self.texts[2].disabled = not wanted
        self.attempt(self.machine.third_class, wanted, self.texts[2].value)
        self.use.options = self._uses()

    def on_held_out(self, share):
        self.machine.held_out = share

    def on_train(self):
        self.attempt(self.machine.train, self.refresh)

    def take(self, picture):
        """Teach or ask about one picture, as the menu says; return what was done."""
        kind = self.use.value
        if kind < 0:
            return self.machine.ask(picture)
        self.machine.add(picture, kind)
        return f"{len(self.machine.own)} pictures of your own; press Train to learn from them."

    def on_upload(self, value):
        for name, data in pictures.uploads(value):
            self.attempt(lambda n=name, d=data: self.take(pictures.read_picture(d, n)))

    def on_drawing(self):
        self.attempt(lambda: self.take(grid_picture(self.cells)))

    def on_dot(self, place):
        row, column = divmod(place, GRID)
        self.cells[row][column] = not self.cells[row][column]
        self.dots[place].style = self.ink if self.cells[row][column] else self.paper

    def on_clear(self):
        self.cells = [[False] * GRID for _ in range(GRID)]
        for dot in self.dots:
            dot.style = self.paper

    def show(self):
        """Display the figure, then the controls; the stored notebook keeps figure and text."""
        data, metadata = bundle(*self.machine.draw())
        self.handle = display(data, metadata=metadata, raw=True, display_id=True)
        rows = [w.HBox(self.dots[at : at + GRID]) for at in range(0, GRID * GRID, GRID)]
        left = w.VBox([*self.texts, self.third, self.held_out, self.button])
        right = w.VBox([self.use, self.upload, self.take_drawing, self.clear, self.message])
        box = w.HBox([left, w.VBox(rows), right])
        view = {"version_major": 2, "version_minor": 0, "model_id": box.model_id}
        words = "[a panel: class names, split, Train, upload, a grid to draw on; run this cell]"
        display({"application/vnd.jupyter.widget-view+json": view, "text/plain": words}, raw=True)
