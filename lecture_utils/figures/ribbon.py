"""The ribbon: a sentence on its way to numbers, and the cuts that make its tokens."""

import matplotlib.pyplot as plt
import numpy as np

from .style import INK, KEY, KEY_INK, MUTED, PAPER, SCORES

SPACE = "␣"  # makes the space that belongs to a token visible
TINT = (*plt.matplotlib.colors.to_rgb(KEY), 0.16)  # the source's orange, light enough for text


def visible(token):
    """A token as it is printed in figures and tables: its spaces shown as ␣."""
    return token.replace(" ", SPACE)


def draw_ribbon(ax, tokens, ids, vectors):
    """Draw tokens, their ids below, and below those the vectors, one column a token.

    tokens, ids : lists of one length        vectors : (tokens, d_model)

    Raises ValueError when the lengths differ.
    """
    vectors = np.asarray(vectors, dtype=float)
    if not len(tokens) == len(ids) == len(vectors):
        raise ValueError(f"got {len(tokens)} tokens, {len(ids)} ids, {len(vectors)} vectors")
    count, d_model = vectors.shape
    limit = np.abs(vectors).max()
    for place, (token, number, vector) in enumerate(zip(tokens, ids, vectors, strict=True)):
        box = plt.Rectangle((place - 0.47, 0.1), 0.94, 0.8, fc=TINT, ec=KEY, lw=1)
        ax.add_patch(box)
        size = min(10, 50 / len(token))  # long tokens stay inside their box
        ax.text(place, 0.5, visible(token), ha="center", va="center", color=KEY_INK, fontsize=size)
        for top, bottom in ((0.02, -0.38), (-1.1, -1.45)):
            arrow = {"arrowstyle": "->", "color": MUTED, "lw": 1, "shrinkA": 0, "shrinkB": 0}
            ax.annotate("", (place, bottom), (place, top), arrowprops=arrow)
        ax.text(place, -0.74, str(number), ha="center", va="center", color=INK, fontsize=10)
        for row, value in enumerate(vector):
            shade = SCORES(0.5 + value / limit / 2)
            corner = (place - 0.36, -1.55 - 0.42 * (row + 1))
            ax.add_patch(plt.Rectangle(corner, 0.72, 0.42, fc=shade, ec=PAPER, lw=1))
    bottom = -1.55 - 0.42 * d_model
    for height, label in ((0.5, "tokens"), (-0.74, "token ids"), ((bottom - 1.55) / 2, "vectors")):
        ax.text(-0.75, height, label, ha="right", va="center", color=MUTED)
    ax.set(xlim=(-2.4, count - 0.4), ylim=(bottom - 0.1, 1.0))
    ax.axis("off")


def draw_cuts(ax, rows):
    """Draw one text cut in several ways, one strip below the other; a wall ends each token.

    rows : list of (label, tokens), where joining the tokens gives the same text in each row

    Raises ValueError when the rows spell different texts.
    """
    texts = {"".join(tokens) for _, tokens in rows}
    if len(texts) != 1:
        raise ValueError(f"the rows must spell one text, got {sorted(texts)}")
    length = len(texts.pop())
    for row, (label, tokens) in enumerate(rows):
        start = 0
        for token in tokens:
            size = (len(token) - 0.16, 0.72)
            ax.add_patch(plt.Rectangle((start + 0.08, -row), *size, fc=TINT, ec=KEY, lw=1))
            for place, letter in enumerate(visible(token)):
                ax.text(start + place + 0.5, 0.34 - row, letter, family="DejaVu Sans Mono",
                        ha="center", va="center", color=KEY_INK, fontsize=10)  # fmt: skip
            start += len(token)
        ax.text(-0.8, 0.36 - row, label, ha="right", va="center", color=MUTED)
        ax.text(length + 0.8, 0.36 - row, f"{len(tokens)} tokens", va="center", color=INK)
    ax.set(xlim=(-0.17 * length, 1.14 * length), ylim=(0.85 - len(rows), 0.85))
    ax.axis("off")


STAGES = {
    "data preparation\nand sampling": "notebook 1",
    "attention\nmechanism": "notebooks 2, 3, 5–9",
    "LLM\narchitecture": "notebook 4",
}


def draw_stages(ax, here):
    """Draw the map of stage one as the lecture gives it, with "you are here" at number `here`."""
    for place, (name, notebooks) in enumerate(STAGES.items()):
        left = 3.4 * place
        look = {"fc": TINT, "ec": KEY, "lw": 2.5} if place == here else {"fc": PAPER, "ec": MUTED}
        ax.add_patch(plt.Rectangle((left, 0), 2.6, 1, **look))
        ink = KEY_INK if place == here else INK
        ax.text(left + 1.3, 0.5, name, ha="center", va="center", color=ink)
        ax.text(left + 1.3, -0.25, notebooks, ha="center", va="center", color=MUTED, fontsize=10)
        if place:
            arrow = {"arrowstyle": "->", "color": MUTED, "lw": 1.5}
            ax.annotate("", (left - 0.05, 0.5), (left - 0.75, 0.5), arrowprops=arrow)
    ax.text(3.4 * here + 1.3, 1.2, "▼ you are here", ha="center", color=KEY_INK, weight="bold")
    ax.set(xlim=(-0.2, 9.6), ylim=(-0.5, 1.55))
    ax.axis("off")
