"""Pictures of notebook 02: how a sentence passes through one vector, and what is left of it."""

import math

import matplotlib.pyplot as plt
import numpy as np
import seaborn as sns

from .maps import draw_by_length, name_end, name_ends
from .style import INK, KEY, KEY_INK, MASKED, MUTED, PAPER, QUERY, QUERY_INK, ink_on, told_apart

LOOKS = (("o-", INK), ("s--", MUTED), ("^:", MUTED), ("v-.", MUTED))  # lines told apart in grey
OUTCOMES = {"right": MUTED, "turned": KEY, "missing": MASKED}
STEPS = 24  # words, as many as the longest training sentences have


def bottleneck(source, target, cells=7):
    """Words in, one vector of `cells` cells, seen at every step, words out: (figure, alt)."""
    figure, ax = plt.subplots(figsize=(9, 2.1))
    middle, right = len(source) + 1.5, len(source) + 4
    for x, word in enumerate(source):
        _word(ax, x, word, KEY, KEY_INK, reads=True)
    for number, word in enumerate(target):
        _word(ax, right + number, word, QUERY, QUERY_INK, reads=False)
    places = np.arange(right, right + len(target))
    for x in [*range(len(source) - 1), *places[:-1]]:
        _arrow(ax, (x + 0.36, 0), (x + 0.64, 0))
    for x in places[:-1]:  # what was written is read next
        _arrow(ax, (x + 0.05, 0.95), (x + 0.8, 0.3), color=QUERY, linestyle=":")
    _arrow(ax, (len(source) - 0.6, 0), (middle - 0.55, 0))
    _arrow(ax, (middle + 0.55, 0), (right - 0.4, 0))
    ax.plot([middle, middle, places[-1]], [-1.1, -1.5, -1.5], color=MUTED, lw=0.8)
    for x in places:
        _arrow(ax, (x, -1.5), (x, -0.42), lw=0.8)
    heights = np.linspace(-1, 1, cells + 1) * 1.1
    for low, high in zip(heights, heights[1:], strict=False):
        ax.add_patch(plt.Rectangle((middle - 0.4, low), 0.8, high - low, fc=INK, ec=PAPER, lw=1.5))
    ax.text(middle, 1.3, "one vector", ha="center", color=INK, weight="bold")
    ax.text(0, 0.6, "the encoder reads →", color=KEY_INK, fontsize=11)
    ax.text(right, -2.15, "the decoder writes →", color=QUERY_INK, fontsize=11)
    ax.text(places[-1], -2.15, "sees it at every step", color=MUTED, fontsize=11, ha="right")
    ax.set(xlim=(-1.2, right + len(target) + 0.8), ylim=(-2.7, 2.7), aspect="equal")
    ax.axis("off")
    return figure, (
        f"{len(source)} English words are read one after the other into one vector; "
        f"from this vector, seen at every step, {len(target)} French words are written one after "
        "the other."
    )


def _word(ax, x, word, fill, ink, reads):
    """One step of a recurrent network, and its word: below where it reads, above where it writes"""
    ax.add_patch(plt.Circle((x, 0), 0.33, fc=fill, ec=PAPER, zorder=3))
    y, end, aligned = (-1.0, -0.42, "right") if reads else (1.0, 0.42, "left")
    _arrow(ax, (x, y), (x, end)) if reads else _arrow(ax, (x, end), (x, y))
    ax.text(x, 1.12 * y, word, color=ink, rotation=55, ha=aligned, rotation_mode="anchor",
            va="top" if reads else "bottom", fontsize=11)  # fmt: skip


def _arrow(ax, start, end, color=MUTED, linestyle="-", lw=1.2, head=8):
    look = {"arrowstyle": "->", "color": color, "lw": lw, "linestyle": linestyle}
    look |= {"shrinkA": 0, "shrinkB": 0, "mutation_scale": head}
    ax.annotate("", end, start, arrowprops=look)


