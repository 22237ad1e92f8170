"""Dot product, length, cosine and distance of vectors: what "similar" can mean in numbers."""

import torch

from .guards import guarded


def _check(name, vector):
    if not isinstance(vector, torch.Tensor) or not vector.is_floating_point():
        kind = vector.dtype if isinstance(vector, torch.Tensor) else type(vector).__name__
        raise TypeError(f"{name} must be a tensor of decimal numbers, got {kind}")
    if vector.dim() == 0:
        raise ValueError(f"{name} must have shape (…, d_model), got a single number")
    if vector.shape[-1] == 0:
        raise ValueError(f"{name} must hold at least one number, got shape {tuple(vector.shape)}")
    if not torch.isfinite(vector).all():
        raise ValueError(f"{name} must hold finite numbers, got NaN or infinity")


def _check_one(a):
    _check("a", a)
    return (a / _scale(a),)


def _check_two(a, b):
    _check("a", a)
    _check("b", b)
    sizes = {a.shape[-1], b.shape[-1]}
    if len(sizes) > 1:
        raise ValueError(f"a and b must have equally many numbers, got {sorted(sizes)}")


def _no_overflow(result, *vectors):
    """Finite vectors may have a product beyond the largest number: an error, never infinity."""
    if not torch.isfinite(result).all():
        raise ValueError(f"the result passes the largest {result.dtype}: scale the vectors down")
    return result


def _scale(vector):
    """A power of two (…, 1) that brings the largest number of each vector between 1 and 2.

    Dividing by it and multiplying again changes no digit, and squares neither overflow nor vanish.
    """
    largest = vector.detach().abs().amax(dim=-1, keepdim=True)
    exponent = torch.frexp(largest).exponent - 1
    return torch.exp2(exponent.to(vector.dtype)).where(largest > 0, torch.ones_like(largest))


@guarded(_check_two, after=_no_overflow)
def dot(a, b):
    """Dot product: multiply place by place, then add.

    a, b : (…, d_model); leading axes follow PyTorch's broadcasting
    returns (…)

    Raises TypeError for what is not a tensor of decimal numbers, ValueError for sizes that differ,
    for NaN, and where the result passes the largest number of its dtype. Taught in notebook 05.
    """
    return (a * b).sum(dim=-1)


def _scaled_back(result, a):
    return _no_overflow(result * _scale(a)[..., 0], a)


@guarded(_check_one, after=_scaled_back)
def length(a):
    """Length of a vector: the root of its dot product with itself (Pythagoras).

    a : (…, d_model)        returns (…)

    Raises as `dot` does. Taught in notebook 05.
    """
    return dot(a, a).sqrt()


def _check_directions(a, b):
    _check_two(a, b)
    for name, vector in (("a", a), ("b", b)):
        if (vector == 0).all(dim=-1).any():
            raise ValueError(f"{name} holds a vector of length 0: it points nowhere")
    wide = torch.promote_types(a.dtype, b.dtype)  # or the shorter dtype would round its length
    a, b = a.to(wide), b.to(wide)
    return a / _scale(a), b / _scale(b)


@guarded(_check_directions, after=lambda result, a, b: result.clamp(-1, 1))
def cosine(a, b):
    """Cosine of the angle between two vectors: their dot product after both got length 1.

    a, b : (…, d_model)        returns (…), from -1 to 1

    Raises as `dot` does, and ValueError for a vector of length 0. Taught in notebook 05.
    """
    return dot(a, b) / (length(a) * length(b))


@guarded(_check_two)
def distance(a, b):
    """How far it is from the tip of one arrow to the tip of the other.

    a, b : (…, d_model)        returns (…)

    Raises as `dot` does. Taught in notebook 05.
    """
    return length(a - b)


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
