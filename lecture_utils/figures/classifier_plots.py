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
    if len(names) > len(CLASS_COLOURS) or shares.shape != (len(names),):
        raise ValueError(
            f"expected at most {len(CLASS_COLOURS)} names, and one share each, got {len(names)} "
            f"names and shares {shares.shape}"
        )
    colours = CLASS_COLOURS[: len(names)]
    ax.barh(range(len(names)), shares, color=colours)
    for row, share in enumerate(shares):
        ax.text(share + 0.02, row, f"{share:.0%}", va="center", color=INK)
    ax.set_yticks(range(len(names)), names)
    ax.set(xlim=(0, 1.3), ylim=(len(names) - 0.5, -0.5), xticks=(0, 0.5, 1))
    ax.set_title(title, fontsize=10)


def _leave_empty(ax, why):
    ax.axis("off")
    ax.text(0.5, 0.5, why, ha="center", color=MUTED)


def draw_report(losses, epochs, table, names, guess=None, picture=None):
    """Curve, confusion matrix, accuracy of each class and, if there is one, the last guess.

    table : None before the first training; guess : probabilities (classes,) of `picture`
    """
    fig, axes = plt.subplots(1, 4, figsize=(10.5, 2.8), width_ratios=[1.2, 1, 1, 1.2])
    draw_curve(axes[0], losses, epochs)
    if table is None:
        _leave_empty(axes[1], "nothing tested yet")
        _leave_empty(axes[2], "")
    else:
        draw_confusion(axes[1], table, names)
        right = np.diag(table) / np.maximum(np.asarray(table).sum(axis=1), 1)
        draw_bars(axes[2], right, names, "Accuracy of each class")
    if guess is None:
        _leave_empty(axes[3], "no picture asked about yet")
    else:
        draw_bars(axes[3], guess, names, "Last picture")
        if picture is not None:
            inset = axes[3].inset_axes([1.0, 0.25, 0.4, 0.5])
            inset.imshow(as_image(picture), vmin=0, vmax=1)
            inset.axis("off")
    return fig


def frame_costliest(ax, fall, patch=8, stride=4, zorder=3, **line):
    """Frame, on a picture, the place of a map (rows, columns) where hiding costs most."""
    row, column = np.unravel_index(np.asarray(fall).argmax(), np.shape(fall))
    corner = column * stride - 0.5, row * stride - 0.5
    ax.add_patch(plt.Rectangle(corner, patch, patch, fill=False, zorder=zorder, **line))


def draw_outline(ax, where, patch=8, stride=4):
    """Draw, on an occlusion map, the line inside which most of the pictures `where` stand.

    where : (dots, dots), the share of the pictures in which a dot belongs to the animal
    """
    dots = (np.arange(len(where)) - (patch - 1) / 2) / stride  # in steps of the map
    rows, columns = ax.get_ylim(), ax.get_xlim()
    ax.contour(dots, dots, np.asarray(where), levels=[0.5], colors=[MUTED], linewidths=1)
    ax.set(xlim=columns, ylim=rows)


def draw_occlusion(pictures, maps, best, where):
    """A few pictures above their occlusion maps: purple where hiding takes probability away.

    maps  : {what the patch shows: maps (pictures, rows, columns)}, one row of the figure each; the
            last column has the mean over all pictures
    best  : indices of the pictures that are shown
    where : (dots, dots), the share of all pictures in which a dot belongs to the animal

    The costliest place of the first kind is framed dashed on the picture, of the next solid.
    """
    high, wide = 1 + len(maps), len(best) + 1
    fig, axes = plt.subplots(high, wide, figsize=(1.5 * wide + 1.6, 1.5 * high), squeeze=False)
    for column, picture in enumerate(pictures[best]):
        axes[0, column].imshow(as_image(picture), vmin=0, vmax=1)
    axes[0, -1].imshow(np.asarray(where), cmap="Greys", vmin=0, vmax=1.4)
    for row, (name, falls) in enumerate(maps.items(), start=1):
        # Seen on light and on dark, and both where two frames meet.
        dash, ink_inside = ("--", KEY) if row == 1 else ("-", PAPER)
        for column, fall in enumerate([*falls[best], falls.mean(dim=0)]):
            shown = axes[row, column].imshow(np.asarray(fall), cmap=SCORES, vmin=-1, vmax=1)
            frame_costliest(axes[row, column], fall, patch=1, stride=1, ec=INK, lw=1.2)
            for width, ink in ((3.5, INK), (1.8, ink_inside)):
                frame_costliest(axes[0, column], fall, ec=ink, lw=width, ls=dash,
                                zorder=4 if row == 1 else 3)  # fmt: skip
        draw_outline(axes[row, -1], where)
        axes[row, 0].set_ylabel(name, fontsize=9)
    axes[0, 0].set_ylabel("framed:\ncostliest", fontsize=9)
    axes[0, -1].set_title("mean, all sure cats", fontsize=8, loc="center")
    for ax in axes.flat:
        ax.set_xticks([])
        ax.set_yticks([])
        ax.grid(False)
    fig.colorbar(shown, ax=axes[1:].ravel().tolist(), label="fall of p(cat)", shrink=0.8)
    return fig


def draw_looks(rows, where):
    """Mean occlusion maps of several trainings, one column a seed, the costliest place framed.

    rows  : records of `machine_traps.looks`
    where : (dots, dots), the share of cats in which a dot belongs to the cat: its outline is drawn
    """
    kinds = {"grey": "grey patch", "own": "patch like\nthe background"}
    fig, axes = plt.subplots(2, len(rows), figsize=(1.7 * len(rows) + 1.6, 3.9), squeeze=False)
    for column, row in enumerate(rows):
        for ax, (kind, name) in zip(axes[:, column], kinds.items(), strict=True):
            shown = ax.imshow(row[kind], cmap=SCORES, vmin=-0.45, vmax=0.45)
            frame_costliest(ax, row[kind], patch=1, stride=1, ec=INK, lw=1.5)
            draw_outline(ax, where)
            ax.set(xticks=[], yticks=[], ylabel=name if column == 0 else "")
            ax.yaxis.label.set_size(9)
            ax.grid(False)
        axes[0, column].set_title(f"seed {row['seed']}", fontsize=10)
    fig.colorbar(shown, ax=axes.ravel().tolist(), label="mean fall of p(cat)", shrink=0.8)
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
