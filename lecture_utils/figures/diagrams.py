"""Drawn machines: how the parts of a model hang together, with the words of a real sentence."""

import matplotlib.pyplot as plt
import numpy as np

from .style import INK, KEY, KEY_INK, MUTED, PAPER, QUERY, QUERY_INK, WEIGHT_INK


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


EVERYONE, BACKWARDS, ACROSS = "self-attention: everyone", "self-attention: backwards", (
    "cross-attention: the encoder's words"
)  # fmt: skip
THINKS = "feed-forward"
# name of the model: stacks, each (role, words that go in, parts from below, what comes out)
ARCHITECTURES = {
    "translator (2017)": (
        ("encoder", "the old cat", (EVERYONE, THINKS), ""),
        ("decoder", "le vieux", (BACKWARDS, ACROSS, THINKS), "chat"),
    ),
    "BERT": (("encoder only", "the ▢ cat", (EVERYONE, THINKS), "old"),),
    "GPT, GPT-2": (("decoder only", "the old", (BACKWARDS, THINKS), "cat"),),
}
LEVEL = {EVERYONE: 1, BACKWARDS: 1, ACROSS: 2.35, THINKS: 3.7}  # height of each part


def draw_architectures(ax):
    """Draw the three transformers of ARCHITECTURES side by side, their attention by its mask.

    Returns in words what each is made of: {model: text}, for the picture's text twin.
    """
    left, said = 0.0, {}
    for model, stacks in ARCHITECTURES.items():
        right = left + 3.5 * len(stacks) - 0.5
        ax.text((left + right) / 2, 6.35, model, ha="center", weight="bold", color=INK, fontsize=13)
        for number, stack in enumerate(stacks):
            _draw_stack(ax, left + 3.5 * number, *stack)
        if len(stacks) == 2:  # what the encoder has read goes to the cross-attention
            corner = ([left + 1.5, left + 1.5, left + 3.25, left + 3.25], [4.7, 5.0, 5.0, 2.85])
            ax.plot(*corner, color=KEY, lw=1.8)
            _arrow(ax, (left + 3.25, 2.85), (left + 3.5, 2.85), color=KEY)
        said[model] = "; ".join(f"{role} with {', '.join(parts)}" for role, _, parts, _ in stacks)
        left = right + 1.1
    ax.set(xlim=(-0.2, left - 0.9), ylim=(-0.5, 6.9))
    ax.axis("off")
    return said


def _draw_stack(ax, x, role, words, parts, out):
    """One stack of a transformer: words below, its parts, the guess above."""
    fill, ink = (QUERY, QUERY_INK) if role.startswith("decoder") else (KEY, KEY_INK)
    ax.text(x + 1.5, 5.65, role, ha="center", color=ink, fontsize=11)
    ax.text(x + 1.5, -0.1, words, ha="center", va="center", color=ink, fontsize=12)
    edges = [0.25, *(y for part in parts for y in (LEVEL[part], LEVEL[part] + 1)), 4.95]
    for low, high in zip(edges[::2], edges[1::2], strict=True):
        if out or high < 4.95:
            _arrow(ax, (x + 1.5, low), (x + 1.5, high))
    if out:
        ax.text(x + 1.5, 5.15, out, ha="center", va="center", color=ink, weight="bold", fontsize=12)
    for part in parts:
        tone = "#E9E9E5" if part == THINKS else fill
        ax.add_patch(plt.Rectangle((x, LEVEL[part]), 3, 1, fc=tone, ec=INK, lw=0.8,
                                   alpha=1 if part == THINKS else 0.28, zorder=2))  # fmt: skip
        kind, _, who = part.partition(": ")
        middle = x + (1.5 if not who else 1.05)
        label = kind.replace("-att", "-\natt")
        ax.text(middle, LEVEL[part] + 0.5, label, ha="center", va="center", color=INK, fontsize=10,
                zorder=4)  # fmt: skip
        if who:
            _mini_mask(ax, x + 2.1, LEVEL[part] + 0.12, part == BACKWARDS)


def _mini_mask(ax, x, y, backwards, cells=3, size=0.25):
    """A mask as an icon: filled cells may be looked at."""
    for row, column in np.ndindex(cells, cells):
        may = column <= row or not backwards
        corner = (x + column * size, y + (cells - 1 - row) * size)
        ax.add_patch(plt.Rectangle(corner, size, size, fc=WEIGHT_INK if may else PAPER,
                                   ec=PAPER if may else MUTED, lw=0.6, zorder=4))  # fmt: skip
