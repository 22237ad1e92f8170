"""Notebook 01: a sentence on its way to numbers, its cuts, and what a sum of vectors still says."""

import matplotlib.pyplot as plt
import numpy as np
import seaborn as sns

from .maps import draw_matrix
from .style import (
    INK,
    KEY,
    KEY_INK,
    MUTED,
    PAPER,
    SIGNED,
    VALUE_INK,
    WEIGHT_INK,
    ink_on,
    told_apart,
)

SPACE = "␣"  # makes the space that belongs to a token visible
TINT = (*plt.matplotlib.colors.to_rgb(KEY), 0.16)  # the source's orange, light enough for text
NEW = (*plt.matplotlib.colors.to_rgb(KEY), 0.5)  # what a merge has made
CELL = 0.44  # height of one number in a ribbon


def visible(text):
    """A text as figures and tables print it: its spaces shown as ␣."""
    return text.replace(" ", SPACE)


def ribbon(tokens, ids, vectors, positions=None, framed=()):
    """A sentence on its way to numbers: tokens, their ids, their vectors, one column a token.

    tokens, ids : lists of one length        vectors : (tokens, d_model), the rows of the ids
    positions   : (tokens, d_model), added below; the last row of columns is then the sum
    framed      : places whose columns get a frame

    Returns (figure, alt). Raises ValueError when the lengths differ.
    """
    vectors = np.asarray(vectors, dtype=float)
    if not len(tokens) == len(ids) == len(vectors):
        raise ValueError(f"got {len(tokens)} tokens, {len(ids)} ids, {len(vectors)} vectors")
    blocks = [("token vectors\n$E[t_i]$", vectors)]
    if positions is not None:
        positions = np.asarray(positions, dtype=float)
        if positions.shape != vectors.shape:
            raise ValueError(f"vectors {vectors.shape}, but positions {positions.shape}")
        blocks.append(("+ position vectors\n$P[i]$", positions))
        blocks.append(("= inputs\n$x_i$", vectors + positions))
    tall = CELL * vectors.shape[1]
    top, count = -0.95, len(tokens)
    figure, ax = plt.subplots(figsize=(9.6, 1.5 + 0.42 * (tall + 0.5) * len(blocks)))
    _tokens(ax, tokens, ids)
    _label(ax, 0.5, "tokens")
    _label(ax, -0.42, "token ids")
    limit = max(np.abs(block).max() for _, block in blocks) or 1.0
    for number, (label, block) in enumerate(blocks):
        if number == 1:
            for place in range(count):
                ax.text(place, top - 0.22, place, ha="center", va="center", color=MUTED, fontsize=8)
            _label(ax, top - 0.22, "position", fontsize=9)
            top -= 0.48
        _columns(ax, block, top, limit)
        _label(ax, top - tall / 2, label, parse_math=True)
        for place in framed:
            frame = plt.Rectangle((place - 0.44, top - tall - 0.04), 0.88, tall + 0.08)
            ax.add_patch(frame).set(fc="none", ec=INK, lw=2, zorder=3)
        top -= tall + 0.3
    ax.set(xlim=(-3.1, count - 0.4), ylim=(top + 0.15, 1.0))
    ax.axis("off")
    return figure, _describe_ribbon(tokens, vectors, positions, framed)


def _label(ax, height, text, **look):
    ax.text(-0.7, height, text, ha="right", va="center", color=MUTED, **look)


def _tokens(ax, tokens, ids):
    """Boxes with the tokens, and their ids below."""
    for place, (token, number) in enumerate(zip(tokens, ids, strict=True)):
        ax.add_patch(plt.Rectangle((place - 0.47, 0.1), 0.94, 0.8, fc=TINT, ec=KEY, lw=1))
        size = min(10, 860 / (len(tokens) + 2.7) / len(token))  # stays inside its box
        ax.text(place, 0.5, visible(token), ha="center", va="center", color=KEY_INK, fontsize=size)
        ax.text(place, -0.42, str(number), ha="center", va="center", color=INK, fontsize=10)
        for high, low in ((0.06, -0.18), (-0.65, -0.89)):
            arrow = {"arrowstyle": "->", "color": MUTED, "lw": 1, "shrinkA": 0, "shrinkB": 0}
            ax.annotate("", (place, low), (place, high), arrowprops=arrow)


