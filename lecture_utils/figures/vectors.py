"""Figures of notebook 08: pull and push, words on their way, what closeness is good for."""

import itertools
import math

import matplotlib.pyplot as plt
import numpy as np
import seaborn as sns
import torch
from matplotlib.text import Text
from torch.nn import functional as F

from ..geometry import best_plane
from .maps import draw_arrow, name_end
from .style import (
    INK,
    KEY,
    KEY_INK,
    MUTED,
    PALE,
    QUERY,
    QUERY_INK,
    SIGNED,
    VALUE,
    WEIGHT_INK,
    told_apart,
)

COLOURS = (QUERY, KEY, VALUE, INK, "#CC3311", MUTED)
ROLES = ("centre c", "true context o", "drawn word n")


def pull_and_push(before, after):
    """Centre, true context and drawn word as arrows: pale before one step, coloured after it.

    before, after : (centre, context, drawn), each (2,)
    returns (figure, alt)

    Raises ValueError for another number of vectors, or vectors that are not of two numbers.
    """
    if not len(before) == len(after) == 3 or any(len(v) != 2 for v in (*before, *after)):
        raise ValueError("expected centre, context and drawn word, two numbers each, twice")
    fig, ax = plt.subplots(figsize=(5.4, 4.4))
    ax.set(xlim=(-0.6, 2.4), ylim=(-1.5, 1.5), aspect="equal", xticks=(0, 1, 2), yticks=(-1, 0, 1))
    ax.grid(color=PALE, alpha=0.4, lw=0.8)
    inks, beside = (QUERY_INK, KEY_INK, INK), ((8, -2), (-8, 12), (8, -2))
    looks = zip(before, after, ROLES, (QUERY, KEY, MUTED), inks, beside, strict=True)
    for old, new, role, colour, ink, step in looks:
        draw_arrow(ax, old.tolist(), PALE)
        ax.annotate(role[-1], old.tolist(), (9 if step[0] > 0 else -9, 0), color=MUTED,
                    textcoords="offset points", ha="center", va="center")  # fmt: skip
        draw_arrow(ax, new.tolist(), colour)
        ax.annotate(role, new.tolist(), step, textcoords="offset points", va="center",
                    ha="left" if step[0] > 0 else "center", color=ink, weight="bold")  # fmt: skip
    (c, o, n), (c_new, o_new, n_new) = before, after
    return fig, (
        f"Pale arrows before, coloured after one step: c·o goes from {c @ o:.2f} to "
        f"{c_new @ o_new:.2f}, c·n from {c @ n:.2f} to {c_new @ n_new:.2f}."
    )


def courses(marks, shares, chance):
    """A share over training: a line for each seed, each name at its lines' end.

    marks  : the steps, spread evenly along the axis
    shares : {label: (seeds, marks)}, 0 … 1; at most two        chance : a dashed line
    returns (figure, alt): where each label's mean begins and ends, to a fifth

    Raises ValueError for a third label, and when there is not one share for each mark.
    """
    named = told_apart(shares, ((QUERY, QUERY_INK), (MUTED, INK)))
    fig, ax = plt.subplots(figsize=(7.2, 3.2))
    said = []
    for label, lines, (colour, ink) in named:
        for line in lines:
            if len(line) != len(marks):
                raise ValueError(f"{label}: {len(marks)} marks, but {len(line)} shares")
            ax.plot(range(len(marks)), line, "o-", color=colour, alpha=0.6, ms=4)
        first, last = (sum(float(line[at]) for line in lines) / len(lines) for at in (0, -1))
        name_end(ax, label, len(marks) - 1, last, color=ink)
        said.append(f"{label} from about {_about(first)} to about {_about(last)}")
    ax.axhline(chance, color=MUTED, ls="--")
    name_end(ax, "chance", len(marks) - 1, chance, color=MUTED)
    ax.set(ylim=(0, 1), xlabel="steps (not to scale)", ylabel="nearest is of own class")
    ax.set_xticks(range(len(marks)), marks)
    ax.margins(x=0.01)
    return fig, f"Share of words whose nearest other word is of their class: {'; '.join(said)}."


