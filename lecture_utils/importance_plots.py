"""How much each word matters: to one that asks, a bar a word; and maps beside each other."""

import matplotlib.pyplot as plt
import numpy as np

from .plots import draw_attention
from .style import INK, KEY_INK, MUTED, WEIGHTS


def draw_importance(weights, words, asks):
    """Draw how one word weighs every word, a panel a head.

    weights : (heads, query, key)        words : one a query and key
    asks    : index of the asking word
    returns (figure, alt text)

    Raises ValueError when shapes do not fit or `asks` is no index.
    """
    weights = np.asarray(weights, dtype=float)
    if weights.ndim != 3 or weights.shape[1:] != (len(words), len(words)):
        raise ValueError(
            f"weights must have shape (heads, {len(words)}, {len(words)}), got {weights.shape}"
        )
    if not 0 <= asks < len(words):
        raise ValueError(f"asks must be one of 0…{len(words) - 1}, got {asks}")
    fig, axes = plt.subplots(1, len(weights), figsize=(2.4 * len(weights), 3.6), sharey=True,
                             squeeze=False)  # fmt: skip
    most = []
    for head, (ax, row) in enumerate(zip(axes[0], weights[:, asks], strict=True)):
        most.append(words[int(row.argmax())])
        ax.barh(range(len(words)), row, color=WEIGHTS(0.75))
        ax.barh(int(row.argmax()), row.max(), color=WEIGHTS(0.95))
        ax.set(xlim=(0, 1), xlabel="weight", ylim=(len(words) - 0.5, -0.5))
        ax.set_title(f"head {head}: {most[-1]}", fontsize=11, color=INK)
        ax.set_yticks(range(len(words)), words, color=KEY_INK)
        ax.axhline(asks, color=MUTED, lw=0.8, ls=":", zorder=0)
    fig.suptitle(f"“{words[asks]}” asks: whom does each head weigh most?", x=0.01, ha="left",
                 weight="bold")  # fmt: skip
    looks = ", ".join(f"head {head} '{word}'" for head, word in enumerate(most))
    return fig, f"'{words[asks]}' asks. Most weight: {looks}."


def draw_side_by_side(maps, names, words, mask):
    """Draw attention maps of the same words side by side, each with its name below.

    maps : (query, key) each        names : one a map        words : one a query and key
    mask : (query, key), True = may look
    returns the figure
    """
    fig, axes = plt.subplots(1, len(maps), figsize=(4.7 * len(maps), 5.4), squeeze=False)
    for ax, weights, name in zip(axes[0], maps, names, strict=True):
        draw_attention(ax, weights, words, words, mask=mask, numbers=False)
        ax.set_xlabel(name, fontsize=15, weight="bold")
    return fig
