"""Pictures of notebook 07: what a matrix does to the plane, to a word that asks, to meaning."""

import matplotlib.pyplot as plt
import numpy as np
import torch

from .maps import BACKING, draw_arrow, draw_matrix, empty_plane, write_name
from .style import (
    INK,
    KEY,
    KEY_INK,
    MASKED,
    MUTED,
    PALE,
    PAPER,
    QUERY,
    QUERY_INK,
    SHADES,
    VALUE,
    WEIGHT_INK,
    ink_on,
)

FLAG = torch.tensor([[0.0, 0], [0, 1.5], [1, 1.1], [0, 0.8]])


def the_turn(word, x, W_q, keys, names, axes_say):
    """Draw a word before and after W_q made a query of it, among keys that stay where they are.

    word : its name        x : (2,)        W_q : (2, 2)
    keys : (key, 2)        names : one a key        axes_say : what the two numbers are about
    returns (figure, alt text); the dot products stand below each panel, the largest in bold

    Raises ValueError for other shapes.
    """
    if tuple(x.shape) != (2,) or tuple(W_q.shape) != (2, 2) or tuple(keys.shape) != (len(names), 2):
        raise ValueError("expected x (2,), W_q (2, 2), and keys (key, 2) with one name each")
    fig, ((left, right), bars) = plt.subplots(2, 2, figsize=(8.4, 5), height_ratios=[5, 1])
    limit = 1.25 * max(keys.abs().max().item(), x.norm().item(), (W_q @ x).norm().item())
    found, axes = [], (left, right)
    for ax, bar, asks, colour, ink, label in (
        (left, bars[0], x, MUTED, INK, "x"),
        (right, bars[1], W_q @ x, QUERY, QUERY_INK, "q"),
    ):
        empty_plane(ax, limit)
        ax.set(xlim=(-0.3 * limit, limit), ylim=(-0.16 * limit, limit))
        hint = {"color": MUTED, "fontsize": 10}
        ax.text(limit, 0.02 * limit, f"{axes_say[0]} →", ha="right", va="bottom", **hint)
        ax.text(-0.02 * limit, limit, f"{axes_say[1]} →", ha="right", va="top", rotation=90, **hint)
        for key, name in zip(keys.tolist(), names, strict=True):
            draw_arrow(ax, key, KEY)
            steep = key[1] > key[0]  # beside the tip, where no other arrow passes
            ax.annotate(name, key, (-9, -4) if steep else (0, -13), textcoords="offset points",
                        ha="right" if steep else "center", va="center", color=KEY_INK,
                        weight="bold")  # fmt: skip
        draw_arrow(ax, asks.tolist(), colour)
        write_name(ax, asks.tolist(), f"{word}: {label}", ink, 18)
        scores = (keys @ asks).tolist()
        best = scores.index(max(scores))
        found.append((names[best], scores))
        bar.barh(range(len(names)), scores, height=0.6,
                 color=[WEIGHT_INK if n == names[best] else MASKED for n in names])  # fmt: skip
        for line, score in enumerate(scores):
            bar.text(max(score, 0), line, f" {score + 0.0:.0f}", va="center",
                     weight="bold" if line == best else "normal")  # fmt: skip
        bar.set_yticks(range(len(names)), [f"{label} · {name}" for name in names])
        most = (keys @ torch.stack([x, W_q @ x]).T).abs().max().item()
        bar.set(xlim=(min(0, *scores), 1.2 * most), ylim=(len(names) - 0.5, -0.5))
        bar.set_xticks([])
        bar.tick_params(length=0)
        bar.spines[:].set_visible(False)
    before, after = (torch.atan2(v[1], v[0]).item() for v in (x, W_q @ x))
    path = 0.55 * x.norm() * torch.stack(
        [torch.linspace(before, after, 40).cos(), torch.linspace(before, after, 40).sin()]
    )  # fmt: skip
    axes[1].plot([0, x[0].item()], [0, x[1].item()], color=MUTED, lw=1.2, ls=":")
    axes[1].plot(*path[:, :-3].tolist(), color=QUERY, lw=1.2, ls="--")
    draw_arrow(axes[1], path[:, -1].tolist(), QUERY, path[:, -4].tolist())
    axes[0].set_title("before: the word itself, x", fontsize=11)
    axes[1].set_title("after: its question, q = W_q x", fontsize=11)
    (near, old), (finds, new) = found
    alt = (
        f"Before W_q, '{word}' has its largest dot product with '{near}': "
        f"{_each(names, old)}. After W_q, its query has it with '{finds}': {_each(names, new)}. "
        "The keys did not move."
    )
    return fig, alt


def _each(names, scores):
    return ", ".join(f"{name} {score:.0f}" for name, score in zip(names, scores, strict=True))