def _about(number):
    """A measured number in words that hold on every machine: to the nearest fifth."""
    return f"{round(5 * float(number)) / 5 + 0.0:.1f}"


def _class_colours(points, words, names):
    """{class: colour}, after a look whether points, words and classes fit."""
    if not len(points) == len(words) == len(names):
        raise ValueError(
            "expected a point and a class for each word, got "
            f"{len(points)} points, {len(words)} words, {len(names)} classes"
        )
    return {name: colour for name, _, colour in told_apart(dict.fromkeys(names), COLOURS)}


def _flat(frames):
    """{step: (words, 2)}: directions of the vectors, seen along the best plane of the last step."""
    directions = {step: F.normalize(vectors, dim=-1) for step, vectors in frames.items()}
    middle, plane, _ = best_plane(directions[list(frames)[-1]])
    return {step: (way - middle) @ plane.T for step, way in directions.items()}


def pulled_together(frames, names, moments):
    """Words on their way: a plane for each moment with fading trails, below it all cosines.

    frames  : {step: (words, d_model)}, in the order of time; trails run through all of them
    names   : the class of each word; words of a class stand together
    moments : the steps to show
    returns (figure, alt): mean cosine within a class and between classes at each moment

    Raises ValueError for a moment without a frame, or more than six classes.
    """
    if not set(moments) <= set(frames):
        raise ValueError(f"expected a frame for each of {list(moments)}, got {list(frames)}")
    colours, flat = _class_colours(frames[moments[0]], names, names), _flat(frames)
    places = {name: [i for i, other in enumerate(names) if other == name] for name in colours}
    fig, axes = plt.subplots(2, len(moments), figsize=(2.7 * len(moments), 5.8))
    own = torch.tensor([[a == b for b in names] for a in names])
    said = []
    for column, step in enumerate(moments):
        top, below = axes[:, column]
        _trails(top, [flat[s] for s in frames if s <= step], places, colours)
        title = "at random" if step == 0 else f"after {step} steps"
        top.set_title(title, fontsize=11, loc="left")
        directions = F.normalize(frames[step], dim=-1)
        cosine = directions @ directions.T
        _cosines(below, cosine, places, colours)
        inside = cosine[own & ~torch.eye(len(own), dtype=torch.bool)].mean()
        said.append(f"{title} {_about(inside)} and {_about(cosine[~own].mean())}")
    for name, colour in colours.items():
        axes[0, 0].plot([], [], "o", color=colour, label=name)
    fig.legend(*axes[0, 0].get_legend_handles_labels(), loc="outside lower center",
               ncols=len(colours), fontsize=11)  # fmt: skip
    axes[1, 0].set_ylabel("cosines, word by word", fontsize=11)
    return fig, (
        f"{len(names)} words of {len(colours)} classes. Mean cosine within a class and between "
        f"classes, about: {'; '.join(said)}."
    )


def _trails(ax, frames, places, colours):
    """Points where the words are now, and behind each the way it came, paler the longer ago.

    The frame is that of the present points: it is filled at each moment.
    """
    for name, rows in places.items():
        for age, (start, end) in enumerate(zip(frames[-2::-1], frames[:0:-1], strict=True)):
            way = torch.stack([start[rows], end[rows]]).permute(2, 0, 1)
            ax.plot(*way, color=colours[name], lw=1, alpha=0.5 * 0.7**age)
        ax.plot(*frames[-1][rows].T, "o", color=colours[name], ms=6, mec="white", mew=0.5)
    _fill(ax, frames[-1])
    ax.set_box_aspect(1)


def _fill(ax, points, edge=0.12):
    """Let the frame reach a little beyond the points on every side; no ticks."""
    low, high = points.min(dim=0).values, points.max(dim=0).values
    margin = edge * (high - low).clamp(min=0.1)
    (left, bottom), (right, top) = (low - margin).tolist(), (high + margin).tolist()
    ax.set(xlim=(left, right), ylim=(bottom, top), xticks=[], yticks=[])
    ax.spines[:].set_visible(True)


