"""Figures of notebook 03: one look back, where a translator looks, and what it uses."""

import matplotlib.pyplot as plt
import numpy as np
import seaborn as sns
from matplotlib.patches import Rectangle

from .maps import describe_attention, draw_attention, draw_mixture, name_end, one_each
from .style import (
    INK,
    KEY,
    KEY_INK,
    MASKED,
    MUTED,
    PAPER,
    QUERY,
    QUERY_INK,
    SHADES,
    WEIGHT_INK,
    told_apart,
)

MARKS = (("o", QUERY), ("s", "none"), ("^", "none"))  # a model's own, apart where two lie together
CELL = 0.42  # inches of a cell where maps stand side by side


def look_back(query, scores, weights, states, words, writes):
    """One step of attention: left who is asked and with which weight, right what is mixed.

    query (2,), scores and weights (key,), states (key, 2), words: one for each key; writes: what
    the decoder has just written. Returns (figure, alt). Raises ValueError for what does not fit.
    """
    scores, weights = (one_each(name, row, words) for name, row in
                       (("scores", scores), ("weights", weights)))  # fmt: skip
    figure, (asks, plane) = plt.subplots(1, 2, figsize=(9.6, 4.1), width_ratios=[1.25, 1])
    _asking(asks, query, scores, weights, states, words, writes)
    tip = draw_mixture(plane, weights, states, words)
    plane.set_title("mix: each state by its weight", fontsize=11)
    shares = ", ".join(f"{word} {weight:.2f}" for word, weight in zip(words, weights, strict=True))
    return figure, (
        f"Having written '{writes}', the decoder's state asks every source word; the lines' widths "
        f"are the weights: {shares}. Beside it the states in the plane: the arrows, each a state "
        f"times its weight, lead tip to tail to the context ({tip[0]:.2f}, {tip[1]:.2f})."
    )


def _asking(ax, query, scores, weights, states, words, writes):
    """The query below, the keys above, a line to each: its width and tone are the weight."""
    places = np.linspace(0.14, 0.86, len(words))
    for place, score, weight, state, word in zip(
        places, scores, weights, np.asarray(states), words, strict=True
    ):
        ax.plot([0.5, place], [0.2, 0.78], color=SHADES(0.25 + 0.75 * weight), zorder=1,
                lw=0.6 + 12 * weight, solid_capstyle="round")  # fmt: skip
        ax.text(place, 0.93, word, color=KEY_INK, weight="bold", ha="center")
        ax.text(place, 0.83, f"({_plain(state)})", color=KEY_INK, ha="center")
        middle = 0.5 + 0.62 * (place - 0.5), 0.2 + 0.62 * 0.58
        ax.text(*middle, f"score {score:g}\nweight {weight:.2f}", ha="center", va="center",
                color=WEIGHT_INK, fontsize=10, zorder=3,
                bbox={"fc": PAPER, "ec": "none", "pad": 1.5, "alpha": 0.9})  # fmt: skip
    ax.text(0.5, 0.12, f"({_plain(query)})", color=QUERY_INK, ha="center", weight="bold")
    ax.text(0.5, 0.02, f"the decoder has written « {writes} »", color=QUERY_INK, ha="center")
    ax.set(xlim=(0, 1), ylim=(0, 1))
    ax.set_title("ask: who fits what I need now?", fontsize=11)
    ax.axis("off")


def _plain(numbers):
    return ", ".join(f"{number:g}" for number in np.asarray(numbers, dtype=float).tolist())


