"""Drawn machines: how the parts of a model hang together, with the words of a real sentence."""

import matplotlib.pyplot as plt
import numpy as np

from .style import INK, KEY, KEY_INK, MUTED, PAPER, QUERY, QUERY_INK, WEIGHT_INK


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