def gate(update, old=0.8, candidate=-0.5):
    """One number of a state under an update gate: this step, and what many such steps leave.

    update : the gate, from 0 (take the candidate) to 1 (keep the old number)
    Returns (figure, alt). Raises ValueError for a gate outside 0 … 1.
    """
    if not 0 <= update <= 1:
        raise ValueError(f"a gate is a number from 0 to 1, got {update}")
    new = update * old + (1 - update) * candidate
    figure, (step, rest) = plt.subplots(1, 2, figsize=(9, 2.3), width_ratios=(1.25, 1))
    step.plot([-1, 1], [0, 0], color=MASKED, lw=3, zorder=0)
    step.plot([candidate, old], [0, 0], color=MUTED, lw=1.5, ls=":")
    places = {"candidate": (candidate, KEY_INK, "s", -22), "old": (old, MUTED, "o", -22),
              "new": (new, INK, "D", 14)}  # fmt: skip
    for name, (x, ink, marker, away) in places.items():
        step.plot([x], [0], marker, color=ink, ms=9, zorder=3)
        step.annotate(f"{name} {x:.2f}", (x, 0), (0, away), textcoords="offset points",
                      ha="center", color=ink)  # fmt: skip
    step.set(xlim=(-1.15, 1.15), ylim=(-1, 1), yticks=[], title=f"one step, update {update:.2f}")
    step.spines[:].set_visible(False)
    rest.bar(range(STEPS + 1), update ** np.arange(STEPS + 1), color=INK)
    rest.set(ylim=(0, 1.05), xlabel="words read since", title="share of the old number left")
    return figure, (
        f"One step: the new number {new:.2f} lies {100 * update:.0f} % of the way from the "
        f"candidate {candidate:.2f} to the old {old:.2f}. After {STEPS} words with such a gate "
        f"{100 * update**STEPS:.0f} % of the old number is left."
    )


ENCODER = (("words", "a row of the English table"), ("gru", "one step for each word"))
DECODER = (
    ("words", "a row of the French table"),
    ("gru", "one step for each word"),
    ("combine", "state + sentence → one vector"),
    ("output", "compare with every French word"),
)


def parts(read, written, following, hidden, d_model, vocab):
    """The translator's parts, named as in the code, from the words read to the word written.

    read, written : English words, French ones so far; following : the next; then the sizes
    """
    figure, ax = plt.subplots(figsize=(9, 4.3))
    levels = [1.0 + 1.75 * number for number in range(len(DECODER))]
    for x, role, stack, fill in ((0, "encoder", ENCODER, KEY), (6.2, "decoder", DECODER, QUERY)):
        ax.text(x, levels[len(stack) - 1] + 1.4, role, weight="bold", color=INK)
        for (name, does), y in zip(stack, levels, strict=False):
            ax.add_patch(plt.Rectangle((x, y), 4.2, 1, fc=fill, alpha=0.25, ec=INK, lw=0.8))
            ax.text(x + 2.1, y + 0.68, name, ha="center", va="center", weight="bold", color=INK)
            ax.text(x + 2.1, y + 0.28, does, ha="center", va="center", color=INK, fontsize=9)
    for x, words, ink in ((0, read, KEY_INK), (6.2, written, QUERY_INK)):
        ax.text(x + 2.1, 0.1, " ".join(words), ha="center", va="center", color=ink, fontsize=12)
        for y in (0.4, 2.0):
            _arrow(ax, (x + 2.1, y), (x + 2.1, y + (0.6 if y < 1 else 0.75)), lw=1.6, head=12)
    flow = f"state ({hidden})", f"features ({d_model})", f"scores ({vocab})"
    for y, label in zip((3.75, 5.5, 7.25), flow, strict=True):
        _arrow(ax, (8.3, y), (8.3, y + 0.75), lw=1.6, head=12)
        ax.text(8.5, y + 0.35, label, color=QUERY_INK, fontsize=10, va="center")
    ax.text(8.3, 8.35, following, ha="center", va="center", color=QUERY_INK, weight="bold")
    ax.add_patch(plt.Rectangle((1.2, 4.5), 1.8, 1, fc=INK, ec=PAPER))
    ax.text(2.1, 5, f"last ({hidden})", ha="center", va="center", color=PAPER, weight="bold")
    _arrow(ax, (2.1, 3.75), (2.1, 4.5), lw=1.6, head=12)
    for end, label in ((3.25, "starts from it"), (5.0, "sees it at every step")):
        _arrow(ax, (3.0, 5.0), (6.2, end), color=INK, lw=1.6, head=12)
        ax.text(*((5.1, 3.25) if end < 5 else (4.6, 5.25)), label, ha="center", color=INK,
                fontsize=10)  # fmt: skip
    ax.plot([10.6, 10.9, 10.9, 10.6], [1.5, 1.5, 6.75, 6.75], color=QUERY, ls=":", lw=1.4)
    ax.text(11.0, 4.1, "one\ntable", color=QUERY_INK, fontsize=10, va="center")
    ax.set(xlim=(-0.2, 12), ylim=(-0.3, 8.8))
    ax.axis("off")
    names = [", ".join(name for name, _ in stack) for stack in (ENCODER, DECODER)]
    return figure, (
        f"Encoder, from below: {names[0]}; its last state of {hidden} numbers goes to the "
        f"decoder's gru and combine. Decoder, from below: {names[1]}; after '{' '.join(written)}' "
        f"comes '{following}'. words and output of the decoder are one table."
    )


