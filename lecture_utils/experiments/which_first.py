"""A small task that needs word order, "which of two words came first?", to compare inputs."""

import contextlib

import torch
from torch.nn import functional as F

PAIRS, FILLERS, LENGTH = 10, 20, 8
VOCAB = 2 * PAIRS + FILLERS


def sample(shape, generator):
    """Sentences of LENGTH ids, each with both words 2k and 2k + 1 of one pair, and the answers.

    returns ids (*shape, LENGTH), answers (*shape,): True where the even word comes first
    """
    pair = torch.randint(PAIRS, shape, generator=generator)
    ids = torch.randint(2 * PAIRS, VOCAB, (*shape, LENGTH), generator=generator)
    places = torch.rand(*shape, LENGTH, generator=generator).argsort(dim=-1)[..., :2]
    ids.scatter_(-1, places, torch.stack([2 * pair, 2 * pair + 1], dim=-1))
    return ids, places[..., 0] < places[..., 1]


@contextlib.contextmanager
def one_thread():
    """These matrices are too small to share: a second thread would only wait."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


@one_thread()
def accuracies(join, d_model, runs=5, positions=None, steps=300, hidden=32):
    """Train small networks on the task; returns each one's share of right answers (new sentences).

    join      : function (token vectors, position vectors) -> inputs, all (..., LENGTH, d_model)
    d_model   : numbers in a token's vector, a position's, and in what `join` makes of them
    runs      : networks trained side by side, each with its own start and its own sentences
    positions : a fixed position table (LENGTH, d_model); None trains one

    A network looks at each input on its own, then averages: relu(x W + b), mean, times v. So it
    knows of order what the inputs say. All in double precision, so that it repeats everywhere.
    """
    generator = torch.Generator().manual_seed(0)

    def table(rows, columns, scale=1.0):
        numbers = torch.randn(runs, rows, columns, generator=generator, dtype=torch.double)
        return (numbers * scale).requires_grad_()

    E, P = table(VOCAB, d_model), table(LENGTH, d_model)
    W, b = table(d_model, hidden, d_model**-0.5), table(1, hidden, 0.0)
    v = table(hidden, 1, hidden**-0.5)
    if positions is not None:
        P = positions.double().expand(runs, -1, -1)
    trained = [tensor for tensor in (E, P, W, b, v) if tensor.requires_grad]
    optimizer = torch.optim.Adam(trained, lr=0.01, fused=True)
    first_row = VOCAB * torch.arange(runs)[:, None, None]  # of each network's own table

    def network(ids):  # (runs, batch, LENGTH) -> scores (runs, batch)
        token = F.embedding(first_row + ids, E.flatten(0, 1))
        x = join(token, P[:, None].expand(-1, ids.shape[1], -1, -1))
        features = (x.flatten(1, 2) @ W + b).relu().unflatten(1, (-1, LENGTH))
        return (features.mean(dim=2) @ v).squeeze(-1)

    for _ in range(steps):
        ids, answers = sample((runs, 64), generator)
        loss = F.binary_cross_entropy_with_logits(network(ids), answers.double())
        optimizer.zero_grad()
        (runs * loss).backward()  # as if each network had its own loss
        optimizer.step()
    with torch.no_grad():
        ids, answers = sample((runs, 2000), generator)
        return ((network(ids) > 0) == answers).double().mean(dim=1)


def by_width(join, widths, positions=None):
    """`accuracies` of five networks for each width: (width, network). Used in notebook 01.

    positions : function (length, d_model) -> a fixed position table; None trains one
    """
    tables = [positions and positions(LENGTH, width) for width in widths]
    runs = [accuracies(join, width, positions=table)
            for width, table in zip(widths, tables, strict=True)]  # fmt: skip
    return torch.stack(runs)
