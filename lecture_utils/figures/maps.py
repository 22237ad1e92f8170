"""Pictures that all notebooks share: attention maps, signed numbers, quality by length."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import FancyArrowPatch

from .style import (
    INK,
    KEY_INK,
    MASKED,
    MUTED,
    PALE,
    PAPER,
    QUERY_INK,
    SHADES,
    SIGNED,
    VALUE,
    VALUE_INK,
    ink_on,
)

HATCHED = {"fc": MASKED, "ec": PALE, "hatch": "////", "lw": 0}  # forbidden, everywhere
BACKING = {"fc": PAPER, "ec": "none", "alpha": 0.8, "pad": 1}  # behind words that cross lines


def _as_weights(weights, keys, queries):
    weights = np.asarray(weights, dtype=float)
    if weights.shape != (len(queries), len(keys)):
        raise ValueError(
            f"weights must have shape (query, key) = {(len(queries), len(keys))} to fit the "
            f"words, got {weights.shape}"
        )
    if np.isnan(weights).any():
        raise ValueError("weights contain NaN: was a whole row masked?")
    return weights


def _grid(ax, columns, rows, column_ink, row_ink):
    """Words on both axes, label i on cell i, and paper-coloured lines between the cells."""
    ax.set_xticks(range(len(columns)), columns, rotation=45, ha="left", color=column_ink)
    ax.set_yticks(range(len(rows)), rows, color=row_ink)
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    ax.set_xticks(np.arange(len(columns) + 1) - 0.5, minor=True)
    ax.set_yticks(np.arange(len(rows) + 1) - 0.5, minor=True)
    ax.grid(which="minor", color=PAPER, linewidth=1.5)
    ax.tick_params(which="minor", length=0)


def _short(number):
    """'.72' for 0.72, '1' for what rounds to 1.00: on a map every digit counts."""
    return "1" if (text := f"{number:.2f}") == "1.00" else text.removeprefix("0")


def draw_attention(ax, weights, keys, queries, mask=None, gold=None, numbers=None, sums=True):
    """Draw attention weights: each row asks (blue words), the columns are looked at (orange).

    weights : (query, key), values 0…1
    keys, queries : the words along the top and down the side
    mask    : (query, key) boolean, True = may look; forbidden cells are hatched, not coloured
    gold    : set of (source, target) links, that is (key, query) index pairs, to outline
    numbers : print the weights in the cells; by default up to 12 × 12
    sums    : print each row's sum in the right margin, where there are numbers to add

    Raises ValueError when the shapes do not fit the words, or the weights contain NaN.
    """
    weights = _as_weights(weights, keys, queries)
    colours = ax.imshow(weights, cmap=SHADES, vmin=0, vmax=1, aspect="equal").to_rgba(weights)
    _grid(ax, keys, queries, KEY_INK, QUERY_INK)
    numbers = max(weights.shape) <= 12 if numbers is None else numbers
    for row, column in np.ndindex(weights.shape):
        weight = weights[row, column]
        corner = (column - 0.5, row - 0.5)
        if mask is not None and not mask[row][column]:
            ax.add_patch(plt.Rectangle(corner, 1, 1, **HATCHED))
        elif numbers and weight >= 0.005:
            ax.text(column, row, _short(weight), ha="center", va="center", fontsize=9,
                    color=ink_on(colours[row, column]))  # fmt: skip
    for source, target in gold or ():
        box = plt.Rectangle((source - 0.45, target - 0.45), 0.9, 0.9, fc="none", ec=KEY_INK, lw=1.8)
        ax.add_patch(box)
    for row, total in enumerate(weights.sum(axis=1)) if sums and numbers else ():
        ax.text(len(keys) - 0.35, row, f"Σ {total:.2f}", va="center", fontsize=8, color=MUTED)


def describe_attention(weights, keys, queries):
    """Say an attention map in words: which key each query looks at most.

    weights : (query, key)
    returns : one sentence per query, without decimals, which are not stable over machines

    Raises ValueError as `draw_attention` does.
    """
    weights = _as_weights(weights, keys, queries)
    looks = [
        f"'{query}' looks at '{keys[int(row.argmax())]}'"
        for query, row in zip(queries, weights, strict=True)
    ]
    return "Attention map: " + "; ".join(looks) + "."


def draw_matrix(
    ax, matrix, rows=(), columns=(), limit=None, numbers=None, ink=INK, column_ink=MUTED
):
    """Draw a matrix of signed numbers: orange below zero, purple above, paper-white at zero.

    matrix  : (rows, columns)
    rows, columns : labels; an empty sequence leaves that axis bare
    limit   : colour scale from -limit to +limit; by default the largest magnitude
    numbers : print the numbers in the cells; by default up to 80 cells
    ink, column_ink : colours of the labels of rows and columns

    Raises ValueError when labels do not fit the matrix, or it is not finite.
    """
    matrix = np.asarray(matrix, dtype=float)
    if matrix.ndim != 2 or not np.isfinite(matrix).all():
        raise ValueError(f"matrix must be 2-d and finite, got shape {matrix.shape}")
    for name, labels, size in zip(("rows", "columns"), (rows, columns), matrix.shape, strict=True):
        if len(labels) not in (0, size):
            raise ValueError(f"{name} must hold {size} labels or none, got {len(labels)}")
    limit = limit or np.abs(matrix).max() or 1.0
    drawn = ax.imshow(matrix, cmap=SIGNED, vmin=-limit, vmax=limit, aspect="auto")
    colours = drawn.to_rgba(matrix)
    _grid(ax, columns, rows, column_ink, ink)
    if len(columns) == 0:
        ax.set_xticks([])
    if len(rows) == 0:
        ax.set_yticks([])
    numbers = matrix.size <= 80 if numbers is None else numbers
    for row, column in np.ndindex(matrix.shape) if numbers else ():
        value = matrix[row, column]
        text = f"{value:g}" if float(value).is_integer() else f"{value + 0.0:.2f}"
        ax.text(column, row, text, ha="center", va="center", fontsize=9,
                color=ink_on(colours[row, column]))  # fmt: skip


def draw_by_length(ax, lengths, series, band=None):
    """Draw quality against sentence length, one line a model (after Bahdanau et al. 2015, Fig. 2).

    lengths : labels of the length buckets, such as "5–8"
    series  : {label: (values, colour)}; each label is written at its line's end
    band    : (first, last) indexes of the buckets seen in training, shaded

    Raises ValueError when a line has not one value a bucket.
    """
    for label, (values, colour) in series.items():
        if len(values) != len(lengths):
            raise ValueError(f"{label}: {len(lengths)} lengths, but {len(values)} values")
        ax.plot(range(len(lengths)), values, marker="o", color=colour)
        name_end(ax, label, len(lengths) - 1, values[-1], color=colour)
    if band:
        ax.axvspan(band[0] - 0.5, band[1] + 0.5, color=MASKED, alpha=0.45, lw=0, zorder=0)
    ax.set_xticks(range(len(lengths)), lengths)
    ax.set(ylim=(0, 104), xlabel="words in the English sentence", ylabel="BLEU")
    ax.grid(axis="y")


def name_end(ax, name, x, y, away=(8, 0), **look):
    """Write a name beside the end of its line, outside the panel too; `away` is in points."""
    look = {"va": "center", "color": INK, "annotation_clip": False} | look
    ax.annotate(name, (x, y), away, textcoords="offset points", **look)


def name_ends(ax, x, names):
    """Write names at the right end of lines, moved apart where they would overlap.

    names : list of (height of the line's end, text, colour, weight)
    """
    pixels, free = 0.15 * ax.figure.dpi, -np.inf
    for y, text, colour, weight in sorted(names, key=lambda name: name[0]):
        free = max(ax.transData.transform((x, y))[1], free + pixels)
        height = ax.transData.inverted().transform((0, free))[1]
        ax.text(x + 0.02 * np.ptp(ax.get_xlim()), height, text, color=colour, weight=weight,
                va="center")  # fmt: skip


def attention(weights, keys, queries, mask=None, gold=None, numbers=None, sums=True):
    """An attention map as a figure: each row asks (blue words), the columns are looked at (orange).

    Arguments and errors as in `draw_attention`. Returns (figure, alt).
    """
    size = 0.42 * np.array([len(keys), len(queries)]) + (2.4, 1.4)
    figure, ax = plt.subplots(figsize=np.clip(size, 3.2, 9.5))
    draw_attention(ax, weights, keys, queries, mask, gold, numbers, sums)
    ax.set_xlabel("framed: gold" if gold else "", color=KEY_INK, fontsize=10)
    return figure, describe_attention(weights, keys, queries)


def attentions(maps, names, keys, queries, mask=None, gold=None, numbers=None):
    """Several attention maps of one sentence beside each other, all of the same size.

    maps : list of (query, key)        names : one a map, written under it
    Other arguments and errors as in `draw_attention`. Returns (figure, alt).

    Raises ValueError when there is not one name a map.
    """
    if len(maps) != len(names) or not maps:
        raise ValueError(f"expected one name a map, got {len(maps)} maps, {len(names)} names")
    width, height = 0.36 * len(keys) + 0.9, 0.36 * len(queries) + 1.5
    figure, axes = plt.subplots(1, len(maps), figsize=(min(11, len(maps) * width + 1), height))
    for ax, weights, name in zip(np.atleast_1d(axes), maps, names, strict=True):
        draw_attention(ax, weights, keys, queries, mask, gold, numbers, sums=False)
        ax.set_xlabel(name, color=INK)
        if ax is not np.atleast_1d(axes)[0]:
            ax.set_yticklabels([])
    said = (f"{name}: {describe_attention(weights, keys, queries)}"
            for weights, name in zip(maps, names, strict=True))  # fmt: skip
    return figure, " ".join(said)


def matrix(matrix, rows=(), columns=(), limit=None, numbers=None, ink=INK, name="matrix"):
    """A matrix of signed numbers as a figure: orange below zero, purple above.

    Arguments and errors as in `draw_matrix`; name: what the numbers are, for the alt text.
    Returns (figure, alt): the shape, and where the largest and the smallest number stand.
    """
    values = np.asarray(matrix, dtype=float)
    figure, ax = plt.subplots(
        figsize=np.clip(0.5 * np.array(values.shape[1::-1]) + (1.6, 1.0), 2.6, 9.5)
    )
    draw_matrix(ax, values, rows, columns, limit, numbers, ink)
    return figure, describe_matrix(values, rows, columns, name)


def describe_matrix(matrix, rows=(), columns=(), name="matrix"):
    """Say a matrix in words: its shape, and where its largest and smallest numbers stand."""
    values = np.asarray(matrix, dtype=float)

    def place(at):
        row, column = np.unravel_index(at, values.shape)
        return (f"'{rows[row]}'" if len(rows) else f"row {row}"), (
            f"'{columns[column]}'" if len(columns) else f"column {column}"
        )

    largest, smallest = (" and ".join(place(at)) for at in (values.argmax(), values.argmin()))
    return (
        f"{name[:1].upper()}{name[1:]}, {values.shape[0]} rows and {values.shape[1]} columns: "
        f"largest at {largest}, smallest at {smallest}."
    )


def by_length(lengths, series, band=None):
    """Quality against sentence length as a figure; arguments and errors as in `draw_by_length`.

    Returns (figure, alt): for each line, from what to what it runs, to the nearest ten.
    """
    figure, ax = plt.subplots(figsize=(6.8, 3.4))
    draw_by_length(ax, lengths, series, band)
    said = [f"{label} from about {round(values[0], -1):.0f} to about {round(values[-1], -1):.0f}"
            for label, (values, _) in series.items()]  # fmt: skip
    return figure, f"BLEU from {lengths[0]} to {lengths[-1]} words: {'; '.join(said)}."


def draw_arrow(ax, tip, colour, start=(0, 0), thick=1):
    """Draw an arrow from `start` to `tip`, two numbers each; thick=0.5 halves line and head."""
    arrow = {"arrowstyle": "-|>", "color": colour, "lw": 2.6 * thick, "shrinkA": 0, "shrinkB": 0}
    arrow["mutation_scale"] = 16 * thick
    ax.annotate("", tuple(tip), tuple(start), arrowprops=arrow, zorder=4)


def write_name(ax, tip, text, ink, away=12, **look):
    """Write a name beyond the tip of an arrow, in the direction of the arrow."""
    tip = np.asarray(tip, dtype=float)
    step = away * tip / (np.hypot(*tip) or 1.0)
    look = {"color": ink, "weight": "bold", "ha": "center", "va": "center", "zorder": 6} | look
    ax.annotate(text, tip, step, textcoords="offset points", **look)


def empty_plane(ax, limit):
    """Make `ax` a square piece of the plane, from -limit to +limit, with its two axes."""
    ax.set(xlim=(-limit, limit), ylim=(-limit, limit), aspect="equal", xticks=[], yticks=[])
    ax.axhline(0, color="#DDDDD8", lw=0.9, zorder=0)
    ax.axvline(0, color="#DDDDD8", lw=0.9, zorder=0)
    ax.spines[:].set_visible(False)


def one_each(name, row, words):
    """`row` as an array (key,), or a ValueError where there is not one number a word."""
    row = np.asarray(row, dtype=float)
    if row.shape != (len(words),):
        raise ValueError(
            f"{name} must have shape (key,) = {(len(words),)} to fit the words, got {row.shape}"
        )
    return row


def draw_mixture(ax, weights, values, words):
    """Draw a context vector in the plane: the values, their weighted arrows tip to tail, the end.

    weights : (key,)        values : (key, 2)        words : one for each value
    Each arrow that is long enough says what it is: "0.24 the". The grey area holds every mixture.
    Returns the context vector (2,). Raises ValueError when the values are not of size 2.
    """
    weights, values = one_each("weights", weights, words), np.asarray(values, dtype=float)
    if values.shape != (len(words), 2):
        raise ValueError(f"values must have shape (key, 2), got {values.shape}")
    ax.fill(*values.T, color=MASKED, alpha=0.5, lw=0, zorder=0)
    ax.scatter(*values.T, marker="D", s=45, color=VALUE, zorder=3)
    for word, value in zip(words, values, strict=True):
        outwards = (-9, "right") if value[0] < 0 else (9, "left")  # no arrow crosses a word
        ax.annotate(word, value, xytext=(outwards[0], 4), textcoords="offset points",
                    ha=outwards[1], color=VALUE_INK)  # fmt: skip
    tip, seen = np.zeros(2), 0.12 * np.ptp([*values, [0, 0]], axis=0).max()
    for word, weight, value in zip(words, weights, values, strict=True):
        after = tip + weight * value
        ax.add_patch(FancyArrowPatch(tip, after, arrowstyle="-|>", mutation_scale=11, shrinkA=0,
                                     shrinkB=0, color=VALUE, lw=2, zorder=2))  # fmt: skip
        if np.hypot(*(after - tip)) > seen:
            _beside(ax, tip, after, f"{weight:.2f} {word}")
        tip = after
    ax.scatter(*tip, s=70, color=INK, zorder=4)
    ax.axhline(0, color=MASKED, zorder=0)
    ax.axvline(0, color=MASKED, zorder=0)
    ax.margins(0.6 if (values[:, 0] < 0).any() else 0.25, 0.25)  # room for words on the left
    ax.set(xlabel="first number", ylabel="second number", aspect="equal")
    place = _free_place(ax, tip, values)
    ax.annotate("context", tip, textcoords="offset points", weight="bold", **place)
    return tip


def _free_place(ax, tip, values):
    """Where to write beside the tip: right of it, or further on where a value stands in the way."""
    right, up = ((values - tip) / np.ptp(ax.get_ylim())).T  # both axes have one scale
    taken = ((0 < right) & (right < 0.25) & (np.abs(up) < 0.05)).any()
    further = {"xytext": (0, 10 if tip[1] >= 0 else -19), "ha": "center"}  # than the arrows
    return further if taken else {"xytext": (10, -4)}


def _beside(ax, start, end, text):
    """Write on the right side of an arrow, seen from its start."""
    along = (end - start) / np.hypot(*(end - start))
    right = np.array([along[1], -along[0]])
    side = "left" if right[0] > 0.3 else "right" if right[0] < -0.3 else "center"
    ax.annotate(text, (start + end) / 2, 9 * right, textcoords="offset points", fontsize=8.5,
                color=VALUE_INK, zorder=5, va="center", ha=side)  # fmt: skip
