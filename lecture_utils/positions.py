"""What a model reads: the vector of a token plus the vector of its position."""

import torch

from .guards import guarded, whole


def _check_ids(ids, E, P):
    for name, table in (("E", E), ("P", P)):
        if not isinstance(table, torch.Tensor):
            raise TypeError(f"{name} must be a tensor, got {type(table).__name__}")
        if table.dim() != 2:
            raise ValueError(f"{name} must be a table (rows, d_model), got {tuple(table.shape)}")
    if E.shape[1] != P.shape[1]:
        raise ValueError(f"E and P must share d_model, got {E.shape[1]} and {P.shape[1]}")
    if not isinstance(ids, torch.Tensor):
        raise TypeError(f"ids must be a tensor of whole numbers, got {type(ids).__name__}")
    if ids.dim() == 0 or ids.dtype not in (torch.int64, torch.int32):  # bytes pick rows as a mask
        raise TypeError(
            "ids must be whole numbers (..., position), int64 or int32, got "
            f"{ids.dtype} {ids.dim()}-d"
        )
    if ids.numel() and not 0 <= ids.min() <= ids.max() < len(E):
        wrong = int(ids.min() if ids.min() < 0 else ids.max())
        raise ValueError(f"token id {wrong} is outside the range 0 … {len(E) - 1} of table E")
    if ids.shape[-1] > len(P):
        raise ValueError(f"{ids.shape[-1]} positions, but table P has only {len(P)}")


@guarded(_check_ids)
def embed(ids, E, P):
    """Input embedding: what each token is, plus where it stands.

    ids : (..., position) token ids
    E   : (vocab, d_model) the token table        P : (longest, d_model) the position table
    returns (..., position, d_model)

    Source: Vaswani et al. 2017, sections 3.4 and 3.5, without their factor √d_model.
    Raises ValueError for an id outside E, for more positions than P has, and for tables that do
    not fit; TypeError for what are no tensors, and for ids that are not int64 or int32. Taught in
    notebook 01.
    """
    return E[ids] + P[: ids.shape[-1]]


def _check_sizes(length, d_model):
    length, d_model = whole("length", length, 0), whole("d_model", d_model, 0)
    if length < 1 or d_model < 2 or d_model % 2:
        raise ValueError(
            "expected length >= 1 and an even d_model >= 2 (sin and cos come in pairs), "
            f"got {length} and {d_model}"
        )


@guarded(_check_sizes)
def sinusoidal_positions(length, d_model):
    """A position table made of waves: each pair of columns is sin and cos of one speed.

    length  : number of positions, at least 1        d_model : even, at least 2
    returns (length, d_model)

    Source: Vaswani et al. 2017, section 3.5.
    Raises ValueError for other sizes. Taught in notebook 01.
    """
    speed = 10000.0 ** (-torch.arange(0, d_model, 2) / d_model)  # from 1 to nearly 1/10000
    angle = torch.arange(length)[:, None] * speed
    return torch.stack([angle.sin(), angle.cos()], dim=-1).flatten(start_dim=1)
