"""Pictures for notebook 06: examples, learning curve, confusion matrix, bars, occlusion."""

import matplotlib.pyplot as plt
import numpy as np

from .style import INK, KEY, MUTED, PAPER, QUERY, SCORES, VALUE, WEIGHTS

CLASS_COLOURS = (QUERY, KEY, VALUE)


def as_image(picture):
    """(3, height, width) as the (height, width, 3) that matplotlib draws."""
    return np.asarray(picture).transpose(1, 2, 0)


def draw_pictures(pictures, titles, columns=6):
    """A sheet of pictures with one short title each; return the figure.

    Raises ValueError when there is not one title a picture.
    """
    if len(pictures) != len(titles):
        raise ValueError(f"expected one title a picture: {len(pictures)} and {len(titles)}")
    rows = -(-len(titles) // columns)
    fig, axes = plt.subplots(rows, columns, figsize=(1.3 * columns, 1.5 * rows), squeeze=False)
    for ax in axes.flat:
        ax.axis("off")
    for ax, picture, title in zip(axes.flat, pictures, titles, strict=False):
        ax.imshow(as_image(picture), vmin=0, vmax=1)
        ax.set_title(title, fontsize=9, color=INK, loc="center")
    return fig


def draw_curve(ax, losses, epochs):
    """Mean loss of each epoch so far, on an axis that has room for all `epochs`."""
    ax.plot(range(1, len(losses) + 1), losses, color=QUERY, marker="o", markersize=3)
    ax.set(xlim=(0.5, epochs + 0.5), ylim=(0, 1.2), xlabel="epoch", ylabel="loss")
    ax.set_title("Loss", fontsize=10)


def draw_confusion(ax, table, names):
    """Counts (true class, guessed class) as a table whose colour is the share of its row."""
    table = np.asarray(table)
    shares = table / np.maximum(table.sum(axis=1, keepdims=True), 1)
    ax.imshow(shares, cmap=WEIGHTS, vmin=0, vmax=1)
    for (row, column), count in np.ndenumerate(table):
        ink = PAPER if shares[row, column] > 0.55 else INK
        ax.text(column, row, str(count), ha="center", va="center", color=ink)
    ax.set_xticks(range(len(names)), names)
    ax.set_yticks(range(len(names)), names)
    ax.grid(False)
    ax.set(xlabel="guess", ylabel="truth")
    ax.set_title("Confusion matrix", fontsize=10)


def draw_bars(ax, shares, names, title):
    """One bar a class, its share written beside it; class colours, doubled by the names."""
    shares = np.asarray(shares, dtype=float)
    colours = [CLASS_COLOURS[i % 3] for i in range(len(names))]
    ax.barh(range(len(names)), shares, color=colours)
    for row, share in enumerate(shares):
        ax.text(share + 0.02, row, f"{share:.0%}", va="center", color=INK)
    ax.set_yticks(range(len(names)), names)
    ax.set(xlim=(0, 1.3), ylim=(len(names) - 0.5, -0.5), xticks=(0, 0.5, 1))
    ax.set_title(title, fontsize=10)


def draw_report(losses, epochs, table, names, guess=None, picture=None):
    """Curve, confusion matrix, accuracy of each class and, if there is one, the last guess.

    table : None before the first training; guess : probabilities (classes,) of `picture`
    """
    fig, axes = plt.subplots(1, 4, figsize=(10.5, 2.8), width_ratios=[1.2, 1, 1, 1.2])
    draw_curve(axes[0], losses, epochs)
    if table is None:
        table = np.zeros((len(names), len(names)), dtype=int)
    draw_confusion(axes[1], table, names)
    right = np.diag(table) / np.maximum(np.asarray(table).sum(axis=1), 1)
    draw_bars(axes[2], right, names, "Accuracy of each class")
    if guess is None:
        axes[3].axis("off")
        axes[3].text(0.5, 0.5, "no picture asked about yet", ha="center", color=MUTED)
    else:
        draw_bars(axes[3], guess, names, "Last picture")
        if picture is not None:
            inset = axes[3].inset_axes([1.0, 0.25, 0.4, 0.5])
            inset.imshow(as_image(picture), vmin=0, vmax=1)
            inset.axis("off")
    return fig


def draw_occlusion(pictures, maps, titles):
    """Each picture above its map: purple where hiding takes probability away, orange where not."""
    fig, axes = plt.subplots(2, len(titles), figsize=(1.6 * len(titles) + 1, 3.6), squeeze=False)
    for column, title in enumerate(titles):
        axes[0, column].imshow(as_image(pictures[column]), vmin=0, vmax=1)
        axes[0, column].set_title(title, fontsize=9, loc="center")
        shown = axes[1, column].imshow(maps[column], cmap=SCORES, vmin=-1, vmax=1)
    for ax in axes.flat:
        ax.set_xticks([])
        ax.set_yticks([])
        ax.grid(False)
    fig.colorbar(shown, ax=axes[1].tolist(), label="fall of p", shrink=0.9)
    return fig


def draw_traps(rows, traps):
    """Before (open) and after (filled), one dot a seed and a line between the means."""
    fig, ax = plt.subplots(figsize=(7, 2.8))
    for height, trap in enumerate(traps):
        mine = [row for row in rows if row["trap"] == trap]
        means = [np.mean([row[when] for row in mine]) for when in ("before", "after")]
        ax.plot(means, [height, height], color=MUTED, zorder=1)
        for when, fill in (("before", PAPER), ("after", QUERY)):
            xs = [row[when] for row in mine]
            ax.scatter(xs, [height] * len(xs), c=fill, edgecolors=QUERY, label=when, zorder=2)
    ax.set_yticks(range(len(traps)), traps)
    ax.set(xlim=(-0.03, 1.03), ylim=(len(traps) - 0.5, -0.5), xlabel="share that goes well")
    handles, labels = ax.get_legend_handles_labels()
    ax.legend(handles[:2], labels[:2], loc="lower left", fontsize=8)
    return fig