def every_pair(queries, keys, asked, offered, met):
    """How two axes of size 1 let every query meet every key: a picture of shapes.

    queries, keys : words           asked, offered, met : the three shapes, tuples
    Returns (figure, alt).
    """
    figure, ax = plt.subplots(figsize=(7.6, 0.62 * len(queries) + 2.1))
    for row, word in enumerate(queries):
        _box(ax, -2.3, row, QUERY, word, "white")
    for column, word in enumerate(keys):
        _box(ax, column, -1.45, KEY, word, INK)
    for row, asks in enumerate(queries):
        for column, offers in enumerate(keys):
            ax.add_patch(Rectangle((column - 0.44, row - 0.36), 0.44, 0.72, fc=QUERY, alpha=0.75))
            ax.add_patch(Rectangle((column, row - 0.36), 0.44, 0.72, fc=KEY, alpha=0.75))
            ax.text(column, row, f"{asks} + {offers}", ha="center", va="center", fontsize=7.5,
                    bbox={"fc": PAPER, "ec": "none", "pad": 1.2, "alpha": 0.9})  # fmt: skip
        ax.annotate("", (-0.6, row), (-1.75, row), arrowprops={"arrowstyle": "->", "color": QUERY})
    for at in range(len(keys)):
        ax.annotate("", (at, -0.45), (at, -1), arrowprops={"arrowstyle": "->", "color": KEY})
    last = len(queries) - 0.35
    for place, name, shape, ink in ((-2.3, "asked", asked, QUERY_INK), (1, "met", met, INK)):
        ax.text(place, last, f"{name} {shape}", ha="center", va="top", color=ink)
    ax.text(len(keys) - 0.4, -1.45, f"offered {offered}", va="center", color=KEY_INK)
    ax.set(xlim=(-3.1, len(keys) + 1.3), ylim=(last + 0.55, -2))
    ax.axis("off")
    return figure, (
        f"{len(queries)} queries as a column {asked}, {len(keys)} keys as a row "
        f"{offered}: added, every query meets every key, {met}."
    )


def _box(ax, x, y, colour, word, ink):
    ax.add_patch(Rectangle((x - 0.44, y - 0.36), 0.88, 0.72, fc=colour))
    ax.text(x, y, word, ha="center", va="center", color=ink, fontsize=9)


def trainings(runs, comparisons=()):
    """BLEU by sentence length of several trainings: a mark for each, a line through the means.

    runs : {label: seeds, each {range of lengths, such as "5–8": BLEU}}; the first is drawn in blue
    comparisons : labels whose line is dashed, because they had more to learn from
    Returns (figure, alt): from what to what each line runs, to the nearest ten.
    """
    lengths = list(next(iter(runs.values()))[0])
    figure, ax = plt.subplots(figsize=(8.2, 3.9))
    said = []
    for place, (label, curves) in enumerate(runs.items()):
        seeds = [[curve[length] for length in lengths] for curve in curves]
        means, colour = np.mean(seeds, axis=0), MUTED if place else QUERY
        style = "--" if label in comparisons else "-"
        ax.plot(range(len(lengths)), means, style, color=colour, lw=1.4)
        sns.stripplot(x=np.tile(lengths, len(seeds)), y=np.ravel(seeds), order=lengths, ax=ax,
                      color=colour, jitter=False, size=5, alpha=0.7, legend=False)  # fmt: skip
        name_end(ax, label, len(lengths) - 1, means[-1], (10, 0), color=colour)
        ends = " to about ".join(f"{round(means[at], -1):.0f}" for at in (0, -1))
        many = f" ({len(seeds)} seeds)" if len(seeds) > 1 else ""
        said.append(f"{label}{many} from about {ends}")
    ax.set(ylim=(0, 104), xlabel="words in the English sentence", ylabel="BLEU")
    ax.grid(axis="y")
    return figure, f"BLEU from {lengths[0]} to {lengths[-1]} words: {'; '.join(said)}."


def corner(weights, pair, frame):
    """A map (target, source) with gold outlined, and a frame where noun and adjective turn.

    frame : (source, target, width, height) in cells. Returns (figure, alt).
    """
    figure, (ax,) = _maps([weights], [pair.english], [pair.french], gold=[pair.alignment])
    source, target, width, height = frame
    ax.add_patch(Rectangle((source - 0.5, target - 0.5), width, height, fc="none", ec=INK, lw=2,
                           ls="--", zorder=5))  # fmt: skip
    return figure, (
        describe_attention(weights, pair.english, pair.french)
        + " A dashed frame marks where French turns the corner: noun and adjective change places."
    )


