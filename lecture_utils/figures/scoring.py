"""The pictures of notebook 09: a receipt, what the root does, who looks where, and the whole path.

Everywhere: weights (…, query, key); blue asks, orange is asked, green is given, purple weighs.
"""

from typing import NamedTuple

import matplotlib.pyplot as plt
import numpy as np
import seaborn
from matplotlib.colors import to_rgb

from .maps import HATCHED, draw_attention, draw_mixture
from .style import (  # fmt: skip
    INK,
    KEY,
    KEY_INK,
    MUTED,
    PAPER,
    QUERY,
    QUERY_INK,
    SHADES,
    SIGNED,
    VALUE,
    VALUE_INK,
    WEIGHT_INK,
)

KEYS_AT, CELL, BAR = 2.05, 0.75, 2.6  # where the keys begin; widths of a number, of weight 1


def _fits(name, array, shape):
    array = np.asarray(array, dtype=float)
    if array.shape != tuple(shape):
        raise ValueError(f"{name} must have shape {tuple(shape)}, got {array.shape}")
    return array


def receipt(words, query, key, value, ledger, names):
    """One query's life: keys, scores, weights, and values added tip to tail.

    words  : one a key; the last one asks
    query  : (d_k,)        key : (key, d_k)        value : (key, 2)
    ledger : five rows of one entry a key: scores, scaled scores, their exponentials, weights, and
             weight · value, two numbers each
    names  : two, of what the values hold
    Returns (figure, alt). Raises ValueError when the shapes do not fit.
    """
    if len(names) != 2:
        raise ValueError(f"names must hold two, got {len(names)}")
    query = np.asarray(query, dtype=float)
    key = _fits("key", key, (len(words), len(query)))
    value = _fits("value", value, (len(words), 2))
    if len(ledger) != 5:
        raise ValueError(f"ledger must have five rows, got {len(ledger)}")
    steps = _fits("ledger", np.array(ledger[:4], dtype=float), (4, len(words))).T
    given = _fits("weight · value", ledger[4], (len(words), 2))
    rows = np.concatenate([steps, given], axis=1)
    fig, (strip, plane) = plt.subplots(1, 2, figsize=(10.6, 3.9), width_ratios=[3.1, 1])
    _strip(strip, words, query, key, value, rows, names)
    tip = draw_mixture(plane, rows[:, 3], value, words)
    plane.set(xlabel=names[0], ylabel=names[1])
    plane.set_title("⑤ tip to tail", fontsize=12)
    shares = ", ".join(f"{w} {x:.2f}" for w, x in zip(words, rows[:, 3], strict=True))
    return fig, (
        f"The receipt of '{words[-1]}'. Weights: {shares}. Values added tip to tail lead to the "
        f"context: {names[0]} {tip[0]:.2f}, {names[1]} {tip[1]:.2f}."
    )


