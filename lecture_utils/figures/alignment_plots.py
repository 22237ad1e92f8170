"""Pictures of notebook 03: the mixture, the fan, the corner, and words that miss the gold cell."""

import numpy as np
from matplotlib.patches import FancyArrowPatch, Rectangle

from ..experiments.alignment import misses
from .maps import draw_attention
from .style import INK, KEY_INK, MASKED, MUTED, PAPER, QUERY_INK, VALUE, VALUE_INK, WEIGHTS


def draw_weights(ax, weights, words, numbers=True):
    """Draw one row of weights as bars above the words they belong to.

    weights : (key,), 0…1        words : the key words
    """
    weights = _row(weights, words)
    ax.bar(range(len(words)), weights, width=0.6, color=WEIGHTS(0.75))
    for place, weight in enumerate(weights if numbers else ()):
        ax.text(place, weight + 0.02, f"{weight:.2f}", ha="center", color=INK)
    ax.set_xticks(range(len(words)), words, color=KEY_INK)
    ax.set(ylim=(0, 1.05), ylabel="weight")


def _row(weights, words):
    weights = np.asarray(weights, dtype=float)
    if weights.shape != (len(words),):
        raise ValueError(
            f"weights must have shape (key,) = {(len(words),)} to fit the words, "
            f"got {weights.shape}"
        )
    return weights


def draw_mixture(ax, weights, values, words):
    """Draw a context vector in the plane: the values, their weighted arrows tip to tail, the end.

    weights : (key,)        values : (key, 2)        words : one a value
    Returns the context vector (2,). Raises ValueError when the values are not of size 2.
    """
    weights, values = _row(weights, words), np.asarray(values, dtype=float)
    if values.shape != (len(words), 2):
        raise ValueError(f"values must have shape (key, 2), got {values.shape}")
    ax.fill(*values.T, color=MASKED, alpha=0.5, lw=0, zorder=0)
    ax.scatter(*values.T, marker="D", s=45, color=VALUE, zorder=3)
    for word, value in zip(words, values, strict=True):
        outwards = (-9, "right") if value[0] < 0 else (9, "left")  # no arrow crosses a word
        ax.annotate(word, value, xytext=(outwards[0], 4), textcoords="offset points",
                    ha=outwards[1], color=VALUE_INK)  # fmt: skip
    tip = np.zeros(2)
    for weight, value in zip(weights, values, strict=True):
        nxt = tip + weight * value
        ax.add_patch(FancyArrowPatch(tip, nxt, arrowstyle="->", mutation_scale=12, shrinkA=0,
                                     shrinkB=0, color=VALUE, lw=2, zorder=2))  # fmt: skip
        tip = nxt
    ax.scatter(*tip, s=70, color=INK, zorder=4)
    ax.annotate("context", tip, xytext=(10, -4), textcoords="offset points", weight="bold")
    ax.axhline(0, color=MASKED, zorder=0)
    ax.axvline(0, color=MASKED, zorder=0)
    ax.margins(0.6 if (values[:, 0] < 0).any() else 0.2, 0.2)  # room for words on the left
    ax.set(xlabel="first number", ylabel="second number", aspect="equal")
    return tip


def draw_fan(ax, weights, sources, targets, step):
    """Draw where one step of the decoder looks: source words above, written words below.

    weights : (target, source)     sources, targets : the words     step : the row to draw
    Line width and tone are the weight. Words not yet written are dots.
    Raises ValueError when `step` is no row of the map.
    """
    weights = np.asarray(weights, dtype=float)
    if weights.shape != (len(targets), len(sources)):
        raise ValueError(
            f"weights must have shape (target, source) = {(len(targets), len(sources))}, "
            f"got {weights.shape}"
        )
    if not 0 <= step < len(targets):
        raise ValueError(f"step must be one of the rows 0…{len(targets) - 1}, got {step}")
    top, bottom = _places(sources), _places(targets)
    most = int(weights[step].argmax())
    for place, weight in zip(top, weights[step], strict=True):
        ax.plot([place, bottom[step]], [0.93, 0.07], color=WEIGHTS(0.25 + 0.75 * weight),
                lw=0.4 + 9 * weight, solid_capstyle="round", zorder=1 + weight)  # fmt: skip
    for number, (place, word) in enumerate(zip(top, sources, strict=True)):
        bold = "bold" if number == most else "normal"
        ax.text(place, 1, word, ha="center", va="bottom", color=KEY_INK, weight=bold)
    for number, (place, word) in enumerate(zip(bottom, targets, strict=True)):
        ink = QUERY_INK if number == step else MUTED
        bold = "bold" if number == step else "normal"
        ax.text(place, 0, word if number <= step else "·", ha="center", va="top", color=ink,
                weight=bold)  # fmt: skip
    ax.set(xlim=(0, 1), ylim=(-0.12, 1.12))
    ax.axis("off")
    return most


