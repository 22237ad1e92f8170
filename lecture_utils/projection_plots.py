"""Pictures of what a matrix does: to the plane, and to two words that could not find each other."""

import matplotlib.pyplot as plt
import torch

from .geometry_plots import draw_arrow, empty_plane, write_name
from .style import INK, KEY, KEY_INK, MUTED, QUERY, QUERY_INK, VALUE

FLAG = torch.tensor([[0.0, 0], [0, 1.5], [1, 1.1], [0, 0.8]])


def the_turn(words, X, W_q, W_k):
    """Draw two words before and after W_q and W_k made queries and keys of them.

    words : two names        X : (2, 2)        W_q, W_k : (2, 2)
    returns (figure, alt text)

    Raises ValueError for other shapes.
    """
    if len(words) != 2 or any(tuple(matrix.shape) != (2, 2) for matrix in (X, W_q, W_k)):
        raise ValueError("expected two words, and X, W_q and W_k of shape (2, 2)")
    queries, keys = X @ W_q.T, X @ W_k.T
    scores = queries @ keys.T
    panels = [("before: the words themselves", X[0], X[1], words, (MUTED, INK), X[0] @ X[1])]
    for asks, answers in ((0, 1), (1, 0)):
        panels.append((f"'{words[asks]}' asks '{words[answers]}'", queries[asks], keys[answers],
                       (f"query: {words[asks]}", f"key: {words[answers]}"), (QUERY, KEY),
                       scores[asks, answers]))  # fmt: skip
    fig, axes = plt.subplots(1, 3, figsize=(9.2, 3.5))
    for ax, (title, first, second, names, colours, score) in zip(axes, panels, strict=True):
        empty_plane(ax, 2.3)
        for tip, name, colour, away in zip(
            (first, second), names, colours, (14, 32), strict=True
        ):
            ink = {QUERY: QUERY_INK, KEY: KEY_INK}.get(colour, INK)
            draw_arrow(ax, tip.tolist(), colour)
            write_name(ax, tip.tolist(), name, ink, away, fontsize=10)
        ax.set_title(f"{title}\nscore {score.item() + 0.0:.1f}", fontsize=10, loc="left")
    alt = (
        f"Dot product of '{words[0]}' and '{words[1]}': {(X[0] @ X[1]).item() + 0.0:.1f}. "
        f"After W_q and W_k, '{words[0]}' scores '{words[1]}' {scores[0, 1]:.1f}, "
        f"and '{words[1]}' scores '{words[0]}' {scores[1, 0]:.1f}."
    )
    return fig, alt


def what_it_does(a, b, c, d):
    """Draw the plane before and after the matrix [[a, b], [c, d]]: a grid, two arrows, a flag.

    returns (figure, alt text), as `widgets.live` wants it
    """
    W = torch.tensor([[a, b], [c, d]], dtype=torch.float32)
    area = a * d - b * c
    fig, axes = plt.subplots(1, 2, figsize=(8.2, 4.1))
    for ax, matrix, title in ((axes[0], torch.eye(2), "before"), (axes[1], W, "after W")):
        empty_plane(ax, 4)
        for step in range(-4, 5):
            for ends in ([[step, -4.0], [step, 4]], [[-4.0, step], [4, step]]):
                ax.plot(*(torch.tensor(ends).float() @ matrix.T).T, color="#CFCFC8", lw=0.8)
        ax.fill(*(FLAG @ matrix.T).T, color=VALUE, alpha=0.35)
        for tip, name in zip(matrix.T, ("(1, 0)", "(0, 1)"), strict=True):
            draw_arrow(ax, tip.tolist(), QUERY)
            write_name(ax, tip.tolist(), name, QUERY_INK, 14, fontsize=9)
        ax.set_title(title, loc="left", fontsize=11)
    if abs(area) < 1e-6:
        effect = "The plane is pressed onto a line or a point: what lay across it is lost"
    else:
        mirrored = ", and the flag is mirrored" if area < 0 else ""
        effect = f"Areas are multiplied by {abs(area):.2f}{mirrored}"
    axes[1].set_title(f"after W: area × {abs(area):.2f}", loc="left", fontsize=11)
    alt = f"(1, 0) goes to ({a:.1f}, {c:.1f}), (0, 1) to ({b:.1f}, {d:.1f}). {effect}."
    return fig, alt