def losses(values, choices, window=25):
    """The loss of every step, its moving average, that of a blind guess among `choices` tokens."""
    values, blind = np.asarray(values, dtype=float), math.log(choices)
    window = min(window, len(values))
    smooth = np.convolve(values, np.ones(window) / window, mode="valid")
    figure, ax = plt.subplots(figsize=(7, 2.8))
    ax.plot(values, color=MUTED, lw=0.6, alpha=0.6)
    ax.plot(np.arange(len(smooth)) + window // 2, smooth, color=INK)
    ax.axhline(blind, color=QUERY_INK, ls=":")
    ax.text(len(values), blind - 0.2, "blind guess", color=QUERY_INK, ha="right", va="top")
    ax.set(xlabel="step", ylabel="loss", ylim=(0, None))
    begins = "starts at" if abs(values[0] - blind) < 0.1 * blind else "starts away from"
    ends = "falls below" if smooth[-1] < values[0] else "ends below"
    jumps = "; it jumps from step to step" if np.abs(np.diff(values)).max(initial=0) > 0.1 else ""
    said = f"{begins} a blind guess among {choices} tokens and {ends} {math.floor(smooth[-1]) + 1}"
    return figure, f"Over {len(values)} steps the loss {said}{jumps}."


def drift(shares):
    """The share of right words at each place: {name: numbers}, as from `reading.both_ways`."""
    names = {"led": "led by the hand", "alone": "alone", "in_order": "alone, shift allowed",
             "other_english": "led, other English"}  # fmt: skip
    curves = {known: shares[name] for name, known in names.items()}
    return _lines(range(1, len(shares["led"]) + 1), curves, "place in the French sentence",
                  "share of words right")  # fmt: skip


def memory(trained, untrained, betting, others=()):
    """The share of nouns that a probe reads from the last state, 0, 1, 2 … words after the noun.

    betting : what always saying the commonest noun wins        others : drawn thin
    """
    curves = {"trained": trained, "untrained": untrained}
    between = "words between the noun and the end of the sentence"
    drawn = _lines(range(len(trained)), curves, between, "share of nouns read",
                   level=("betting", betting), thin=others)  # fmt: skip
    drawn[0].axes[0].set_xlabel(f"← last word      {between}      opening →")
    return drawn


def gradients(curves):
    """{name: what is left of the gradient after 1, 2 … words}, on a logarithmic scale."""
    longest = len(next(iter(curves.values())))
    return _lines(range(1, longest + 1), curves, "words in the sentence",
                  "gradient left at the first word", log=True)  # fmt: skip


def _lines(x, values, xlabel, ylabel, log=False, level=None, thin=()):
    """Lines that differ in dash and shade, each with its name at its right end.

    x     : positions        values : {name: numbers, one for each x}
    level : (name, number) of a horizontal line        thin : lines of other trainings
    Returns (figure, alt): how each line runs. Raises ValueError when a line has not one value for
    each x, or there are more than four.
    """
    curves = told_apart(values, LOOKS)
    figure, ax = plt.subplots(figsize=(7.5, 3.2))
    ends = []
    for line in thin:
        ax.plot(x, line, color=MUTED, lw=0.7)
    if len(thin):
        ends.append((np.mean([line[-1] for line in thin]), "other trainings", MUTED, "normal"))
    for name, line, (look, colour) in curves:
        ax.plot(x, line, look, color=colour, ms=5)
        ends.append((line[-1], name, colour, "normal"))
    said = [f"{name}: {shape_of(np.log(line) if log else line)}" for name, line in values.items()]
    if level:
        ax.plot((x[0], x[-1]), (level[1], level[1]), color=QUERY_INK, ls=":", lw=1.2)
        ends.append((level[1], level[0], QUERY_INK, "normal"))
        said.append(f"a level, {level[0]}")
    ax.set_yscale("log" if log else "linear")
    room = 0.3 * (x[-1] - x[0])  # for the names: no tick stands under them
    ax.set_xticks(x[:: max(1, math.ceil(len(x) / 9))])
    ax.set(xlim=(x[0] - 0.5, x[-1] + room), xlabel=xlabel, ylabel=ylabel)
    if not log:
        ax.set_ylim(-0.03, 1.02)
    name_ends(ax, x[-1], ends)
    more = f" {len(thin)} thin lines: other trainings." if len(thin) else ""
    return figure, f"{ylabel} against {xlabel}. {'; '.join(said)}.{more}"


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


def outcomes(counts):
    """For each kind of place in a French phrase, how often its two words are right, turned, missing

    counts : {kind: {"right", "turned", "missing": number}}, as from `word_order.count_outcomes`
    """
    figure, ax = plt.subplots(figsize=(7.5, 2.8))
    kinds = sorted(counts, reverse=True)
    totals = np.array([sum(counts[kind].values()) for kind in kinds])
    share = {name: np.array([counts[kind].get(name, 0) for kind in kinds]) / totals
             for name in OUTCOMES}  # fmt: skip
    left = np.zeros(len(kinds))
    for name, colour in OUTCOMES.items():
        shares = 100 * share[name]
        bars = ax.barh(kinds, shares, left=left, color=colour, label=name)
        words = [f"{number:.0f} %" if number >= 5 else "" for number in shares]
        ax.bar_label(bars, words, label_type="center", color=ink_on(colour), fontsize=9)
        left += shares
        for place in np.flatnonzero((shares >= 0.5) & (shares < 5)):
            ax.text(left[place] + 1, place, f"{shares[place]:.0f} %", va="center", fontsize=9)
    ax.set(xlim=(0, 100), xlabel="of 100 places")
    ax.tick_params(length=0)
    ax.legend(ncols=3, loc="upper center", bbox_to_anchor=(0.4, -0.3), frameon=False)
    best = kinds[share["right"].argmax()]
    worst = [kind for kind, turned in zip(kinds, share["turned"], strict=True) if turned >= 0.1]
    return figure, (
        f"One bar for each of {len(kinds)} kinds of places. Most often right: {best}; a tenth or "
        f"more turned: {', '.join(worst) or 'none'}."
    )


def order(distances, shares):
    """How often two words change places, by their distance: a dot for each training.

    distances : labels of the distances, in words of the reference
    shares    : {name: trainings, each with one share, 0 … 1, a distance}; "attention", second, blue
    Returns (figure, alt). Raises ValueError when a training does not fit the distances.
    """
    second = (QUERY, "D", "-") if "attention" in shares else (MUTED, "s", "--")
    models = told_apart(shares, ((MUTED, "o", "-"), second))
    (figure, ax), said = plt.subplots(figsize=(7.2, 3.2)), []
    for name, trainings, (colour, marker, dash) in models:
        table = np.asarray(trainings, dtype=float)
        sns.stripplot(x=np.tile(distances, len(table)), y=100 * table.ravel(), color=colour,
                      marker=marker, size=5, alpha=0.55, jitter=False, ax=ax)  # fmt: skip
        [line] = ax.plot(100 * table.mean(axis=0), dash, color=colour, lw=1.6)
        name_end(ax, name, *line.get_xydata()[-1], (14, 0), color=colour)
        said.append(f"{name}: {', '.join(f'{mean:.0f}' for mean in line.get_ydata())}")
    ax.set(xlabel="words from one to the other, in the reference", ylabel="pairs turned, %")
    ax.set(xlim=(-0.4, len(distances) - 0.4), ylim=(-0.8, None))
    return figure, f"Pairs turned, in %, at {', '.join(distances)} words apart. {'; '.join(said)}."


def falling(lengths, curve, others=()):
    """Quality against sentence length, and a question mark where another line might stand.

    lengths : labels of the length ranges
    curve   : one value for each range, of the model at hand
    others  : further curves, drawn thin: the same model, trained from other seeds
    Returns (figure, alt). Raises ValueError when a curve does not fit the lengths.
    """
    figure, ax = plt.subplots(figsize=(7, 3.6))
    for values in others:
        ax.plot(range(len(lengths)), values, color=MUTED, lw=0.8, ls="--")
    draw_by_length(ax, lengths, {"": (curve, MUTED)})
    ends = [(curve[-1], "last state only", MUTED, "bold")]
    if len(others):
        ends.append((np.mean([line[-1] for line in others]), "other trainings", MUTED, "normal"))
    ax.text(0.7 * (len(lengths) - 1), 72, "?", fontsize=44, color=QUERY, ha="center", va="center")
    ax.set_xlim(-0.3, len(lengths))
    name_ends(ax, len(lengths) - 1, ends)
    down = sum(line[-1] < line[0] for line in (curve, *others))
    return figure, (
        f"{1 + len(others)} lines of BLEU by sentence length; {down} of them end lower than they "
        "begin. Above them stands a question mark."
    )


def dial(lengths, curves, chosen):
    """Quality against length for several trainings, one of them drawn in full.

    lengths : labels of the length ranges        curves : {name: one value for each range}
    chosen  : name of the one to follow
    Returns (figure, alt). Raises ValueError when there is no such name.
    """
    if chosen not in curves:
        raise ValueError(f"expected one of {', '.join(curves)}, got {chosen!r}")
    figure, ax = plt.subplots(figsize=(7.4, 3.4))
    ends = []
    for name, values in curves.items():
        full = name == chosen
        ink = INK if full else MUTED
        draw_by_length(ax, lengths, {"": (values, ink)})
        ax.lines[-1].set(lw=2.6 if full else 1.0, zorder=3 if full else 2)
        ends.append((values[-1], name, ink, "bold" if full else "normal"))
    ax.set_xlim(-0.3, len(lengths) + 0.6)
    name_ends(ax, len(lengths) - 1, ends)
    order = sorted(curves, key=lambda name: curves[name][-1])
    return figure, (
        f"BLEU by length for {len(curves)} trainings; in full: {chosen}. At {lengths[-1]} words, "
        f"from the worst to the best: {', '.join(order)}."
    )
