"""The receipt of one query: a row for each word, from its key to its share of the context."""

import matplotlib.pyplot as plt
from matplotlib.colors import to_rgb

from .alignment import draw_mixture
from .style import (  # fmt: skip
    INK,
    KEY,
    KEY_INK,
    MUTED,
    PAPER,
    QUERY,
    QUERY_INK,
    VALUE,
    VALUE_INK,
    WEIGHT_INK,
    WEIGHTS,
)

KEYS_AT, CELL, BAR = 2.05, 0.75, 2.6  # where the keys begin; widths of a number, of weight 1


def the_receipt(words, query, key, value, receipt, names):
    """Draw one query's life: keys, scores, weights, and values added tip to tail.

    words   : one a key; the last one asks
    query   : (d_k,)        key : (key, d_k)        value : (key, 2)
    receipt : (key, 6): score, scaled score, its exponential, weight, and weight · value
    names   : two, of what the values hold
    returns (figure, alt text)

    Raises ValueError when the shapes do not fit.
    """
    _check(words, query, key, value, receipt, names)
    fig, (strip, plane) = plt.subplots(1, 2, figsize=(10.6, 3.9), width_ratios=[3.4, 1])
    draw_strip(strip, words, query, key, value, receipt, names)
    tip = draw_mixture(plane, receipt[:, 3], value, words)
    plane.set(xlabel=names[0], ylabel=names[1])
    plane.set_title("⑤ tip to tail", fontsize=12)
    shares = ", ".join(f"{w} {x:.2f}" for w, x in zip(words, receipt[:, 3].tolist(), strict=True))
    alt = (
        f"The receipt of '{words[-1]}'. Weights: {shares}. Values added tip to tail lead to the "
        f"context: {names[0]} {tip[0]:.2f}, {names[1]} {tip[1]:.2f}."
    )
    return fig, alt


def _check(words, query, key, value, receipt, names):
    expected = {
        "query": (key.shape[-1],), "key": (len(words), key.shape[-1]),
        "value": (len(words), 2), "receipt": (len(words), 6),
    }  # fmt: skip
    given = {"query": query, "key": key, "value": value, "receipt": receipt}
    for name, shape in expected.items():
        _fits(name, given[name], shape)
    if len(names) != 2:
        raise ValueError(f"names must hold two, got {len(names)}")


def _fits(name, array, shape):
    if tuple(array.shape) != shape:
        raise ValueError(f"{name} must have shape {shape}, got {tuple(array.shape)}")


def draw_strip(ax, words, query, key, value, receipt, names):
    """Write the ledger: the question above the keys, a line a word, the sums below."""
    bottom = len(words) + 2
    end = KEYS_AT + CELL * len(query)
    places = [end + gap for gap in (0.95, 2.3, 3.5, 3.9)]  # the weight's bar begins at the last
    values_at = places[-1] + 3.2
    given_at = values_at + 2.4
    sums = receipt.sum(dim=0).tolist()
    ax.text(KEYS_AT, 0, "keys", color=KEY_INK, weight="bold")
    for x, name in zip(places[:3], ("① q · k", f"② ÷ √{len(query)}", "③ e^"), strict=True):
        ax.text(x, 0, name, ha="right", weight="bold")
    ax.text(places[3], 0, f"④ ÷ {sums[2]:.2f}", color=WEIGHT_INK, weight="bold")
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
    for y, (word, k, v, row) in enumerate(zip(words, key, value, receipt.tolist(), strict=True), 2):
        ax.text(0, y, word, color=KEY_INK, va="center", weight="bold")
        _cells(ax, KEYS_AT, y, k, KEY, KEY_INK)
        numbers = f"{row[0]:g}", f"{row[1]:g}", f"{row[2]:.2f}"
        for x, number in zip(places[:3], numbers, strict=True):
            ax.text(x, y, number, ha="right", va="center")
        ax.barh(y, BAR * row[3], left=places[3], height=0.5, color=WEIGHTS(0.75))
        ax.text(places[3] + BAR * row[3] + 0.1, y, f"{row[3]:.2f}", color=WEIGHT_INK, va="center")
        _cells(ax, values_at, y, v, VALUE, VALUE_INK)
        for x, number in enumerate(row[4:]):
            ax.text(given_at + 1.15 * x, y, f"{number:.2f}", color=VALUE_INK, ha="center",
                    va="center")  # fmt: skip
    ax.plot([0, given_at + 1.8], [bottom - 0.45] * 2, color=MUTED, lw=1)
    ax.text(0, bottom, "together", weight="bold", va="center")
    ax.text(places[2], bottom, f"{sums[2]:.2f}", ha="right", va="center")
    ax.text(places[3], bottom, f"Σ = {sums[3]:.2f}", color=WEIGHT_INK, weight="bold", va="center")
    ax.text(given_at - 0.6, bottom, "context", ha="right", weight="bold", va="center")
    for x, number in enumerate(sums[4:]):
        ax.text(given_at + 1.15 * x, bottom, f"{number:.2f}", color=PAPER, weight="bold",
                ha="center", va="center", bbox={"fc": INK, "ec": INK, "pad": 3})  # fmt: skip
    ax.set(xlim=(-0.1, given_at + 2), ylim=(bottom + 0.5, -0.4))
    ax.axis("off")


def _cells(ax, left, y, vector, fill, ink):
    """One vector as a row of tinted cells, its numbers in them."""
    for place, number in enumerate(vector.tolist()):
        corner = (left + CELL * place, y - 0.36)
        ax.add_patch(plt.Rectangle(corner, CELL, 0.72, fc=(*to_rgb(fill), 0.22), ec=PAPER, lw=2))
        ax.text(left + CELL * (place + 0.5), y, f"{number:g}", color=ink, ha="center", va="center")


def draw_temperature(axes, temperatures, rows, value, words, names):
    """Draw what the temperature does: left to the weights, right to the context.

    axes  : two        temperatures : (steps,), rising, around 1
    rows  : (steps, key) weights at each temperature        value : (key, 2)
    words : one a key, at most four        names : two, of what the values hold

    Raises ValueError for a fifth word, and for shapes that do not fit.
    """
    left, right = axes
    looks = ("-.", "-", "--", ":")
    if len(words) > len(looks):
        raise ValueError(f"at most {len(looks)} words can be told apart, got {len(words)}")
    _fits("rows", rows, (len(temperatures), len(words)))
    _fits("value", value, (len(words), 2))
    receipt = int((temperatures - 1).abs().argmin())
    for word, line, dashes in zip(words, rows.T, looks, strict=False):
        left.plot(temperatures, line, dashes, color=WEIGHTS(0.75), label=word)
    left.legend()
    left.axvline(1, color=MUTED, lw=0.8, zorder=0)
    left.set(xscale="log", xlabel="temperature", ylabel="weight", ylim=(-0.02, 1.05))
    places = rows @ value
    right.scatter(*value.T, marker="D", s=40, color=VALUE, zorder=3)
    for word, place in zip(words, value.tolist(), strict=True):
        right.annotate(word, place, (8, 4), textcoords="offset points", color=VALUE_INK)
    right.plot(*places.T, color=INK, zorder=2)
    for step, name in ((0, "cold"), (receipt, "T = 1"), (-1, "hot")):
        right.plot(*places[step], "o", color=INK, ms=6, zorder=4)
        right.annotate(name, places[step].tolist(), (-8, -5), textcoords="offset points",
                       ha="right", weight="bold")  # fmt: skip
    right.margins(0.35, 0.2)
    right.set(xlabel=names[0], ylabel=names[1])
