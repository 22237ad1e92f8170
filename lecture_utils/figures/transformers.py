"""Pictures of notebook 04: who may look at whom, what a transformer is made of, what it guesses."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import Arc

from . import style
from .maps import HATCHED, draw_attention, draw_matrix, name_end
from .style import INK, KEY, KEY_INK, MASKED, MUTED, PAPER, QUERY, QUERY_INK, SHADES, WEIGHT_INK


def looks(words, place, rows):
    """One word that asks, and arcs to the words that it may look at; a panel for each model.

    words : the sentence        place : number of the word that asks
    rows  : {model: (key,) boolean, True = may look}
    Returns (figure, alt). Raises ValueError for rows without one entry a word, or another place.
    """
    figure, axes = plt.subplots(len(rows), 1, figsize=(8, 1.7 * len(rows)))
    said = []
    for ax, (model, allowed) in zip(np.atleast_1d(axes), rows.items(), strict=True):
        _looks(ax, words, place, allowed)
        allowed = np.asarray(allowed, dtype=bool)
        whom = "backwards only" if not allowed[place + 1 :].any() else f"at {allowed.sum()} words"
        whom = "at every word" if allowed.all() else whom
        said.append(f"{model}: “{words[place]}” may look {whom}")
        ax.set_title(said[-1], loc="left", fontsize=11)
    return figure, (
        f"One sentence, {len(rows)} times, with arcs from the word that asks. {'; '.join(said)}."
    )


def _looks(ax, words, place, allowed):
    """One row of a mask as arcs; words that may not be looked at turn grey."""
    allowed = np.asarray(allowed, dtype=bool)
    if allowed.shape != (len(words),) or not 0 <= place < len(words):
        raise ValueError(f"expected {len(words)} entries, a place below: {allowed.shape}, {place}")
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
        ax.add_patch(Arc(((x + middles[place]) / 2, 0), span, 0.25 + 2.6 * span, theta1=0,
                         theta2=180, lw=1.8, color=SHADES(0.7)))  # fmt: skip
        ax.plot(x, 0, "o", ms=4, color=SHADES(0.7))
    ax.set(xlim=(0, 1), ylim=(-0.35, 1.15))
    ax.axis("off")


def masks(tables, words):
    """Masks beside each other: an even tone where a row may look, hatching where it may not.

    tables : {name: (query, key) boolean, True = may look}        words : along both sides
    Returns (figure, alt).
    """
    tables = {name: np.asarray(mask, dtype=bool) for name, mask in tables.items()}
    figure = _maps({name: (0.35 * mask, mask) for name, mask in tables.items()}, words, (2.9, 3.0))
    said = (f"{name}, {mask.sum()} of {mask.size} cells allowed" for name, mask in tables.items())
    return figure, f"{len(tables)} masks: {'; '.join(said)}."


def self_attention(maps, words):
    """Attention maps of one sentence beside each other, what is forbidden hatched.

    maps : {name: (weights (query, key), mask (query, key) or None)}        words : on both sides
    Returns (figure, alt): how much of all weight lies ahead and behind, roughly.
    """
    said = []
    for name, (weights, _) in maps.items():
        weights = np.asarray(weights, dtype=float)
        sides = np.array([np.triu(weights, 1).sum(), np.tril(weights, -1).sum()]) / weights.sum()
        ahead, behind = (
            "none" if part == 0 else "more than a third" if part > 1 / 3 else "some"
            for part in sides
        )
        said.append(f"{name}: {ahead} of all weight on words ahead, {behind} on words behind")
    return _maps(maps, words, (5.2, 5.4)), f"{'; '.join(said)}."


def _maps(maps, words, size):
    """Square maps beside each other, each with its name below; size: of one, in inches."""
    figure, axes = plt.subplots(1, len(maps), figsize=(size[0] * len(maps), size[1]), squeeze=False)
    for ax, (name, (weights, mask)) in zip(axes[0], maps.items(), strict=True):
        draw_attention(ax, weights, words, words, mask=mask, numbers=False, sums=False)
        ax.set_xlabel(name, color=INK)
    return figure


ATTENTION = {  # kind: (label, what its icon shows: rows, columns, whether it is a triangle)
    "everyone": ("self-attention", (3, 3), False),
    "backwards": ("self-attention", (2, 2), True),
    "across": ("cross-attention", (2, 3), False),
}
# model: its norms, then stacks: (role, words that go in, kinds of attention, word out, blocks)
ARCHITECTURES = {
    "translator (2017)": (
        "behind each sum",
        ("encoder", "the old cat", ("everyone",), "", "× 6"),
        ("decoder", "<bos> le", ("backwards", "across"), "vieux", "× 6"),
    ),
    "BERT": ("behind each sum", ("encoder only", "the ▢ cat", ("everyone",), "old", "× 12")),
    "GPT-2": (
        "in front of each part and at the end",
        ("decoder only", "the old", ("backwards",), "cat", "× 12"),
    ),
}
WIDE, TALL, STEP = 3.1, 0.95, 2.0  # a part's width and height, and from one part to the next
BOTTOM, TOP = 1.05, 1.2 + 3 * STEP  # of the lowest part, and of the frame of the blocks
GREY = "#E9E9E5"


def architectures():
    """The transformers of ARCHITECTURES side by side, each attention with its mask as an icon.

    Returns (figure, alt); each LayerNorm (norm) stands where the model has it.
    """
    figure, ax = plt.subplots(figsize=(9.8, 6))
    left, said = 0.0, []
    for model, (norms, *stacks) in ARCHITECTURES.items():
        right = left + 4.5 * len(stacks) - 1.0
        ax.text((left + right) / 2, TOP + 4.3, model, ha="center", weight="bold", fontsize=13)
        for number, stack in enumerate(stacks):
            _stack(ax, left + 4.5 * number, "front" in norms, *stack)
        if len(stacks) == 2:  # what the encoder has read goes to the cross-attention
            across = BOTTOM + STEP + TALL / 2
            ax.plot([left + WIDE / 2, left + WIDE / 2, left + 3.95, left + 3.95],
                    [TOP, TOP + 0.4, TOP + 0.4, across], color=KEY, lw=1.8)  # fmt: skip
            _arrow(ax, (left + 3.95, across), (left + 4.8, across), color=KEY)
        said.append(f"{model}: {'; '.join(_said(*it) for it in stacks)}; a LayerNorm {norms}")
        left = right + 1.3
    ax.set(xlim=(-0.6, left - 0.6), ylim=(-0.6, TOP + 4.8))
    ax.axis("off")
    return figure, ". ".join(said) + ". Each part is added to what was there."


def _said(role, _, kinds, out, blocks):
    seen = {kind: "the encoder’s words" if kind == "across" else kind for kind in kinds}
    parts = " and ".join(f"{ATTENTION[kind][0]} ({whom})" for kind, whom in seen.items())
    ends = ", then logits" if out else ""
    return f"{role}: {blocks.replace('× ', '')} blocks of {parts} and feed-forward{ends}"


def _stack(ax, x, front, role, words, kinds, out, blocks):
    """One stack: words below, one block with its sums and norms, logits and the guess above."""
    fill, ink = (QUERY, QUERY_INK) if role.startswith("decoder") else (KEY, KEY_INK)
    middle = x + WIDE / 2
    ax.text(middle, TOP + 3.55, role, ha="center", color=ink, fontsize=11)
    ax.text(middle, -0.15, words, ha="center", va="center", color=ink, fontsize=11)
    frame = {"fc": "none", "ec": MUTED, "lw": 0.9, "ls": (0, (4, 3))}
    ax.add_patch(plt.Rectangle((x - 0.32, 0.4), WIDE + 0.64, TOP - 0.4, **frame))
    ax.text(x - 0.2, TOP - 0.12, blocks, ha="left", va="top", color=MUTED, fontsize=10)
    ax.plot([middle, middle], [0.12, TOP + (1.3 if out else 0)], color=MUTED, lw=1.2, zorder=1)
    heights = dict(zip(kinds, (BOTTOM, BOTTOM + STEP), strict=False)) | {"": BOTTOM + 2 * STEP}
    for kind, y in heights.items():
        label, shape, triangle = ATTENTION.get(kind, ("feed-forward", None, False))
        tone = KEY if kind == "across" else fill if kind else GREY
        for look in ({"fc": PAPER, "lw": 0}, {"fc": tone, "ec": INK, "lw": 0.8,
                                              "alpha": 0.28 if kind else 1}):  # fmt: skip
            ax.add_patch(plt.Rectangle((x + 0.3, y), WIDE - 0.3, TALL, zorder=2, **look))
        ax.text(x + (1.2 if shape else 1.7), y + TALL / 2, label.replace("-att", "-\natt"),
                ha="center", va="center", fontsize=9, zorder=4)  # fmt: skip
        if shape:
            _icon(ax, x + 2.15, y + 0.1, *shape, triangle)
        _sum(ax, x, middle, y, front)
    if front:
        _box(ax, middle, TOP + 0.45)  # one more, at the end
    if out:
        _box(ax, middle, TOP + 1.5, "logits", GREY, size=10)
        _arrow(ax, (middle, TOP + 1.9), (middle, TOP + 2.4))
        ax.text(middle, TOP + 2.75, out, ha="center", va="center", color=ink, weight="bold")


def _sum(ax, x, middle, y, front):
    """The way around a part, and the circle where it is added again; the norm in its place."""
    above, below = y + TALL + 0.24, y - (0.5 if front else 0.16)
    ax.plot([middle, x, x, middle], [below, below, above, above], color=MUTED, lw=1.2, zorder=1)
    ax.plot(middle, above, "o", ms=11, mfc=PAPER, mec=INK, mew=0.9, zorder=3)
    ax.text(middle, above - 0.01, "+", ha="center", va="center", fontsize=10, zorder=4)
    _box(ax, middle, y - 0.24 if front else above + 0.4)


def _box(ax, middle, y, word="norm", tone=PAPER, size=8):
    """A flat box on the way up, by default a LayerNorm."""
    ax.text(middle, y, word, ha="center", va="center", fontsize=size, zorder=3,
            bbox={"fc": tone, "ec": INK, "lw": 0.8, "pad": size / 5})  # fmt: skip


def _icon(ax, x, y, rows, columns, triangle, size=0.25):
    """A mask in small: filled cells may be looked at, hatched ones not."""
    for row, column in np.ndindex(rows, columns):
        may = column <= row or not triangle
        corner = (x + column * size, y + (rows - 1 - row) * size + (3 - rows) * size / 2)
        look = {"fc": WEIGHT_INK, "ec": PAPER, "lw": 0.6} if may else HATCHED
        ax.add_patch(plt.Rectangle(corner, size, size, zorder=4, **look))


def _arrow(ax, start, end, color=MUTED):
    look = {"arrowstyle": "->", "color": color, "lw": 1.3, "shrinkA": 0, "shrinkB": 0}
    ax.annotate("", end, start, arrowprops=look | {"mutation_scale": 9})


def heads_by_hand(steps, words, cut):
    """The steps of heads as tables of numbers, a row for each word; a thick line between two heads.

    steps : {name: (word, d_model)}, the last one without the line, as heads have met there
    cut   : columns of one head
    Returns (figure, alt).
    """
    figure, axes = plt.subplots(1, len(steps), figsize=(3 * len(steps), 2.6))
    last, said = list(steps)[-1], []
    for ax, (name, numbers) in zip(np.atleast_1d(axes), steps.items(), strict=True):
        numbers = np.asarray(numbers, dtype=float)
        draw_matrix(ax, numbers, rows=words, limit=8)
        ax.set_xlabel(name, color=INK)
        for at in range(cut, numbers.shape[1], cut) if name != last else ():
            ax.axvline(at - 0.5, color=INK, lw=3)
        said.append(f"{name}, last row {', '.join(f'{number:g}' for number in numbers[-1])}")
    return figure, f"{len(steps)} tables with a row for each word. {'; '.join(said)}."


def guesses(panels):
    """The likeliest words for a gap as bars, the best on top; a panel for each.

    panels : {title: (words, best first; their probabilities; colour, "query" or "key")}
    Returns (figure, alt): the two best words of each. Raises ValueError where lengths differ.
    """
    figure, axes = plt.subplots(1, len(panels), figsize=(4.5 * len(panels), 2.9))
    said = []
    for ax, title in zip(np.atleast_1d(axes), panels, strict=True):
        words, chances, role = panels[title]
        if len(words) != len(chances):
            raise ValueError(f"expected one chance a word, got {len(chances)} for {len(words)}")
        look = {"color": {"query": QUERY, "key": KEY}[role], "height": 0.62}
        ax.barh(range(len(words)), np.asarray(chances), **look)
        ax.set_yticks(range(len(words)), words, fontsize=12)
        ax.tick_params(axis="y", length=0)
        ax.set(xlim=(0, 1), ylim=(len(words) - 0.5, -0.5), xlabel="probability")
        ax.set_title(title, fontsize=11, loc="left")
        said.append(f"{title}: {', '.join(words[:2])}")
    return figure, f"The best guesses. {'; '.join(said)}."


def losses(curves, level=None, words=None):
    """Training losses against steps; each name stands at its line's end.

    curves  : {name: losses, one a step}, a mean over the last ten steps is drawn
    level   : (name, loss), a dashed line across
    words   : size of the vocabulary; the loss of who guesses blindly among them is dotted
    Returns (figure, alt), the alt without decimals of the trainings.
    """
    figure, ax = plt.subplots(figsize=(8.2, 3.4))
    colours, ends = [QUERY, KEY, WEIGHT_INK], {}
    for name, values, colour in style.told_apart(curves, colours):
        smooth = [float(np.mean(values[max(0, at - 9) : at + 1])) for at in range(len(values))]
        ax.plot(range(1, len(values) + 1), smooth, color=colour)
        name_end(ax, name, len(values), smooth[-1])
        ends[name] = smooth[-1]
    lines = [(("blind guess", np.log(words)), ":")] if words else []
    for (name, value), dash in lines + ([(level, "--")] if level else []):
        ax.axhline(value, color=KEY_INK if dash == "--" else MUTED, ls=dash)
        name_end(ax, name, len(values), value, (0, 3), va="bottom", ha="right", fontsize=10)
        ends[name] = value
    most = max(*ends.values(), *(max(values) for values in curves.values()))
    ax.set(xlabel="step", ylabel="loss", ylim=(0, 1.12 * most))
    ax.set_xlim(0, max(map(len, curves.values())))  # the names stand behind it
    fall = all(np.mean(values[-10:]) < values[0] for values in curves.values())
    said = f"{', '.join(curves)}: {'all fall' if fall else 'not all fall'}"
    if level:
        said = "at the end, from the lowest: " + ", ".join(sorted(ends, key=ends.get))
    return figure, f"Losses against training steps; {said}."


def costs(tables):
    """What it costs to switch off each head: bars grouped by layer, a panel for each model.

    tables : {model: (layers, heads), how much the loss rises}
    Returns (figure, alt). Raises ValueError when costs are no table.
    """
    figure, axes = plt.subplots(1, len(tables), figsize=(4.3 * len(tables), 3), sharey=True)
    said = []
    for ax, (model, table) in zip(np.atleast_1d(axes), tables.items(), strict=True):
        table = np.asarray(table, dtype=float)
        if table.ndim != 2:
            raise ValueError(f"costs must have shape (layers, heads), got {table.shape}")
        layers, heads = table.shape
        most = np.unravel_index(table.argmax(), table.shape)
        for layer, head in np.ndindex(layers, heads):
            place, cost = layer * (heads + 1) + head, table[layer, head]
            tone = SHADES(0.75 if (layer, head) == most else 0.4)
            ax.bar(place, cost, color=tone, edgecolor=MUTED, lw=0.6)
            ax.text(place, cost, f"head {head}", rotation=60, va="bottom", fontsize=9,
                    rotation_mode="anchor")  # fmt: skip
        ax.set_xticks([layer * (heads + 1) + (heads - 1) / 2 for layer in range(layers)],
                      [f"layer {layer}" for layer in range(layers)])  # fmt: skip
        ax.tick_params(axis="x", length=0)
        ax.margins(y=0.3)
        ax.set_title(model, loc="left", fontsize=11)
        said.append(f"{model}: most by head {most[1]} of layer {most[0]}")
    np.atleast_1d(axes)[0].set_ylabel("rise of the loss")
    return figure, f"Rise of the loss when one head is switched off. {'; '.join(said)}."


def temperatures(degrees, different, familiar):
    """Against temperature: how many texts differ, how many word pairs are known from training.

    degrees, different, familiar : equally long; shares 0…1
    Returns (figure, alt), shares to the nearest half.
    """
    figure, ax = plt.subplots(figsize=(7.6, 3.2))
    said = []
    looks = {"color": QUERY, "marker": "o"}, {"color": KEY, "marker": "s"}
    named = ("different texts", different), ("familiar word pairs", familiar)
    for (name, shares), look in zip(named, looks, strict=True):
        ax.plot(degrees, shares, **look)
        name_end(ax, name, degrees[-1], shares[-1])
        said.append(f"the share of {name} {'rises' if shares[-1] > shares[0] else 'falls'}")
    ax.set(xlabel="temperature", ylabel="share", ylim=(0, 1.05))
    return figure, f"From temperature {degrees[0]:g} to {degrees[-1]:g} {' and '.join(said)}."


def texts(written):
    """Texts that a model wrote, in groups, as lines on a card.

    written : {name of a group: texts, lists of words}
    Returns (figure, alt), the alt being the texts.
    """
    lines = [(name, " ".join(text)) for name, group in written.items() for text in group]
    figure, ax = plt.subplots(figsize=(9.4, 0.3 * len(lines) + 0.5))
    before = None
    for row, (name, text) in enumerate(lines):
        if name != before:
            ax.text(0, -row, name, weight="bold", color=QUERY_INK, va="center", fontsize=10)
            ax.axhline(0.5 - row, color=MASKED, lw=0.9)
        ax.text(0.07, -row, text, va="center", color=INK, fontsize=10)
        before = name
    ax.set(xlim=(0, 1), ylim=(0.6 - len(lines), 0.6))
    ax.axis("off")
    said = (f"{name}: {'; '.join(map(' '.join, group))}" for name, group in written.items())
    return figure, f"Texts. {'. '.join(said)}."
