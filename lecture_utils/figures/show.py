"""What a page says and shows: sentences that hold, figures with their text twin, live figures.

`interact` and `Output` put their pictures into widget state, which a stored notebook, a code host
or a test does not show. Here a picture is an ordinary output of its cell; a control updates it.

A picture is stored as `<img alt="…">` in HTML, not as a bare PNG: JupyterLab shows a PNG without
its words, and so does nbconvert's usual template, so that a screen reader finds nothing there.
"""

import ast
import asyncio
import base64
import functools
import html
import io
import numbers
import symtable
import threading

import ipywidgets
import matplotlib.pyplot as plt
import numpy as np
import torch
from IPython import get_ipython
from IPython.display import display
from matplotlib.layout_engine import ConstrainedLayoutEngine
from PIL import Image

from .style import set_mathematics

READOUT = 8  # letters that a readout shows in full
TITLE_GAP = 0.1  # inches
MOMENT, LATEST = 0.05, 0.5  # seconds until a moved control is drawn: once it rests, or at last


def _lighter(png):
    """The same picture with 256 colours, a third of the bytes, unless that could be seen.

    Areas must keep their colour (to 1 of 255 levels, a few specks aside); at edges, where colours
    blend, a pixel may move. Pictures without areas, such as photos, keep all their colours.
    """
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    few = picture.quantize(256, dither=Image.Dither.NONE)
    before, after = (np.asarray(image, dtype=int) for image in (picture, few.convert("RGB")))
    moved = np.abs(after - before).max(axis=2)
    flat = (before[1:, 1:] == before[:-1, 1:]).all(2) & (before[1:, 1:] == before[1:, :-1]).all(2)
    if (moved[1:, 1:][flat] > 1).sum() > 20 or moved.mean() > 0.1:
        return png
    small = io.BytesIO()
    few.save(small, "PNG", optimize=True)
    return small.getvalue()


def bundle(figure, alt, title=None):
    """Return a figure as data to display: an `<img>` with its words, and the words. Closes it.

    figure : matplotlib figure
    alt    : what the figure shows, in words, computed from its data
    title  : the finding, written above the figure and in front of `alt`

    Raises ValueError when the alt text is empty: a picture without words is lost on some readers,
    and on the tests, which compare the words. Raises TypeError when `figure` is no figure.
    """
    if not hasattr(figure, "savefig"):
        raise TypeError(f"show takes (figure, alt): expected a figure, got {figure!r}")
    if not isinstance(alt, str) or not alt.strip():
        raise ValueError(f"alt must say in words what the figure shows, got {alt!r}")
    if title:
        figure.suptitle(title, x=0.01, ha="left", fontsize=12, fontweight="bold", wrap=True)
        alt = f"{title.rstrip('.')}. {alt}"
        _keep_away(figure)
    png = io.BytesIO()
    set_mathematics(figure)
    figure.savefig(png, format="png", dpi=1.6 * figure.dpi, metadata={"Software": None})
    plt.close(figure)
    width = int(figure.get_figwidth() * figure.dpi)
    source = f"data:image/png;base64,{base64.b64encode(_lighter(png.getvalue())).decode()}"
    image = f'<img alt="{html.escape(alt)}" width="{width}" src="{source}">'
    return {"text/html": image, "text/plain": alt}


def _keep_away(figure):
    """Move the titles of panels that stand in one row away from the title of the whole."""
    titles = [ax.get_title(place) for ax in figure.axes for place in ("left", "center")]
    rows = {ax.get_gridspec().nrows for ax in figure.axes if ax.get_subplotspec()}
    engine = figure.get_layout_engine()
    if any(titles) and rows == {1} and isinstance(engine, ConstrainedLayoutEngine):
        more = TITLE_GAP - engine.get()["h_pad"]
        engine.set(h_pad=TITLE_GAP)
        figure.set_figheight(figure.get_figheight() + 4 * more)  # so that nothing in it shrinks


def show(figure, alt, title=None):
    """Display a figure together with what it says.

    figure, alt : as a function of `figures` returns them: `show(*figures.maps.attention(…))`.
        Screen readers speak the words, and the notebook tests compare them, so that a picture that
        says something else is noticed.
    title : what there is to see, in one line, put above the figure

    Raises ValueError when `alt` is empty, TypeError when `figure` is no figure.
    """
    display(bundle(figure, alt, title), raw=True)


