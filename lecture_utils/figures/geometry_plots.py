"""Pictures of arrows in the plane, and of what three ways to compare them say."""

import itertools
import math

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.patches import Wedge

from ..geometry import cosine, distance, dot, length
from .maps import draw_arrow, empty_plane, write_name
from .style import (
    INK,
    KEY,
    KEY_INK,
    MUTED,
    PAPER,
    QUERY,
    QUERY_INK,
    SCORES,
    VALUE,
    VALUE_INK,
    WEIGHTS,
)

WHITE_EDGE = {"facecolor": PAPER, "edgecolor": "none", "alpha": 0.8, "pad": 1}


def _polar(size, angle):
    turn = math.radians(angle)
    return torch.tensor([size * math.cos(turn), size * math.sin(turn)], dtype=torch.float64)


def _two(value):
    """Two decimals, and never "-0.00"."""
    return f"{round(value, 2) + 0.0:.2f}"


def _side(value):
    """'positive', 'zero' or 'negative', for numbers shown with two decimals."""
    return "zero" if abs(value) < 0.005 else "positive" if value > 0 else "negative"


def two_arrows(a_length, a_angle, b_length, b_angle):
    """Draw two arrows in the plane, the shadow of b on a, and what the three rulers say.

    lengths : above 0        angles : in degrees, counted from the right, against the clock
    returns (figure, alt text), as `widgets.live` wants it

    Raises ValueError for a length that is not above 0.
    """
    for name, size in (("a_length", a_length), ("b_length", b_length)):
        if not size > 0:
            raise ValueError(f"{name} must be above 0, got {size}: no arrow, no direction")
    a, b = _polar(a_length, a_angle), _polar(b_length, b_angle)
    product, shadow = dot(a, b).item(), dot(a, b).item() / a_length
    fig, (ax, table) = plt.subplots(1, 2, figsize=(8.6, 4.1), width_ratios=[1.25, 1])
    empty_plane(ax, 4.6)
    line = 4.6 * a / a_length
    ax.plot([-line[0], line[0]], [-line[1], line[1]], color=QUERY, lw=0.9, ls=":", zorder=1)
    foot = shadow * a / a_length
    ax.plot([b[0], foot[0]], [b[1], foot[1]], color=MUTED, lw=1.2, ls="--", zorder=2)
    ax.plot([0, foot[0]], [0, foot[1]], color=VALUE, lw=8, alpha=0.5, zorder=2)
    for arrow, name, colour, ink in ((a, "a", QUERY, QUERY_INK), (b, "b", KEY, KEY_INK)):
        draw_arrow(ax, arrow.tolist(), colour)
        write_name(ax, arrow.tolist(), name, ink, fontsize=14)
    side = _side(product)
    angle = abs((a_angle - b_angle + 180) % 360 - 180)
    rows = [
        ("length of a", f"{a_length:.2f}", QUERY_INK),
        ("length of b", f"{b_length:.2f}", KEY_INK),
        ("angle between them", f"{angle:.0f}°", INK),
        ("shadow of b on a", _two(shadow), VALUE_INK),
        ("dot product  a · b", _two(product), INK),
        ("cosine", _two(cosine(a, b).item()), INK),
        ("distance", f"{distance(a, b).item():.2f}", INK),
    ]
    for row, (label, value, ink) in enumerate(rows):
        heavy = "bold" if "dot" in label else "normal"
        table.text(0.0, 0.9 - 0.125 * row, label, color=ink, weight=heavy)
        table.text(1.0, 0.9 - 0.125 * row, value, color=ink, weight=heavy, ha="right")
    table.set(xlim=(0, 1.05), ylim=(0, 1))
    table.axis("off")
    meaning = {"positive": "same side", "zero": "at a right angle", "negative": "opposite sides"}
    fig.suptitle(f"a · b is {side}: {meaning[side]}", x=0.01, ha="left", weight="bold", fontsize=12)
    alt = (
        f"Arrow a, length {a_length:.2f}, and arrow b, length {b_length:.2f}, {angle:.0f}° apart. "
        f"The shadow of b on a is {_two(shadow)}, so their dot product is {_two(product)}; "
        f"cosine {_two(cosine(a, b).item())}, distance {distance(a, b).item():.2f}."
    )
    return fig, alt


