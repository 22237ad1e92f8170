"""Word vectors on paper: two directions out of many, and where the words lie in them."""

import torch

from .style import INK, KEY, MUTED, QUERY, VALUE, WEIGHT_INK

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


def draw_words(ax, points, words, names):
    """Write each word at its point, in the colour of its class, and the classes in a legend.

    points : (words, 2)        names : the class of each word; at most six different ones

    Raises ValueError when there are more classes than colours, or not one point a word.
    """
    classes = list(dict.fromkeys(names))
    if len(classes) > len(COLOURS) or not len(points) == len(words) == len(names):
        raise ValueError(
            f"expected one point and one class a word and at most {len(COLOURS)} classes, got "
            f"{len(points)} points, {len(words)} words, {len(classes)} classes"
        )
    colours = dict(zip(classes, COLOURS, strict=False))
    for (x, y), word, name in zip(points.tolist(), words, names, strict=True):
        ax.plot(x, y, "o", color=colours[name], ms=5)
        ax.annotate(word, (x, y), (4, 3), textcoords="offset points", fontsize=8, color=INK)
    for name, colour in colours.items():
        ax.plot([], [], "o", color=colour, label=name)
    ax.set_xticks([])
    ax.set_yticks([])