def network(W, inputs, outputs):
    """A weight matrix twice: as a network, one line a number, and as the table of these numbers.

    W : (rows, columns)        inputs : one name a column        outputs : one name a row
    returns (figure, alt)

    Raises ValueError when the names do not fit.
    """
    if tuple(W.shape) != (len(outputs), len(inputs)):
        raise ValueError(f"W must have shape {(len(outputs), len(inputs))}, got {tuple(W.shape)}")
    fig, (left, right) = plt.subplots(1, 2, figsize=(8, 2.8))
    _network(left, W, inputs, outputs)
    draw_matrix(right, W, outputs, inputs, ink=QUERY_INK)
    rows = "; ".join(f"{name} {row.tolist()}" for name, row in zip(outputs, W, strict=True))
    return fig, (
        f"Left, a network from {len(inputs)} inputs to {len(outputs)} outputs with {W.numel()} "
        f"lines; right, the same numbers as a matrix, a row for each output: {rows}."
    )


def _network(ax, W, inputs, outputs):
    """One line a number, the wider, the further from zero."""
    left = [(0, (len(inputs) - 1) / 2 - j) for j in range(len(inputs))]
    right = [(2, (len(outputs) - 1) / 2 - i) for i in range(len(outputs))]
    widest = W.abs().max().item() or 1.0
    for i, end in enumerate(right):
        for j, begin in enumerate(left):
            weight = W[i, j].item()
            colour = MUTED if weight == 0 else WEIGHT_INK if weight > 0 else KEY
            ax.plot(*zip(begin, end, strict=True), color=colour, zorder=1,
                    lw=0.8 if weight == 0 else 1 + 5 * abs(weight) / widest,
                    ls=":" if weight == 0 else "-")  # fmt: skip
            x, y = (b + 0.3 * (e - b) for b, e in zip(begin, end, strict=True))  # before a crossing
            ax.text(x, y, f"{weight:g}", fontsize=9, ha="center", va="center", color=INK,
                    bbox={"fc": PAPER, "ec": "none", "pad": 1.2})  # fmt: skip
    for places, names, edge, ink in ((left, inputs, INK, INK), (right, outputs, QUERY, QUERY_INK)):
        for (x, y), name in zip(places, names, strict=True):
            ax.plot(x, y, "o", ms=27, mfc=PAPER, mec=edge, mew=1.8, zorder=3)
            ax.text(x, y, name, ha="center", va="center", color=ink, weight="bold", zorder=4)
    ax.set(xlim=(-0.4, 2.4), ylim=(-len(inputs) / 2, len(inputs) / 2))
    ax.axis("off")


def _draw_plane(ax, change, limit, flag=True, reach=4):
    """Draw a grid of the plane and the flag, each point moved by `change`: (..., 2) → (..., 2)."""
    along = torch.linspace(-reach, reach, 161)
    for step in range(-reach, reach + 1):
        fixed = torch.full_like(along, step)
        for points in (torch.stack([fixed, along], 1), torch.stack([along, fixed], 1)):
            ax.plot(*change(points).T.tolist(), color=PALE if step == 0 else "#D8D8D2", lw=0.9)
    if flag:
        ax.fill(*change(FLAG).T.tolist(), fc=VALUE, ec=VALUE, alpha=0.6, lw=2, zorder=3)
    ax.set(xlim=(-limit, limit), ylim=(-limit, limit), aspect="equal", xticks=[], yticks=[])
    ax.spines[:].set_visible(False)


def effects(matrices):
    """The plane, and what each matrix makes of it: a grid and a flag.

    matrices : {name: (2, 2)}
    returns (figure, alt); the first panel is the plane as it was
    """
    panels = {"before": torch.eye(2)} | matrices
    fig, axes = plt.subplots(1, len(panels), figsize=(2.1 * len(panels), 2.5))
    for ax, (name, W) in zip(axes, panels.items(), strict=True):
        _draw_plane(ax, lambda points, W=W: points @ W.T, 2.2)
        ax.set_title(name, fontsize=11)
    flat = [name for name, W in matrices.items() if abs(torch.det(W)) < 1e-6]
    return fig, (
        f"A grid and a flag, before and after {', '.join(matrices)}. "
        f"Pressed onto a line: {', '.join(flat) or 'none'}."
    )