def _strip(ax, words, query, key, value, rows, names):
    """Write the ledger: the question above the keys, a line for each word, the sums below."""
    bottom = len(words) + 2
    end = KEYS_AT + CELL * len(query)
    places = [end + gap for gap in (0.95, 2.5, 3.75, 4.15)]  # the weight's bar begins at the last
    values_at = places[-1] + 3.5
    given_at = values_at + 2.4
    sums = rows.sum(axis=0)
    digits = 2 if sums[2] < 100 else 1 if sums[2] < 1000 else 0  # a column adds up as it is written
    ax.text(KEYS_AT, 0, "keys", color=KEY_INK, weight="bold")
    for x, name in zip(places[:3], ("① q · k", f"② ÷ √{len(query)}", "③ eˢ"), strict=True):
        ax.text(x, 0, name, ha="right", weight="bold")
    ax.text(places[3], 0, f"④ ÷ {sums[2]:.{digits}f}", color=WEIGHT_INK, weight="bold")
    for x, name, ink, side in (
        (places[0], "score", INK, "right"), (places[1], "scaled", INK, "right"),
        (places[3], "weight", WEIGHT_INK, "left"), (values_at + CELL, "value", VALUE_INK, "center"),
    ):  # fmt: skip
        ax.text(x, 1, name, color=ink, ha=side, va="center", size=10)
    ax.text(given_at + 0.55, 0, "⑤ weight · value", color=VALUE_INK, weight="bold", ha="center")
    ax.text(0, 1, f"{words[-1]} asks", color=QUERY_INK, weight="bold", va="center")
    _cells(ax, KEYS_AT, 1, query, QUERY, QUERY_INK)
    for x, name in enumerate(names):
        ax.text(given_at + 1.15 * x, 1, name, color=VALUE_INK, ha="center", va="center", size=10)
    for y, (word, k, v, row) in enumerate(zip(words, key, value, rows, strict=True), 2):
        ax.text(0, y, word, color=KEY_INK, va="center", weight="bold")
        _cells(ax, KEYS_AT, y, k, KEY, KEY_INK)
        numbers = f"{row[0]:.3g}", f"{row[1]:.3g}", f"{row[2]:.{digits}f}"
        for x, number in zip(places[:3], numbers, strict=True):
            ax.text(x, y, number, ha="right", va="center")
        ax.barh(y, BAR * row[3], left=places[3], height=0.5, color=SHADES(0.75))
        ax.text(places[3] + BAR * row[3] + 0.1, y, f"{row[3]:.2f}", color=WEIGHT_INK, va="center")
        _cells(ax, values_at, y, v, VALUE, VALUE_INK)
        for x, number in enumerate(row[4:]):
            ax.text(given_at + 1.15 * x, y, f"{number:.2f}", color=VALUE_INK, ha="center",
                    va="center")  # fmt: skip
    ax.plot([0, given_at + 1.8], [bottom - 0.45] * 2, color=MUTED, lw=1)
    ax.text(0, bottom, "together", weight="bold", va="center")
    ax.text(places[2], bottom, f"{sums[2]:.{digits}f}", ha="right", va="center")
    ax.text(places[3], bottom, f"Σ = {sums[3]:.2f}", color=WEIGHT_INK, weight="bold", va="center")
    ax.text(given_at - 0.6, bottom, "context", ha="right", weight="bold", va="center")
    for x, number in enumerate(sums[4:]):
        ax.text(given_at + 1.15 * x, bottom, f"{number:.2f}", color=PAPER, weight="bold",
                ha="center", va="center", bbox={"fc": INK, "ec": INK, "pad": 3})  # fmt: skip
    ax.set(xlim=(-0.1, given_at + 2), ylim=(bottom + 0.5, -0.4))
    ax.axis("off")


def _cells(ax, left, y, vector, fill, ink):
    """One vector as a row of tinted cells, its numbers in them."""
    for place, number in enumerate(vector):
        corner = (left + CELL * place, y - 0.36)
        ax.add_patch(plt.Rectangle(corner, CELL, 0.72, fc=(*to_rgb(fill), 0.22), ec=PAPER, lw=2))
        ax.text(left + CELL * (place + 0.5), y, f"{round(number, 2):g}", color=ink, ha="center",
                va="center")  # fmt: skip