def _places(words):
    """Middles of the words of a line, in 0…1: long words get more room."""
    widths = np.array([len(word) + 2.0 for word in words])
    return (widths.cumsum() - widths / 2) / widths.sum()


def corner(pair):
    """The cells where an adjective and its noun change places: (first source, first target, rows).

    Returns (source, target, width, height) of the block around the first adjective that stands
    before its noun in English and after it in French. Raises ValueError when there is none.
    """
    to = {source: target for source, target in sorted(pair.alignment, reverse=True)}
    for adjective, noun in sorted(pair.modifiers):
        if adjective in to and noun in to and adjective < noun and to[adjective] > to[noun]:
            return adjective, to[noun], noun - adjective + 1, to[adjective] - to[noun] + 1
    raise ValueError(f"no adjective changes places in {' '.join(pair.english)!r}")


def changes_places(pair):
    """Whether an adjective before its noun in English stands after it in French."""
    try:
        return bool(corner(pair))
    except ValueError:
        return False


def first_corner(maps, pairs, shortest=7, longest=9):
    """The number of the first pair whose adjective changes places and whose map is all on gold.

    maps: one (target, source) a pair. Only pairs of `shortest` to `longest` English words, which
    make a picture that can be read. Raises ValueError when there is none.
    """
    for number, (weights, pair) in enumerate(zip(maps, pairs, strict=True)):
        fits = shortest <= len(pair.english) <= longest and changes_places(pair)
        if fits and not misses(weights, pair):
            return number
    raise ValueError(f"no pair of {shortest} to {longest} words turns the corner all on gold")


def draw_corner(ax, weights, pair):
    """Draw a map with gold outlined and a dashed frame where noun and adjective change places."""
    source, target, width, height = corner(pair)
    draw_attention(ax, weights, pair.english, pair.french, gold=pair.alignment)
    frame = Rectangle((source - 0.5, target - 0.5), width, height, fc="none", ec=INK, lw=2, ls="--")
    ax.add_patch(frame)
    frame.set_zorder(5)


def draw_misses(ax, weights, pair):
    """Draw a map with gold outlined, and a cross where a row looks elsewhere. Returns `misses`."""
    draw_attention(ax, weights, pair.english, pair.french, gold=pair.alignment, numbers=False)
    found = misses(weights, pair)
    for source, target in found:
        ax.text(source, target, "×", ha="center", va="center", weight="bold", fontsize=13,
                color=PAPER)  # fmt: skip
    return found


def draw_shares(ax, shares, chance=None):
    """Draw the share of words on gold: one row a word class, one mark a seed.

    shares : {label of a seed: {word class: share 0…1}}, the same classes in each; at most five
    chance : {word class: share} of a comparison, drawn as a small line; or None

    Raises ValueError for no seed and for a sixth, and for classes that differ.
    """
    if not 1 <= len(shares) <= 5:
        raise ValueError(f"from 1 to 5 seeds can be told apart, got {len(shares)}")
    if len({frozenset(by_class) for by_class in shares.values()}) != 1:
        raise ValueError("expected the same word classes from every seed")
    classes = list(next(iter(shares.values())))
    rows, markers = np.arange(len(classes)), "osD^v"
    for number, (label, by_class) in enumerate(shares.items()):
        values = [100 * by_class[name] for name in classes]
        tone = WEIGHTS(max(0.75 - 0.25 * number, 0.0))
        beside = rows + 0.26 * (number - (len(shares) - 1) / 2)  # equal shares must not hide
        ax.plot(values, beside, markers[number], label=label, ms=8, ls="none",
                color=tone, mec=INK, mew=0.6, clip_on=False)  # fmt: skip
    if chance:
        ax.plot([100 * chance[name] for name in classes], range(len(classes)), "|", color=MUTED,
                ms=14, mew=2, ls="none", label="IBM Model 1")  # fmt: skip
    ax.set_yticks(range(len(classes)), classes)
    ax.invert_yaxis()
    ax.set(xlim=(0, 100), xlabel="words that look most at gold, %")
    ax.grid(axis="x")
    ax.legend(loc="upper left", bbox_to_anchor=(1.02, 1))
