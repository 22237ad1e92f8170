"""Pictures of vectors that learn: a step of pull and push, shares over training, the gain."""

import matplotlib.pyplot as plt

from .maps import draw_arrow, empty_plane, write_name
from .style import INK, KEY, MASKED, MUTED, QUERY, QUERY_INK


def pull_and_push(before, after, limit=1.5):
    """Draw centre, context and drawn word as arrows: grey where they were, coloured where they are.

    before, after : (centre, context, drawn), each (2,)
    returns the figure

    Raises ValueError for another number of vectors, or vectors that are not of two numbers.
    """
    if not len(before) == len(after) == 3 or any(len(v) != 2 for v in (*before, *after)):
        raise ValueError("expected centre, context and drawn word, two numbers each, twice")
    fig, ax = plt.subplots(figsize=(4.6, 4.2))
    empty_plane(ax, limit)
    for old, new, name, colour in zip(before, after, "con", (QUERY, KEY, MUTED), strict=True):
        draw_arrow(ax, old.tolist(), MASKED)
        draw_arrow(ax, new.tolist(), colour)
        write_name(ax, new.tolist(), name, INK)
    return fig


def draw_courses(ax, marks, courses, chance):
    """Draw a share over training, one line a seed.

    marks   : the steps, spread evenly along the axis
    courses : {label: (seeds, marks)}, shares 0 … 1; at most two, each label at its lines' end
    chance  : a dashed line

    Raises ValueError for a third course, and when a course has not one share a mark.
    """
    if len(courses) > 2:
        raise ValueError(f"at most 2 courses can be told apart, got {len(courses)}")
    for (label, lines), colour, ink in zip(
        courses.items(), (QUERY, MUTED), (QUERY_INK, INK), strict=False
    ):
        for line in lines:
            if len(line) != len(marks):
                raise ValueError(f"{label}: {len(marks)} marks, but {len(line)} shares")
            ax.plot(range(len(marks)), line, "o-", color=colour, alpha=0.6, ms=4)
        end = sum(float(line[-1]) for line in lines) / len(lines)
        ax.annotate(label, (len(marks) - 1, end), (8, 0), textcoords="offset points", va="center",
                    color=ink, annotation_clip=False)  # fmt: skip
    ax.axhline(chance, color=MUTED, ls="--")
    ax.annotate("chance", (len(marks) - 1, chance), (8, 0), textcoords="offset points",
                va="center", color=MUTED, annotation_clip=False)  # fmt: skip
    ax.set(ylim=(0, 1), xlabel="steps (not to scale)", ylabel="neighbour of own class")
    ax.set_xticks(range(len(marks)), marks)
    ax.margins(x=0.01)


def draw_gain(ax, tasks, first, second):
    """Draw for each task two shares on one line: a grey square and a blue dot.

    tasks : {name: (share, share)}, 0 … 1        first, second : what the two stand for
    """
    for y, (one, other) in enumerate(tasks.values()):
        ax.plot([one, other], [y, y], color=MASKED, lw=3, zorder=1)
        ax.plot(one, y, "s", color=MUTED, label=None if y else first)
        ax.plot(other, y, "o", color=QUERY, label=None if y else second)
    ax.set_yticks(range(len(tasks)), tasks)
    ax.set(xlim=(0, 1), ylim=(len(tasks) - 0.5, -0.5), xlabel="share right")
    ax.legend(loc="center")


def draw_seeds(ax, found, chance):
    """Draw for each way its results, a dot a seed, joined from the lowest to the highest.

    found : {name: [share, share, …]}, 0 … 1        chance : a dashed line
    """
    for y, shares in enumerate(found.values()):
        ax.plot([min(shares), max(shares)], [y, y], color=QUERY, lw=2, alpha=0.5)
        ax.plot(shares, [y] * len(shares), "o", color=QUERY)
    ax.axvline(chance, color=MUTED, ls="--")
    ax.set_yticks(range(len(found)), found)
    ax.set(xlim=(0, 1), ylim=(len(found) - 0.5, -0.5))
    ax.set_xlabel("neighbour of own class, a dot a seed (dashed: chance)")


def two_rules(classes, class_scores, step_scores):
    """Draw what an adjective welcomes: which word class, and which place behind itself.

    classes : names        class_scores : one a name        step_scores : {places behind: score}
    returns the figure

    Raises ValueError when there is not one score a class.
    """
    if len(classes) != len(class_scores):
        raise ValueError(f"{len(classes)} classes, but {len(class_scores)} scores")
    fig, (left, right) = plt.subplots(1, 2, figsize=(9, 3.2))
    left.barh(range(len(classes)), class_scores, color=KEY)
    left.set_yticks(range(len(classes)), classes)
    left.invert_yaxis()
    left.set_title("An adjective asks: which class?", fontsize=10)
    left.set_xlabel("score")
    right.bar(list(step_scores), list(step_scores.values()), color=KEY)
    right.axhline(0, color=MUTED, lw=1)
    right.set_xticks(list(step_scores))
    right.set_title("… and how far to the right of me?", fontsize=10)
    right.set(xlabel="places to the right", ylabel="score above the mean")
    return fig
