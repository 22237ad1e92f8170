"""Cats, dogs and rabbits drawn by code: every picture follows from a seed, none was downloaded.

Two animals of one kind share only their shapes. Place, size, tilt, colours, background and noise
are drawn at random, light on dark as often as dark on light, so no single dot gives a kind away.
"""

import numpy as np
import torch

from ..guards import whole

SIZE = 32  # dots a side
FINE = 4  # each dot is the mean of FINE x FINE finer ones: soft edges
KINDS = ("cat", "dog", "rabbit", "car")
BACKGROUNDS = {"grass": (0.25, 0.62, 0.22), "room": (0.62, 0.52, 0.45)}


def _ellipse(x, y, cx, cy, rx, ry, turn=0.0):
    """Where the points (x, y) lie inside an ellipse, turned by `turn` radians."""
    u, v = x - cx, y - cy
    if turn:
        c, s = np.cos(turn), np.sin(turn)
        u, v = c * u + s * v, -s * u + c * v
    return (u / rx) ** 2 + (v / ry) ** 2 < 1


def _triangle(x, y, corners):
    """Where the points (x, y) lie inside a triangle."""
    sides = []
    for (ax, ay), (bx, by) in zip(corners, corners[1:] + corners[:1], strict=True):
        sides.append((bx - ax) * (y - ay) - (by - ay) * (x - ax) > 0)
    return np.all(sides, axis=0) | ~np.any(sides, axis=0)


def _shapes(kind, rng):
    """The parts of a kind, back to front: (name of the colour, function of x and y)."""
    if kind == "car":
        yield "fur", lambda x, y: (abs(x) < 1.3) & (abs(y - 0.2) < 0.4)
        yield "fur", lambda x, y: (abs(x + 0.1) < 0.7) & (abs(y + 0.45) < 0.35)
        yield "light", lambda x, y: (abs(x + 0.1) < 0.5) & (abs(y + 0.42) < 0.2)
        for side in (-0.75, 0.75):
            yield "dark", lambda x, y, s=side: _ellipse(x, y, s, 0.65, 0.32, 0.32)
        return
    wide, tall = rng.uniform(0.78, 0.98), rng.uniform(0.75, 0.95)
    spread = rng.uniform(0.9, 1.1)
    if rng.random() < 0.5:  # sitting: a body under the head
        yield "fur", lambda x, y: _ellipse(x, y, 0.0, 1.5, 0.8, 0.9)
    for side in (-1, 1):
        if kind == "cat":
            tip = rng.uniform(1.35, 1.6)
            corners = [(side * 0.95, -0.15), (side * 0.1, -0.6), (side * 0.8 * spread, -tip)]
            yield "fur", lambda x, y, c=corners: _triangle(x, y, c)
        elif kind == "rabbit":
            lean, far = side * rng.uniform(0.0, 0.3), side * 0.38 * spread
            yield "fur", lambda x, y, t=lean, f=far: _ellipse(x, y, f, -1.35, 0.24, 0.8, t)
    yield "fur", lambda x, y: _ellipse(x, y, 0, 0, wide, tall)
    if kind == "dog":
        for side in (-1, 1):
            low, turn = rng.uniform(0.0, 0.35), -side * rng.uniform(0.1, 0.5)
            yield (
                "ears",
                lambda x, y, s=side, d=low, t=turn: _ellipse(
                    x, y, s * 0.95 * spread, d, 0.3, 0.75, t
                ),
            )
    muzzle = 0.5 if kind == "dog" else 0.33
    yield "muzzle", lambda x, y: _ellipse(x, y, 0, 0.42, muzzle, 0.75 * muzzle)
    for side in (-1, 1):
        yield "dark", lambda x, y, s=side: _ellipse(x, y, s * 0.38, -0.15, 0.13, 0.16)
    yield "dark", lambda x, y: _ellipse(x, y, 0, 0.3, 0.3 * muzzle + 0.04, 0.12)


def _soften(fine):
    """The mean of each FINE x FINE dots: (SIZE * FINE, SIZE * FINE, 3) -> (SIZE, SIZE, 3).

    Added up one by one: the same bits as NumPy's mean over two axes, in a third of its time.
    """
    blocks = fine.reshape(SIZE, FINE, SIZE, FINE, 3)
    return sum(blocks[:, i, :, j] for i in range(FINE) for j in range(FINE)) / FINE**2


