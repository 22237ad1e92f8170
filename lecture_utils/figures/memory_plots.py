"""Pictures of what a recurrent network learns and keeps: loss, word order, memory, gradients."""

import math

import numpy as np

from .maps import draw_by_length
from .style import INK, KEY, MASKED, MUTED, QUERY, QUERY_INK

OUTCOMES = {"right": MUTED, "turned": KEY, "missing": MASKED}


def draw_losses(ax, losses, choices, window=25):
    """Draw the loss of every step, its moving average, and the loss of a blind guess.

    losses : one number a step        choices : number of tokens that a guess chooses from
    """
    losses = np.asarray(losses, dtype=float)
    smooth = np.convolve(losses, np.ones(window) / window, mode="valid")
    ax.plot(losses, color=MUTED, lw=0.6, alpha=0.6)
    ax.plot(np.arange(len(smooth)) + window // 2, smooth, color=INK)
    ax.axhline(math.log(choices), color=QUERY_INK, ls=":")
    ax.text(
        len(losses), math.log(choices) - 0.2, "blind guess", color=QUERY_INK, ha="right", va="top"
    )
    ax.set(xlabel="step", ylabel="loss", ylim=(0, None))


def draw_outcomes(ax, outcomes):
    """Draw, for each kind of place, the shares of "right", "turned" and "missing" as one bar.

    outcomes : {kind: Counter of the three}, as from `word_order.count_outcomes`
    """
    kinds = sorted(outcomes, reverse=True)
    left = np.zeros(len(kinds))
    for name, colour in OUTCOMES.items():
        shares = np.array([100 * outcomes[kind][name] / outcomes[kind].total() for kind in kinds])
        bars = ax.barh(kinds, shares, left=left, color=colour, label=name)
        words = [f"{share:.0f} %" if share > 6 else "" for share in shares]
        shade = "white" if colour == MUTED else INK
        ax.bar_label(bars, words, label_type="center", color=shade, fontsize=9)
        left += shares
    ax.set(xlim=(0, 100), xlabel="of 100 places")
    ax.tick_params(length=0)
    ax.legend(ncols=3, loc="upper center", bbox_to_anchor=(0.4, -0.3), frameon=False)


def draw_lines(ax, x, lines, log=False):
    """Draw lines that differ in dash and shade, each with its name at its right end.

    x : positions        lines : {name: values, one for each x}        log : logarithmic scale

    Raises ValueError when a line has not one value for each x, or there are more than four.
    """
    looks = (("o-", INK), ("s--", MUTED), ("^:", MUTED), ("v-.", MUTED))
    if len(lines) > len(looks):
        raise ValueError(f"at most {len(looks)} lines can be told apart, got {len(lines)}")
    for (name, values), (look, colour) in zip(lines.items(), looks, strict=False):
        if len(values) != len(x):
            raise ValueError(f"{name}: {len(x)} positions, but {len(values)} values")
        ax.plot(x, values, look, color=colour, ms=5)
        ax.annotate(name, (x[-1], values[-1]), xytext=(8, 0), va="center",
                    textcoords="offset points", color=colour)  # fmt: skip
    if log:
        ax.set_yscale("log")
    room = 0.3 * (x[-1] - x[0])  # for the names: no tick stands under them
    ax.set_xticks(x[:: max(1, math.ceil(len(x) / 9))])
    ax.set_xlim(x[0] - 0.5, x[-1] + room)


def shape_of(values):
    """How a line runs, by the means of its thirds: "falling", "a trough", "a hill", "flat" …

    values : at least three numbers; a difference below a sixth of their range counts as none

    Raises ValueError for fewer than three, and for NaN.
    """
    values = np.asarray(values, dtype=float)
    if np.isnan(values).any():
        raise ValueError("the shape of a line needs numbers, got NaN: a share of nothing?")
    if len(values) < 3:
        raise ValueError(f"the shape of a line needs at least 3 values, got {len(values)}")
    first, middle, last = (third.mean() for third in np.array_split(values, 3))
    least = np.ptp(values) / 6
    if middle < min(first, last) - least:
        return "a trough"
    if middle > max(first, last) + least:
        return "a hill"
    if abs(first - last) <= least:
        return "flat"
    return "falling" if first > last else "rising"


def draw_falling(ax, lengths, curve, others=()):
    """Draw quality against sentence length, and a question mark where another line might stand.

    lengths : labels of the length ranges        curve : one value a range, the model at hand
    others  : further curves, drawn thin: the same model, trained from other seeds

    Raises ValueError when a curve has not one value for each range.
    """
    for values in others:
        if len(values) != len(lengths):
            raise ValueError(f"{len(lengths)} lengths, but {len(values)} values")
        ax.plot(range(len(lengths)), values, color=MUTED, lw=0.8, ls="--")
    draw_by_length(ax, lengths, {"last state only": (curve, MUTED)})
    ax.text(0.7 * (len(lengths) - 1), 72, "?", fontsize=44, color=QUERY, ha="center", va="center")
    ax.set_xlim(-0.3, len(lengths))