def values_or_keys(contexts, key_contexts, names, axes):
    """What two sentences hand over: values mixed (left, a plane), keys mixed (right, numbers).

    contexts : (2, 2)        key_contexts : (2, d_k)
    names    : two, of the sentences        axes : two, of what the values hold
    Returns (figure, alt). Raises ValueError when the shapes do not fit.
    """
    contexts = _fits("contexts", contexts, (2, 2))
    key_contexts = _fits("key_contexts", key_contexts, (2, np.shape(key_contexts)[-1]))
    fig, (left, right) = plt.subplots(1, 2, figsize=(8.6, 2.9), width_ratios=[1, 1.3])
    for place, name, marker in zip(contexts, names, "os", strict=True):
        left.plot(*place, marker, color=INK, ms=9)
        left.annotate(name, place, (10, -4), textcoords="offset points", color=VALUE_INK)
    limit = 1.35 * contexts.max()
    left.set(xlabel=axes[0], ylabel=axes[1], xlim=(0, 1.8 * limit), ylim=(0, limit))
    left.set_title("values mixed", fontsize=12)
    for y, (name, row) in enumerate(zip(names, key_contexts, strict=True)):
        right.text(-0.2, y, name, ha="right", va="center", color=KEY_INK)
        _cells(right, 0, y, row, KEY, KEY_INK)
    right.set(xlim=(-2.6, CELL * key_contexts.shape[1]), ylim=(2, -1))
    right.axis("off")
    right.set_title("keys mixed instead", fontsize=12)
    apart = [np.abs(one[0] - one[1]).max() > 1e-6 for one in (contexts, key_contexts)]
    told = ["two different contexts" if yes else "one and the same context" for yes in apart]
    return fig, f"{' and '.join(names)}: values mixed give {told[0]}, keys mixed {told[1]}."


def scaling(sizes, plain, scaled):
    """Spread of the scores, largest weight and slope against d_k, with and without the root.

    sizes : of d_k        plain, scaled : (sizes, 3)
    Returns (figure, alt). Raises ValueError when the shapes do not fit.
    """
    plain, scaled = (_fits(name, x, (len(sizes), 3))
                     for name, x in (("plain", plain), ("scaled", scaled)))  # fmt: skip
    fig, axes = plt.subplots(1, 3, figsize=(9.6, 3.0))
    titles = "spread of the scores", "largest weight", "slope, summed: Σ A (1 − A)"
    said = []
    for ax, before, after, title in zip(axes, plain.T, scaled.T, titles, strict=True):
        ax.plot(sizes, before, "o-", color=MUTED, label="as they are")
        ax.plot(sizes, after, "s-", color=QUERY, label="divided by √d_k")
        ax.set(xscale="log", xlabel="d_k", ylim=(0, None))
        ax.set_title(title, fontsize=11)
        ax.set_xticks(sizes, sizes)
        ax.minorticks_off()
        way = "rises" if before[-1] > before[0] else "falls"
        flat = "stays" if np.ptp(after) < 0.1 * after.mean() else "moves"
        said.append(f"{title} {way} as they are, {flat} when divided")
    axes[0].legend()
    return fig, f"From d_k = {sizes[0]} to {sizes[-1]}: {'; '.join(said)}."


def judged(shares):
    """How often each way of reading names the right sense, seed by seed. shares: {name: list}.

    Returns (figure, alt): for each the least and the largest share, to two decimals.
    Raises ValueError for no seeds.
    """
    if not shares or not all(map(len, shares.values())):
        raise ValueError("expected at least one seed in each row")
    fig, ax = plt.subplots(figsize=(7.6, 0.7 + 0.48 * len(shares)))
    names = [name for name, found in shares.items() for _ in found]
    found = [share for found in shares.values() for share in found]
    seaborn.stripplot(x=found, y=names, ax=ax, color=SHADES(0.75), size=7, alpha=0.7, jitter=0.2,
                      legend=False)  # fmt: skip
    ax.axvline(0.5, color=MUTED, lw=0.8, ls=":")
    ax.annotate("chance", (0.5, 1), (0, 3), xycoords=("data", "axes fraction"),
                textcoords="offset points", ha="center", color=MUTED, fontsize=9)  # fmt: skip
    ax.set(xlim=(-0.03, 1.03), ylabel="",
           xlabel="share of new sentences judged right, a dot for each seed")  # fmt: skip
    said = [f"{name} from {min(x):.2f} to {max(x):.2f}" for name, x in shares.items()]
    return fig, f"Share of new sentences judged right: {'; '.join(said)}."


