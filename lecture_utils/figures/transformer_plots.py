"""Pictures of transformers: who may look at whom, and what each head is worth."""

import numpy as np
from matplotlib.patches import Arc

from .maps import draw_attention
from .style import INK, KEY_INK, MASKED, MUTED, QUERY_INK, WEIGHTS


def draw_looks(ax, words, place, allowed):
    """Draw one row of a mask as arcs, from the word that asks to each word it may look at.

    words   : the sentence, written along a line
    place   : number of the word that asks, in blue
    allowed : (key,) boolean, True = may look; words that may not be looked at turn grey

    Raises ValueError when `allowed` has not one entry a word, or `place` is none of them.
    """
    allowed = np.asarray(allowed, dtype=bool)
    if allowed.shape != (len(words),) or not 0 <= place < len(words):
        raise ValueError(
            f"expected {len(words)} entries and a place below that, got {allowed.shape} and {place}"
        )
    widths = np.array([len(word) + 2.0 for word in words])  # long words get more room
    middles = (widths.cumsum() - widths / 2) / widths.sum()
    for number, (x, word) in enumerate(zip(middles, words, strict=True)):
        asks = number == place
        ink = QUERY_INK if asks else KEY_INK if allowed[number] else "#8A8D91"
        ax.text(x, -0.06, word, ha="center", va="top", color=ink, fontsize=12,
                weight="bold" if asks else "normal")  # fmt: skip
        if not allowed[number]:
            continue
        span = abs(x - middles[place]) or 0.018  # its own word: a small loop
        centre = (x + middles[place]) / 2
        ax.add_patch(Arc((centre, 0), span, 0.25 + 2.6 * span, theta1=0, theta2=180, lw=1.8,
                         color=WEIGHTS(0.7)))  # fmt: skip
        ax.plot(x, 0, "o", ms=4, color=WEIGHTS(0.7))
    ax.set(xlim=(0, 1), ylim=(-0.35, 1.15))
    ax.axis("off")


def draw_mask(ax, mask, keys, queries):
    """Draw a mask: one even tone where a query may look, hatching where it may not.

    mask : (query, key) boolean, True = may look        keys, queries : the words
    """
    mask = np.asarray(mask, dtype=bool)
    draw_attention(ax, 0.35 * mask, keys, queries, mask=mask, numbers=False, sums=False)


def draw_guesses(ax, words, chances, colour):
    """Draw the likeliest words as bars, the best on top.

    words : the guesses, best first        chances : (word,) their probabilities
    """
    if len(words) != len(chances):
        raise ValueError(f"expected one chance a word, got {len(chances)} for {len(words)} words")
    ax.barh(range(len(words)), chances, color=colour, height=0.62)
    ax.set_yticks(range(len(words)), words, fontsize=12)
    ax.tick_params(axis="y", length=0)
    ax.invert_yaxis()
    ax.set(xlim=(0, 1), xlabel="probability")


def draw_costs(ax, costs):
    """Draw what it costs to switch off each head: one bar a head, grouped by layer.

    costs : (layers, heads), how much the loss rises
    Returns the (layer, head) that costs most. Raises ValueError when costs is not a table.
    """
    costs = np.asarray(costs, dtype=float)
    if costs.ndim != 2:
        raise ValueError(f"costs must have shape (layers, heads), got {costs.shape}")
    layers, heads = costs.shape
    most = tuple(int(number) for number in np.unravel_index(costs.argmax(), costs.shape))
    for layer, head in np.ndindex(layers, heads):
        place = layer * (heads + 1) + head
        tone = WEIGHTS(0.75) if (layer, head) == most else WEIGHTS(0.4)
        ax.bar(place, costs[layer, head], color=tone, edgecolor=MUTED, lw=0.6)
        ax.text(place, costs[layer, head], f"head {head}", rotation=60, ha="left", va="bottom",
                fontsize=9, color=INK, rotation_mode="anchor")  # fmt: skip
    middles = [layer * (heads + 1) + (heads - 1) / 2 for layer in range(layers)]
    ax.set_xticks(middles, [f"layer {layer}" for layer in range(layers)])
    ax.tick_params(axis="x", length=0)
    ax.axhline(0, color=MASKED, zorder=0)
    ax.set(ylabel="rise of the loss")
    ax.margins(y=0.3)
    return most
