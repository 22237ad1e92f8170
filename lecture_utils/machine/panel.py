"""The buttons of notebook 06, all of them core ipywidgets, around a `teachable.Machine`."""

from functools import partial

import ipywidgets as w
from IPython.display import display
from matplotlib.colors import to_hex

from ..figures.show import bundle, in_its_turn, name_control
from . import files
from .teachable import BOARD, CHALK, GRID, grid_picture


class Panel:
    """The widgets around a Machine. `open()` displays the figure and the controls below it.

    The grid is drawn on with the mouse, or by keyboard: two sliders choose a dot, a button turns
    it. Its 256 dots have names and are no stops of the tab key (where ipywidgets can: from 8).
    """

    def __init__(self, machine):
        self.machine, self.handle = machine, None
        self.cells = [[False] * GRID for _ in range(GRID)]
        self.message = w.HTML()
        labels = [*machine.names, "rabbit"][:3]
        self.texts = [
            w.Text(value=name, continuous_update=False, layout=w.Layout(width="260px"),
                   description=f"class {kind + 1}:", disabled=kind >= len(machine.names))
            for kind, name in enumerate(labels)]  # fmt: skip
        self.third = w.Checkbox(value=len(machine.names) == 3, description="third class")
        self.held_out = w.FloatSlider(
            value=machine.held_out, min=0.1, max=0.9, step=0.05, description="held out:",
            continuous_update=False, layout=w.Layout(width="260px"))  # fmt: skip
        self.button = w.Button(description="Train", button_style="primary")
        self.upload = w.FileUpload(accept="image/*", multiple=True, description="Upload")
        self.use = w.ToggleButtons(
            options=self._uses(), value=-1, description="picture:", layout=w.Layout(width="250px")
        )  # so that they wrap
        self.use.style.button_width = "110px"
        self.take_drawing = w.Button(description="Use drawing")
        self.clear = w.Button(description="Clear drawing")
        self.bars = [w.FloatProgress(min=0, max=1, layout=w.Layout(width="260px")) for _ in labels]
        self.board = w.ButtonStyle(button_color=to_hex(BOARD))
        self.chalk = w.ButtonStyle(button_color=to_hex(CHALK))
        cell = w.Layout(width="16px", height="16px", margin="0px", padding="0px", flex="0 0 auto")
        self.dots = [w.Button(layout=cell, style=self.board) for _ in range(GRID * GRID)]
        for place, dot in enumerate(self.dots):
            self._name(place)
            if dot.has_trait("tabbable"):  # ipywidgets 8
                dot.tabbable = False
        self.row, self.column = (
            w.IntSlider(value=GRID // 2, min=1, max=GRID, description=f"{name}:",
                        layout=w.Layout(width="260px"))
            for name in ("row", "column"))  # fmt: skip
        self.turn = w.Button(description="Turn this dot")
        buttons = self.button, self.upload, self.take_drawing, self.clear, self.turn, self.third
        self.above_bars = w.HTML("The drawing, now:")
        others = self.held_out, self.use, self.row, self.column, self.message, self.above_bars
        for control in (*self.texts, *buttons, *others, *self.bars):
            name_control(control)
        self._connect()
        self.guess_drawing()

    def _uses(self):
        return [("guess it", -1)] + [
            (f"teach: {name}", kind) for kind, name in enumerate(self.machine.names)
        ]

    def _connect(self):
        def chosen(control, act):
            control.observe(in_its_turn(lambda change: act(change["new"])), "value")

        def pressed(button, act):
            button.on_click(in_its_turn(lambda _: act()))

        for kind, text in enumerate(self.texts):
            chosen(text, partial(self.on_name, kind))
        for place, dot in enumerate(self.dots):
            pressed(dot, partial(self.on_dot, place))
        chosen(self.third, self.on_third)
        chosen(self.held_out, self.on_held_out)
        chosen(self.upload, self.on_upload)
        pressed(self.button, self.on_train)
        pressed(self.turn, lambda: self.on_dot(self.chosen()))
        pressed(self.take_drawing, self.on_drawing)
        pressed(self.clear, self.on_clear)

    def refresh(self):
        """Redraw the one figure in place."""
        if self.handle is not None:
            self.handle.update(bundle(*self.machine.draw()), raw=True)

    def attempt(self, action, *arguments):
        """Do something that may be refused: say why instead of raising; then redraw."""
        try:
            said = action(*arguments) or ""
        except ValueError as error:
            said = str(error)
        plain = said.replace("&", "&amp;").replace("<", "&lt;")  # a file's name is a stranger's
        self.message.value = plain
        self.refresh()
        self.guess_drawing()
        return plain

    def guess_drawing(self):
        """Set the bars to what the machine says of the grid, as it is now; hide those unused."""
        names, trained = self.machine.names, self.machine.model is not None
        drawn = trained and any(map(any, self.cells))
        shares = self.machine.probabilities(grid_picture(self.cells)) if drawn else [0.0] * 3
        for kind, bar in enumerate(self.bars):
            bar.layout.visibility = "visible" if kind < len(names) else "hidden"
            bar.description = names[kind] if kind < len(names) else ""
            bar.value = float(shares[kind]) if kind < len(names) else 0.0

    def on_name(self, kind, name):
        names = self.machine.names
        if kind < len(names) and name != names[kind]:
            self.attempt(self.machine.rename, kind, name)
            self.texts[kind].value = self.machine.names[kind]  # the old one, where it was refused
            self._offer()

    def _offer(self):
        """Bring the menu up to date, and keep what was chosen where it is still there."""
        chosen = self.use.value
        self.use.options = self._uses()
        self.use.value = chosen if chosen in dict(self._uses()).values() else -1

    def on_third(self, wanted):
        if wanted != (len(self.machine.names) == 3):
            self.attempt(self.add_or_drop, wanted)
            self.third.value = len(self.machine.names) == 3  # not ticked, where it was refused
            self.texts[2].disabled = not self.third.value
            self._offer()

    def add_or_drop(self, wanted):
        """Add or drop the third class; return what to do next."""
        self.machine.third_class(wanted, self.texts[2].value)
        return f"{len(self.machine.names)} classes now: press Train to start from nothing."

    def on_held_out(self, share):
        self.machine.held_out = share
        self.message.value = f"{share:.0%} of each class will be put aside: press Train."

    def on_train(self):
        self.attempt(self.machine.train, self.refresh)

    def take(self, picture):
        """Teach or ask about one picture, as the menu says; return what was done."""
        kind = self.use.value
        if kind < 0:
            return self.machine.ask(picture)
        self.machine.add(picture, kind)
        return f"Pictures of your own: {len(self.machine.own)}. Press Train to learn from them."

    def on_upload(self, value):
        uploaded = files.uploads(value)
        said = [
            self.attempt(lambda n=name, d=data: self.take(files.read_picture(d, n)))
            for name, data in uploaded
        ]
        if uploaded:
            self.message.value = "<br>".join(dict.fromkeys(filter(None, said)))
            none = type(self.upload.value)()  # a dict in ipywidgets 7, a tuple in 8
            self.upload.set_trait("value", none)  # so that the same file can come again

    def on_drawing(self):
        self.attempt(lambda: self.take(grid_picture(self.cells)))

    def chosen(self):
        """The place of the dot that the sliders choose."""
        return (self.row.value - 1) * GRID + self.column.value - 1

    def _name(self, place):
        """What a screen reader says of a dot, and the mouse when it rests there."""
        row, column = divmod(place, GRID)
        ink = "chalk" if self.cells[row][column] else "dark"
        self.dots[place].tooltip = f"row {row + 1}, column {column + 1}: {ink}"

    def on_dot(self, place):
        row, column = divmod(place, GRID)
        self.cells[row][column] = not self.cells[row][column]
        self.dots[place].style = self.chalk if self.cells[row][column] else self.board
        self._name(place)
        self.guess_drawing()

    def on_clear(self):
        self.cells = [[False] * GRID for _ in range(GRID)]
        for place, dot in enumerate(self.dots):
            dot.style = self.board
            self._name(place)
        self.guess_drawing()

    def open(self):
        """Display the figure, then the controls; the stored notebook keeps figure and text."""
        self.handle = display(bundle(*self.machine.draw()), raw=True, display_id=True)
        rows = [w.HBox(self.dots[at : at + GRID]) for at in range(0, GRID * GRID, GRID)]
        fixed = w.Layout(flex="0 0 auto", margin="0px 8px 0px 0px")  # a long message moves nothing
        left = w.VBox([*self.texts, self.third, self.held_out, self.button], layout=fixed)
        grid = w.VBox([*rows, self.row, self.column, self.turn], layout=fixed)
        buttons = [self.use, self.upload, self.take_drawing, self.clear]
        right = w.VBox([*buttons, self.above_bars, *self.bars], layout=fixed)
        box = w.VBox([w.HBox([left, grid, right]), self.message])
        view = {"version_major": 2, "version_minor": 0, "model_id": box.model_id}
        words = "[a panel: class names, split, Train, upload, a grid to draw on; run this cell]"
        display({"application/vnd.jupyter.widget-view+json": view, "text/plain": words}, raw=True)
