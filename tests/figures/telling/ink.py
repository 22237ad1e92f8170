"""What a reader sees of a figure: every stroke, mark, word and image as the renderer gets it.

`drawn.py` asks the parts what they are; this asks what comes of them once all is laid out: ticks,
grids, frames, margins, what is cut off, what lies on top. `ink` lists it in pixels, in order.
"""

import itertools
import re

import matplotlib
import numpy as np
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_agg import RendererAgg

from tests.figures.telling.drawn import FEW, MANY, NUMBER, _colour, _numbers

COLOUR = re.compile(r"(?<=#)[0-9A-F]{6,8}")
# Where words end differs a little between versions, and with it the layout of a figure.
VERSION = ".".join(matplotlib.__version__.split(".")[:2])


def ink(figure):
    """Lines of text, one for all strokes of one look: its colours and pen, where in pixels."""
    seen = _Seen(figure)
    figure.draw(seen)
    groups = {}
    for look, word, place in seen.strokes:
        groups.setdefault(look, []).append((word, place))
    lines = []
    for look, group in groups.items():
        words = " ".join(dict.fromkeys(word for word, _ in group if word))
        places = _pixels(np.concatenate([place for _, place in group]))
        lines.append(f"  ink {look} {words}{len(group)} x at {places}")
    return _short(lines)


def _short(lines):
    """The same lines, but of many with colours of their own, as in a colour bar, only sums."""
    found = []
    for _, group in itertools.groupby(lines, lambda line: COLOUR.sub("", NUMBER.sub("", line))):
        group = list(group)
        if len(group) > MANY:
            text = " ".join(group)
            colours = [int(colour, 16) / 1e6 for colour in COLOUR.findall(text)]
            numbers = [float(number) for number in NUMBER.findall(text)]
            sums = f"{_numbers(colours)} at {_pixels(np.array(numbers))}"
            group = [group[0], f"  ink, {len(group)} such lines, colours {sums}"]
        found += group
    return found


def _pixels(numbers):
    """The numbers, or of many the ends and two sums that any move and any other order change."""
    if len(numbers) <= FEW:
        return "(" + " ".join(f"{number:.1f}" for number in numbers + 0.0) + ")"
    sums = numbers.sum(), numbers @ np.cos(np.arange(len(numbers)))
    ends = " ".join(f"{number:.1f}" for number in (*numbers[:3], *numbers[-3:]))
    return f"({len(numbers)}: {ends}; {sums[0]:.1f} {sums[1]:.1f})"


class _Seen(RendererBase):
    """A renderer that keeps what it is told to draw: strokes, each a (look, word, numbers)."""

    def __init__(self, figure):
        super().__init__()
        self._measures = RendererAgg(*figure.bbox.size, figure.dpi)
        self.strokes = []

    def get_canvas_width_height(self):
        return self._measures.get_canvas_width_height()

    def get_text_width_height_descent(self, s, prop, ismath):
        return self._measures.get_text_width_height_descent(s, prop, ismath)

    def points_to_pixels(self, points):
        return self._measures.points_to_pixels(points)

    def draw_path(self, gc, path, transform, rgbFace=None):
        shape = path.transformed(transform)
        corners = shape.vertices[
            : -1 if shape.codes is not None and shape.codes[-1] == 79 else None
        ]
        pen, fill = gc.get_linewidth(), "none" if rgbFace is None else _with(gc, rgbFace)
        if fill == "none" and pen == 0 or not len(corners):
            return  # nothing to see
        edge = "none"
        if pen:
            dashes = gc.get_dashes()
            edge = f"{_with(gc, gc.get_rgb())} {pen:.4g} {gc.get_capstyle()} {gc.get_joinstyle()}"
            edge += f" {_numbers(dashes[1])}" if dashes[1] is not None else ""
        look = f"path {fill} / {edge} {self._hatch(gc)}{self._cut(gc)}"
        where = np.ravel([corners.min(0), corners.max(0), corners.mean(0)])
        self.strokes.append((look, "", where))

    def draw_image(self, gc, x, y, im, transform=None):
        grey = np.asarray(im, dtype=float).mean(axis=2)
        height, width = grey.shape
        right, down = grey.mean(axis=0) @ np.arange(width), grey.mean(axis=1) @ np.arange(height)
        place = [x, y, width, height, grey.mean(), right / width, down / height]
        self.strokes.append((f"image{self._cut(gc)}", "", np.array(place)))

    def draw_text(self, gc, x, y, s, prop, angle, ismath=False, mtext=None):
        look = f"{_with(gc, gc.get_rgb())} {prop.get_size_in_points():.4g} {prop.get_weight()}"
        look += f" {prop.get_style()} {prop.get_name()} {angle:g}{' math' if ismath else ''}"
        where = np.array([x, y], dtype=float)
        self.strokes.append((f"text {look}{self._cut(gc)}", f"{s!r} ", where))

    def _hatch(self, gc):
        return f"{gc.get_hatch()} {_colour(gc.get_hatch_color())}" if gc.get_hatch() else ""

    def _cut(self, gc):
        """The rectangle beyond which nothing is shown, or that there is none."""
        box, path = gc.get_clip_rectangle(), gc.get_clip_path()[0]
        box = f" within {_numbers(box.extents)}" if box is not None else " free"
        return f"{box} and a shape" if path is not None else box


def _with(gc, colour):
    """A colour and how opaque it is."""
    return _colour((*colour[:3], gc.get_alpha() if gc.get_forced_alpha() else colour[3]))