def _columns(ax, vectors, top, limit):
    """One column of numbers a token: orange below zero, purple above."""
    for (place, row), value in np.ndenumerate(vectors):
        shade = SIGNED(0.5 + value / limit / 2)
        corner = (place - 0.4, top - CELL * (row + 1))
        ax.add_patch(plt.Rectangle(corner, 0.8, CELL, fc=shade, ec=PAPER, lw=1))
        ax.text(place, corner[1] + CELL / 2, f"{value + 0.0:g}", ha="center", va="center",
                fontsize=8.5, color=ink_on(shade))  # fmt: skip


def _describe_ribbon(tokens, vectors, positions, framed):
    said = (
        f"{len(tokens)} tokens, {visible('|'.join(tokens))}; below each its id, and below that "
        f"the {vectors.shape[1]} numbers of its vector."
    )
    if framed:
        before = len(np.unique(vectors[list(framed)], axis=0))
        places = ", ".join(map(str, framed))
        said += f" Framed, places {places}: {before} distinct among the token vectors"
        if positions is not None:
            sums = (vectors + positions)[list(framed)]
            said += f", {len(np.unique(sums, axis=0))} after the position vector of each is added"
        said += "."
    return said


def cuts(rows, new=False):
    """One text cut in several ways, one strip below the other; a wall ends each token.

    rows : list of (label, tokens), where joining the tokens gives the same text in each row;
        � may stand for bytes that are only a part of a letter
    new  : fill more strongly what was no token in the row above

    Returns (figure, alt). Raises ValueError when the rows spell different texts.
    """
    texts = {"".join(tokens) for _, tokens in rows}
    if len(texts) != 1 and not any("\ufffd" in text for text in texts):
        raise ValueError(f"the rows must spell one text, got {sorted(texts)}")
    length = max(max(map(len, texts)), 12)
    figure, ax = plt.subplots(figsize=(9.6, 0.5 + 0.42 * len(rows)))
    above = None
    for row, (label, tokens) in enumerate(rows):
        above = _strip(ax, tokens, -row, min(10, 530 / length), above if new else None)
        ax.text(-0.8, 0.36 - row, label, ha="right", va="center", color=MUTED, fontsize=10)
        count = f"{len(tokens)} token{'' if len(tokens) == 1 else 's'}"
        ax.text(length + 0.8, 0.36 - row, count, va="center", color=INK)
    ax.set(xlim=(-0.2 * length, 1.14 * length), ylim=(0.85 - len(rows), 0.85))
    ax.axis("off")
    said = "; ".join(f"{label}: {visible('|'.join(tokens))}" for label, tokens in rows)
    return figure, f"Cuts of one text. {said}."


def _strip(ax, tokens, low, size, above):
    """One row of boxes, as wide as their letters; returns the (start, end) of each token.

    above : what the row above returned, or None
    """
    start, places = 0, set()
    for token in tokens:
        end = start + len(token)
        new = above is not None and (start, end) not in above
        box = plt.Rectangle((start + 0.08, low), len(token) - 0.16, 0.72, ec=KEY, lw=1)
        ax.add_patch(box).set_facecolor(NEW if new else TINT)
        for place, letter in enumerate(visible(token)):
            ax.text(start + place + 0.5, low + 0.34, letter, family="DejaVu Sans Mono",
                    fontsize=size, ha="center", va="center", color=KEY_INK)  # fmt: skip
        places.add((start, end))
        start = end
    return places


STAGES = {
    "data preparation\nand sampling": "notebook 1",
    "attention\nmechanism": "notebooks 2, 3, 5–9",
    "LLM\narchitecture": "notebook 4",
}


