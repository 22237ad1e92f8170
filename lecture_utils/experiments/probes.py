"""Linear probes: what can be read from a vector with one matrix product?"""

import contextlib
import copy
import itertools
import random

import torch
from torch.nn import functional as F

from ..training import pad


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


def read_back(join, d_model, seed, words=200, places=16):
    """Shares of words and of places that two probes read from joined vectors: (word, place).

    join    : function (word vectors, place vectors) -> vectors (example, d_model)
    d_model : numbers in a word's and in a place's vector, all drawn at random, with this seed

    Each word stands at each place once; the probes are fitted on three quarters of these
    combinations and tested on the rest, which they have never seen. Used in notebook 01.
    """
    generator = torch.Generator().manual_seed(seed)
    E = torch.randn(words, d_model, generator=generator, dtype=torch.double)
    P = torch.randn(places, d_model, generator=generator, dtype=torch.double)
    word, place = torch.cartesian_prod(torch.arange(words), torch.arange(places)).T
    x = join(E[word], P[place])
    order = torch.randperm(len(x), generator=generator)
    known, fresh = order[: 3 * len(x) // 4], order[3 * len(x) // 4 :]
    shares = []
    for label, classes in ((word, words), (place, places)):
        probe = fit_probe(x[known], label[known], classes, ridge=1e-3)
        shares.append((read_probe(probe, x[fresh]) == label[fresh]).double().mean())
    return torch.stack(shares)


def by_width(join, widths, seeds=5):
    """`read_back` for several widths and seeds: shares of words, shares of places.

    Returns two tensors (width, seed). Used in notebook 01.
    """
    runs = [[read_back(join, width, seed) for seed in range(seeds)] for width in widths]
    return torch.stack([torch.stack(row) for row in runs]).unbind(dim=-1)


def overlap(d_model, vectors=500):
    """How much two random vectors overlap: the mean |cosine| of all pairs, 0 at a right angle."""
    drawn = torch.randn(vectors, d_model, generator=torch.Generator().manual_seed(0))
    unit = torch.nn.functional.normalize(drawn.double(), dim=1)
    first, second = torch.triu_indices(vectors, vectors, offset=1).unbind()
    return float((unit @ unit.T)[first, second].abs().mean())


def _with_offset(vectors):
    return torch.cat([vectors.double(), torch.ones(len(vectors), 1).double()], dim=1)


@torch.no_grad()
def last_states(encoder, pairs, english):
    """The last state of each pair's English sentence: (pair, hidden)."""
    return encoder(*pad([english.encode(pair.english) for pair in pairs])).last


def nouns_at(pairs, distance, english):
    """The nouns with `distance` words after them: rows (noun,) and their word ids (noun,).

    rows: numbers of the pairs that have a noun there. Raises ValueError for a sentence that is too
    short.
    """
    rows, words = [], []
    for row, pair in enumerate(pairs):
        at = len(pair.english) - 1 - distance
        if at < 0:
            raise ValueError(f"no word has {distance} words after it in {' '.join(pair.english)!r}")
        if pair.classes[at] == "noun":
            rows.append(row)
            words.append(pair.english[at])
    rows, ids = torch.tensor(rows, dtype=torch.long), english.encode(words)
    return rows, torch.tensor(ids, dtype=torch.long)


def commonest_noun(pairs, distances, english):
    """What betting on the commonest noun wins: its share of all nouns at these distances, 0 … 1.

    Arguments as for `nouns_at`, with several distances.
    """
    nouns = torch.cat([nouns_at(pairs, distance, english)[1] for distance in distances])
    return (nouns.bincount().max() / len(nouns)).item()


def nouns_read(encoder, known, fresh, distances, english):
    """The share of nouns that a linear probe reads from the last state, for each distance.

    encoder: a trained recurrent.Encoder. known, fresh: lists of Pair with classes; the probe is
    fitted on the first and tried on the second. distances: words between the noun and the end.
    Returns a list of numbers 0 … 1, in the order of `distances`.
    """
    learn, test = last_states(encoder, known, english), last_states(encoder, fresh, english)
    shares = []
    for distance in distances:
        rows, words = nouns_at(known, distance, english)
        new_rows, new_words = nouns_at(fresh, distance, english)
        probe = fit_probe(learn[rows], words, len(english))
        found = read_probe(probe, test[new_rows])
        shares.append((found == new_words).float().mean().item())
    return shares


PAIRS, FILLERS, LENGTH = 10, 20, 8
VOCAB = 2 * PAIRS + FILLERS


def sample(shape, generator):
    """Sentences of LENGTH ids, each with both words 2k and 2k + 1 of one pair, and the answers.

    returns ids (*shape, LENGTH), answers (*shape,): True where the even word comes first
    """
    pair = torch.randint(PAIRS, shape, generator=generator)
    ids = torch.randint(2 * PAIRS, VOCAB, (*shape, LENGTH), generator=generator)
    places = torch.rand(*shape, LENGTH, generator=generator).topk(2, largest=False).indices
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
    positions : a fixed position table (LENGTH, d_model), or one for each network (runs, LENGTH,
                d_model); None trains one

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

    def network(ids):  # (runs, batch, LENGTH) -> scores (runs, batch)
        # It looks at each input alone, and there are only VOCAB · LENGTH: each is looked at once.
        token = E[:, :, None].expand(-1, -1, LENGTH, -1)
        x = join(token, P[:, None].expand(-1, VOCAB, -1, -1)).flatten(1, 2)
        seen = (torch.baddbmm(b, x, W).relu_() @ v).squeeze(-1)  # (runs, VOCAB · LENGTH)
        rows = LENGTH * ids + torch.arange(LENGTH)
        return seen.gather(1, rows.flatten(1)).view(ids.shape).mean(dim=-1)

    for _ in range(steps):
        ids, answers = sample((runs, 64), generator)
        loss = F.binary_cross_entropy_with_logits(network(ids), answers.double())
        optimizer.zero_grad()
        (runs * loss).backward()  # as if each network had its own loss
        optimizer.step()
    with torch.no_grad():
        ids, answers = sample((runs, 2000), generator)
        return ((network(ids) > 0) == answers).double().mean(dim=1)


def first_by_width(join, widths, positions=None, runs=5):
    """`accuracies` of so many networks for each width: (width, network). Used in notebook 01.

    positions : function (length, d_model) -> a fixed position table; None trains one
    """
    tables = [positions and positions(LENGTH, width) for width in widths]
    shares = [accuracies(join, width, runs, table)
              for width, table in zip(widths, tables, strict=True)]  # fmt: skip
    return torch.stack(shares)


NOUNS = "dog cat boy girl man woman nurse doctor king queen farmer soldier".split()
VERBS = "chased helped followed watched pushed kissed called visited pulled carried".split()


def roles(nouns, verbs):
    """Sentences of the same words that differ in who does it: {first noun: (sentences, answers)}.

    nouns, verbs: words, the verbs in their past form; each pair of nouns meets in each verb, twice.
    The first noun is the same word at the same place in both; the answers (1, 0, 1, 0 …) say
    whether it does what the verb says. Order alone tells: a bag of the words is the same.
    """
    rows = {noun: ([], []) for noun in nouns}
    for (first, second), verb in itertools.product(itertools.permutations(nouns, 2), verbs):
        sentences, answers = rows[first]
        sentences += [
            f"The {first} that {verb} the {second} slept.",
            f"The {first} that the {second} {verb} slept.",
        ]
        answers += [1, 0]
    return rows


def each_once(read):
    """For `roles_told`: its `states_of`, which lets `read` read no sentence a second time.

    read : as `states_of`; of splits by several seeds, many sentences are the same
    """
    kept = {}

    def states_of(word, sentences):
        if new := [sentence for sentence in sentences if sentence not in kept]:
            kept.update(zip(new, read(word, new).unbind(dim=1), strict=True))
        return torch.stack([kept[sentence] for sentence in sentences], dim=1)

    return states_of


def roles_told(states_of, seed):
    """Does the state of a sentence's first noun tell whether it does it, or has it done to it?

    states_of : function (word, sentences) -> its states (layers + 1, sentence, d_model)
    seed      : which half of NOUNS and of VERBS the probe learns from; it is asked about the rest
    returns (layers + 1,): shares of right answers about sentences of new nouns and new verbs;
    half are right by chance. Used in notebook 11.
    """
    draw = random.Random(seed)
    nouns, verbs = draw.sample(NOUNS, len(NOUNS)), draw.sample(VERBS, len(VERBS))
    parts = []
    for part in (slice(None, None, 2), slice(1, None, 2)):
        told = roles(nouns[part], verbs[part])
        states = torch.cat([states_of(noun, told[noun][0]) for noun in told], dim=1)
        parts.append((states, torch.tensor(sum((answers for _, answers in told.values()), []))))
    (known, labels), (fresh, right) = parts
    probes = [fit_probe(layer, labels, 2, ridge=30.0) for layer in known]
    asked = [read_probe(probe, layer) for probe, layer in zip(probes, fresh, strict=True)]
    return torch.stack([(answers == right).float().mean() for answers in asked])


def shuffled_bert(model, seed=0):
    """The same Bert with the numbers of each table, matrix and vector in a random order.

    As large as before, and nothing learned: what a probe finds in its states, no training put
    there. The control of notebook 11 (numbers as small as before a training would hide it).
    """
    draw, shuffled = torch.Generator().manual_seed(seed), copy.copy(model)

    def mix(tensor):
        order = torch.randperm(tensor.numel(), generator=draw)
        return tensor.flatten()[order].view(tensor.shape)

    shuffled.E, shuffled.P, shuffled.types = map(mix, (model.E, model.P, model.types))
    shuffled.norm = tuple(map(mix, model.norm))
    shuffled.layers = [{part: tuple(map(mix, both)) for part, both in layer.items()}
                       for layer in model.layers]  # fmt: skip
    return shuffled