def layer(W, b, x):
    """A feed-forward layer in four steps: the plane, W x, + b, ReLU.

    A dot is x on its way; the upright line through x is drawn in its colour.

    W : (2, 2)        b, x : (2,)
    returns (figure, alt)
    """
    stages = {
        "x": lambda points: points,
        "W x": lambda points: points @ W.T,
        "W x + b": lambda points: points @ W.T + b,
        "ReLU(W x + b)": lambda points: (points @ W.T + b).clamp(min=0),
    }
    upright = torch.stack([torch.full((161,), x[0].item()), torch.linspace(-3, 3, 161)], dim=1)
    fig, axes = plt.subplots(1, 4, figsize=(9.2, 2.7))
    said = []
    for ax, (name, change) in zip(axes, stages.items(), strict=True):
        _draw_plane(ax, change, 4.0, flag=False, reach=3)
        for line in (ax.axhline, ax.axvline):
            line(0, color=MUTED, lw=0.9, zorder=2)
        ax.plot(*change(upright).T.tolist(), color=QUERY, lw=2.4, zorder=3)
        tip = change(x).tolist()
        said.append(f"({tip[0]:g}, {tip[1]:g})")
        ax.plot(*tip, "o", color=QUERY, ms=8, zorder=5)
        ax.annotate(said[-1], tip, (8, 8), textcoords="offset points", color=QUERY_INK,
                    weight="bold", fontsize=10, zorder=6, bbox=BACKING)  # fmt: skip
        ax.set_title(name, fontsize=11)
    return fig, f"A grid after each step of a layer; the dot goes {' → '.join(said)}."


def survives(shares, sizes, enough=0.9):
    """The first d_k with which each distinction can be made: {name: d_k, or None}.

    shares : {name: [share a d_k]}        sizes : the d_k        enough : the share that counts
    """
    return {
        name: next((size for size, share in zip(sizes, row, strict=True) if share >= enough), None)
        for name, row in shares.items()
    }


def survival(shares, sizes, enough=0.9):
    """Which distinctions survive a small d_k: one row a pair of groups, one column a d_k.

    shares : {name: [share a d_k]}, 1/2 is chance        sizes : the d_k
    enough : from here on a cell is framed and counts as told apart
    returns (figure, alt)
    """
    fig, ax = plt.subplots(figsize=(7, 3.3))
    table = np.array(list(shares.values()))
    ax.imshow(table, cmap=SHADES, vmin=0.5, vmax=1, aspect="auto")
    ax.set_xticks(range(len(sizes)), sizes)
    ax.set_yticks(range(len(shares)), shares)
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    ax.set_title(f"d_k (framed: at least {100 * enough:.0f} % right)", fontsize=11)
    for row, values in enumerate(table.tolist()):
        for column, share in enumerate(values):
            ink = ink_on(SHADES(2 * share - 1))
            heavy = "bold" if share >= enough else "normal"
            whole = int(100 * share + 1e-9)  # rounded down: 90 stands in a frame, always
            ax.text(column, row, whole, ha="center", va="center", color=ink, weight=heavy)
            if share >= enough:
                ax.add_patch(plt.Rectangle((column - 0.46, row - 0.44), 0.92, 0.88, fc="none",
                                           ec=VALUE, lw=2))  # fmt: skip
    said = "; ".join(
        f"{name} {f'from d_k = {size}' if size else 'never'}"
        for name, size in survives(shares, sizes, enough).items()
    )
    return fig, f"At least {100 * enough:.0f} % told apart: {said}."


def what_it_does(a, b, c, d):
    """Draw the plane before and after the matrix [[a, b], [c, d]]: a grid, two arrows, a flag.

    returns (figure, alt, title), as `live` wants it
    """
    W = torch.tensor([[a, b], [c, d]], dtype=torch.float32)
    area = a * d - b * c
    fig, axes = plt.subplots(1, 2, figsize=(8.2, 4.3))
    for ax, matrix, title in ((axes[0], torch.eye(2), "before"), (axes[1], W, "after W")):
        _draw_plane(ax, lambda points, matrix=matrix: points @ matrix.T, 4)
        moved = matrix is W
        side = -1 if moved and area < 0 else 1  # each name on the side away from the other arrow
        for tip, start, out in zip(matrix.T, torch.eye(2), (side, -side), strict=True):
            draw_arrow(ax, tip.tolist(), QUERY)
            x, y = torch.nn.functional.normalize(tip if tip.any() else start, dim=0).tolist()
            away = (10 * x + 34 * out * y, 10 * y - 20 * out * x)
            name = f"({start[0]:g}, {start[1]:g})"
            goes = f" →\n({tip[0]:.1f}, {tip[1]:.1f})" if moved else ""
            ax.annotate(name + goes, tip.tolist(), away, textcoords="offset points",
                        fontsize=9, color=QUERY_INK, weight="bold", ha="center", va="center",
                        zorder=6)  # fmt: skip
        ax.set_title(title, loc="left", fontsize=11)
    if abs(area) < 1e-6:
        effect = "The plane is pressed onto a line or a point: what lay across it is lost"
    else:
        mirrored = ", and the flag is mirrored" if area < 0 else ""
        effect = f"Areas are multiplied by {abs(area):.2f}{mirrored}"
    columns = "The columns of W are where (1, 0) and (0, 1) go"
    alt = f"(1, 0) goes to ({a:.1f}, {c:.1f}), (0, 1) to ({b:.1f}, {d:.1f})."
    return fig, alt, f"{columns}\n{effect}"