def stages(here):
    """The map of stage one as the lecture gives it, with "you are here" at number `here`.

    Returns (figure, alt).
    """
    figure, ax = plt.subplots(figsize=(8.6, 1.9))
    for place, (name, notebooks) in enumerate(STAGES.items()):
        left = 3.4 * place
        look = {"fc": TINT, "ec": KEY, "lw": 2.5} if place == here else {"fc": PAPER, "ec": MUTED}
        ax.add_patch(plt.Rectangle((left, 0), 2.6, 1, **look))
        ink = KEY_INK if place == here else INK
        ax.text(left + 1.3, 0.5, name, ha="center", va="center", color=ink)
        ax.text(left + 1.3, -0.25, notebooks, ha="center", va="center", color=MUTED, fontsize=10)
        if place:
            arrow = {"arrowstyle": "->", "color": MUTED, "lw": 1.5}
            ax.annotate("", (left - 0.05, 0.5), (left - 0.75, 0.5), arrowprops=arrow)
    ax.text(3.4 * here + 1.3, 1.2, "▼ you are here", ha="center", color=KEY_INK, weight="bold")
    ax.set(xlim=(-0.2, 9.6), ylim=(-0.5, 1.55))
    ax.axis("off")
    said = [f"{' '.join(name.split())} ({notebooks}{', you are here' if place == here else ''})"
            for place, (name, notebooks) in enumerate(STAGES.items())]  # fmt: skip
    return figure, f"Map of stage one: {', then '.join(said)}."


def product(one_hot, E, spoken, words):
    """One-hot rows (position, vocab) times the table E (vocab, d_model) are vectors.

    spoken : the word at each position        words : the word of each row of E

    Returns (figure, alt).
    """
    one_hot, E = np.asarray(one_hot, dtype=float), np.asarray(E, dtype=float)
    figure, axes = plt.subplots(1, 3, figsize=(8.6, 3.3), width_ratios=[5, 3, 3])
    draw_matrix(axes[0], one_hot, spoken, words)
    draw_matrix(axes[1], E, words)
    draw_matrix(axes[2], one_hot @ E, spoken, limit=np.abs(E).max())
    labels = ("one-hot rows", "×  table $E$", "=  vectors")
    for ax, label in zip(axes, labels, strict=True):
        ax.set_xlabel(label, parse_math=True)
    picked = ", ".join(f"'{word}' picks {_row(row)}"
                       for word, row in zip(spoken, one_hot @ E, strict=True))  # fmt: skip
    return figure, f"One one-hot row for each word, times the table: {picked}."


def _row(numbers):
    return "[" + " ".join(f"{number:g}" for number in numbers) + "]"


def windows(ids, inputs, targets):
    """Which ids of a text each window reads, and which it has to guess.

    ids : (position,) different numbers        inputs, targets : (window, length), from `ids`

    Returns (figure, alt).
    """
    ids, inputs, targets = (np.asarray(table) for table in (ids, inputs, targets))
    column = {int(number): place for place, number in enumerate(ids)}
    figure, ax = plt.subplots(figsize=(7.2, 0.6 + 0.62 * len(inputs)))
    rows = zip(inputs.tolist(), targets.tolist(), strict=True)
    for row, (read, guess) in enumerate(rows):
        for numbers, low, fill, edge, ink in (
            (read, 0.42, TINT, KEY, KEY_INK), (guess, 0, PAPER, VALUE_INK, VALUE_INK),
        ):  # fmt: skip
            for number in numbers:
                corner = (column[number] + 0.06, low - 1.1 * row)
                ax.add_patch(plt.Rectangle(corner, 0.88, 0.38, fc=fill, ec=edge, lw=1))
                ax.text(corner[0] + 0.44, corner[1] + 0.18, number, ha="center", va="center",
                        color=ink, fontsize=9)  # fmt: skip
        for height, label, ink in ((0.61, "inputs", KEY_INK), (0.19, "targets", VALUE_INK)):
            ax.text(-0.2, height - 1.1 * row, label, ha="right", va="center", color=ink, fontsize=9)
    ax.set(xlim=(-1.6, len(ids) + 0.2), ylim=(1 - 1.1 * len(inputs), 0.9))
    ax.axis("off")
    said = "; ".join(f"reads {_row(read)}, guesses {_row(guess)}"
                     for read, guess in zip(inputs, targets, strict=True))  # fmt: skip
    return figure, f"{len(inputs)} windows: {said}."


