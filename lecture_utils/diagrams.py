"""Drawn machines: how the parts of a model hang together, with the words of a real sentence."""

import matplotlib.pyplot as plt
import numpy as np

from .style import INK, KEY, KEY_INK, MUTED, PAPER, QUERY, QUERY_INK


def draw_bottleneck(ax, source, target, cells=7):
    """Draw an encoder–decoder: words in, one vector, words out.

    source, target : lists of words; the vector between them is drawn with `cells` cells
    """
    middle, right = len(source) + 1.5, len(source) + 4
    places = [(number, KEY, KEY_INK, word) for number, word in enumerate(source)]
    places += [(right + number, QUERY, QUERY_INK, word) for number, word in enumerate(target)]
    for number, (x, fill, ink, word) in enumerate(places):
        reads = number < len(source)
        ax.add_patch(plt.Circle((x, 0), 0.33, fc=fill, ec=PAPER, zorder=3))
        y, end, aligned = (-1.0, -0.42, "right") if reads else (1.0, 0.42, "left")
        _arrow(ax, (x, y), (x, end)) if reads else _arrow(ax, (x, end), (x, y))
        ax.text(x, 1.12 * y, word, color=ink, rotation=55, ha=aligned, rotation_mode="anchor",
                va="top" if reads else "bottom", fontsize=11)  # fmt: skip
    for x in [*range(len(source) - 1), *np.arange(right, right + len(target) - 1)]:
        _arrow(ax, (x + 0.36, 0), (x + 0.64, 0))
    for x in np.arange(right, right + len(target) - 1):  # what was written is read next
        _arrow(ax, (x + 0.05, 0.95), (x + 0.8, 0.3), color=QUERY, linestyle=":")
    _arrow(ax, (len(source) - 0.6, 0), (middle - 0.55, 0))
    _arrow(ax, (middle + 0.55, 0), (right - 0.4, 0))
    heights = np.linspace(-1, 1, cells + 1) * 1.1
    for low, high in zip(heights, heights[1:], strict=False):
        ax.add_patch(plt.Rectangle((middle - 0.4, low), 0.8, high - low, fc=INK, ec=PAPER, lw=1.5))
    ax.text(middle, 1.3, "one vector", ha="center", color=INK, weight="bold")
    ax.text(0, 0.6, "the encoder reads →", color=KEY_INK, fontsize=11)
    ax.text(right, -0.8, "the decoder writes →", color=QUERY_INK, fontsize=11)
    ax.set(xlim=(-1.2, right + len(target) + 0.8), ylim=(-2.7, 2.7), aspect="equal")
    ax.axis("off")


def _arrow(ax, start, end, color=MUTED, linestyle="-"):
    look = {"arrowstyle": "->", "color": color, "lw": 1.2, "linestyle": linestyle}
    look |= {"shrinkA": 0, "shrinkB": 0, "mutation_scale": 8}
    ax.annotate("", end, start, arrowprops=look)
