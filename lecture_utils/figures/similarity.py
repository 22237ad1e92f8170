"""Pictures of arrows and of what their dot product says, and does not say. Notebook 05."""

import itertools
import math

import matplotlib.pyplot as plt
import numpy as np
import seaborn as sns
import torch
from matplotlib.patches import Rectangle, Wedge

from ..geometry import cosine, distance, dot, length
from .maps import BACKING, draw_arrow, draw_matrix, empty_plane, write_name
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
    SIGNED,
    VALUE,
    VALUE_INK,
)

CENTRED = {"textcoords": "offset points", "ha": "center", "va": "center", "zorder": 6}


def _polar(size, angle):
    turn = math.radians(angle)
    return torch.tensor([size * math.cos(turn), size * math.sin(turn)], dtype=torch.float64)


def _two(value):
    """Two decimals, and never "-0.00"."""
    return f"{round(value, 2) + 0.0:.2f}"


def two_arrows(a_length, a_angle, b_length, b_angle):
    """Two arrows in the plane, the shadow of b on a, and what the three rulers say.

    lengths : above 0        angles : in degrees, counted from the right, against the clock
    returns (figure, alt, title): the title says on which side b lies

    Raises ValueError for a length that is not above 0.
    """
    for name, size in (("a_length", a_length), ("b_length", b_length)):
        if not size > 0:
            raise ValueError(f"{name} must be above 0, got {size}: no arrow, no direction")
    a, b = _polar(a_length, a_angle), _polar(b_length, b_angle)
    product, shadow = dot(a, b).item(), dot(a, b).item() / a_length
    angle = abs((a_angle - b_angle + 180) % 360 - 180)
    fig, (ax, table) = plt.subplots(1, 2, figsize=(8.6, 4.1), width_ratios=[1.25, 1])
    _shadow(ax, a, b, shadow)
    _readings(table, [
        ("length of a", f"{a_length:.2f}", QUERY_INK),
        ("length of b", f"{b_length:.2f}", KEY_INK),
        ("angle between them", f"{angle:.0f}°", INK),
        ("shadow of b on a", _two(shadow), VALUE_INK),
        ("dot product  a · b", _two(product), INK),
        ("cosine", _two(cosine(a, b).item()), INK),
        ("distance", f"{distance(a, b).item():.2f}", INK),
    ])  # fmt: skip
    alt = (
        f"Arrow a, length {a_length:.2f}, and arrow b, length {b_length:.2f}, {angle:.0f}° apart. "
        f"The shadow of b on a is {_two(shadow)}, so their dot product is {_two(product)}; "
        f"cosine {_two(cosine(a, b).item())}, distance {distance(a, b).item():.2f}."
    )
    if abs(product) < 0.005:  # shown as 0.00
        return fig, alt, "a · b is zero: at a right angle"
    side = "positive: same side" if product > 0 else "negative: opposite sides"
    return fig, alt, f"a · b is {side}"


def _shadow(ax, a, b, shadow):
    empty_plane(ax, 4.6)
    along = a / length(a)
    line, foot = 4.6 * along, shadow * along
    ax.plot([-line[0], line[0]], [-line[1], line[1]], color=QUERY, lw=0.9, ls=":", zorder=1)
    ax.plot([b[0], foot[0]], [b[1], foot[1]], color=MUTED, lw=1.2, ls="--", zorder=2)
    ax.plot([0, foot[0]], [0, foot[1]], color=VALUE, lw=8, alpha=0.5, zorder=2)
    for arrow, name, colour, ink in ((a, "a", QUERY, QUERY_INK), (b, "b", KEY, KEY_INK)):
        draw_arrow(ax, arrow.tolist(), colour)
        write_name(ax, arrow.tolist(), name, ink, fontsize=14)


def _readings(ax, rows):
    for row, (label, value, ink) in enumerate(rows):
        look = {"color": ink, "weight": "bold" if "dot" in label else "normal"}
        ax.text(0.0, 0.9 - 0.125 * row, label, **look)
        ax.text(1.0, 0.9 - 0.125 * row, value, ha="right", **look)
    ax.set(xlim=(0, 1.05), ylim=(0, 1))
    ax.axis("off")


RULERS = {  # each gives more to what is more similar
    "dot product": dot,
    "cosine": cosine,
    "distance": lambda a, b: -distance(a, b),
}


