"""Pictures of notebook 11: senses layer by layer, heads and their habits, what stays alike."""

import matplotlib.pyplot as plt
import numpy as np

from .maps import describe_attention, draw_attention, name_end
from .style import (
    INK,
    KEY,
    KEY_INK,
    MUTED,
    QUERY,
    QUERY_INK,
    SHADES,
    VALUE,
    VALUE_INK,
    WEIGHT_INK,
    ink_on,
    told_apart,
)

LINES = ((QUERY, "o", "-"), (KEY, "s", "--"), (VALUE, "^", "-."), (WEIGHT_INK, "D", ":"))
INKS = {QUERY: QUERY_INK, KEY: KEY_INK, VALUE: VALUE_INK, WEIGHT_INK: WEIGHT_INK}  # for names


def senses(shares, others):
    """How often a word's nearest twin has the same sense, at the input and after each layer.

    shares : {word: (layers + 1,) shares from 0 to 1}
    others : the share that the mean of the *other* words' rows, rare ones weighed more, finds
             without any layer
    returns (figure, alt)
    """
    shares = {word: np.asarray(values, dtype=float) for word, values in shares.items()}
    mean = np.mean(list(shares.values()), axis=0)
    figure, ax = plt.subplots(figsize=(7.2, 3.4))
    for word, values, (colour, marker, line) in told_apart(shares, LINES):
        ax.plot(values, line, marker=marker, color=colour, alpha=0.75, lw=1.3, label=word)
    ax.plot(mean, color=INK, lw=3, label="all")
    alone = "no attention: other words' rows,\nrare ones weighed more"
    for share, name in ((0.5, "chance"), (float(others), alone)):
        ax.axhline(share, color=MUTED, lw=1, ls="--")
        ax.text(len(mean) - 1.12, share - 0.02, name, color=MUTED, va="top", ha="right", fontsize=9)
    ax.set_xticks(range(len(mean)), ["input", *range(1, len(mean))])
    ax.set(ylim=(0.3, 1.04), xlabel="after layer", ylabel="nearest: same sense")
    ax.legend(ncols=1, loc="center left", bbox_to_anchor=(1.01, 0.5))
    over = ", ".join(str(layer) for layer, value in enumerate(mean) if value >= 0.8)
    start = "about half" if abs(mean[0] - 0.5) <= 0.1 else f"{mean[0]:.1f}"
    return figure, (f"{', '.join(shares)}, at the input and after {len(mean) - 1} layers. All "
                    f"together: {start} at the input, at least 80 % "
                    f"{f'after layers {over}' if over else 'in no layer'}; the mean of the other "
                    f"words' rows, rare ones weighed more, without attention: "
                    f"{100 * others:.0f} %.")  # fmt: skip


def _short(weight):
    """'.7' for 0.7, '1' for 1.0."""
    return f"{weight:.1f}".lstrip("0") if weight < 0.95 else "1"


def habits(tables):
    """What each head looks at, on average: one table a habit.

    tables : {place that is looked at: (layers, heads) mean weights}
    returns (figure, alt)
    """
    figure, axes = plt.subplots(1, len(tables), figsize=(2.75 * len(tables), 2.3), sharey=True)
    said = []
    for ax, (place, table) in zip(np.atleast_1d(axes), tables.items(), strict=True):
        table = np.asarray(table, dtype=float)
        ax.imshow(table, cmap=SHADES, vmin=0, vmax=1, aspect="equal")
        ax.set_xticks(range(table.shape[1]), range(1, table.shape[1] + 1), fontsize=7)
        ax.set_yticks(range(len(table)), range(1, len(table) + 1), fontsize=9)
        ax.tick_params(length=0)
        ax.spines[:].set_visible(False)
        ax.set_xlabel("head")
        ax.set_title(f"looks at {place}", loc="left", fontsize=10, color=KEY_INK, weight="normal")
        for layer, head in np.argwhere(table >= 0.5):
            ax.text(head, layer, _short(table[layer, head]), ha="center", va="center",
                    fontsize=7, color=ink_on(SHADES(table[layer, head])))  # fmt: skip
        layers = [str(n) for n, row in enumerate(table, 1) if (row >= 0.5).any()]
        said.append(f"at {place} in layers {', '.join(layers) or 'none'}")
    np.atleast_1d(axes)[0].set_ylabel("layer")
    return figure, f"Heads that spend half of their weight or more: {'; '.join(said)}."


