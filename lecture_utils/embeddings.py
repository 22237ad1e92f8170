"""Skip-gram with negative sampling: word vectors trained on which words stand near which.

Mikolov et al. 2013 (arXiv 1310.4546), section 2.2.
"""

import torch
from torch.nn import functional as F

D_MODEL, STEPS, BATCH, NEGATIVES, RATE = 32, 1500, 2048, 5, 0.01


def window_pairs(sentences, number, window=2):
    """Pairs (centre id, context id) of words at most `window` apart.

    sentences : lists of tokens; those without a number are left out before neighbours are counted
    number    : {word: id}
    returns (pairs, 2) of int64
    """
    pairs = []
    for sentence in sentences:
        ids = [number[word] for word in sentence if word in number]
        for i, centre in enumerate(ids):
            near = ids[max(0, i - window) : i] + ids[i + 1 : i + 1 + window]
            pairs += [(centre, context) for context in near]
    return torch.tensor(pairs)


def noise_distribution(counts):
    """How likely each word is drawn as a wrong neighbour: its count to the power 0.75.

    counts : (vocab,)
    returns (vocab,), sums to 1
    """
    tempered = counts.double() ** 0.75
    return tempered / tempered.sum()


def skip_gram_loss(centre, context, noise):
    """Mean loss of telling the true neighbour from the drawn ones.

    centre, context : (batch, d_model)
    noise           : (batch, negatives, d_model)
    """
    true = (centre * context).sum(dim=-1)
    drawn = (noise @ centre[:, :, None])[:, :, 0]
    return -(F.logsigmoid(true) + F.logsigmoid(-drawn).sum(dim=-1)).mean()


def train_vectors(pairs, vocab, d_model=D_MODEL, steps=STEPS, seed=0):
    """Train two tables, one for words as centre, one as context; return the centres' table.

    pairs : (pairs, 2), as of `window_pairs`
    returns (vocab, d_model)

    Raises ValueError for no pairs, or ids that do not fit `vocab`.
    """
    if len(pairs) == 0 or not 0 <= pairs.min() <= pairs.max() < vocab:
        raise ValueError(f"expected pairs of ids from 0 to {vocab - 1}, and at least one pair")
    draw = torch.Generator().manual_seed(seed)
    centres, contexts = (
        (torch.randn(vocab, d_model, generator=draw) * d_model**-0.5).requires_grad_()
        for _ in range(2)
    )
    noise = noise_distribution(torch.bincount(pairs[:, 1], minlength=vocab))
    optimizer = torch.optim.Adam([centres, contexts], lr=RATE)
    for _ in range(steps):
        centre, context = pairs[torch.randint(len(pairs), (BATCH,), generator=draw)].T
        wrong = torch.multinomial(noise, BATCH * NEGATIVES, replacement=True, generator=draw)
        wrong = contexts[wrong.view(BATCH, NEGATIVES)]
        loss = skip_gram_loss(centres[centre], contexts[context], wrong)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return centres.detach()


def same_class(vectors, words, classes):
    """Share of the classified words whose most similar other one (cosine) is of their class.

    vectors : (vocab, d_model); words : the row's words; classes : {word: meaning class}
    returns (share, share expected by chance)
    """
    rows = [row for row, word in enumerate(words) if word in classes]
    names = [classes[words[row]] for row in rows]
    cosine = F.normalize(vectors[rows], dim=-1)
    cosine = (cosine @ cosine.T).fill_diagonal_(-2)
    nearest = cosine.argmax(dim=1).tolist()
    hits = [names[near] == name for near, name in zip(nearest, names, strict=True)]
    chance = [(names.count(name) - 1) / (len(names) - 1) for name in names]
    return sum(hits) / len(hits), sum(chance) / len(chance)
