"""The series' visual language: one palette, one style sheet, one way to start a notebook.

Blue asks (query, target), orange is asked (key, source), green is given (value). The three fills
are Okabe and Ito's (2008) and differ in lightness too, so they survive colour blindness and print.
"""

import functools
import os
import random
import threading
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import torch
from IPython import get_ipython
from matplotlib.colors import LinearSegmentedColormap, to_rgb
from matplotlib.mathtext import MathTextParser
from matplotlib.text import Text

QUERY, KEY, VALUE = "#0072B2", "#E69F00", "#009E73"
QUERY_INK, KEY_INK, VALUE_INK = "#005F9E", "#8F5B00", "#00694C"  # darker: for text
WEIGHT_INK = "#6A3D9A"
INK, MUTED, PAPER, MASKED = "#222222", "#5F6368", "#FCFBF8", "#E4E4E0"
PALE = "#B9B9B2"  # for lines and bars in the background: MASKED is an area, and vanishes as a line

# Weights run from paper to deep purple: zero looks like nothing at all.
SHADES = LinearSegmentedColormap.from_list(
    "weights", [PAPER, "#DCCFEA", "#A98BCB", WEIGHT_INK, "#3F1470"]
)
SIGNED = plt.get_cmap("PuOr")  # signed numbers: orange below zero, purple above
ABOVE = (
    "Is it made in a cell further up? Then run those first: menu Run, Run All Above Selected Cell."
)


def told_apart(curves, looks):
    """(name, values, look) of each curve, or class; ValueError when there are more than looks."""
    if len(curves) > len(looks):
        names = ", ".join(map(str, curves))
        raise ValueError(f"at most {len(looks)} can be told apart, got {len(curves)}: {names}")
    return [(name, curves[name], look) for name, look in zip(curves, looks, strict=False)]


def ink_on(colour):
    """White or the dark ink, whichever stands out more on a colour (its contrast as in WCAG 2)."""
    white, ink, under = (_light(one) + 0.05 for one in ("white", INK, colour))
    return "white" if white / under > under / ink else INK


def _light(colour):
    """The relative luminance of a colour, from 0 to 1."""
    parts = np.array(to_rgb(colour))
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return linear @ (0.2126, 0.7152, 0.0722)


def use_style():
    """Apply the series' style sheet to every figure drawn from now on."""
    plt.style.use(Path(__file__).with_name("lecture.mplstyle"))


def set_mathematics(fig):
    """Set as mathematics what can only be meant so: dollar signs around commands with a backslash.

    The style reads words as they are, so that "$$" is a word like any other; the powers of ten
    beside a logarithmic axis are mathematics, and so is a formula that can be read.
    """
    if any(axis.get_scale() == "log" for ax in fig.axes for axis in (ax.xaxis, ax.yaxis)):
        fig.draw_without_rendering()  # the ticks have no text before
    for text in fig.findobj(lambda part: isinstance(part, Text) and "\\" in part.get_text()):
        try:
            if "$" in text.get_text():
                MathTextParser("path").parse(text.get_text())
                text.set_parse_math(True)
        except ValueError:  # no formula after all: it stays as it was written
            pass


def start(seed=0):
    """Begin a notebook: style, seeds, threads and short printing. Safe to call again.

    seed : integer that `random`, NumPy and PyTorch start from

    From then on a cell that fails shows no figure that it did not finish, and an error about a name
    that is missing, as it is where cells run out of order, says what to do.
    One thread: in models of this size a second one waits more than it works (notebook 03 took 61 s
    with two, 38 s with one). `OMP_NUM_THREADS`, where it begins with a number from 1 on ("4", or
    "4,2" for threads inside threads), wins.
    """
    use_style()
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)
    wish = os.environ.get("OMP_NUM_THREADS", "").split(",")[0].strip()
    wished = int(wish) if wish.isdecimal() and len(wish) < 5 else 0
    torch.set_num_threads(wished or 1)
    torch.set_printoptions(precision=3, sci_mode=False)
    np.set_printoptions(precision=3, suppress=True)
    if shell := get_ipython():
        _soften(shell)


def _soften(shell):
    """A cell that fails leaves no half-drawn figure, and a missing name says where to look."""

    def close_figures():
        if not shell.last_execution_succeeded:
            plt.close("all")

    def explain(shell, kind, error, trace, tb_offset=None):
        error.add_note(ABOVE)
        shell.showtraceback((kind, error, trace), tb_offset=tb_offset)

    shell.set_custom_exc((NameError,), explain)
    hooks = shell.events.callbacks["post_execute"]
    if not any(getattr(one, "__name__", "") == "close_figures" for one in hooks):
        hooks.insert(0, close_figures)
        shell.events.trigger = _of_cells_alone(shell.events.trigger)


def _of_cells_alone(trigger):
    """The same, but nothing happens after a message of a control, which has a thread of its own.

    In JupyterLab it may come in the middle of a cell or of a redraw, and what Matplotlib does when
    a cell ends (its hooks come with the first figure) would show a figure that is still being
    drawn, or draw it a second time at once: a picture came out blank.
    """
    home = threading.current_thread()

    @functools.wraps(trigger)
    def guarded(event, *arguments, **named):
        if event != "post_execute" or threading.current_thread() is home:
            trigger(event, *arguments, **named)

    return guarded
