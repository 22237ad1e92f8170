"""Three small encoders, one right and two with a bug, for a learner's test of padding."""

import torch

from ..tokenizer import PAD


def _vector(token_ids):
    return torch.sin(token_ids[:, None] * torch.tensor([1.0, 1.7, 2.9]) + 0.4)


def _read(token_ids, state):
    turn = torch.tensor([[0.6, -0.5, 0.2], [0.4, 0.7, -0.3], [-0.2, 0.3, 0.8]])
    return torch.tanh(_vector(token_ids) + state @ turn.T)


def _states(source):
    state, states = torch.zeros(len(source), 3), []
    for position in range(source.shape[1]):
        state = _read(source[:, position], state)
        states.append(state)
    return torch.stack(states, dim=1)


def encode_right(source, lengths):
    """The state after each sentence's own last word: (batch, 3)"""
    return _states(source)[torch.arange(len(source)), lengths - 1]


def encode_over_padding(source, lengths):
    """The bug: reads on over the padding."""
    return _states(source)[:, -1]


def encode_by_average(source, lengths):
    """Another bug: averages over the padded width."""
    words = source[:, :, None] != PAD
    return (_states(source) * words).sum(dim=1) / source.shape[1]


class Watched:
    """An encoder that remembers what it was asked."""

    def __init__(self, encode):
        self.encode, self.calls = encode, []

    def __call__(self, source, lengths):
        source, lengths = torch.as_tensor(source), torch.as_tensor(lengths)
        if source.dim() != 2 or lengths.shape != source.shape[:1]:
            raise ValueError(
                "encode expects source (batch, source) and lengths (batch,), got "
                f"{tuple(source.shape)} and {tuple(lengths.shape)}"
            )
        self.calls.append((source, lengths))
        return self.encode(source, lengths)

    def saw_padding(self):
        return any((source.shape[1] > lengths).any() for source, lengths in self.calls)

    def padded_in_front(self):
        return any((source[:, 0] == PAD).any() for source, _ in self.calls)

    def read_padding_as_words(self):
        at = [(source, torch.arange(source.shape[1]) < n[:, None]) for source, n in self.calls]
        return any((source[real] == PAD).any() for source, real in at)
