"""Dot product, length, cosine and distance of vectors: what "similar" can mean in numbers."""

import functools

import torch


def _check(name, vector):
    if not isinstance(vector, torch.Tensor) or not vector.is_floating_point():
        kind = vector.dtype if isinstance(vector, torch.Tensor) else type(vector).__name__
        raise TypeError(f"{name} must be a tensor of decimal numbers, got {kind}")
    if vector.dim() == 0:
        raise ValueError(f"{name} must have shape (…, d_model), got a single number")
    if not torch.isfinite(vector).all():
        raise ValueError(f"{name} must hold finite numbers, got NaN or infinity")


def _checked(function):
    """Keep the taught bodies to one line: the checks of one or two vectors happen here."""

    @functools.wraps(function)
    def checked(*vectors):
        for name, vector in zip("ab", vectors, strict=False):
            _check(name, vector)
        sizes = {vector.shape[-1] for vector in vectors}
        if len(sizes) > 1:
            raise ValueError(f"a and b must have equally many numbers, got {sorted(sizes)}")
        return function(*vectors)

    return checked


@_checked
def dot(a, b):
    """Dot product: multiply place by place, then add.

    a, b : (…, d_model); leading axes follow PyTorch's broadcasting
    returns (…)

    Raises TypeError for what is not a tensor of decimal numbers, ValueError for sizes that differ
    and for NaN. Taught in notebook 05.
    """
    return (a * b).sum(dim=-1)


@_checked
def length(a):
    """Length of a vector: the root of its dot product with itself (Pythagoras).

    a : (…, d_model)        returns (…)

    Raises as `dot` does. Taught in notebook 05.
    """
    return dot(a, a).sqrt()


def _with_direction(function):
    @_checked
    @functools.wraps(function)
    def checked(a, b):
        for name, vector in (("a", a), ("b", b)):
            if (length(vector) == 0).any():
                raise ValueError(f"{name} holds a vector of length 0: it points nowhere")
        return function(a, b)

    return checked


@_with_direction
def cosine(a, b):
    """Cosine of the angle between two vectors: their dot product after both got length 1.

    a, b : (…, d_model)        returns (…), from -1 to 1

    Raises as `dot` does, and ValueError for a vector of length 0. Taught in notebook 05.
    """
    return dot(a, b) / (length(a) * length(b))


@_checked
def distance(a, b):
    """How far it is from the tip of one arrow to the tip of the other.

    a, b : (…, d_model)        returns (…)

    Raises as `dot` does. Taught in notebook 05.
    """
    return length(a - b)
