"""What a figure shows, as lines of text: one a part, its kind, place, colours and words.

An alt text says what the data say; whether the picture does, only its parts tell: a bar in another
colour, a label at another bar, a row above instead of below. `describe` lists them in the order in
which they were drawn; `differences` compares two such lists, numbers with a tolerance.
"""

import itertools

import numpy as np
from matplotlib import patches
from matplotlib.colors import to_hex
from matplotlib.image import AxesImage
from matplotlib.ticker import FixedLocator

from tests.records import NUMBER, pairs

MANY = 12  # parts that differ in their numbers only
PIXEL = 0.3  # so far apart is the same place
FEW = 24  # so many numbers are written one by one; of more, what any other order would change


def describe(figure):
    """Lines of text about a figure: sizes, axes, and every part of each."""
    lines = [f"figure {_numbers(figure.get_size_inches())}"]
    lines += [_text(text) for text in figure.texts if text.get_text()]
    for legend in figure.legends:
        lines += _legend(legend)
    for number, ax in enumerate(figure.axes):
        lines.append(f"axes {number}: {_axes(ax)}{_cells(ax, number)}")
        parts = (*ax.images, *ax.patches, *ax.lines, *ax.collections, *ax.texts)
        lines += _short(["  " + _part(part) for part in parts])
        for legend in filter(None, [ax.get_legend()]):
            lines += _legend(legend)
    return lines


def _short(lines):
    """The same lines, where of many alike, but for their numbers, two stand for all."""
    found = []
    for _, group in itertools.groupby(lines, lambda line: NUMBER.sub("#", line)):
        group = list(group)
        if len(group) > MANY:
            every = [float(number) for line in group for number in NUMBER.findall(line)]
            group = [*group[:2], f"  … {len(group)} such parts, all numbers {_numbers(every)}"]
        found += group
    return found


def differences(before, after, same_version=True):
    """[(line before, line after)] where two descriptions differ; "" for a missing line."""
    if not same_version:
        before, after = (list(itertools.filterfalse(is_ink, lines)) for lines in (before, after))
    return [(one, other) for one, other in pairs(before, after) if not _same(one, other)]


def _same(one, other):
    if NUMBER.sub("#", one) != NUMBER.sub("#", other):
        return False
    numbers = list(zip(NUMBER.findall(one), NUMBER.findall(other), strict=True))
    look = one.rpartition(" at ")[0] if is_ink(one) else one
    near = [2e-3 * max(1, abs(float(number))) for number in NUMBER.findall(look)]
    near += [PIXEL] * (len(numbers) - len(near))
    return all(abs(float(a) - float(b)) <= c for (a, b), c in zip(numbers, near, strict=True))


def is_ink(line):
    """Whether a line is one of ink.py, which tells places in pixels."""
    return line.startswith("  ink")


def _cells(ax, number):
    """Which cells of a grid of axes it fills, unless it is the one whose turn it is."""
    spec = ax.get_subplotspec()
    if spec is None or spec.num1 == spec.num2 == number:
        return ""
    rows, columns = spec.rowspan, spec.colspan
    return f" | rows {rows.start}-{rows.stop - 1} columns {columns.start}-{columns.stop - 1}"


def _axes(ax):
    said = [f"x {_numbers(ax.get_xlim())} y {_numbers(ax.get_ylim())}", str(ax.get_aspect())]
    said += [ax.get_xscale(), ax.get_yscale(), "" if ax.axison else "off"]
    for place in ("left", "center", "right"):
        said.append(ax.get_title(loc=place))
    framed = [name for name, spine in ax.spines.items() if spine.get_visible()]
    if ax.axison and framed not in (["left", "bottom"], ["outline"]):
        said.append(f"frame {' '.join(framed) or 'none'}")
    for axis in (ax.xaxis, ax.yaxis):
        if any(line.get_visible() for line in axis.get_gridlines()):
            said.append(f"grid {axis.axis_name}")
        if isinstance(axis.get_minor_locator(), FixedLocator):
            said.append(f"minor {_numbers(axis.get_minorticklocs())}")
        if axis.label.get_text():
            said.append(f"{axis.label.get_text()!r} {_colour(axis.label.get_color())}")
        if isinstance(axis.get_major_locator(), FixedLocator):
            ticks = [f"{tick.get_text()}" for tick in axis.get_ticklabels()]
            inks = sorted({_colour(tick.get_color()) for tick in axis.get_ticklabels()})
            said.append(f"ticks {_numbers(axis.get_majorticklocs())} {ticks} {' '.join(inks)}")
    return " | ".join(filter(None, said))


