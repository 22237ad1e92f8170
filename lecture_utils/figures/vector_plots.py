"""Word vectors on paper: two directions out of many, and where the words lie in them."""

import itertools
import math

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.text import Text

from .style import INK, KEY, MUTED, QUERY, SCORES, VALUE, WEIGHT_INK

COLOURS = (QUERY, KEY, VALUE, WEIGHT_INK, "#CC3311", MUTED)


def best_plane(vectors):
    """The two directions in which vectors spread most, and their share of the whole spread.

    vectors : (words, d_model), at least 3 words
    returns (middle (d_model,), directions (2, d_model), share 0 … 1)

    This is a principal component analysis (Pearson 1901).
    Raises ValueError for fewer than three vectors.
    """
    if vectors.dim() != 2 or len(vectors) < 3:
        raise ValueError(f"expected vectors (3 or more, d_model), got {tuple(vectors.shape)}")
    middle = vectors.mean(dim=0)
    _, sizes, directions = torch.linalg.svd(vectors - middle, full_matrices=False)
    share = (sizes[:2] ** 2).sum() / (sizes**2).sum()
    return middle, directions[:2], share.item()


def _class_colours(points, words, names):
    """{class: colour}, after a look whether points, words and classes fit."""
    classes = list(dict.fromkeys(names))
    if len(classes) > len(COLOURS) or not len(points) == len(words) == len(names):
        raise ValueError(
            f"expected one point and one class a word and at most {len(COLOURS)} classes, got "
            f"{len(points)} points, {len(words)} words, {len(classes)} classes"
        )
    return dict(zip(classes, COLOURS, strict=False))


def draw_words(ax, points, words, names):
    """Write each word at its point, in the colour of its class, and the classes in a legend.

    points : (words, 2)        names : the class of each word; at most six different ones

    Raises ValueError when there are more classes than colours, or not one point a word.
    """
    colours = _class_colours(points, words, names)
    for (x, y), word, name in zip(points.tolist(), words, names, strict=True):
        ax.plot(x, y, "o", color=colours[name], ms=5)
        line = {"arrowstyle": "-", "color": MUTED, "lw": 0.5, "shrinkA": 0, "shrinkB": 2}
        ax.annotate(word, (x, y), (4, 3), textcoords="offset points", fontsize=8, color=INK,
                    arrowprops=line)  # fmt: skip
    for name, colour in colours.items():
        ax.plot([], [], "o", color=colour, label=name)
    ax.set_xticks([])
    ax.set_yticks([])


def spread_labels(ax):
    """Move the labels of `draw_words` until none covers another or a point; lines lead back.

    Call it last, when the limits of `ax` and the size of its figure are fixed. Each label goes to
    the nearest free place around its point; without one it stays.
    """
    figure = ax.figure
    figure.draw_without_rendering()  # sizes are known only after a layout
    renderer, pixel = figure.canvas.get_renderer(), figure.dpi / 72
    frame, spots = ax.bbox, [ax.transData.transform(text.xy) for text in ax.texts]
    taken = [(*(spot - 3 * pixel), *(spot + 3 * pixel)) for spot in spots]
    for text, spot in zip(ax.texts, spots, strict=True):
        extent = Text.get_window_extent(text, renderer)  # without its line
        size = np.array([extent.width, extent.height])
        for away, angle in itertools.product(range(4, 90, 6), range(0, 360, 20)):
            side = np.array([math.cos(math.radians(angle)), math.sin(math.radians(angle))])
            corner = spot + away * pixel * side + size * (np.sign(np.round(side)) - 1) / 2
            box = (*corner, *(corner + size))
            inside = (corner > frame.min).all() and (corner + size < frame.max).all()
            if inside and not any(_overlap(box, other) for other in taken):
                text.set_position((corner - spot) / pixel)
                taken.append(box)
                break


def _overlap(one, other):
    """Whether two boxes (left, bottom, right, top) share a place."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def pulled_together(frames, cosines, names, moments, limit=1.0):
    """Draw words on their way: a plane for each moment, with fading trails, and who is similar.

    frames  : {step: (words, 2)}, in the order of time; trails run through all of them
    cosines : {step: (words, words)}, drawn below the planes, from -1 (orange) to 1 (purple)
    names   : the class of each word; words of a class stand together
    moments : the steps to show        limit : each plane goes from -limit to +limit
    returns the figure

    Raises ValueError for a moment without a frame, and as `draw_words` does.
    """
    if not set(moments) <= set(frames) & set(cosines):
        raise ValueError(f"expected a frame for each of {list(moments)}, got {list(frames)}")
    colours = _class_colours(frames[moments[0]], names, names)
    places = {name: [i for i, other in enumerate(names) if other == name] for name in colours}
    fig, axes = plt.subplots(2, len(moments), figsize=(2.5 * len(moments), 5.4))
    for column, step in enumerate(moments):
        _draw_trails(axes[0, column], [frames[s] for s in frames if s <= step], places, colours)
        axes[0, column].set(xlim=(-limit, limit), ylim=(-limit, limit), aspect="equal")
        axes[0, column].set_title(
            "at random" if step == 0 else f"{step} steps", fontsize=10, loc="left"
        )
        axes[1, column].imshow(np.asarray(cosines[step]), cmap=SCORES, vmin=-1, vmax=1)
        for ax in axes[:, column]:
            ax.set_xticks([])
            ax.set_yticks([])
            ax.spines[:].set_visible(ax in axes[0])
    middles = [np.mean(where) for where in places.values()]
    axes[1, 0].set_yticks(middles, places, fontsize=9)
    axes[1, 0].tick_params(length=0)
    for label, colour in zip(axes[1, 0].get_yticklabels(), colours.values(), strict=True):
        label.set(color=INK, bbox={"fc": "none", "ec": colour, "lw": 1.5, "pad": 1.5})
    return fig


def _draw_trails(ax, frames, places, colours):
    """Points where the words are now, and behind each the way it came, paler the longer ago."""
    for name, rows in places.items():
        for age, (start, end) in enumerate(zip(frames[-2::-1], frames[:0:-1], strict=True)):
            way = torch.stack([start[rows], end[rows]]).permute(2, 0, 1)
            ax.plot(*way, color=colours[name], lw=1, alpha=0.5 * 0.7**age)
        ax.plot(*frames[-1][rows].T, "o", color=colours[name], ms=4.5, mec="white", mew=0.4)
