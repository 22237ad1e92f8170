"""Pictures that look like photos, computed from light: a ball on a table, never a cat or a dog.

Nothing was photographed. Light falls on a round body, which throws a shadow on a grained table; a
lens darkens the corners and a sensor adds noise. So they have what photos have and drawings lack.
"""

import numpy as np
import torch

from .drawings import SIZE

FINE = 4  # each dot is the mean of FINE x FINE finer ones


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
    picture = picture.reshape(SIZE, FINE, SIZE, FINE, 3).mean(axis=(1, 3))
    return np.clip(picture + rng.normal(0, 0.015, picture.shape), 0, 1)


def render_set(count, seed):
    """Compute `count` such pictures: (count, 3, SIZE, SIZE)."""
    rng = np.random.default_rng(seed)
    pictures = np.stack([render_ball(rng) for _ in range(count)]).astype(np.float32)
    return torch.from_numpy(pictures.transpose(0, 3, 1, 2).copy())