def idle(weights, lengths):
    """How much weight goes to [CLS], and how much there is to get, layer by layer.

    weights : (layers,) mean weight on [CLS]
    lengths : (layers,) length of [CLS]'s value, divided by the mean of the other tokens'
    returns (figure, alt)
    """
    weights, lengths = (np.asarray(x, dtype=float) for x in (weights, lengths))
    figure, both = plt.subplots(1, 2, figsize=(7.2, 2.6))
    at = np.arange(1, len(weights) + 1)
    both[0].plot(at, weights, "o-", color=WEIGHT_INK, lw=2)
    both[0].set_title("weight on [CLS]", fontsize=10, color=WEIGHT_INK, weight="normal")
    both[1].plot(at, lengths, "s--", color=VALUE, lw=2)
    both[1].set_title("its value's length, others' = 1", fontsize=10, color=VALUE_INK,
                      weight="normal")  # fmt: skip
    for ax in both:
        ax.set(ylim=(0, 1), xlabel="layer", xticks=at)
    most, least = (", ".join(map(str, at[found])) or "none"
                   for found in (weights >= 0.5, lengths < 0.1))  # fmt: skip
    return figure, (f"Half of the weight or more is on [CLS] in layers {most}; its value is "
                    f"shorter than a tenth of the other tokens' in layers {least}.")  # fmt: skip


def head_map(weights, words, layer, head):
    """One head's look at one sentence.

    weights : (query, key)        words : the tokens        layer, head : counted from 1
    returns (figure, alt, title)
    """
    size = min(max(3.4, 1.4 + 0.27 * len(words)), 8)
    figure, ax = plt.subplots(figsize=(size + 0.5, size))
    draw_attention(ax, weights, words, words)
    return figure, describe_attention(weights, words, words), f"Layer {layer}, head {head}"


def changes(cosines):
    """How alike sentences and their changes are, one row a kind of change, the most alike first.

    cosines : {what was changed: cosines, one a sentence}
    returns (figure, alt)
    """
    means = {what: float(np.mean(values)) for what, values in cosines.items()}
    ordered = sorted(means, key=means.get, reverse=True)
    figure, ax = plt.subplots(figsize=(7.4, 0.8 + 0.34 * len(ordered)))
    for row, what in enumerate(ordered):
        ax.plot(cosines[what], [row] * len(cosines[what]), "o", color=WEIGHT_INK, alpha=0.35, ms=6)
        ax.plot(means[what], row, "|", color=INK, ms=17, mew=2)
        ax.text(1.04, row, _hundredths(means[what]), va="center", fontsize=10)
    ax.set_yticks(range(len(ordered)), ordered)
    ax.set(ylim=(len(ordered) - 0.4, -0.6), xlim=(min(0, *map(min, cosines.values())) - 0.03, 1.13))
    ax.set_xlabel("cosine with the sentence as it was (bar and number: the mean)")
    ax.tick_params(axis="y", length=0)
    said = "; ".join(f"{what} {_hundredths(means[what])}" for what in ordered)
    return figure, f"Mean cosine of a sentence and its change, the most alike first: {said}."


def _hundredths(cosine):
    """'.98' for 0.98."""
    return f"{cosine:.2f}".replace("0.", ".", 1)


def search(found, asked):
    """How many questions are answered, by each way of searching.

    found : {way: {what counts as found: number}}        asked : number of questions
    returns (figure, alt)
    """
    figure, ax = plt.subplots(figsize=(7.2, 2.7))
    inks = (QUERY, MUTED)
    for row, (way, numbers) in enumerate(found.items()):
        at = np.arange(len(numbers)) + (row - 0.5) * 0.36
        ax.bar(at, numbers.values(), width=0.34, color=inks[row], label=way,
               hatch="" if row == 0 else "///", edgecolor="white")  # fmt: skip
        for place, number in zip(at, numbers.values(), strict=True):
            ax.text(place, number + 0.5, f"{number}", ha="center", color=QUERY_INK if row == 0
                    else INK, fontsize=10)  # fmt: skip
    ax.set_xticks(range(len(numbers)), numbers)
    ax.set(ylim=(0, asked), ylabel=f"of {asked} questions")
    ax.tick_params(axis="x", length=0)
    ax.legend(loc="upper left")
    said = (f"{way}: " + ", ".join(f"{what} {number}" for what, number in numbers.items())
            for way, numbers in found.items())  # fmt: skip
    return figure, f"Of {asked} questions. {'; '.join(said)}."


def caching(lengths, seconds):
    """Time for one more word, with and without keys and values that are kept.

    lengths : words that are there already        seconds : {way: one time a length}
    returns (figure, alt); the alt text holds no measured number
    """
    figure, ax = plt.subplots(figsize=(6.6, 3.0))
    for way, times, (colour, marker, line) in told_apart(seconds, LINES):
        ax.plot(lengths, 1000 * np.asarray(times), line, marker=marker, color=colour)
        name_end(ax, way, lengths[-1], 1000 * times[-1], (9, 0), color=INKS[colour])
    ax.set(ylim=(0, None), xlabel="words that are there already", ylabel="ms of processor time")
    ax.set_xticks(lengths)
    ways = " and ".join(f"'{way}'" for way in seconds)
    return figure, f"Processor time of one more word over the words that are there: {ways}."
