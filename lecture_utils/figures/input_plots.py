"""Pictures of a model's input: a look-up as a product, token + position, what can be read back."""

import matplotlib.pyplot as plt
import torch

from .maps import draw_matrix
from .style import INK, MUTED


def _row_of_matrices(matrices, labels, title, size, widths=None, sharey=False):
    fig, axes = plt.subplots(1, len(matrices), figsize=size, width_ratios=widths, sharey=sharey)
    for ax, matrix, label in zip(axes, matrices, labels, strict=True):
        draw_matrix(ax, **matrix)
        ax.set_xlabel(label, parse_math=True)
    fig.suptitle(title, x=0.01, ha="left", weight="bold", fontsize=12)
    return fig, axes


def draw_product(one_hot, E, spoken, words, title):
    """Draw one-hot (position, vocab) × E (vocab, d_model) = vectors; returns the figure.

    spoken : the word at each position        words : the word of each row of E
    """
    matrices = (
        {"matrix": one_hot, "rows": spoken, "columns": words},
        {"matrix": E, "rows": words},
        {"matrix": one_hot @ E, "rows": spoken, "limit": float(E.abs().max())},
    )
    labels = ("one-hot", "×  table $E$", "=  vectors")
    return _row_of_matrices(matrices, labels, title, (8.6, 3.3), [5, 3, 3])[0]


def draw_sum(token, position, spoken, framed, title):
    """Draw token + position = input, each (position, d_model); returns the figure.

    framed : the positions whose rows get a frame in all three
    """
    tables = (token, position, token + position)
    limit = float(max(table.abs().max() for table in tables))
    matrices = [{"matrix": t, "rows": spoken, "limit": limit, "numbers": False} for t in tables]
    labels = ("token  $E[t_i]$", "+  position  $P[i]$", "=  input  $x_i$")
    fig, axes = _row_of_matrices(matrices, labels, title, (9.6, 3.9), sharey=True)
    for ax in axes:
        for place in framed:
            corner, width = (-0.5, place - 0.5), token.shape[1]
            frame = plt.Rectangle(corner, width, 1, fc="none", ec=INK, lw=2, clip_on=False)
            ax.add_patch(frame).set_zorder(3)
    return fig


def draw_waves(waves, title):
    """Draw a position table (position, d_model), and the dot products of its first row with all."""
    fig, (table, alike) = plt.subplots(1, 2, figsize=(9, 3.3), width_ratios=[1, 1.2])
    draw_matrix(table, waves, numbers=False)
    last_place, last_column = (size - 1 for size in waves.shape)
    table.set_xlabel("column of $P$", parse_math=True)
    table.set_ylabel("position $i$", parse_math=True)
    table.set_xticks([0, last_column], [0, last_column])
    table.set_yticks([0, last_place], [0, last_place])
    alike.plot(waves @ waves[0], color=INK)
    alike.set_xlabel("distance $|i - j|$", parse_math=True)
    alike.set_ylabel("$P[i] \\cdot P[j]$", parse_math=True)
    alike.set(ylim=(0, None))
    fig.suptitle(title, x=0.01, ha="left", weight="bold", fontsize=12)
    return fig


LOOKS = (("o-", INK), ("s--", MUTED), ("^:", INK), ("x:", MUTED))


def draw_by_width(ax, widths, series, spread=0.06):
    """Draw a share of right answers against d_model: means, and bars from worst to best run.

    series : {label: (widths, runs)}; at most four, told apart by marker and line
    spread : how far apart the bars of one width stand

    Raises ValueError for more than four, and for a series that has not one row a width.
    """
    if len(series) > len(LOOKS):
        raise ValueError(f"at most {len(LOOKS)} series can be told apart, got {len(series)}")
    for number, (label, values) in enumerate(series.items()):
        values, (look, colour) = torch.as_tensor(values), LOOKS[number]
        if values.dim() != 2 or len(values) != len(widths):
            raise ValueError(f"{label}: {len(widths)} widths, but values {tuple(values.shape)}")
        places = torch.arange(len(widths)) + spread * (number - (len(series) - 1) / 2)
        ax.plot(places, values.mean(dim=1), look, color=colour, label=label, lw=1.4)
        ax.vlines(places, values.amin(dim=1), values.amax(dim=1), color=colour, lw=5, alpha=0.3)
    ax.set_xticks(range(len(widths)), widths)
    ax.set(xlabel="d_model: numbers in a vector", ylabel="share right", ylim=(0, 1.05))
    ax.legend(loc="center left", bbox_to_anchor=(1, 0.5))