def _cosines(ax, cosine, places, colours):
    """All cosines, orange opposed, purple alike; a frame in its colour around each class."""
    ax.imshow(np.asarray(cosine), cmap=SIGNED, vmin=-1, vmax=1)
    for name, rows in places.items():
        corner, size = (min(rows) - 0.5, min(rows) - 0.5), len(rows)
        ax.add_patch(plt.Rectangle(corner, size, size, fc="none", ec=colours[name], lw=2.2))
    ax.set(xticks=[], yticks=[])
    ax.spines[:].set_visible(False)


def words_at(frames, words, names, step):
    """Words in the plane at one moment of training, each with its name.

    frames : {step: (words, d_model)}, in the order of time        names : the class of each word
    returns (figure, alt, title), as `live` wants it
    """
    flat = _flat(frames)[step]
    fig, ax = plt.subplots(figsize=(7.4, 5.6))
    _draw_words(ax, flat, words, names)
    _fill(ax, flat)
    fig.legend(*ax.get_legend_handles_labels(), loc="outside lower center", ncols=6, fontsize=10)
    _spread_labels(ax)
    title = "At random" if step == 0 else f"After {step} steps"
    return fig, f"{len(words)} words of {len(set(names))} classes in the plane.", title


def _draw_words(ax, points, words, names):
    """Write each word at its point, in the colour of its class, and the classes in a legend."""
    colours = _class_colours(points, words, names)
    for (x, y), word, name in zip(points.tolist(), words, names, strict=True):
        ax.plot(x, y, "o", color=colours[name], ms=6)
        line = {"arrowstyle": "-", "color": MUTED, "lw": 0.5, "shrinkA": 0, "shrinkB": 2}
        ax.annotate(word, (x, y), (4, 3), textcoords="offset points", fontsize=10, color=INK,
                    arrowprops=line)  # fmt: skip
    for name, colour in colours.items():
        ax.plot([], [], "o", color=colour, label=name)