def rulers(vectors, words, axes=("", "")):
    """The plane three times, shaded in bands by how similar each point is to the first vector.

    vectors : (word, 2), the query first        words : one a row        axes : what the two mean
    returns (figure, alt): one panel a ruler, its winner filled, with a star and named in the
    panel's title; the dashed line passes through all points as similar as the winner

    Raises ValueError when the words do not fit the vectors.
    """
    if len(words) != len(vectors):
        raise ValueError(f"{len(vectors)} vectors, but {len(words)} words")
    (query, *keys), (query_word, *words) = vectors, words
    keys = torch.stack(keys)
    low = (vectors.amin(dim=0).clamp(max=0) - 2.2).tolist()
    high = (vectors.amax(dim=0).clamp(min=0) + 1.3).tolist()
    fig, panels = plt.subplots(1, 3, figsize=(8.2, 4.1), sharey=True)
    best = {}
    for ax, (name, ruler) in zip(panels, RULERS.items(), strict=True):
        best[name] = words[int(ruler(query, keys).argmax())]
        _bands(ax, query, ruler, name, low, high, keys[words.index(best[name])])
        draw_arrow(ax, query.tolist(), QUERY)
        look = CENTRED | {"color": QUERY_INK, "weight": "bold", "bbox": BACKING}
        ax.annotate(query_word, query.tolist(), (0, -13), **look)
        for key, word in zip(keys, words, strict=True):
            _place(ax, key.tolist(), word, word == best[name])
        ax.set_title(f"{name}: {best[name]}", loc="left", fontsize=11)
        ax.set_xlabel(axes[0])
    panels[0].set_ylabel(axes[1])
    said = ", ".join(f"'{word}' by {name}" for name, word in best.items())
    return fig, f"Most similar to '{query_word}': {said}."


def _bands(ax, query, ruler, name, low, high, winner):
    """Few flat colours, a light file, and the line of places as similar as the winner."""
    x, y = (torch.linspace(low[i], high[i], 181, dtype=query.dtype) for i in (0, 1))
    points = torch.stack(torch.meshgrid(x, y, indexing="xy"), dim=-1) + 1e-9  # no cosine at zero
    shown, level = ruler(query, points), ruler(query, winner).item()
    span = shown.abs().max().item()
    cmap, top = (SHADES, 0) if name == "distance" else (SIGNED, span)
    grid, look = (x.tolist(), y.tolist(), shown.numpy()), {"vmin": -span, "vmax": top}
    ax.contourf(*grid, np.linspace(-span, top, 12), cmap=cmap, alpha=0.55, **look)
    if name == "cosine":  # two rays from zero, or one: the winner may lie on the query's line
        for side in (-1, 1):
            turn = math.atan2(query[1], query[0]) + side * math.acos(min(level, 1))
            far = 2 * max(map(abs, (*low, *high)))
            ends = [0, far * math.cos(turn)], [0, far * math.sin(turn)]
            ax.plot(*ends, color=INK, lw=1, ls="--")
    else:
        ax.contour(*grid, [level], colors=INK, linewidths=1, linestyles="--")
    ax.set(aspect="equal", xlim=(low[0], high[0]), ylim=(low[1], high[1]))
    ax.axhline(0, color=MUTED, lw=0.6)
    ax.axvline(0, color=MUTED, lw=0.6)
    ax.tick_params(length=0, labelsize=9)
    ax.spines[:].set_visible(False)


def _place(ax, at, word, wins):
    look = {"ms": 11 if wins else 7, "mfc": KEY if wins else PAPER, "mec": KEY_INK}
    ax.plot(*at, "o", mew=1.6, zorder=5, **look)
    look = CENTRED | {"color": KEY_INK, "weight": "bold" if wins else "normal"}
    ax.annotate(f"{word} ★" if wins else word, at, (0, 13), bbox=BACKING, **look)


GREYS = "#BDBDB8", "#8C8C88", "#D2D2CC", "#A3A39E", "#787874"
DIRECTIONS = 360


def rings(panels, words, marked):
    """Keys as arrows, and around them a ring of queries, coloured by the key that each prefers.

    panels : {title: (keys (key, 2), ruler)}        words : one a key        marked : drawn orange
    returns (figure, alt): the share of the ring that `marked` wins in each panel; all panels
    have one scale, so that a longer key is drawn longer

    Raises ValueError when `marked` is not one of the words.
    """
    if marked not in words:
        raise ValueError(f"marked must be one of {list(words)}, got {marked!r}")
    greys = itertools.cycle(GREYS)
    colours = {word: KEY if word == marked else next(greys) for word in words}
    limit = 1.2 * max(length(keys).max().item() for keys, _ in panels.values())
    fig, axes = plt.subplots(1, len(panels), figsize=(2.5 * len(panels), 3.1), squeeze=False)
    shares = []
    for ax, (title, (keys, ruler)) in zip(axes[0], panels.items(), strict=True):
        won = [words[place] for place in _preferred(keys, ruler)]
        empty_plane(ax, 1.45 * limit)  # room for the names, outside the ring
        for place, word in enumerate(won):
            ax.add_patch(Wedge((0, 0), limit, place - 0.1, place + 1.1, width=0.1 * limit,
                               fc=colours[word]))  # fmt: skip
        for key, word in zip(keys, words, strict=True):
            draw_arrow(ax, key.tolist(), colours[word], thick=0.55)
            write_name(ax, (limit * key / length(key)).tolist(), word, INK, 15, fontsize=9)
        share = won.count(marked) / len(won)
        ax.set_title(title, loc="left", fontsize=10, weight="normal", pad=0)
        ax.set_xlabel(f"{share:.0%} of the ring", color=KEY_INK, weight="bold")
        shares.append(f"{share:.0%} ({title})")
    return fig, f"Share of all directions that the key '{marked}' wins: {', '.join(shares)}."


