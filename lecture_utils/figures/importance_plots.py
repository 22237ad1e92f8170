"""How much each word matters: to one that asks, a bar a word; and maps beside each other."""

import matplotlib.pyplot as plt
import numpy as np

from .maps import draw_attention
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


def draw_seeds(weights, sentences):
    """Draw how one word weighs each sentence after several trainings, a mark a seed.

    weights : (seed, sentence, word), at most five seeds
    sentences : lists of words, equally long, a panel each
    returns (figure, alt text)

    Raises ValueError when shapes do not fit.
    """
    weights, markers = np.asarray(weights, dtype=float), "os^Dv"
    if len(weights) > len(markers):
        raise ValueError(f"expected at most {len(markers)} seeds, got {len(weights)}")
    expected = (len(weights), len(sentences), len(sentences[0]))
    if weights.shape != expected or any(len(words) != expected[2] for words in sentences):
        raise ValueError(f"weights must have shape (seed, sentence, word), got {weights.shape}")
    fig, axes = plt.subplots(1, len(sentences), figsize=(4.8 * len(sentences), 3.9), sharex=True,
                             squeeze=False)  # fmt: skip
    rows = range(expected[2])
    for ax, words, seeds in zip(axes[0], sentences, weights.transpose(1, 0, 2), strict=True):
        for seed, (row, marker) in enumerate(zip(seeds, markers, strict=False)):
            ax.plot(row, rows, marker, color=WEIGHTS(0.95 - 0.2 * seed), ms=7, alpha=0.8,
                    label=f"seed {seed}", clip_on=False)  # fmt: skip
        ax.set_yticks(rows, words, color=KEY_INK)
        ax.grid(axis="y", lw=0.6)
        ax.set(xlim=(0, 1), ylim=(expected[2] - 0.5, -0.5), xlabel="weight")
    axes[0, 0].legend(loc="upper right")
    most = [
        [f"'{words[int(row.argmax())]}'" for words, row in zip(sentences, seed, strict=True)]
        for seed in weights
    ]
    looks = "; ".join(f"seed {seed} {', '.join(words)}" for seed, words in enumerate(most))
    return fig, f"Most weight in each sentence: {looks}."


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
