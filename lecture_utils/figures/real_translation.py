"""Pictures of notebook 10: what a translator of real sentences reaches, where it looks softly."""

import matplotlib.pyplot as plt
import numpy as np

from . import maps
from .style import INK, KEY, MASKED, MUTED, QUERY, QUERY_INK, SHADES, VALUE, ink_on, told_apart


def reading(weights, source, tokens, gold=None):
    """Draw what a translator looked at: its words down the side, the English ones along the top.

    weights : (target, source), 0 … 1        source, tokens : the words read, the words written
    gold    : set of (source, target) links to outline
    returns : figure, alt text with both sentences

    Raises ValueError when nothing was written, or the shapes do not fit the words.
    """
    if len(tokens) == 0:
        raise ValueError(f"nothing was written for {' '.join(source)!r}: there is no row to draw")
    figure, alt = maps.attention(weights, source, tokens, gold=gold, sums=False)
    return figure, f"{' '.join(source)} → {' '.join(tokens)}. {alt}"


def quality(scores):
    """Draw BLEU of several translators on several sets of sentences, as dots on one line a set.

    scores : {translator: {set: BLEU 0 … 100}}, the same sets in each; up to four translators
    returns : figure, alt text

    Raises ValueError when the sets differ.
    """
    sets = list(next(iter(scores.values())))
    if any(list(found) != sets for found in scores.values()):
        raise ValueError(f"each translator needs BLEU on {sets}")
    figure, ax = plt.subplots(figsize=(7.6, 1.4 + 0.55 * len(sets)))
    looks = list(zip((MUTED, QUERY, KEY, VALUE), "osD^", strict=True))
    for name, found, (colour, marker) in told_apart(scores, looks):
        rows = np.arange(len(sets))
        ax.plot(list(found.values()), rows, marker, color=colour, ms=9, label=name, zorder=3)
    for row, name in enumerate(sets):
        reached = sorted(found[name] for found in scores.values())
        ax.plot([reached[0], reached[-1]], [row, row], color=MASKED, lw=3, zorder=1)
        for number in reached:
            ax.text(number, row - 0.28, f"{number:.0f}", ha="center", fontsize=9, color=INK)
    ax.set_yticks(range(len(sets)), sets)
    ax.set(xlim=(0, max(70, *(n + 5 for f in scores.values() for n in f.values()))), xlabel="BLEU")
    ax.set_ylim(len(sets) - 0.5, -0.7)
    ax.legend(loc="upper left", bbox_to_anchor=(0, 1.02), ncols=len(scores), fontsize=9,
              borderaxespad=-1.2)  # fmt: skip
    ax.grid(axis="x")
    said = "; ".join(
        f"{name}: " + ", ".join(f"{found[name]:.0f} for {who}" for who, found in scores.items())
        for name in sets
    )
    return figure, f"BLEU by kind of sentence. {said}."


def sharpness(groups):
    """Draw how sharply words look: every word's largest weight as a point, one row a group.

    groups : {name: largest weights, 0 … 1, one a word}
    returns : figure, alt text

    Raises ValueError for a group without words.
    """
    if not all(len(weights) for weights in groups.values()):
        raise ValueError("each group needs at least one word")
    figure, ax = plt.subplots(figsize=(7.6, 1.2 + 0.7 * len(groups)))
    noise = np.random.default_rng(0)
    medians = {}
    for row, (name, weights) in enumerate(groups.items()):
        weights = np.asarray(weights, dtype=float)
        heights = row + noise.uniform(-0.26, 0.26, len(weights))
        ax.scatter(weights, heights, s=14, color=SHADES(0.7), alpha=0.45, lw=0)
        medians[name] = float(np.median(weights))
        ax.plot([medians[name]] * 2, [row - 0.36, row + 0.36], color=INK, lw=2.5)
    ax.set_yticks(range(len(groups)), [f"{name}\n{len(w)} words" for name, w in groups.items()])
    ax.set(xlim=(0, 1.02), ylim=(len(groups) - 0.4, -0.6))
    ax.set_xlabel("largest weight of a word's row (bar: the median)")
    ax.grid(axis="x")
    order = sorted(medians, key=medians.get, reverse=True)
    said = ", then ".join(f"'{name}'" for name in order)
    return figure, f"Largest weight of each word's row; bars: medians. Sharpest first: {said}."


