"""Whole figures of notebook 03, each with its text twin: functions return (figure, alt text).

The parts are drawn by `alignment_plots` and `plots`; what is decided here is size, title, words.
"""

import matplotlib.pyplot as plt

from .alignment_plots import (
    draw_corner,
    draw_fan,
    draw_misses,
    draw_mixture,
    draw_shares,
    draw_weights,
)
from .maps import describe_attention, draw_attention


def mixture(weights, values, words):
    """One step by hand: the weights as bars, and the context as their walk through the plane.

    weights (key,), values (key, 2), words: one a key.
    """
    fig, axes = plt.subplots(1, 2, figsize=(8, 3.6))
    draw_weights(axes[0], weights, words)
    tip = draw_mixture(axes[1], weights, values, words)
    top = words[int(weights.argmax())]
    axes[0].set_title(f"“{top}” gets most")
    axes[1].set_title("Context: in between")
    shares = ", ".join(f"{word} {weight:.2f}" for word, weight in zip(words, weights, strict=True))
    return fig, (
        f"Left, bars of weight: {shares}. Right, the states in the plane; the weighted arrows lead "
        f"to the context ({tip[0]:.2f}, {tip[1]:.2f})."
    )


def corner(weights, pair):
    """A map (target, source) with gold outlined, and a frame where noun and adjective turn."""
    fig, ax = plt.subplots(figsize=(6.4, 5.4))
    draw_corner(ax, weights, pair)
    ax.set_title("French turns the corner", y=1.2)
    return fig, (
        describe_attention(weights, pair.english, pair.french)
        + " A dashed frame marks where noun and adjective change places."
    )


def shares_on_gold(counts):
    """Shares on gold by word class; counts: {label of a seed: {class: (on gold, all)}}."""
    shares = {
        seed: {name: good / total for name, (good, total) in by_class.items()}
        for seed, by_class in counts.items()
    }
    fig, ax = plt.subplots(figsize=(7.2, 3.8))
    draw_shares(ax, shares)
    ax.set_title("Content words find their gold, some small words wander")
    lowest = [f"{min(s, key=s.get)} with {seed}" for seed, s in shares.items()]
    return fig, f"Share on gold by word class. Lowest: {', '.join(lowest)}."


def misses(maps, pair):
    """One pair read by several models, crosses where a look is off gold. maps: {label: map}."""
    fig, axes = plt.subplots(1, len(maps), figsize=(5.25 * len(maps), 4.8), squeeze=False)
    said = []
    for ax, (label, weights) in zip(axes[0], maps.items(), strict=True):
        off = draw_misses(ax, weights, pair)
        ax.set_title(f"{label}: {len(off)} off gold", y=1.24)
        said.append(f"{label}: {describe_attention(weights, pair.english, pair.french)}")
    return fig, "One sentence, read twice. " + " ".join(said)


def translations(found, titles=None):
    """The maps of translations side by side. found: list of `translate.Translation` with weights.

    titles: one for each, or None. A single map gets room for long sentences.
    """
    width = 7 if len(found) == 1 else 5 * len(found)
    fig, axes = plt.subplots(1, len(found), figsize=(width, 6 if len(found) == 1 else 4.4),
                             squeeze=False)  # fmt: skip
    said = []
    for place, (ax, one) in enumerate(zip(axes[0], found, strict=True)):
        draw_attention(ax, one.weights, one.source, one.tokens, numbers=False)
        said.append(describe_attention(one.weights, one.source, one.tokens))
        if titles:
            ax.set_title(titles[place], y=1.16)
    return fig, " ".join(said)


def fan(one, step):
    """One step of a `translate.Translation`: where it looks to write the word `step`."""
    fig, ax = plt.subplots(figsize=(9, 2.6))
    looked_at = one.source[draw_fan(ax, one.weights, one.source, one.tokens, step)]
    ax.set_title(f"To write « {one.tokens[step]} », look at “{looked_at}”", y=1.08)
    return fig, f"The decoder is writing '{one.tokens[step]}' and looks most at '{looked_at}'."