RULERS = {  # each gives more to what is more similar
    "dot product": dot,
    "cosine": cosine,
    "distance": lambda a, b: -distance(a, b),
}


def winners(query, keys, words):
    """Which word each of the three rulers holds most similar to the query.

    query : (d_model,)        keys : (key, d_model)        words : one a key
    returns {ruler: word}

    Raises ValueError when the words do not fit the keys.
    """
    if len(words) != len(keys):
        raise ValueError(f"{len(keys)} keys, but {len(words)} words")
    return {name: words[int(ruler(query, keys).argmax())] for name, ruler in RULERS.items()}


def draw_rulers(query, keys, words, query_word):
    """Draw the plane three times, shaded in bands by how similar each point is to the query.

    query : (2,)        keys : (key, 2)        words : one a key
    returns the figure. One panel a ruler; the darker, the more similar; the line passes through
    all points as similar as the winner, which is filled.
    """
    best = winners(query, keys, words)
    tips = torch.cat([keys, query[None]])
    low = tips.amin(dim=0).clamp(max=0) - 2.2
    high = tips.amax(dim=0).clamp(min=0) + 1.3
    x, y = (torch.linspace(low[i], high[i], 181, dtype=query.dtype) for i in (0, 1))
    points = torch.stack(torch.meshgrid(x, y, indexing="xy"), dim=-1)
    points = points + 1e-9  # the cosine has no value at zero itself
    x, y = x.tolist(), y.tolist()
    fig, axes = plt.subplots(1, 3, figsize=(8.2, 4.1), sharey=True)
    for ax, (name, ruler) in zip(axes, RULERS.items(), strict=True):
        shown = ruler(query, points)
        level = ruler(query, keys[words.index(best[name])]).item()
        if name == "cosine":
            level -= 0.002  # the winner may lie exactly on the query's line: draw a narrow wedge
        span = shown.abs().max().item()
        cmap, top = (WEIGHTS, 0) if name == "distance" else (SCORES, span)
        bands = np.linspace(-span, top, 12)  # few flat colours: a light file, and lines of equals
        grid = x, y, shown.numpy()
        ax.contourf(*grid, bands, cmap=cmap, vmin=-span, vmax=top, alpha=0.55)
        ax.contour(*grid, [level], colors=INK, linewidths=1, linestyles="--")
        draw_arrow(ax, query.tolist(), QUERY)
        write_name(ax, query.tolist(), query_word, QUERY_INK, 14, bbox=WHITE_EDGE)
        for key, word in zip(keys, words, strict=True):
            wins = word == best[name]
            look = {"ms": 11 if wins else 7, "mfc": KEY if wins else PAPER, "mec": KEY_INK}
            ax.plot(*key.tolist(), "o", mew=1.6, zorder=5, **look)
            label = f"{word} ★" if wins else word
            ax.annotate(label, key.tolist(), (0, 13), textcoords="offset points", ha="center",
                        va="center", color=KEY_INK, zorder=6, bbox=WHITE_EDGE,
                        weight="bold" if wins else "normal")  # fmt: skip
        ax.set(aspect="equal", xlim=(x[0], x[-1]), ylim=(y[0], y[-1]))
        ax.set_title(f"{name}: {best[name]}", loc="left", fontsize=11)
        ax.axhline(0, color=MUTED, lw=0.6)
        ax.axvline(0, color=MUTED, lw=0.6)
        ax.tick_params(length=0, labelsize=9)
        ax.spines[:].set_visible(False)
    return fig