def soft(weights, pair):
    """A map (target, source) with its numbers and gold outlined. Returns (figure, alt).

    The words say which row is shared out most, and between which two source words.
    """
    figure, _ = _maps([weights], [pair.english], [pair.french], gold=[pair.alignment])
    weights = np.asarray(weights, dtype=float)
    row = int(weights.max(axis=1).argmin())
    first, second = np.argsort(-weights[row])[:2]
    return figure, (
        f"{describe_attention(weights, pair.english, pair.french)} The softest row, "
        f"'{pair.french[row]}', shares between '{pair.english[first]}' and "
        f"'{pair.english[second]}'."
    )


def _maps(maps, keys, queries, names=None, gold=None, **look):
    """Maps side by side whose cells are of one size, however long the sentences: figure, axes."""
    columns, rows = max(map(len, keys)), max(map(len, queries))
    size = len(maps) * (CELL * columns + 1.5), CELL * rows + (1.6 if names or gold else 1.2)
    figure, axes = plt.subplots(1, len(maps), figsize=size, squeeze=False)
    for place, (ax, weights) in enumerate(zip(axes[0], maps, strict=True)):
        draw_attention(ax, weights, keys[place], queries[place], gold=gold and gold[place], **look)
        plt.setp(ax.get_xticklabels(), rotation=60, rotation_mode="anchor")
        ax.set(xlim=(-0.5, columns - 0.5), ylim=(rows - 0.5, -0.5))
        if names:
            ax.set_xlabel(names[place], color=INK)
        elif gold:
            ax.set_xlabel("framed: gold", color=KEY_INK, fontsize=10)
    return figure, axes[0]


def translations(found, names=None):
    """The maps of `translate.Translation`s side by side, with cells of one size.

    names : what is written under each map; a translation that was cut says so there. Returns
    (figure, alt).
    """
    names = names or [""] * len(found)
    names = [f"{name} (cut: it did not end)".strip() if one.cut else name
             for name, one in zip(names, found, strict=True)]  # fmt: skip
    figure, _ = _maps([one.weights for one in found], [one.source for one in found],
                      [one.tokens for one in found], names, numbers=False, sums=False)  # fmt: skip
    said = (describe_attention(one.weights, one.source, one.tokens) for one in found)
    return figure, " ".join(
        f"{name}. {words}" if name else words for name, words in zip(names, said, strict=True)
    )


def fan(one, step):
    """One step of a `translate.Translation`: where it looks to write the word number `step`.

    Source words above, written ones below, those still to come are dots; line width and tone are
    the weight. Returns (figure, alt, title). Raises ValueError when there is no such word.
    """
    if not 0 <= step < len(one.tokens):
        raise ValueError(f"step must be one of the words 0…{len(one.tokens) - 1}, got {step}")
    figure, ax = plt.subplots(figsize=(9, 2.6))
    weights = np.asarray(one.weights[step], dtype=float)
    top, bottom, most = _places(one.source), _places(one.tokens), int(weights.argmax())
    for place, weight in zip(top, weights, strict=True):
        ax.plot([place, bottom[step]], [0.93, 0.07], color=SHADES(0.25 + 0.75 * weight),
                lw=0.4 + 9 * weight, solid_capstyle="round", zorder=1 + weight)  # fmt: skip
    for number, (place, word) in enumerate(zip(top, one.source, strict=True)):
        ax.text(place, 1, word, ha="center", va="bottom", color=KEY_INK,
                weight="bold" if number == most else "normal")  # fmt: skip
    for number, (place, word) in enumerate(zip(bottom, one.tokens, strict=True)):
        ax.text(place, 0, word if number <= step else "·", ha="center", va="top",
                color=QUERY_INK if number == step else MUTED,
                weight="bold" if number == step else "normal")  # fmt: skip
    ax.set(xlim=(0, 1), ylim=(-0.12, 1.12))
    ax.axis("off")
    asks, looked_at = one.tokens[step], one.source[most]
    alt = f"The decoder is writing '{asks}' and looks most at '{looked_at}'."
    return figure, alt, f"To write « {asks} », it looks at “{looked_at}”"


def _places(words):
    """Middles of the words of a line, in 0…1: long words get more room."""
    widths = np.array([len(word) + 2.0 for word in words])
    return (widths.cumsum() - widths / 2) / widths.sum()