def soft_words(words, most=8):
    """Draw which written words look softly and which sharply: mean largest weight, as bars.

    words : {French word: mean of the largest weight of its rows, 0 … 1}
    most  : how many of either end are drawn
    returns : figure, alt text

    Raises ValueError for fewer than two words.
    """
    if len(words) < 2:
        raise ValueError(f"two words or more are needed, got {len(words)}")
    order = sorted(words, key=words.get)
    most = min(most, len(order) // 2)
    chosen = [*order[:most], *order[-most:]]
    figure, ax = plt.subplots(figsize=(7.6, 3.0))
    places = [*range(most), *range(most + 1, 2 * most + 1)]  # a gap between both ends
    ax.bar(places, [words[word] for word in chosen], width=0.7,
           color=[SHADES(words[word]) for word in chosen], edgecolor=MUTED, lw=0.5)  # fmt: skip
    ax.set_xticks(places, chosen, rotation=45, ha="right", rotation_mode="anchor", color=QUERY_INK)
    ax.set(ylim=(0, 1), ylabel="mean largest weight")
    soft, sharp = ("', '".join(part) for part in (order[:most], order[-most:]))
    return figure, f"Softest rows: '{soft}'. Sharpest rows: '{sharp}'."


def senses(counts):
    """Draw the share of sentences in which an ambiguous word got its right sense.

    counts : {(word, sense): (right, other sense, neither)}, numbers of sentences
    returns : figure, alt text

    Raises ValueError for a sense without sentences.
    """
    if not all(sum(found) for found in counts.values()):
        raise ValueError("each sense needs at least one sentence")
    figure, ax = plt.subplots(figsize=(7.6, 1.2 + 0.3 * len(counts)))
    colours, labels = (VALUE, KEY, MASKED), ("right sense", "the other sense", "neither word")
    rows = {f"{word} ({sense})": found for (word, sense), found in counts.items()}
    rows |= {"all": tuple(map(sum, zip(*counts.values(), strict=True)))}
    for row, found in enumerate(rows.values()):
        left = 0.0
        for number, colour in zip(found, colours, strict=True):
            share = number / sum(found)
            ax.barh(row, share, left=left, color=colour, height=0.72)
            if number:
                ax.text(left + share / 2, row, f"{number}", ha="center", va="center", fontsize=9,
                        color=ink_on(colour), bbox={"fc": colour, "lw": 0, "pad": 1})  # fmt: skip
            left += share
    for name, colour in zip(labels, colours, strict=True):
        ax.barh(0, 0, color=colour, label=name)
    ax.axhline(len(counts) - 0.5, color=INK, lw=0.8)
    ax.axvline(0.5, color=INK, lw=1.2, ls=":")
    ax.set_yticks(range(len(rows)), rows)
    ax.set(xlim=(0, 1), ylim=(len(counts) + 0.6, -0.6))
    ax.set_xlabel("share of the sentences (dotted: one half)")
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=3, fontsize=9)
    right = "; ".join(f"{name} {found[0]} of {sum(found)}" for name, found in rows.items())
    return figure, f"Right sense: {right}."


def by_length(curves):
    """Draw BLEU against sentence length, one line a translator or a kind of sentence.

    curves : {name: {range of lengths: BLEU}}, the same ranges in each
    returns : figure, alt text

    Raises ValueError when the ranges differ.
    """
    lengths = list(next(iter(curves.values())))
    if any(list(found) != lengths for found in curves.values()):
        raise ValueError(f"each line needs BLEU at {lengths}")
    looks = told_apart(curves, (MUTED, QUERY, KEY, VALUE))
    series = {name: (list(found.values()), colour) for name, found, colour in looks}
    figure, alt = maps.by_length(lengths, series)
    figure.axes[0].set_ylim(0, 1.15 * max(max(found) for found, _ in series.values()))
    return figure, alt


def ingredients(scores, errors):
    """Draw what each ingredient of a mixture brings: BLEU on each set, and the error of the maps.

    scores : {training: {set: BLEU 0 … 100}}, the same sets in each
    errors : {training: AER 0 … 1}, punctuation counted, as `link_figures` of the experiments does
    returns : figure, alt text

    Raises ValueError when the trainings of both differ.
    """
    if list(scores) != list(errors):
        raise ValueError(f"BLEU of {list(scores)}, but AER of {list(errors)}")
    sets = list(next(iter(scores.values())))
    figure, (left, right) = plt.subplots(
        1, 2, figsize=(8.4, 3.1), width_ratios=(2.6, 1), layout="constrained"
    )
    colours = (MUTED, KEY, QUERY)
    width = 0.8 / len(scores)
    for number, (name, found) in enumerate(scores.items()):
        places = np.arange(len(sets)) + (number - (len(scores) - 1) / 2) * width
        bars = left.bar(places, [found[key] for key in sets], width, color=colours[number % 3],
                        label=name)  # fmt: skip
        left.bar_label(bars, fmt="{:.0f}", fontsize=9)
        bars = right.bar(number, errors[name], 0.7, color=colours[number % 3])
        right.bar_label(bars, fmt="{:.2f}", fontsize=9)
    left.set_xticks(range(len(sets)), sets)
    left.set(ylabel="BLEU")
    left.margins(y=0.12)  # room for the number above the highest bar
    left.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=3, fontsize=9, borderaxespad=0)
    right.set_xticks(range(len(errors)), [name.replace(" ", "\n", 1) for name in errors],
                     fontsize=9)  # fmt: skip
    right.set(ylabel="AER, punctuation counted\n(lower is better)")
    best = {key: max(scores, key=lambda name: scores[name][key]) for key in sets}
    said = ", ".join(f"{key}: {name}" for key, name in best.items())
    return figure, f"Best BLEU: {said}. Smallest error of the maps: {min(errors, key=errors.get)}."