def draw(kind, rng, background=None):
    """Draw one picture: (SIZE, SIZE, 3), numbers from 0 (dark) to 1 (light).

    kind       : one of KINDS
    rng        : NumPy generator that chooses everything else
    background : None for any colour, or one of BACKGROUNDS

    Raises ValueError for an unknown kind or background.
    """
    if kind not in KINDS:
        raise ValueError(f"kind must be one of {', '.join(KINDS)}, got {kind!r}")
    if background is not None and background not in BACKGROUNDS:
        raise ValueError(f"background must be None or one of {', '.join(BACKGROUNDS)}, "
                         f"got {background!r}")  # fmt: skip
    fine = SIZE * FINE
    y, x = np.mgrid[0:fine, 0:fine] / fine * 2 - 1 + 1 / fine
    scale, tilt = rng.uniform(0.34, 0.5), rng.uniform(-0.45, 0.45)
    x, y = x - rng.uniform(-0.3, 0.3), y - rng.uniform(-0.15, 0.3)
    c, s = np.cos(tilt), np.sin(tilt)
    x, y = (c * x + s * y) / scale, (-s * x + c * y) / scale
    field = rng.uniform(0.1, 0.9, 3)
    if background is not None:
        field = np.clip(BACKGROUNDS[background] + rng.uniform(-0.06, 0.06, 3), 0, 1)
    fur = rng.uniform(0.1, 0.9, 3)
    while abs(fur.mean() - field.mean()) < 0.2:  # an animal that can be seen
        fur = rng.uniform(0.0, 1.0, 3)
    colours = {"fur": fur, "ears": fur * rng.uniform(0.55, 0.85), "light": np.full(3, 0.9)}
    colours |= {"muzzle": fur + 0.35 * (1 - fur), "dark": np.full(3, 0.05)}
    # Painting by numbers: which shape lies on top at each fine dot, and then all colours at once.
    top, palette = np.zeros((fine, fine), dtype=np.uint8), [field]
    for colour, inside in _shapes(kind, rng):
        top[inside(x, y)] = len(palette)
        palette.append(colours[colour])
    picture = _soften(np.take(palette, top, axis=0))
    return np.clip(picture + rng.normal(0, 0.05, picture.shape), 0, 1)


def draw_set(kinds, count, seed, backgrounds=None):
    """Draw `count` pictures of each kind: pictures (batch, 3, SIZE, SIZE) and labels (batch,).

    kinds       : names, class 0 first
    count       : pictures a kind, or a list with one number a kind
    backgrounds : None, or {kind: name of a background}

    The kinds follow each other in turn as long as they last. Raises ValueError as `draw` does, and
    for counts below 0 or not one a kind; TypeError for counts that are not whole numbers.
    """
    counts = list(count) if np.iterable(count) else [count] * len(kinds)
    counts = [whole("count", one, least=0) for one in counts]
    if len(counts) != len(kinds):
        raise ValueError(f"expected {len(kinds)} counts, one a kind, got {counts}")
    rng = np.random.default_rng(seed)
    labels = [k for turn in range(max(counts)) for k in range(len(kinds)) if turn < counts[k]]
    where = backgrounds or {}
    drawn = [draw(kinds[k], rng, where.get(kinds[k])) for k in labels]
    pictures = np.stack(drawn).astype(np.float32).transpose(0, 3, 1, 2)
    return torch.from_numpy(pictures.copy()), torch.tensor(labels)


def _table(x, y, horizon, rng):
    """A wall that fades upwards above `horizon`, a table of wood with long grain below."""
    wall = rng.uniform(0.45, 0.8, 3) * (0.75 + 0.25 * (y[..., None] + 1) / (horizon + 1))
    depth = 1 / np.maximum(y - horizon + 0.25, 0.05)  # far boards are narrow
    grain = np.sin(9 * x * depth + 2 * np.sin(3 * depth + rng.uniform(0, 6)))
    wood = np.array([0.55, 0.36, 0.2]) * rng.uniform(0.8, 1.2) * (1 + 0.12 * grain[..., None])
    return np.where((y > horizon)[..., None], wood, wall)


def render_ball(rng):
    """Compute one picture of a lit ball on a table: (SIZE, SIZE, 3), numbers from 0 to 1.

    rng : NumPy generator that chooses colours, place, size and light
    """
    side = SIZE * FINE
    y, x = np.mgrid[0:side, 0:side] / side * 2 - 1 + 1 / side
    radius, horizon = rng.uniform(0.35, 0.55), rng.uniform(-0.3, 0.1)
    cx, cy = rng.uniform(-0.25, 0.25), rng.uniform(0.05, 0.25)
    light = np.array([rng.choice((-1, 1)) * rng.uniform(0.4, 0.8), -0.8, 0.7])
    light /= np.linalg.norm(light)
    picture = _table(x, y, horizon, rng)
    away = ((x - cx + light[0] * radius) / (1.3 * radius)) ** 2
    away += ((y - cy - 0.95 * radius) / (0.3 * radius)) ** 2
    picture = picture * (1 - 0.65 / (1 + away**2))[..., None]  # a soft shadow at its foot
    u, v = (x - cx) / radius, (y - cy) / radius
    w = np.sqrt(np.clip(1 - u**2 - v**2, 0, None))  # the surface looks along (u, v, w)
    lit = np.clip(u * light[0] + v * light[1] + w * light[2], 0, None)
    shine = np.clip(2 * lit * w - light[2], 0, None) ** 20
    ball = rng.uniform(0.2, 0.95, 3) * (0.18 + 0.82 * lit)[..., None] + 0.7 * shine[..., None]
    picture = np.where((u**2 + v**2 < 1)[..., None], ball, picture)
    picture = picture * (1 - 0.18 * (x**2 + y**2))[..., None]
    picture = _soften(picture)
    return np.clip(picture + rng.normal(0, 0.015, picture.shape), 0, 1)


def render_set(count, seed):
    """Compute `count` such pictures: (count, 3, SIZE, SIZE)."""
    rng = np.random.default_rng(seed)
    pictures = np.stack([render_ball(rng) for _ in range(count)]).astype(np.float32)
    return torch.from_numpy(pictures.transpose(0, 3, 1, 2).copy())