def flow(X, W_q, W_k, words, features, questions):
    """From words to scores: X, what the matrices make of it (Q and K), and S = Q Kᵀ.

    X : (words, d_model)        W_q, W_k : (d_k, d_model)
    words, features, questions : one name a row of X, a column of X, a row of W_q
    returns (figure, alt); each word's scores above zero are said

    Raises ValueError when names or shapes do not fit.
    """
    asked = len(questions), len(features)
    expected = [(len(words), len(features)), asked, asked]
    got = [tuple(M.shape) for M in (X, W_q, W_k)]
    if got != expected:
        raise ValueError(
            f"expected X {expected[0]}, W_q and W_k {asked}, got {', '.join(map(str, got))}"
        )
    Q, K = X @ W_q.T, X @ W_k.T
    fig = plt.figure(figsize=(10.4, 7))
    panels = fig.add_gridspec(4, 4, width_ratios=[1.25, 1.25, 0.8, 1.25])
    places = {
        "X: the words": (panels[1:3, 0], X, words, features, INK),
        "W_q: who asks": (panels[:2, 1], W_q, questions, features, QUERY_INK),
        "W_k: who answers": (panels[2:, 1], W_k, questions, features, KEY_INK),
        "Q = X W_qᵀ": (panels[:2, 2], Q, words, questions, QUERY_INK),
        "K = X W_kᵀ": (panels[2:, 2], K, words, questions, KEY_INK),
        "S = Q Kᵀ\nrow asks column": (panels[1:3, 3], Q @ K.T, words, words, QUERY_INK),
    }
    for title, (place, matrix, rows, columns, ink) in places.items():
        ax = fig.add_subplot(place)
        asked = KEY_INK if title.startswith("S") else MUTED
        draw_matrix(ax, matrix, rows, columns, limit=2.2, ink=ink, column_ink=asked)
        ax.set_xlabel(title, color=ink, weight="bold", fontsize=13)
        ax.tick_params(labelsize=13)
        for number in ax.texts:
            number.set_fontsize(14)
    said = "; ".join(
        f"'{word}': " + (", ".join(f"{name} {score:g}" for name, score in
                                   zip(words, row, strict=True) if score > 0) or "nobody")
        for word, row in zip(words, (Q @ K.T).tolist(), strict=True)
    )  # fmt: skip
    return fig, f"X, W_q and W_k, Q and K, and the scores S. Who scores whom above zero: {said}."


def welcome_places(W_k, S, words):
    """Which place is welcome at which (the columns of W_k for places), and the scores they make.

    W_k : (places, places)        S : (words, words)
    returns (figure, alt); for each word of the sentence the word that it scores highest

    Raises ValueError when S does not fit the words.
    """
    if tuple(S.shape) != (len(words), len(words)):
        raise ValueError(f"S must have shape {2 * (len(words),)}, got {tuple(S.shape)}")
    fig, axes = plt.subplots(1, 2, figsize=(9.6, 4.4))
    draw_matrix(axes[0], W_k, range(len(W_k)), range(len(W_k)), numbers=False)
    axes[0].set_xlabel("W_k: in row i, the places that are welcome at place i", fontsize=10)
    draw_matrix(axes[1], S, words, words, numbers=False, ink=QUERY_INK, column_ink=KEY_INK)
    axes[1].set_xlabel("S: each row asks", fontsize=10)
    pairs = zip(words[:-1], S.argmax(dim=1).tolist(), strict=False)
    said = ", ".join(f"'{word}' finds '{words[place]}'" for word, place in pairs)
    line = "a line of ones beside" if (W_k.diagonal(1) == 1).all() else "other numbers than ones at"
    return fig, f"W_k has {line} the diagonal; the scores: {said}."


def singular_values(reach, kept):
    """How far all words together reach along each direction, the longest first.

    reach : (directions,), falling        kept : how many are drawn in blue
    returns (figure, alt)
    """
    fig, ax = plt.subplots(figsize=(7.2, 2.9))
    count, runs = len(reach), "bars" if (reach.diff() > 0).any() else "falling bars"
    ax.bar(range(1, count + 1), reach.tolist(), color=[QUERY] * kept + [PALE] * (count - kept))
    ax.set(xlabel=f"direction (blue: what d_k = {kept} keeps)", ylabel="singular value")
    first = (reach[0] / reach[1]).item()
    return fig, f"{count} {runs}; the first is about {first:.1f} times the second."