def seeds(weights, sentences, framed):
    """How one word weighs sentences after several trainings: a map for each, a row for each seed.

    weights : (seed, sentence, word)        sentences : equally long lists of words
    framed  : one place a sentence, the word that decides
    Returns (figure, alt). Raises ValueError when the shapes do not fit.
    """
    weights = _fits("weights", weights, (len(weights), len(sentences), len(sentences[0])))
    if any(len(words) != len(sentences[0]) for words in sentences):
        raise ValueError("sentences must be equally long")
    fig, axes = plt.subplots(1, len(sentences), figsize=(5.4 * len(sentences), 4.3), squeeze=False)
    rows = [f"seed {number}" for number in range(len(weights))]
    said = []
    for ax, words, place, one in zip(axes[0], sentences, framed, weights.transpose(1, 0, 2),
                                     strict=True):  # fmt: skip
        links = {(place, row) for row in range(len(rows))}
        draw_attention(ax, one, words, rows, gold=links, numbers=False, sums=False)
        if ax is not axes[0, 0]:
            ax.set_yticklabels([])
        found = sum(row.argmax() == place for row in one)
        ax.set_xlabel(f"“{words[place]}” first in {found} of {len(rows)}", color=INK)
        said.append(f"in '{' '.join(words)}' {found} of {len(rows)} weigh '{words[place]}' most")
    return fig, f"A row for each seed: {'; '.join(said)}."


def importance(weights, words, asks):
    """How one word weighs every word, a panel a head.

    weights : (heads, query, key)        words : one a query and key
    asks    : place of the asking word
    Returns (figure, alt). Raises ValueError when shapes do not fit or `asks` is no place.
    """
    weights = _fits("weights", weights, (len(weights), len(words), len(words)))
    if not 0 <= asks < len(words):
        raise ValueError(f"asks must be one of 0…{len(words) - 1}, got {asks}")
    fig, axes = plt.subplots(1, len(weights), figsize=(2.4 * len(weights), 3.6), sharey=True,
                             squeeze=False)  # fmt: skip
    most = []
    for head, (ax, row) in enumerate(zip(axes[0], weights[:, asks], strict=True)):
        most.append(words[int(row.argmax())])
        ax.barh(range(len(words)), row, color=SHADES(0.6))
        ax.patches[int(row.argmax())].set_color(SHADES(0.95))
        ax.set(xlim=(0, 1), xlabel="weight", ylim=(len(words) - 0.5, -0.5))
        ax.set_xticks((0, 0.5, 1), ("0", ".5", "1"))
        ax.set_title(f"head {head}: {most[-1]}", fontsize=11)
        ax.set_yticks(range(len(words)), words, color=KEY_INK)
        ax.axhline(asks, color=QUERY, lw=0.8, ls=":", zorder=0)
    axes[0, 0].get_yticklabels()[asks].set(color=QUERY_INK, weight="bold")
    looks = ", ".join(f"head {head} '{word}'" for head, word in enumerate(most))
    return fig, f"'{words[asks]}' asks. Most weight: {looks}."


class _Step(NamedTuple):
    """One small picture: its numbers (words, …), and how they are drawn."""

    title: str
    numbers: np.ndarray
    mask: np.ndarray | None = None  # (words, words), True = may look; the other cells are grey
    limit: float | None = None  # colour scale from -limit to +limit; None: set by the numbers
    parts: tuple = ()  # (name, first column, last column, colour) of blocks to frame and name
    lengths: bool = False  # whether each row's length is written beside it