LOOKS = (("o", "-", WEIGHT_INK), ("s", "--", KEY_INK), ("^", ":", INK), ("X", ":", MUTED))


def by_width(widths, series, chance=None):
    """A share of right answers against d_model: the mean of the runs, and bars from worst to best.

    series : {label: (widths, runs)}; at most four, told apart by marker, line and colour
    chance : {label: share} that blind guessing gets, as dotted lines

    Returns (figure, alt). Raises ValueError for more than four, and for a series that has not one
    row a width.
    """
    table, looks = {"width": [], "share": [], "label": []}, []
    for label, values, look in told_apart(series, LOOKS):
        looks.append(look)
        values = np.asarray(values, dtype=float)
        if values.ndim != 2 or len(values) != len(widths):
            raise ValueError(f"{label}: {len(widths)} widths, but values {values.shape}")
        table["width"] += np.repeat([str(width) for width in widths], values.shape[1]).tolist()
        table["share"] += values.ravel().tolist()
        table["label"] += [label] * values.size
    markers, lines, colours = zip(*looks, strict=True)
    figure, ax = plt.subplots(figsize=(8.2, 3.5))
    sns.pointplot(
        table, x="width", y="share", hue="label", errorbar=("pi", 100), dodge=0.18, ax=ax,
        palette=list(colours), markers=list(markers), linestyles=list(lines), linewidth=1.4,
        markersize=6,
    )  # fmt: skip
    for label, share in (chance or {}).items():
        ax.axhline(share, color=MUTED, lw=1, ls=(0, (1, 2)), zorder=0)
        ax.text(len(widths) - 0.4, share, label, color=MUTED, fontsize=9, va="center")
    ax.set(xlabel="d_model: numbers in a vector", ylim=(-0.03, 1.05))
    ax.set_ylabel("share right (bars: worst to best)")
    ax.set_xlim(-0.4, len(widths) - 0.5)
    ax.legend(loc="upper left", bbox_to_anchor=(1, 1))
    said = [f"{label} {_share(values[0])} to {_share(values[-1])}"
            for label, values in series.items()]  # fmt: skip
    return figure, f"Share right from {widths[0]} to {widths[-1]} numbers: {'; '.join(said)}."


def _share(runs):
    """The mean of the runs in words that do not move from machine to machine."""
    mean = float(np.mean(np.asarray(runs, dtype=float)))
    if mean > 0.99:
        return "over 99 %"
    return f"about {5 * round(20 * mean)} %" if mean >= 0.1 else "under 10 %"


def waves(table):
    """A position table (position, d_model), and the dot products of its first row with all.

    Returns (figure, alt).
    """
    table = np.asarray(table, dtype=float)
    alike = table @ table[0]
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.3), width_ratios=[1, 1.2])
    draw_matrix(left, table, numbers=False)
    last_place, last_column = (size - 1 for size in table.shape)
    left.set_xlabel("column of $P$", parse_math=True)
    left.set_ylabel("position $i$", parse_math=True)
    left.set_xticks([0, last_column], [0, last_column])
    left.set_yticks([0, last_place], [0, last_place])
    right.plot(alike, color=INK)
    right.set_xlabel("distance $|i - j|$", parse_math=True)
    right.set_ylabel("$P[i] \\cdot P[j]$", parse_math=True)
    right.set(ylim=(0, None))
    largest = int(alike.argmax())
    runs = "falls" if alike[-1] < alike[0] else "does not fall"
    runs += " with ripples" if (np.diff(alike) > 0).any() else ""
    return figure, (
        f"Waves, {table.shape[0]} positions by {table.shape[1]} columns. The dot product with "
        f"the first row is largest at distance {largest} and {runs}."
    )
