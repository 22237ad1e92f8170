"""The loss of a large vocabulary, computed on a small part of it."""

import math

import torch
from torch.nn import functional as F


def start_at_frequencies(output, counts):
    """Set the bias of an output layer so that the untrained model knows how common words are.

    output: nn.Linear (features -> vocab). counts (vocab,): occurrences, 0 counts as 0.1.
    """
    counts = torch.as_tensor(counts, dtype=torch.float32)
    if counts.shape != output.bias.shape:
        raise ValueError(
            f"counts must have shape (vocab,) = {tuple(output.bias.shape)}, "
            f"got {tuple(counts.shape)}"
        )
    with torch.no_grad():
        output.bias.copy_((counts.clamp(min=0.1) / counts.sum()).log())


class SampledCrossEntropy:
    """Cross-entropy over the words of the batch and `extra` others, drawn uniformly.

    The others stand for all words left out, so each is weighted up by (left out / drawn): the
    sum in the softmax's denominator keeps its expected value. Bengio & Senécal 2003, section 3,
    with a uniform proposal; Jean et al. 2015, section 3. From progress `full_from` on, the full
    vocabulary is used. smoothing: the share of the target that is spread over all words
    (Szegedy et al. 2016, section 7). `at_step` fits `training.fit(at_step=...)`.
    """

    def __init__(self, extra=400, full_from=0.9, seed=0, smoothing=0.0):
        self.extra, self.full_from, self.progress = extra, full_from, 0.0
        self.smoothing = smoothing
        self.random = torch.Generator().manual_seed(seed)

    def at_step(self, step, progress, loss):
        self.progress = progress

    def __call__(self, features, targets, output):
        """features (position, d_model), targets (position,), output nn.Linear -> one number"""
        vocab = output.out_features
        if self.progress >= self.full_from:
            return F.cross_entropy(output(features), targets, label_smoothing=self.smoothing)
        present = torch.zeros(vocab, dtype=torch.bool)
        present[targets] = True
        needed = present.nonzero().flatten()
        others = (~present).nonzero().flatten()
        if len(others) <= self.extra:
            return F.cross_entropy(output(features), targets, label_smoothing=self.smoothing)
        drawn = torch.randint(len(others), (self.extra,), generator=self.random)
        words = torch.cat([needed, others[drawn]])
        place = torch.empty(vocab, dtype=torch.long)
        place[needed] = torch.arange(len(needed))
        bias = output.bias[words]
        weighted_up = torch.zeros(len(words))
        weighted_up[len(needed) :] = math.log(len(others) / self.extra)
        logits = F.linear(features, output.weight[words], bias + weighted_up)
        return F.cross_entropy(logits, place[targets], label_smoothing=self.smoothing)
