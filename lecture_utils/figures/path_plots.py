"""The farewell of the series: one sentence on its way through attention, a small picture a step."""

from typing import NamedTuple

import matplotlib.pyplot as plt
import numpy as np

from .style import KEY_INK, MASKED, QUERY_INK, SCORES, WEIGHTS


class Step(NamedTuple):
    """One small picture.

    numbers : (words, …), signed; or (words,) whole numbers, which are written. Where they are
              nowhere negative and sum to 1 in each row, they are drawn as weights.
    mask    : (words, words), True = may look; the other cells are grey
    limit   : colour scale from -limit to +limit; by default set by the numbers
    parts   : {name: (first column, last column, colour)} of blocks to frame and to name
    """

    title: str
    numbers: np.ndarray
    mask: np.ndarray | None = None
    limit: float | None = None
    parts: dict | None = None


def draw_path(words, steps, columns=5):
    """Draw each step of the path as a small picture, in rows of `columns`.

    words : one a row of every picture        steps : a `Step` a picture
    returns the figure

    Raises ValueError when a step has not one row a word.
    """
    rows = -(-len(steps) // columns)
    fig, axes = plt.subplots(rows, columns, figsize=(2.45 * columns, 2.75 * rows), squeeze=False)
    for ax in axes.flat[len(steps) :]:
        ax.axis("off")
    for place, (ax, step) in enumerate(zip(axes.flat, steps, strict=False)):
        numbers = np.asarray(step.numbers)
        if len(numbers) != len(words):
            raise ValueError(f"{step.title}: expected {len(words)} rows, got {len(numbers)}")
        if numbers.ndim == 1:
            _draw_ids(ax, numbers)
        else:
            _draw_numbers(ax, numbers, step.mask, step.limit)
        for name, (first, last, colour) in (step.parts or {}).items():
            box = plt.Rectangle((first - 0.5, -0.5), last - first + 1, len(words), fc="none",
                                ec=colour, lw=2.5, clip_on=False, zorder=4)  # fmt: skip
            ax.add_patch(box)
            ax.text((first + last) / 2, len(words) - 0.3, name, ha="center", va="top",
                    color=colour, weight="bold", fontsize=10)  # fmt: skip
        ax.set_title(step.title, fontsize=10)
        ax.set_xticks([])
        first = place % columns == 0
        ax.set_yticks(range(len(words)), words if first else [""] * len(words), fontsize=8,
                      color=QUERY_INK)  # fmt: skip
        ax.tick_params(length=0)
        ax.spines[:].set_visible(False)
    return fig


def _draw_ids(ax, ids):
    for row, number in enumerate(ids):
        ax.text(0, row, str(number), ha="center", va="center", fontsize=8, color=KEY_INK)
    ax.set(xlim=(-1, 1), ylim=(len(ids) - 0.5, -0.5))


def is_weights(numbers):
    """Whether each row of `numbers` (rows, columns) is a row of weights."""
    return bool((numbers >= 0).all() and np.allclose(numbers.sum(axis=1), 1, atol=1e-4))


def _draw_numbers(ax, numbers, mask, limit):
    shown = np.where(np.isfinite(numbers), numbers, 0)
    if is_weights(shown):
        ax.imshow(shown, cmap=WEIGHTS, vmin=0, vmax=1, aspect="auto")
    else:
        limit = limit or np.percentile(np.abs(shown), 98) or 1.0  # loud numbers fade the rest
        ax.imshow(shown, cmap=SCORES, vmin=-limit, vmax=limit, aspect="auto")
    hidden = () if mask is None else zip(*np.nonzero(~np.asarray(mask)), strict=True)
    for row, column in hidden:
        corner = (column - 0.5, row - 0.5)
        ax.add_patch(plt.Rectangle(corner, 1, 1, fc=MASKED, ec="#B9B9B2", hatch="////", lw=0))