def live(draw, **controls):
    """Show `draw(**values)` and redraw it whenever a control moves.

    draw     : function of the controls' values that returns (figure, alt) or (figure, alt, title)
    controls : one ipywidgets control a parameter of `draw`

    A hundred fast moves are a picture or a few: in a notebook a move is drawn a moment later, with
    the values that hold then, so nothing queues up and the last value wins. What `draw` raises on
    the way is said in the place of the picture.

    Raises TypeError when a control has no value, or `draw` returns something else.
    """
    for name, control in controls.items():
        if not hasattr(control, "value") or not hasattr(control, "observe"):
            raise TypeError(f"control {name} must be a widget with a value, got {control!r}")
        name_control(control, name)
        _make_room(control)

    def picture():
        drawn = draw(**{name: control.value for name, control in controls.items()})
        if not (isinstance(drawn, tuple) and len(drawn) in (2, 3)):
            kind = type(drawn).__name__
            raise TypeError(f"draw must return (figure, alt) or (figure, alt, title), got {kind}")
        return bundle(*drawn)

    handle = display(picture(), raw=True, display_id=True)

    waiting = []

    def redraw():
        waiting.clear()
        before = set(plt.get_fignums())
        try:
            data = picture()
        except Exception as error:
            for number in set(plt.get_fignums()) - before:
                plt.close(number)
            data = {"text/plain": f"✗ {type(error).__name__}: {error}"}
        handle.update(data, raw=True)

    @in_its_turn
    def moved(_change):
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # no kernel: nothing comes between
            redraw()
        else:
            now = loop.time()
            latest = waiting[0][1] if waiting else now + LATEST
            for timer, _ in waiting:
                timer.cancel()
            waiting[:] = [(loop.call_at(min(now + MOMENT, latest), redraw), latest)]

    labels = [getattr(one, "description", "") for one in controls.values()]
    for control in controls.values():
        control.observe(moved, "value")
        if hasattr(control, "style") and control.style.has_trait("description_width"):
            control.style.description_width = f"{max(map(len, labels)) + 2}ch"  # no word is cut
    box = ipywidgets.VBox(list(controls.values()))
    names = ", ".join(label or name for label, name in zip(labels, controls, strict=True))
    display(
        {
            "application/vnd.jupyter.widget-view+json": {
                "version_major": 2,
                "version_minor": 0,
                "model_id": box.model_id,
            },
            "text/plain": f"[controls: {names}; run this cell to move them]",
        },
        raw=True,
    )


def in_its_turn(act):
    """Wrap what a control sets off: it happens in the thread of the cells, between two of them.

    act : function; what it returns is lost

    JupyterLab gives the controls a thread of their own (from ipykernel 7 on), which would draw or
    train while a cell does, and neither Matplotlib nor a model bears two hands at once. Outside a
    kernel, `act` happens at once.
    """
    home = threading.current_thread()
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        return act

    @functools.wraps(act)
    def later(*arguments):
        if threading.current_thread() is home:
            act(*arguments)
        else:
            loop.call_soon_threadsafe(act, *arguments)

    return later


def name_control(control, name=""):
    """Give a control a label where it has none, and the label to the mouse that rests on it.

    ipywidgets 8 shows the word "null" there otherwise.
    """
    if control.has_trait("description"):
        control.description = control.description or name
        if control.has_trait("tooltip") and control.tooltip is None:
            control.tooltip = control.description


def _make_room(control):
    """Room for the words of a control: a line of text is not cut, nor a choice beside its slider.

    The page has 300 pixels for a control otherwise. What a slider's readout cannot hold is left to
    the picture.
    """
    if isinstance(control, ipywidgets.Text):
        control.layout.width = control.layout.width or "min(100%, 40em)"
    if isinstance(control, ipywidgets.SelectionSlider):
        labels = [one[0] if isinstance(one, tuple) else one for one in control.options]
        control.readout &= max(len(str(label)) for label in labels) <= READOUT