def _legend(legend):
    handles = [_colour(_ink(handle)) for handle in legend.legend_handles]
    words = [text.get_text() for text in legend.get_texts()]
    lines = [f"  legend {name!r} {ink}" for name, ink in zip(words, handles, strict=True)]
    title, place = legend.get_title().get_text(), f"at {legend._loc} in {legend._ncols} columns"
    if legend._bbox_to_anchor is not None:
        whole = legend.axes.transAxes if legend.axes else legend.figure.transFigure
        corner = legend.get_bbox_to_anchor().transformed(whole.inverted())
        place += f", {legend.borderaxespad:g} from {_numbers(corner.p0)}"
    return [f"  legend {title!r} {place}", *lines]


def _ink(handle):
    for name in ("get_color", "get_facecolor"):
        if hasattr(handle, name):
            return getattr(handle, name)()
    return "none"


def _part(part):
    if isinstance(part, AxesImage):
        look = f"{part.get_cmap().name} {_numbers(part.get_clim())}"
        return f"image {look} {np.shape(part.get_array())} {_numbers(part.get_array())}"
    if isinstance(part, patches.Patch):
        return _patch(part)
    if hasattr(part, "get_xydata"):
        look = f"{part.get_marker()} {part.get_markersize():g}"
        fill, edge = map(_colour, (part.get_markerfacecolor(), part.get_markeredgecolor()))
        look += f" {fill}" if edge in (fill, _colour(part.get_color())) else f" {fill} in {edge}"
        line = f"{_colour(part.get_color())} {part.get_linestyle()} {part.get_linewidth():.4g}"
        return f"line {line} {look} {_more(part)} at {_numbers(part.get_xydata())}"
    if hasattr(part, "get_offsets"):
        inks = " ".join(dict.fromkeys(map(_colour, part.get_facecolor())))
        edges = " ".join(dict.fromkeys(map(_colour, part.get_edgecolor())))
        return f"{type(part).__name__} {inks} / {edges} {_more(part)} at {_places(part)}"
    return _text(part)


def _places(collection):
    offsets = np.asarray(collection.get_offsets())
    if len(offsets) > 1 or offsets.any():
        return _numbers(offsets)
    corners = [path.get_extents().get_points() for path in collection.get_paths() if len(path)]
    return _numbers([np.min(corners, (0, 1)), np.max(corners, (0, 1))] if corners else ())


def _patch(patch):
    shape = type(patch).__name__
    if isinstance(patch, patches.Rectangle):
        place = [*patch.get_xy(), patch.get_width(), patch.get_height()]
    elif isinstance(patch, patches.FancyArrowPatch):
        place = np.ravel(patch._posA_posB)
    else:
        place = patch.get_transform().transform_path(patch.get_path()).get_extents().get_points()
        place = patch.axes.transData.inverted().transform(place)
    fill = _colour(patch.get_facecolor()) if patch.get_fill() else "empty"
    edge = f"{_colour(patch.get_edgecolor())} {patch.get_linewidth():.4g} {patch.get_linestyle()}"
    return f"{shape} {fill} / {edge} {patch.get_hatch() or ''} {_more(patch)} at {_numbers(place)}"


def _text(text):
    size = f"{text.get_fontsize():.3g} {text.get_weight()} {text.get_ha()} {text.get_va()}"
    place = _numbers(getattr(text, "xy", text.get_position()))
    if hasattr(text, "xyann"):
        place += f" + {_numbers(text.xyann)}"
    turned = f" turned {text.get_rotation():g}" if text.get_rotation() else ""
    box, arrow = text.get_bbox_patch(), getattr(text, "arrow_patch", None)
    around = f" box {_colour(box.get_facecolor())}" if box else ""
    if arrow is not None:
        around += f" arrow {_colour(arrow.get_edgecolor())} {arrow.get_linewidth():.3g}"
        around += f" {arrow.get_linestyle()}"
    ink = _colour(text.get_color())
    return f"text {text.get_text()!r} {ink} {size}{turned}{around} {_more(text)} at {place}"


def _more(part):
    alpha = part.get_alpha()
    return f"z{part.get_zorder():g}" + (f" alpha {alpha:.3g}" if isinstance(alpha, float) else "")


def _colour(colour):
    colour = np.asarray(colour)[0] if np.ndim(colour) == 2 and len(colour) else colour
    if isinstance(colour, str) and colour == "none" or np.size(colour) == 0:
        return "none"
    return to_hex(colour, keep_alpha=True).upper().removesuffix("FF") or "none"


def _numbers(values):
    values = np.ma.filled(np.ma.asarray(values, dtype=float), np.nan)
    flat = np.where(np.abs(values.ravel()) < 1e-9, 0.0, values.ravel())
    if len(flat) <= FEW:
        return "(" + " ".join(f"{number:.4g}" for number in flat) + ")"
    kept = np.nan_to_num(flat)
    ramp = np.cos(np.arange(len(kept)))  # another order, another sum
    ends = " ".join(f"{number:.4g}" for number in (*flat[:3], *flat[-3:]))
    return f"({len(flat)}: {ends}; {kept.mean():.4g} {kept.std():.4g} {(kept * ramp).mean():.4g})"
