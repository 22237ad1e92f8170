"""Training examples from a long text: windows that slide over its token ids."""

import functools

import torch


def _checked(function):
    """Keep the taught body short: the argument checks of `sliding_windows` happen here."""

    @functools.wraps(function)
    def checked(ids, length, stride):
        if not isinstance(ids, torch.Tensor) or ids.dim() != 1:
            raise TypeError(f"ids must be a tensor (position,), got {getattr(ids, 'shape', ids)}")
        if length < 1 or stride < 1:
            raise ValueError(f"length and stride must be at least 1, got {length} and {stride}")
        if len(ids) <= length:
            raise ValueError(f"a window of {length} needs {length + 1} ids, got {len(ids)}")
        return function(ids, length, stride)

    return checked


@_checked
def sliding_windows(ids, length, stride):
    """Cut ids into inputs and targets: each target is the token after its input.

    ids    : (position,)
    length : tokens in a window        stride : steps from one window to the next
    returns (inputs, targets), both (batch, length); a rest shorter than a window is left out

    Raises TypeError for what is not a row of ids, ValueError for sizes below 1 and for a text
    that fills no window. Taught in notebook 01.
    """
    starts = range(0, len(ids) - length, stride)
    inputs = torch.stack([ids[start : start + length] for start in starts])
    targets = torch.stack([ids[start + 1 : start + 1 + length] for start in starts])
    return inputs, targets