def claims(sentences):
    """Check sentences that are true, and print each: `✓ sentence`.

    sentences : {sentence: truth}; a truth is a bool (Python's, NumPy's, or a tensor's of one
        element), or `(number, truth)`, whose number is printed behind its sentence, rounded so
        that it is the same on every machine

    Raises TypeError for any other truth, AssertionError for the first that is false; both name
    the sentence.
    """
    for sentence, truth in sentences.items():
        number, holds = truth if isinstance(truth, tuple) and len(truth) == 2 else (None, truth)
        if isinstance(holds, torch.Tensor) and holds.numel() == 1:
            holds = holds.item()
        if not isinstance(holds, (bool, np.bool_)):
            raise TypeError(f"'{sentence}' must be true or false, got {holds!r}")
        shown = "" if number is None else f" ({_rounded(number, sentence)})"
        if not holds:
            raise AssertionError(f"this does not hold: {sentence}{shown}")
        print(f"✓ {sentence}{shown}")


def _rounded(number, sentence):
    """A number as text: whole numbers as they are, others to two digits that count."""
    if isinstance(number, torch.Tensor) and number.numel() == 1:
        number = number.item()
    plain = isinstance(number, numbers.Real) and not isinstance(number, (bool, np.bool_))
    if not plain or number != number:  # NaN measures nothing
        raise TypeError(f"'{sentence}': expected a number to print, got {number!r}")
    return f"{number}" if isinstance(number, numbers.Integral) else f"{number:.2g}"


class Missing:
    """Stands in a notebook for a thing that is not there.

    name     : of the thing, such as "MiniLM"
    sentence : printed once: how to get it

    From then on a cell that uses a variable which holds this, or which such a cell would have
    made, prints one line instead of running. Cells that do not need it run as ever, and once the
    thing is there, running the cells again brings everything back.
    """

    def __init__(self, name, sentence):
        self.name = name
        print(f"○ {sentence}")
        shell = get_ipython()
        if shell and not any(isinstance(one, _Skipper) for one in shell.ast_transformers):
            shell.ast_transformers.append(_Skipper(shell.user_ns))


class _Skipper(ast.NodeTransformer):
    """Reads each cell before it runs; `names` are the notebook's variables."""

    def __init__(self, names):
        self.names = names

    def visit_Module(self, cell):
        read, made = _names(cell)
        lost = [self.names[n] for n in sorted(read) if isinstance(self.names.get(n), Missing)]
        if not lost:
            return cell
        self.names.update(dict.fromkeys(made, lost[0]))
        return ast.parse(f"print('○ {lost[0].name} is not here, and this cell needs it.')")


def _names(cell):
    """The variables a cell takes from cells before it, and those it makes."""
    read, made = set(), set()
    for statement in cell.body:
        table = scopes(statement)
        read |= taken(table) - made
        made |= {symbol.get_name() for symbol in symbols(table) if symbol.is_assigned()}
    return read, made


INSIDE = "_of_a_comprehension"


class _Renamed(ast.NodeTransformer):
    """Marks a comprehension's own variables, all but in the part that is read outside of it."""

    def visit_comprehension_of_any_kind(self, node):
        self.generic_visit(node)
        own = {name.id for part in node.generators for name in ast.walk(part.target)
               if isinstance(name, ast.Name)}  # fmt: skip
        outside = set(ast.walk(node.generators[0].iter))
        for name in set(ast.walk(node)) - outside:
            if isinstance(name, ast.Name) and name.id in own:
                name.id += INSIDE
        return node

    visit_ListComp = visit_SetComp = visit_comprehension_of_any_kind
    visit_DictComp = visit_GeneratorExp = visit_comprehension_of_any_kind


def scopes(statement):
    """The symbol table of a statement (a syntax tree), to be read by `symbols` and `taken`.

    From Python 3.12 on a table counts a comprehension's own variables among those of the code
    around it (PEP 709): they are marked here.
    """
    marked = _Renamed().visit(ast.parse(ast.unparse(statement)))
    return symtable.symtable(ast.unparse(marked), "cell", "exec")


def symbols(table):
    """The symbols of a table, a comprehension's own left out."""
    return [one for one in table.get_symbols() if not one.get_name().endswith(INSIDE)]


def taken(table):
    """The names that a piece of code, or a function in it, takes from the notebook."""
    inside = table.get_type() == "module"
    found = {symbol.get_name() for symbol in symbols(table)
             if symbol.is_referenced() and (inside or symbol.is_global())}  # fmt: skip
    return found.union(*map(taken, table.get_children()))