def _preferred(keys, ruler):
    """Ask from all around, against the clock from the right: which key wins each direction."""
    turn = 2 * math.pi * (torch.arange(DIRECTIONS, dtype=keys.dtype) + 0.5) / DIRECTIONS
    queries = torch.stack([turn.cos(), turn.sin()], dim=-1)
    return ruler(queries[:, None], keys).argmax(dim=1).tolist()


def kinds(tables, words, size):
    """Cosines of words of several kinds, each word's most similar other one framed.

    tables : {title: (word, word)}        words : `size` of each kind, one kind after the other
    returns (figure, alt): a word's cell with itself is left empty, it says nothing; the alt
    counts the frames that lie inside their kind's block

    Raises ValueError when a table does not fit the words.
    """
    fig, axes = plt.subplots(1, len(tables), figsize=(4.4 * len(tables) + 0.6, 4.5), squeeze=False)
    said = []
    for ax, (title, table) in zip(axes[0], tables.items(), strict=True):
        table = np.asarray(table, dtype=float).copy()
        if table.shape != (len(words), len(words)):
            raise ValueError(f"{title}: {len(words)} words, but a table {table.shape}")
        np.fill_diagonal(table, 0)
        draw_matrix(ax, table, rows=words, columns=words, numbers=False)
        np.fill_diagonal(table, -np.inf)
        best_of = table.argmax(axis=1)
        for row, best in enumerate(best_of):
            _frame(ax, (row, row), 1, fc=MASKED, lw=0)
            _frame(ax, (best, row), 0.84, fc="none", ec=INK, lw=2, zorder=4)
        for start in range(0, len(words), size):
            _frame(ax, (start, start), size, fc="none", ec=KEY, lw=2.5, zorder=3)
        own = sum(row // size == best // size for row, best in enumerate(best_of))
        ax.set(aspect="equal", xlabel=title)
        said.append(f"{title}: {own} of {len(words)} words are most similar to one of their kind")
    return fig, f"Cosines of {', '.join(words)}. {'; '.join(said)}."


def _frame(ax, cell, size, **look):
    """A square from this cell (column, row) on; of less than one cell, in its middle."""
    edge = min(size, 1) / 2
    ax.add_patch(Rectangle((cell[0] - edge, cell[1] - edge), size, size, **look))


def finds(rows, roles):
    """What the adjectives of a text find most similar, one dot a seed, beside a blind guess.

    rows  : one record a seed: "dot product", "cosine" and "blind", each {role: number}
    roles : the roles to draw, from above
    returns (figure, alt): the range of each share over the seeds, in percent

    Raises ValueError when the three of a record do not add up to the same.
    """
    points, said = [], []
    for row in rows:
        asked = sum(row["cosine"].values())
        if any(not math.isclose(sum(row[name].values()), asked, abs_tol=1) for name in row
               if name in ("dot product", "blind")):  # fmt: skip
            raise ValueError(f"expected equal sums, got {row}")
        points += [(role, name, 100 * row[name][role] / asked) for role in roles
                   for name in ("dot product", "cosine", "blind")]  # fmt: skip
    fig, ax = plt.subplots(figsize=(7.4, 2.9))
    colours = {"dot product": QUERY, "cosine": KEY}
    drawn = [point for point in points if point[1] in colours]
    kinds, names, shares = zip(*drawn, strict=True)
    sns.stripplot(x=shares, y=kinds, hue=names, order=roles, palette=colours, dodge=True,
                  jitter=False, size=7, alpha=0.75, ax=ax, orient="h")  # fmt: skip
    for place, role in enumerate(roles):
        blind = np.mean([share for kind, name, share in points if (kind, name) == (role, "blind")])
        ax.plot([blind, blind], [place - 0.4, place + 0.4], color=INK, lw=2,
                label="" if place else "a blind guess")  # fmt: skip
        found = [[round(share) for kind, name, share in drawn if (kind, name) == (role, ruler)]
                 for ruler in colours]  # fmt: skip
        ranges = (f"{ruler} {min(f)}–{max(f)} %" for ruler, f in zip(colours, found, strict=True))
        said.append(f"{role} {', '.join(ranges)}, blind {blind:.0f} %")
    ax.legend(loc="center left", bbox_to_anchor=(1, 0.5), frameon=False)
    ax.set(xlim=(0, None), ylabel="", xlabel="% of all adjectives, a dot for each training")
    ax.tick_params(axis="y", length=0)
    return fig, f"Most similar to the adjective, {len(rows)} trainings: {'; '.join(said)}."


def orders(tables, sentences):
    """Tables of scores of two sentences beside each other, numbers in the cells.

    tables : one (word, word) a sentence        sentences : lists of words
    returns (figure, alt): whether both hold the same numbers, and whether in the same places
    """
    fig, axes = plt.subplots(1, len(tables), figsize=(7.4, 2.9))
    limit = max(np.abs(np.asarray(table)).max() for table in tables)
    for ax, table, words in zip(axes, tables, sentences, strict=True):
        draw_matrix(ax, table, rows=words, columns=words, limit=limit)
    one, other = (np.asarray(table, dtype=float) for table in tables)
    same = np.allclose(np.sort(one, axis=None), np.sort(other, axis=None), atol=1e-4)
    moved = "at other places" if not np.allclose(one, other, atol=1e-4) else "in the same places"
    names = " and ".join(f"'{' '.join(words)}'" for words in sentences)
    return fig, f"Scores of {names}: {f'the same numbers, {moved}' if same else 'other numbers'}."


def negation(along, across):
    """One arrow n for *not*, added to hot and to cold: what is left to the opposite.

    along, across : n, in units of the way from hot to cold, along it and at a right angle
    returns (figure, alt, title): both ways that are left, and their sum, which is never below 2
    """
    n = np.array([along, across])
    hot, cold = np.array([0.0, 0.0]), np.array([1.0, 0.0])
    left = [np.hypot(*(hot + n - cold)), np.hypot(*(cold + n - hot))]
    fig, ax = plt.subplots(figsize=(7.4, 3.2))
    ax.set(xlim=(-1.4, 2.4), ylim=(-0.3, 1.2), aspect="equal", xticks=[], yticks=[])
    ax.spines[:].set_visible(False)
    for start, end, word, aim, ink, side in (
        (hot, hot + n, "hot", cold, KEY_INK, -1), (cold, cold + n, "cold", hot, QUERY_INK, 1)
    ):  # fmt: skip
        ax.plot(*zip(end, aim, strict=True), color=ink, lw=2, ls="--", zorder=2)
        if np.hypot(*n) > 0.05:
            draw_arrow(ax, end, ink, start, thick=0.8)
        ax.plot(*start, "o", ms=9, color=ink, zorder=5)
        look = CENTRED | {"color": ink, "bbox": BACKING}
        ax.annotate(word, start, (0, -14), weight="bold", **look)
        ax.annotate(f"not {word}", end, (14 * side, 13), **look)
        way, third = np.hypot(*(end - aim)), 0.7 * end + 0.3 * aim  # they cross in their middles
        ax.annotate(_two(way) if way > 0.3 else "", third, (0, 0), **look)
    ways = f"'not hot' to cold {_two(left[0])}, 'not cold' to hot {_two(left[1])}"
    alt = f"n moves hot and cold by the same arrow. Dashed, what is left: {ways}."
    return fig, alt, f"{_two(left[0])} + {_two(left[1])} = {_two(sum(left))}, and never below 2"


def spreads(sizes, measured):
    """How far the cosine of random vectors spreads, by the numbers in a vector.

    sizes, measured : one number each a size
    returns (figure, alt): the dots, beside the line of one over the root of the size
    """
    fig, ax = plt.subplots(figsize=(6.4, 3.2))
    ax.plot(sizes, measured, "o", color=INK, label="measured")
    ax.plot(sizes, [size**-0.5 for size in sizes], color=MUTED, lw=1, label=r"$1/\sqrt{d}$")
    ax.set(xscale="log", yscale="log", xlabel="numbers in a vector", ylabel="spread of the cosine")
    ax.set_xticks(sizes, sizes)
    ax.set_yticks([0.02, 0.1, 0.7], [0.02, 0.1, 0.7])
    ax.minorticks_off()
    ax.legend()
    off = max(abs(m * s**0.5 - 1) for s, m in zip(sizes, measured, strict=True))
    sizes = ", ".join(map(str, sizes))
    near = "within" if off < 0.1 else "beyond"
    return fig, (f"The spread of the cosine of random vectors of {sizes} numbers follows one over "
                 f"the root of that number, {near} 10 %.")  # fmt: skip