def path(words, ids, x, n, heads, scores, scaled, masked, weights, context, y):
    """One sentence on its way through attention, one head of it shown: ten small pictures.

    words : for each row of every picture        ids : (words,)        x, n, y : (words, d_model)
    heads : query, key and value of the head, (words, d_k) each
    scores, scaled, masked, weights : (words, words), masked with -inf where one may not look
    context : (words, d_k)
    Returns (figure, alt). Raises ValueError when a step has not one row for each word.
    """
    limit, allowed = float(np.abs(np.asarray(scores)).max()), np.isfinite(np.asarray(masked))
    ends = np.cumsum([0, *(np.shape(one)[1] for one in heads)])
    parts = tuple(zip("QKV", ends[:-1], ends[1:] - 1, (QUERY, KEY, VALUE), strict=True))
    all_three = np.concatenate([np.asarray(one) for one in heads], axis=1)
    steps = [
        _Step("1  ids", ids), _Step("2  word + place", x, lengths=True),
        _Step("3  one scale", n, lengths=True),
        _Step("4  query, key, value", all_three, parts=parts),
        _Step("5  scores", scores, limit=limit), _Step("6  ÷ √d_k", scaled, limit=limit),
        _Step("7  mask", masked, allowed, limit), _Step("8  softmax: weights", weights, allowed),
        _Step("9  context", context), _Step("10  joined, added to x", y),
    ]  # fmt: skip
    fig, axes = plt.subplots(2, 5, figsize=(12.25, 5.5))
    said = []
    for ax, step in zip(axes.flat, steps, strict=True):
        numbers = np.asarray(step.numbers)
        if len(numbers) != len(words):
            raise ValueError(f"{step.title}: expected {len(words)} rows, got {len(numbers)}")
        _step(ax, numbers, step)
        ax.set_title(step.title, fontsize=10)
        ax.set_xticks([])
        names = words if ax in axes[:, 0] else [""] * len(words)
        ax.set_yticks(range(len(words)), names, fontsize=8, color=QUERY_INK)
        ax.tick_params(length=0)
        ax.spines[:].set_visible(False)
        said.append(step.title)
    spread = [np.ptp(np.linalg.norm(np.asarray(one), axis=1)) for one in (x, n)]
    more = "nearer" if spread[1] < spread[0] else "no nearer"
    return (
        fig,
        f"Ten pictures of {len(words)} rows: {'; '.join(said)}. From 2 to 3 the lengths "
        f"of the rows come {more} to each other.",
    )


def _step(ax, numbers, step):
    """The numbers of one step, its blocks framed and named, its rows' lengths beside them."""
    if numbers.ndim == 1:
        for row, number in enumerate(numbers):
            ax.text(0, row, str(number), ha="center", va="center", fontsize=8, color=KEY_INK)
        ax.set(xlim=(-1, 1), ylim=(len(numbers) - 0.5, -0.5))
        return
    _numbers(ax, numbers, step.mask, step.limit)
    for name, first, last, colour in step.parts:
        box = plt.Rectangle((first - 0.5, -0.5), last - first + 1, len(numbers), fc="none",
                            ec=colour, lw=2.5, clip_on=False, zorder=4)  # fmt: skip
        ax.add_patch(box)
        ax.text((first + last) / 2, len(numbers) - 0.3, name, ha="center", va="top",
                color=colour, weight="bold", fontsize=10)  # fmt: skip
    for row, length in enumerate(np.linalg.norm(numbers, axis=1) if step.lengths else ()):
        ax.text(numbers.shape[1], row, f"{length:.1f}", va="center", fontsize=8, color=MUTED)
    if step.lengths:
        ax.text(numbers.shape[1], len(numbers) - 0.3, "length", va="top", fontsize=8, color=MUTED)


def is_weights(numbers):
    """Whether each row of `numbers` (rows, columns) is a row of weights."""
    return bool((numbers >= 0).all() and np.allclose(numbers.sum(axis=1), 1, atol=1e-4))


def _numbers(ax, numbers, mask, limit):
    shown = np.where(np.isfinite(numbers), numbers, 0)
    if is_weights(shown):
        ax.imshow(shown, cmap=SHADES, vmin=0, vmax=1, aspect="auto")
    else:
        limit = limit or np.percentile(np.abs(shown), 98) or 1.0  # loud numbers fade the rest
        ax.imshow(shown, cmap=SIGNED, vmin=-limit, vmax=limit, aspect="auto")
    hidden = () if mask is None else zip(*np.nonzero(~np.asarray(mask)), strict=True)
    for row, column in hidden:
        corner = (column - 0.5, row - 0.5)
        ax.add_patch(plt.Rectangle(corner, 1, 1, **HATCHED))