def shares_on_gold(counts):
    """How many words look most at gold, by word class, a mark for each seed.

    counts : for each seed {class: (on gold, all)}, the same classes in each, else a ValueError.
    Returns (figure, alt), which order the classes by the mean of their seeds.
    """
    if len({frozenset(by_class) for by_class in counts}) != 1:
        raise ValueError("expected the same word classes from every seed, at least one seed")
    shares = {name: [100 * by_class[name][0] / by_class[name][1] for by_class in counts]
              for name in counts[0]}  # fmt: skip
    ordered = sorted(shares, key=lambda name: -np.mean(shares[name]))
    figure, ax = plt.subplots(figsize=(7.2, 3.8))
    seeds = [seed for _ in ordered for seed in range(len(counts))]  # beside each other: no
    sns.stripplot(x=[share for name in ordered for share in shares[name]],  # mark hides another
                  y=[name for name in ordered for _ in counts], order=ordered, ax=ax, hue=seeds,
                  palette=[SHADES(0.7)] * len(counts), dodge=True, jitter=False, size=6,
                  edgecolor=INK, linewidth=0.6, clip_on=False, legend=False)  # fmt: skip
    _stripe(ax, ordered)
    low = 60 if min(map(min, shares.values())) > 61 else 0  # dots need no zero, but room
    ax.set(xlim=(low, 100 + (100 - low) / 100), ylim=(len(ordered) - 0.5, -0.5), ylabel="")
    ax.set_xlabel("words that look most at gold, % (a mark for each seed)")
    ax.grid(axis="x")
    return figure, (
        f"Share on gold by word class, {len(counts)} seeds. From the highest to the lowest: "
        f"{', '.join(ordered)}."
    )


def chances(found, names):
    """What is left of a right word's probability while words are hidden, by model and sentence.

    found : {what is hidden: {sentence: probabilities, in the order of the seeds 0, 1 …}}
    names : {sentence: its word}, a panel for each
    Returns (figure, alt): in how many models the word keeps more than half, and which lose it.
    Raises ValueError for more models than there are marks.
    """
    rows, models = list(found), range(len(next(iter(found[next(iter(found))].values()))))
    marked = told_apart({f"seed {model}": model for model in models}, MARKS)
    figure, axes = plt.subplots(1, len(names), figsize=(8.8, 3), sharey=True, squeeze=False)
    said = []
    for ax, (sentence, word) in zip(axes[0], names.items(), strict=True):
        _stripe(ax, rows)
        for label, model, (marker, fill) in marked:
            left = [found[row][sentence][model] for row in rows]
            ax.plot(left, range(len(rows)), marker, ls="", ms=9, mec=QUERY, mfc=fill, mew=1.8,
                    clip_on=False, label=label, zorder=4 - model)  # fmt: skip
        ax.axvline(0.5, color=MUTED, ls=":", lw=1.2)
        ax.set(xlim=(0, 1), ylim=(len(rows) - 0.5, -0.5), yticks=range(len(rows)),
               yticklabels=rows,
               xlabel=f"probability of « {word} » (dotted: one half)")  # fmt: skip
        ax.set_title(f"… {sentence} …", fontsize=10)
        said.append(f"'{word}' keeps more than half with " + ", ".join(
            f"{row} hidden in {_keepers(found[row][sentence])}" for row in rows))  # fmt: skip
    axes[0][0].legend(loc="lower left", frameon=False)
    axes[0][0].set_ylabel("hidden")
    return figure, f"{'; '.join(said)}."


def _stripe(ax, rows):
    """Shade every other row: what stands in one does not run into the next."""
    for row in range(0, len(rows), 2):
        ax.axhspan(row - 0.5, row + 0.5, color=MASKED, alpha=0.35, lw=0, zorder=0)


def _keepers(chances):
    """In how many models a probability is above one half, and with which seeds it is not."""
    lost = [str(seed) for seed, chance in enumerate(chances) if chance <= 0.5]
    but = f" (not seed {' and '.join(lost)})" if lost else ""
    return f"{len(chances) - len(lost)} of {len(chances)} models{but}"