def _spread_labels(ax):
    """Move the labels of `_draw_words` until none covers another or a point; lines lead back.

    Called last, when the limits of `ax` and the size of its figure are fixed. Each label goes to
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


def halves(heaps, shares=None):
    """What each half of the loss makes: all centres (blue) and all contexts (orange), flat.

    heaps  : {name: (centres, contexts)}, each (words, d_model)
    shares : {name: share of words whose nearest is of their class, one a seed}, written below
    returns (figure, alt): the mean cosine of two centres, and of a centre and a context
    """
    fig, [axes] = plt.subplots(1, len(heaps), figsize=(3.1 * len(heaps), 3.3), squeeze=False)
    said, kin = [], {name: sum(map(float, x)) / len(x) for name, x in (shares or {}).items()}
    for ax, (name, (centres, contexts)) in zip(axes, heaps.items(), strict=True):
        both = F.normalize(torch.cat([centres, contexts]), dim=-1)
        one, other = both[: len(centres)], both[len(centres) :]
        _, plane, _ = best_plane(torch.cat([both, -both]))  # around the origin
        for points, colour, label in ((one, QUERY, "centres"), (other, KEY, "contexts")):
            ax.plot(*(points @ plane.T).T, "o", color=colour, ms=4, alpha=0.6, label=label)
        ax.plot(0, 0, "+", color=INK, ms=10, mew=1.5)
        ax.set(xlim=(-1.05, 1.05), ylim=(-1.05, 1.05), aspect="equal", xticks=[], yticks=[])
        ax.set_title(name, fontsize=11, loc="left")
        ax.set_xlabel(f"nearest of own class: {100 * kin[name]:.0f} %" if kin else "")
        ax.spines[:].set_visible(True)
        alike = (one @ one.T).mean()
        said.append(f"{name} {_about(alike)} and {_about((one @ other.T).mean())}")
    fig.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=2)
    most = f" Nearest of own class most often: {max(kin, key=kin.get)}." if kin else ""
    return fig, (
        "Mean cosine of two centres, and of a centre and a context, about: "
        f"{'; '.join(said)}.{most}"
    )


def gain(tasks, first, second):
    """For each task two shares on one line: a grey square and a blue dot.

    tasks : {name: (share, share, chance)}, 0 … 1        first, second : what the two stand for
    returns (figure, alt)
    """
    fig, ax = plt.subplots(figsize=(7, 2.3))
    said = []
    for y, (name, (one, other, chance)) in enumerate(tasks.items()):
        ax.plot([one, other], [y, y], color=PALE, lw=3, zorder=1)
        ax.plot([chance, chance], [y - 0.25, y + 0.25], color=INK, lw=1.5, ls=":",
                label=None if y else "chance")  # fmt: skip
        ax.plot(one, y, "s", color=MUTED, label=None if y else first)
        ax.plot(other, y, "o", color=QUERY, label=None if y else second)
        said.append(f"{name} {one:.1f} and {other:.1f}")
    ax.set_yticks(range(len(tasks)), tasks)
    ax.set(xlim=(0, 1), ylim=(len(tasks) - 0.5, -0.5), xlabel="share right")
    fig.legend(*ax.get_legend_handles_labels(), loc="outside right center")
    return fig, f"Share right, about, {first} and {second}: {'; '.join(said)}."


def seeds(found, chance, what, dashed="chance", steps=4):
    """For each way its results, a dot for each seed.

    found : {name: [share, share, …]}, 0 … 1        what : the axis
    chance : what a dashed line marks, its name in `dashed`
    steps : the alt text says means to the nearest 1/steps; many only for stored results, which
            are the same on each machine
    returns (figure, alt): the mean of each, and which is the lowest
    """
    fig, ax = plt.subplots(figsize=(6.8, 0.9 + 0.42 * len(found)))
    ways = [name for name, shares in found.items() for _ in shares]
    shares = [share for row in found.values() for share in row]
    sns.stripplot(x=shares, y=ways, color=QUERY, size=8, alpha=0.6, jitter=False, ax=ax)
    ax.axvline(chance, color=MUTED, ls="--")
    ax.annotate(dashed, (chance, 1), (0, 3), xycoords=("data", "axes fraction"),
                textcoords="offset points", ha="center", color=MUTED, fontsize=9)  # fmt: skip
    ax.set(xlim=(0, 1.02), xlabel=what, ylabel="")
    means = {name: sum(row) / len(row) for name, row in found.items()}
    said = "; ".join(f"{name} {round(steps * mean) / steps:.2f}" for name, mean in means.items())
    nearest = {4: "quarter", 100: "hundredth"}.get(steps, f"1/{steps}")
    return fig, (
        f"{what[:1].upper()}{what[1:]}, a dot for each seed; "
        f"means to the nearest {nearest}: {said}. "
        f"Lowest: {min(means, key=means.get)}. Dashed: {dashed}, {round(float(chance), 2)}."
    )


def two_rules(classes, class_scores, step_scores):
    """What an adjective welcomes: which word class, and which place beside itself.

    classes : names        class_scores : one a name        step_scores : {places behind: score}
    returns (figure, alt)

    Raises ValueError when there is not one score for each class.
    """
    if len(classes) != len(class_scores):
        raise ValueError(f"{len(classes)} classes, but {len(class_scores)} scores")
    fig, (left, right) = plt.subplots(1, 2, figsize=(9, 3.2))
    scores = [float(score) for score in class_scores]
    best, near = scores.index(max(scores)), max(step_scores, key=step_scores.get)
    left.barh(range(len(classes)), scores,
              color=[WEIGHT_INK if i == best else MUTED for i in range(len(scores))])  # fmt: skip
    left.set_yticks(range(len(classes)), classes)
    left.invert_yaxis()
    left.set_title("An adjective asks: which class?", fontsize=11)
    left.set_xlabel("score")
    right.bar(list(step_scores), list(step_scores.values()),
              color=[WEIGHT_INK if step == near else MUTED for step in step_scores])  # fmt: skip
    right.axhline(0, color=MUTED, lw=1)
    right.set_xticks(list(step_scores))
    right.set_title("… and how far to the right of me?", fontsize=11)
    right.set(xlabel="places to the right", ylabel="above the mean of all places")
    return fig, f"Highest class: {classes[best]}; highest place: {near} to the right."
