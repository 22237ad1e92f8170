"""Linear probes: what can be read from a vector with one matrix product?"""

import torch


def fit_probe(vectors, labels, classes, ridge=1.0):
    """The matrix that best reads `labels` from `vectors` (least squares on one-hot labels).

    vectors (example, size), labels (example,) with values 0 … classes - 1,
    ridge: how strongly large entries are held back (times the vectors' mean squared size).
    Returns W (size + 1, classes); its last row is the offset.
    Hoerl & Kennard 1970, section 2. Raises ValueError for shapes that do not fit.
    """
    if vectors.dim() != 2 or labels.shape != vectors.shape[:1]:
        raise ValueError(
            "a probe expects vectors (example, size) and labels (example,), got "
            f"{tuple(vectors.shape)} and {tuple(labels.shape)}"
        )
    X = _with_offset(vectors)
    Y = torch.nn.functional.one_hot(labels, classes).double()
    hold = ridge * (X[:, :-1] ** 2).mean() * torch.eye(X.shape[1], dtype=torch.double)
    hold[-1, -1] = 0
    return torch.linalg.solve(X.T @ X + hold + 1e-9 * torch.eye(len(hold)).double(), X.T @ Y)


def read_probe(W, vectors):
    """The class that the probe W reads from each vector: (example, size) -> (example,)"""
    return (_with_offset(vectors) @ W).argmax(dim=-1)


def _with_offset(vectors):
    return torch.cat([vectors.double(), torch.ones(len(vectors), 1).double()], dim=1)
