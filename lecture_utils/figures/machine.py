"""Pictures of notebook 06: examples, one step, a matrix that learns, windows, reports, hiding."""

import matplotlib.pyplot as plt
import numpy as np
import seaborn

from .maps import draw_matrix
from .style import INK, KEY, KEY_INK, MUTED, PAPER, QUERY, QUERY_INK, SHADES, SIGNED, VALUE, ink_on

CLASS_COLOURS = (QUERY, KEY, VALUE)
PATCH, STRIDE = 8, 4  # dots: the side of a patch that hides, and how far it moves
NOTICED = 0.05  # a map of smaller falls is noise, and has no costliest place


def _image(ax, picture):
    """Draw a picture (3, height, width), without axes."""
    ax.imshow(np.asarray(picture).transpose(1, 2, 0), vmin=0, vmax=1)
    ax.axis("off")


def _bare(ax):
    ax.set(xticks=[], yticks=[])
    ax.grid(False)
    ax.spines[:].set_visible(False)


def pictures(pictures, titles, columns=6):
    """A sheet of pictures (batch, 3, height, width) with one short title each: (figure, alt).

    Raises ValueError when there is not one title a picture.
    """
    if len(pictures) != len(titles):
        raise ValueError(f"expected one title a picture: {len(pictures)} and {len(titles)}")
    rows = -(-len(titles) // columns)
    fig, axes = plt.subplots(rows, columns, figsize=(1.3 * columns, 1.5 * rows), squeeze=False)
    for ax in axes.flat:
        ax.axis("off")
    for ax, picture, title in zip(axes.flat, pictures, titles, strict=False):
        _image(ax, picture)
        ax.set_title(title, fontsize=9, color=INK, loc="center", fontweight="normal")
    different = ", ".join(sorted(set(titles)))
    return fig, f"{len(titles)} small pictures. Written above them: {different}."


def step(weights, losses, start, slope, rate):
    """The loss as a curve over one weight, its slope at `start`, and one step: (figure, alt).

    weights, losses : the curve, weights rising        start : the weight before the step
    slope : of the curve at `start`, the gradient      rate  : how long the step is
    """
    end = start - rate * slope
    before, after = np.interp([start, end], weights, losses)
    fig, ax = plt.subplots(figsize=(6.4, 3.1))
    ax.plot(weights, losses, color=INK)
    near = np.array([start - 0.7, start + 0.7])
    ax.plot(near, before + slope * (near - start), color=KEY, ls="--")
    ax.annotate(f"slope {slope:.2f}", (near[1], before + 0.7 * slope), (8, -4),
                textcoords="offset points", color=KEY_INK)  # fmt: skip
    ax.annotate("", (end, before), (start, before),
                arrowprops={"arrowstyle": "-|>", "color": QUERY, "lw": 2.2})  # fmt: skip
    ax.plot([end, end], [before, after], color=QUERY, ls=":")
    ax.annotate(f"one step: −{rate:g} · {slope:.2f}", ((start + end) / 2, before), (0, 7),
                textcoords="offset points", ha="center", color=QUERY_INK)  # fmt: skip
    for weight, loss, name, shift in (
        (start, before, "before", (8, -16)), (end, after, "after", (9, -16)),
    ):  # fmt: skip
        ax.plot(weight, loss, "o", color=INK, zorder=4)
        ax.annotate(f"{name}: loss {loss:.2f}", (weight, loss), shift, textcoords="offset points")
    ax.set(xlabel="the weight w", ylabel="loss", xlim=(weights[0], weights[-1]), ylim=(0, None))
    return fig, (
        f"The loss over one weight. At w = {start:.2f} it is {before:.2f}, its slope {slope:.2f}. "
        f"One step leads to w = {end:.2f}, where the loss is {after:.2f}."
    )


def _alike(values):
    """How alike neighbouring dots of a map are: the correlation of each with the one beside it."""
    return np.corrcoef(values[:, 1:].ravel(), values[:, :-1].ravel())[0, 1]


def _where(values):
    """Whether a map, smoothed, is largest in its middle third or at a side."""
    smooth = sum(np.roll(values, (i, j), (0, 1)) for i in (-1, 0, 1) for j in (-1, 0, 1))
    column = smooth.argmax() % values.shape[1]
    return "in the middle" if 3 * column // values.shape[1] == 1 else "at the sides"


def weights(examples, stages, names):
    """Example pictures, and beside them one matrix while it learns, as pictures: (figure, alt).

    examples : {title: picture (3, height, width)}
    stages   : {title: matrix (2, 3, height, width)}, one row of weights for each class
    names    : the two classes

    Drawn is the first class's row minus the second's, the mean of the three colours: what a light
    dot at that place says. All stages share one scale.
    """
    drawn = {t: np.asarray(m)[0].mean(axis=0) - np.asarray(m)[1].mean(axis=0)
             for t, m in stages.items()}  # fmt: skip
    limit = max(np.quantile(np.abs(values), 0.985) for values in drawn.values())
    count = len(examples) + len(stages)
    fig, axes = plt.subplots(1, count, figsize=(1.6 * count + 1.1, 2.4), squeeze=False)
    axes = axes[0]
    for ax, (title, picture) in zip(axes, examples.items(), strict=False):
        _image(ax, picture)
        ax.set_title(title, fontsize=10, loc="center", fontweight="normal")
    for ax, (title, values) in zip(axes[len(examples) :], drawn.items(), strict=True):
        shown = ax.imshow(values, cmap=SIGNED, vmin=-limit, vmax=limit)
        ax.set_title(title, fontsize=10, loc="center", fontweight="normal")
        _bare(ax)
    bar = fig.colorbar(shown, ax=axes.tolist(), shrink=0.85, ticks=[-limit, 0, limit])
    bar.ax.set_yticklabels([f"light here:\n{names[1]}", "nothing", f"light here:\n{names[0]}"])
    bar.ax.tick_params(labelsize=8, length=0)
    said = []
    for title, values in drawn.items():
        if _alike(values) < 0.3:
            said.append(f"{title}: noise")
        else:
            said.append(
                f"{title}: a pattern, light speaks most for {names[0]} {_where(values)}, "
                f"most for {names[1]} {_where(-values)}"
            )
    return fig, f"A matrix of weights as pictures. {'; '.join(said)}."


def window(picture, weights, answers, place):
    """One window slides over a picture of numbers: (figure, alt).

    picture (rows, columns), weights (high, wide), answers (rows, columns) : as in F.conv2d
    place : (row, column) of the answer whose window is framed
    """
    row, column = place
    high, wide = np.shape(weights)
    fig, axes = plt.subplots(1, 3, figsize=(8.6, 2.6), width_ratios=[1.5, 0.9, 1.2])
    named = {"picture": picture, "window": weights, "answers": answers}
    for ax, (name, values) in zip(axes, named.items(), strict=True):
        values = np.asarray(values)
        draw_matrix(ax, values, limit=np.abs(values).max())
        if name == "picture":  # as a photo: 0 dark, 1 light
            ax.images[0].set(cmap="gray", clim=(values.min(), values.max()))
            for axis, size in zip((ax.yaxis, ax.xaxis), values.shape, strict=True):
                axis.set_ticks(np.arange(size + 1) - 0.5, minor=True)
            ax.grid(which="minor", color=MUTED, lw=0.8)  # on paper a light cell has no other edge
            for text in ax.texts:
                text.set_color(ink_on(ax.images[0].to_rgba(float(text.get_text()))))
        ax.set_aspect("equal")
        ax.set_title(name, fontsize=10, loc="center", fontweight="normal")
    frame = {"fill": False, "ec": QUERY, "lw": 3, "zorder": 5, "clip_on": False}
    axes[0].add_patch(plt.Rectangle((column - 0.5, row - 0.5), wide, high, **frame))
    axes[2].add_patch(plt.Rectangle((column - 0.5, row - 0.5), 1, 1, **frame))
    best = np.unravel_index(np.asarray(answers).argmax(), np.shape(answers))
    return fig, (
        f"A window of {high} x {wide} weights on a picture: framed, what it sees for the answer "
        f"{float(np.asarray(answers)[place]):g}. The largest answer stands in row {best[0]}, "
        f"column {best[1]}."
    )


def _curve(ax, losses, epochs):
    """Mean loss of each epoch so far, on an axis that has room for all `epochs`."""
    ax.plot(range(1, len(losses) + 1), losses, color=QUERY, marker="o", markersize=3)
    ax.set(xlim=(0.5, epochs + 0.5), ylim=(0, 1.2), xlabel="epoch", ylabel="loss")
    ax.set_title("Loss", fontsize=10)


def _confusion(ax, table, names):
    """Counts (true class, guessed class) as a table whose colour is the share of its row."""
    table = np.asarray(table)
    shares = table / np.maximum(table.sum(axis=1, keepdims=True), 1)
    ax.imshow(shares, cmap=SHADES, vmin=0, vmax=1)
    for (row, column), count in np.ndenumerate(table):
        ink = ink_on(SHADES(shares[row, column]))
        ax.text(column, row, str(count), ha="center", va="center", color=ink)
    ax.set_xticks(range(len(names)), names)
    ax.set_yticks(range(len(names)), names, rotation=90, va="center")
    ax.tick_params(length=0)
    ax.set(xlabel="guess", ylabel="truth")
    ax.set_title("Confusion matrix", fontsize=10)


def _bars(ax, shares, names, title, xlabel):
    """One bar a class, its share written beside it; class colours, doubled by the names."""
    shares = np.asarray(shares, dtype=float)
    if len(names) > len(CLASS_COLOURS) or shares.shape != (len(names),):
        raise ValueError(
            f"expected at most {len(CLASS_COLOURS)} names, and one share each, got {len(names)} "
            f"names and shares {shares.shape}"
        )
    ax.barh(range(len(names)), shares, color=CLASS_COLOURS[: len(names)])
    for row, share in enumerate(shares):
        ax.text(share + 0.02, row, f"{share:.0%}", va="center", color=INK)
    ax.set_yticks(range(len(names)), names)
    ax.set(xlim=(0, 1.3), ylim=(len(names) - 0.5, -0.5), xticks=(0, 0.5, 1), xlabel=xlabel)
    ax.set_title(title, fontsize=10)


def _leave_empty(ax, why):
    ax.axis("off")
    ax.text(0.5, 0.5, why, ha="center", color=MUTED)


def report(losses, epochs, table, names, guess=None, picture=None):
    """Curve, confusion matrix, accuracy of each class, and the last guess if any: (figure, alt).

    table : None before the first training; guess : probabilities (classes,) of `picture`
    """
    fig, axes = plt.subplots(1, 4, figsize=(11, 2.7), width_ratios=[1.2, 1, 1.1, 1.2])
    alt = f"Classes: {', '.join(names)}. {len(losses)} of {epochs} epochs"
    _curve(axes[0], losses, epochs)
    if table is None:
        _leave_empty(axes[1], "nothing tested yet")
        _leave_empty(axes[2], "")
        alt += "; no test yet."
    else:
        table = np.asarray(table)
        right = np.diag(table) / np.maximum(table.sum(axis=1), 1)
        _confusion(axes[1], table, names)
        _bars(axes[2], right, names, "Accuracy of each class", "share found")
        better = np.trace(table) / table.sum() > 1 / len(names) + 0.15
        alt += f"; on held-out pictures clearly better than chance: {'yes' if better else 'no'}."
    if guess is None:
        _leave_empty(axes[3], "no picture asked about yet")
    else:
        _bars(axes[3], guess, names, "Last picture", "probability")
        if picture is not None:
            inset = axes[3].inset_axes([1.02, 0.25, 0.4, 0.5])
            _image(inset, picture)
    return fig, alt


def _costliest(fall):
    """(row, column) of the place of a map where hiding costs most."""
    return np.unravel_index(np.asarray(fall).argmax(), np.shape(fall))


def _outline(ax, where):
    """Draw, on an occlusion map, the line inside which most of the pictures `where` stand."""
    dots = (np.arange(len(where)) - (PATCH - 1) / 2) / STRIDE  # in steps of the map
    rows, columns = ax.get_ylim(), ax.get_xlim()
    ax.contour(dots, dots, np.asarray(where), levels=[0.5], colors=[MUTED], linewidths=1)
    ax.set(xlim=columns, ylim=rows)


def _fall(ax, fall, limit, where=None):
    """Draw a map of falls, its costliest place framed if any; with `where`, animals' outline."""
    shown = ax.imshow(np.asarray(fall), cmap=SIGNED, vmin=-limit, vmax=limit)
    if np.asarray(fall).max() >= NOTICED:
        row, column = _costliest(fall)
        ax.add_patch(plt.Rectangle((column - 0.5, row - 0.5), 1, 1, fill=False, ec=INK, lw=1.5))
    if where is not None:
        _outline(ax, where)
    _bare(ax)
    return shown


def occlusion(pictures, maps, where, count=4):
    """A few pictures above their occlusion maps, and the mean over all: (figure, alt).

    pictures : (batch, 3, height, width), of which the first `count` are shown
    maps  : {what the patch shows: maps (batch, rows, columns)}, one row of the figure each
    where : (dots, dots), the share of all pictures in which a dot belongs to the animal

    Purple where hiding takes probability away. The costliest place is framed in each map where any
    hiding is noticed; a dot in the picture marks its middle (○ of the first kind, ● of the second).
    """
    fig = plt.figure(figsize=(1.45 * count + 4.2, 1.5 * (1 + len(maps))))
    ratios = [1] * count + [0.08, 0.42, 1, 0.08]
    grid = fig.add_gridspec(1 + len(maps), len(ratios), width_ratios=ratios)
    top = [fig.add_subplot(grid[0, column]) for column in (*range(count), count + 2)]
    for ax, picture in zip(top[:-1], pictures[:count], strict=True):
        _image(ax, picture)
    top[-1].imshow(np.asarray(where), cmap="Greys", vmin=0, vmax=1.4)
    _bare(top[-1])
    top[-1].set_title("all sure cats", fontsize=9, loc="center", fontweight="normal")
    means = [np.asarray(falls).mean(axis=0) for falls in maps.values()]
    limit, alt = max(np.abs(mean).max() for mean in means), []
    for row, (name, falls) in enumerate(maps.items(), start=1):
        for column in range(count):
            ax = fig.add_subplot(grid[row, column])
            shown = _fall(ax, falls[column], 1)
            if np.asarray(falls[column]).max() >= NOTICED:
                middle = np.array(_costliest(falls[column])[::-1]) * STRIDE + (PATCH - 1) / 2
                fill, edge = (PAPER, INK) if row == 1 else (INK, PAPER)
                top[column].plot(*middle, "o", mfc=fill, mec=edge, ms=8 - row)
            if column == 0:
                ax.set_ylabel(name, fontsize=9)
        ax = fig.add_subplot(grid[row, count + 2])
        mean = _fall(ax, means[row - 1], limit, where)
        ax.set_title("mean", fontsize=9, loc="center", fontweight="normal")
        alt.append(_costliest(means[row - 1]))
    for ax, drawn in ((grid[1:, count], shown), (grid[1:, count + 3], mean)):
        fig.colorbar(drawn, cax=fig.add_subplot(ax), label="p falls").ax.tick_params(labelsize=8)
    same = "the same" if len(set(alt)) == 1 else "not the same"
    kinds = " and ".join(name.replace("\n", " ") for name in maps)
    return fig, (
        f"{count} cats, an occlusion map of each, and the mean maps of all sure cats: {kinds}. "
        f"In the mean the costliest place is {same}."
    )


def looks(rows, where, place):
    """Mean occlusion maps of several trainings, one column a seed: (figure, alt).

    rows  : records with `seed` and the maps `grey` and `own`
    where : (dots, dots), the share of cats in which a dot belongs to the cat: its outline is drawn
    place : function that names the costliest place of a map in words
    """
    kinds = {"grey": "grey patch", "own": "patch like\nthe background"}
    fig, axes = plt.subplots(2, len(rows), figsize=(1.05 * len(rows) + 1.6, 3), squeeze=False)
    for column, row in enumerate(rows):
        for ax, (kind, name) in zip(axes[:, column], kinds.items(), strict=True):
            shown = _fall(ax, row[kind], 0.45, where)
            ax.set_ylabel(name if column == 0 else "", fontsize=9)
        axes[0, column].set_title(f"seed {row['seed']}", fontsize=9, fontweight="normal")
    fig.colorbar(shown, ax=axes.ravel().tolist(), label="mean fall of p(cat)", shrink=0.8)
    said = []
    for kind, name in kinds.items():
        found = [place(row[kind]) for row in rows]
        counts = (f"{words} {found.count(words)}" for words in sorted(set(found)))
        said.append(f"{name.replace(chr(10), ' ')}: {', '.join(counts)}")
    return fig, f"The costliest place in {len(rows)} trainings. {'. '.join(said)}."


def spread(groups, xlabel):
    """One dot a training, one row a group, a bar at the mean: (figure, alt).

    groups : {name: {"before": shares, "after": shares}}, or {name: shares}; shares from 0 to 1
    """
    split = isinstance(next(iter(groups.values())), dict)
    parts = {(name, when): shares for name, of in groups.items()
             for when, shares in (of.items() if split else (("", of),))}  # fmt: skip
    long = [(name, when, share) for (name, when), shares in parts.items() for share in shares]
    names, whens, shares = map(list, zip(*long, strict=True))
    fig, ax = plt.subplots(figsize=(7.4, 0.55 * len(groups) + 1.1))
    hue, palette = (whens, {"before": KEY, "after": QUERY}) if split else (names, [QUERY, KEY])
    look = {"x": shares, "y": names, "hue": hue, "palette": palette, "ax": ax, "legend": split}
    seaborn.stripplot(**look, jitter=0.12, size=6, alpha=0.75)
    for row, name in enumerate(groups):
        for (kind, when), values in parts.items():
            if kind == name:
                ink = KEY_INK if when == "before" else QUERY_INK if when else INK
                ax.plot([np.mean(values)] * 2, [row - 0.3, row + 0.3], color=ink, lw=2, zorder=3)
    if split:
        ax.legend(loc="upper left", bbox_to_anchor=(1, 1), fontsize=9)
    ax.set(xlim=(-0.03, 1.03), xlabel=f"{xlabel} (bar: the mean)", ylabel="")
    means = (f"{name}{f' {when}' if when else ''} about {5 * round(20 * np.mean(values))} %"
             for (name, when), values in parts.items())  # fmt: skip
    return fig, f"{xlabel[:1].upper()}{xlabel[1:]}, means: {', '.join(means)}."