def ring_winners(keys, words, ruler=dot, directions=360):
    """Ask from all around: which word wins for a query in each direction of the plane.

    keys : (key, 2)        words : one a key        ruler : dot or cosine
    returns a list of `directions` words; direction 0 points right, then against the clock
    """
    turn = 2 * math.pi * (torch.arange(directions, dtype=keys.dtype) + 0.5) / directions
    queries = torch.stack([turn.cos(), turn.sin()], dim=-1)
    best = ruler(queries[:, None], keys).argmax(dim=1)
    return [words[place] for place in best.tolist()]


GREYS = "#BDBDB8", "#8C8C88", "#D2D2CC", "#A3A39E", "#787874"


def draw_rings(panels, words, marked):
    """Draw keys as arrows, and around them a ring of queries coloured by the word that wins.

    panels : {title: (keys (key, 2), ruler)}        words : one a key        marked : drawn orange
    returns the figure, and for each panel the share of the ring that `marked` wins

    Raises ValueError when `marked` is not one of the words.
    """
    if marked not in words:
        raise ValueError(f"marked must be one of {list(words)}, got {marked!r}")
    greys = itertools.cycle(GREYS)
    colours = {word: KEY if word == marked else next(greys) for word in words}
    fig, axes = plt.subplots(1, len(panels), figsize=(2.4 * len(panels), 2.9), squeeze=False)
    shares = []  # below: one scale for all panels, so that a longer key is drawn longer
    limit = 1.2 * max(length(keys).max().item() for keys, _ in panels.values())
    for ax, (title, (keys, ruler)) in zip(axes[0], panels.items(), strict=True):
        won = ring_winners(keys, words, ruler)
        empty_plane(ax, 1.45 * limit)  # room for the names, outside the ring
        for place, word in enumerate(won):
            ends = 360 * place / len(won) - 0.1, 360 * (place + 1) / len(won) + 0.1
            ax.add_patch(Wedge((0, 0), limit, *ends, width=0.1 * limit, fc=colours[word]))
        for key, word in zip(keys, words, strict=True):
            draw_arrow(ax, key.tolist(), colours[word], thick=0.55)
            write_name(ax, (limit * key / length(key)).tolist(), word, INK, 15, fontsize=9)
        ax.set_title(title, loc="left", fontsize=10, weight="normal", pad=0)
        shares.append(won.count(marked) / len(won))
    return fig, shares


def draw_finds(found, blind):
    """Draw what was found, as bars, beside what a blind guess finds, as dashes.

    found, blind : {what: number}, of which the shares are drawn, in the order of `found`
    returns (figure, alt text with the share of each, in percent)

    Raises ValueError when nothing was found, or the two do not count equally often.
    """
    asked = sum(found.values())
    if not asked or not math.isclose(asked, sum(blind.values()), rel_tol=1e-6):
        raise ValueError(f"expected equal sums above 0, got {asked} and {sum(blind.values())}")
    shares = {what: (100 * found[what] / asked, 100 * blind.get(what, 0) / asked) for what in found}
    fig, ax = plt.subplots(figsize=(6.8, 2.3))
    for place, (share, guess) in enumerate(shares.values()):
        ax.barh(place, share, color=QUERY, height=0.55)
        ax.plot([guess, guess], [place - 0.4, place + 0.4], color=INK, lw=2)
        ax.text(max(share, guess) + 1, place, f"{share:.0f} %  (blind: {guess:.0f} %)", va="center")
    ax.set_yticks(range(len(shares)), shares)
    ax.set(ylim=(len(shares) - 0.5, -0.5), xlim=(0, 1.5 * max(map(max, shares.values()))))
    ax.set_xlabel("% of all adjectives (black: a blind guess)")
    ax.tick_params(axis="y", length=0)
    said = (f"{what} {a:.0f} %, by a blind guess {b:.0f} %" for what, (a, b) in shares.items())
    return fig, f"Most similar to the adjective: {'; '.join(said)}."
