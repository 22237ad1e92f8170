"""A recurrent translator: one network reads the sentence, another writes its translation."""

import bisect
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.nn.utils import rnn

from .attention import make_score, padding_mask, softmax
from .guards import guarded, whole
from .tokenizer import BOS, EOS, PAD


def rnn_step(x, state, W_x, W_h, b):
    """One step of a plain recurrent network: tanh(W_x x + W_h h + b).

    x (…, d_model), state (…, hidden), W_x (hidden, d_model), W_h (hidden, hidden), b (hidden,)
    Returns the next state (…, hidden). Elman 1990, section 2. Taught in notebook 02.
    """
    return torch.tanh(x @ W_x.T + state @ W_h.T + b)


def gru_step(x, state, W_x, W_h, b_x, b_h):
    """One step of PyTorch's gated recurrent unit.

    x (…, d_model), state (…, hidden), W_x (3 hidden, d_model), W_h (3 hidden, hidden),
    b_x and b_h (3 hidden,): rows in the order reset, update, candidate.
    Returns the next state (…, hidden). After Cho et al. 2014, section 2.3; there the reset gate
    multiplies the state before W_h, here (as in PyTorch) after it. Taught in notebook 02.
    """
    x_reset, x_update, x_new = (x @ W_x.T + b_x).chunk(3, dim=-1)
    h_reset, h_update, h_new = (state @ W_h.T + b_h).chunk(3, dim=-1)
    reset = torch.sigmoid(x_reset + h_reset)
    update = torch.sigmoid(x_update + h_update)
    candidate = torch.tanh(x_new + reset * h_new)
    return (1 - update) * candidate + update * state


class Memory(NamedTuple):
    """What the encoder hands to the decoder."""

    states: Tensor  # (batch, source, hidden), zeros at padding
    last: Tensor  # (batch, hidden)
    mask: Tensor  # (batch, 1, source), True = a word, may be looked at


def read_padded(gru, vectors, lengths):
    """Run `gru` over sentences of different lengths; <pad> changes neither states nor last state.

    vectors (batch, source, d_model), lengths (batch,) -> states (batch, source, hidden), zeros at
    the padding, and last (directions, batch, width). Taught in notebook 02.
    """
    if lengths.min() == vectors.shape[1]:  # no padding at all
        return gru(vectors)
    packed = rnn.pack_padded_sequence(vectors, lengths, True, enforce_sorted=False)
    states, last = gru(packed)
    states, _ = rnn.pad_packed_sequence(states, True, total_length=vectors.shape[1])
    return states, last


class Encoder(nn.Module):
    """Reads token ids, one state per source position. `hidden` is the size of a state in total:
    a bidirectional encoder gives half of it to each direction, so it has to be even.

    Notebook 02 builds it without what attention needs: it reads from left to right and hands over
    the last state alone. With the same numbers both say the same.
    """

    def __init__(self, vocab, d_model, hidden, bidirectional=False):
        super().__init__()
        if bidirectional and hidden % 2:
            raise ValueError(f"two directions need an even hidden to share, got {hidden}")
        self.words = WordVectors(vocab, d_model)
        width = hidden // 2 if bidirectional else hidden
        self.gru = nn.GRU(d_model, width, batch_first=True, bidirectional=bidirectional)

    def forward(self, source, lengths):
        """source (batch, source) token ids, lengths (batch,) -> Memory"""
        states, last = read_padded(self.gru, self.words(source), lengths)
        last = last.transpose(0, 1).flatten(1)  # (batch, hidden): both directions side by side
        return Memory(states, last, padding_mask(lengths, source.shape[1]))


class Decoder(nn.Module):
    """Writes one word after the other; of the source it knows the encoder's last state only.

    Notebook 02 builds it in one piece; here `context` is a method of its own, so that attention
    (AttentionDecoder) can exchange it.
    """

    def __init__(self, vocab, d_model, hidden):
        super().__init__()
        self.words = WordVectors(vocab, d_model)
        self.gru = nn.GRU(d_model, hidden, batch_first=True)
        self.combine = nn.Linear(2 * hidden, d_model)
        self.output = nn.Linear(d_model, vocab)
        self.output.weight = self.words.weight

    def context(self, states, memory):
        """states (batch, target, hidden) -> context (batch, target, hidden), no weights"""
        return memory.last.unsqueeze(1).expand_as(states), None

    def forward(self, words, state, memory):
        """words (batch, target), state (batch, hidden) -> features (batch, target, d_model),
        weights (batch, target, source) or None, the state after the last word (batch, hidden)"""
        states, state = self.gru(self.words(words), state.unsqueeze(0))
        context, weights = self.context(states, memory)
        features = torch.tanh(self.combine(torch.cat([states, context], dim=-1)))
        return features, weights, state.squeeze(0)


class AttentionDecoder(Decoder):
    """A decoder that looks back: its state asks, every encoder state may answer.

    Luong et al. 2015, section 3. Taught in notebook 03.
    """

    def __init__(self, vocab, d_model, hidden, score="additive"):
        super().__init__(vocab, d_model, hidden)
        self.score = make_score(score, hidden)

    def context(self, states, memory):
        """states (batch, target, hidden) -> context, weights (batch, target, source)"""
        scores = self.score(states, memory.states)
        weights = softmax(scores.masked_fill(~memory.mask, -torch.inf))
        return weights @ memory.states, weights


def _check_writing(self, source, lengths, longest, *others):
    whole("longest", longest)


class Translator(nn.Module):
    """Encoder and decoder joined. Notebook 02 builds it without attention's weights."""

    def __init__(self, encoder, decoder):
        super().__init__()
        self.encoder = encoder
        self.decoder = decoder

    def features(self, source, lengths, words):
        """As forward, but stops before the output layer: (batch, target, d_model), weights"""
        memory = self.encoder(source, lengths)
        features, weights, _ = self.decoder(words, memory.last, memory)
        return features, weights

    def forward(self, source, lengths, words):
        """source (batch, source), lengths (batch,), words (batch, target) from <bos> on ->
        logits (batch, target, vocab), weights (batch, target, source) or None"""
        features, weights = self.features(source, lengths, words)
        return self.decoder.output(features), weights

    @guarded(_check_writing)
    @torch.no_grad()
    def greedy(self, source, lengths, longest=60):
        """Free running: each step reads the word it wrote before. Until every sentence ended.

        A sentence ends with <eos>, after `longest` words, or once the same three words came twice
        in a row (also one word six times): from there a greedy decoder mostly goes on for ever.
        Returns token ids (batch, steps), <pad> after the end, and weights (batch, steps, source).
        A sentence that was cut has no <eos>. The translator is put into evaluation mode.
        Raises ValueError for a longest below 1, TypeError for one that is no whole number.
        """
        self.eval()
        memory = self.encoder(source, lengths)
        word = torch.full((len(source), 1), BOS)
        state, ended = memory.last, torch.zeros(len(source), 1, dtype=torch.bool)
        written, seen = [], []
        while len(written) < longest and not ended.all():
            features, weights, state = self.decoder(word, state, memory)
            word = self.decoder.output(features).argmax(dim=-1).masked_fill(ended, PAD)
            written.append(word)
            seen.append(weights)
            ended = ended | (word == EOS)
            if len(written) >= 6:
                last = torch.cat(written[-6:], dim=1)
                ended = ended | (last[:, :3] == last[:, 3:]).all(dim=1, keepdim=True)
        weights = None if weights is None else torch.cat(seen, dim=1)
        return torch.cat(written, dim=1), weights


def translation_loss(model, batch):
    """Teacher forcing: the mean cross-entropy of the right next word, padding left out.

    model: Translator. batch: training.Batch. Returns one number. Taught in notebook 02.
    """
    logits, _ = model(batch.source, batch.lengths, batch.words)
    guesses, right = logits.flatten(0, 1), batch.targets.flatten()
    return F.cross_entropy(guesses, right, ignore_index=PAD)


def width_with_parameters(count, make, widths=range(16, 1025, 2), tolerance=0.01):
    """The width for which `make(width)` has `count` trained parameters, as nearly as possible.

    make: function width -> nn.Module, growing with the width; built without using memory.
    Raises ValueError if no width in `widths` comes within `tolerance` (a share of `count`).
    """
    sizes = {}

    def size(width):
        with torch.device("meta"):
            sizes[width] = parameter_count(make(width))
        return sizes[width]

    place = bisect.bisect_left(widths, count, key=size)
    best = min(widths[max(place - 1, 0) : place + 1], key=lambda width: abs(size(width) - count))
    if abs(sizes[best] - count) > tolerance * count:
        raise ValueError(
            f"no width gives {count} parameters within {tolerance:.0%}: the nearest is {best} "
            f"with {sizes[best]}"
        )
    return best


def parameter_count(model):
    """How many numbers training can change; shared ones count once."""
    return sum(weight.numel() for weight in model.parameters() if weight.requires_grad)


class WordVectors(nn.Embedding):
    """A table of word vectors that can serve as input and, transposed, as output layer.

    Rows are started with length about 1, good for scoring; on the way in they are multiplied
    by √d_model, so that each number is about 1 in size (Vaswani et al. 2017, section 3.4).
    token_ids (batch, position) -> (batch, position, d_model); <pad> is a row of zeros.
    """

    def __init__(self, vocab, d_model):
        super().__init__(vocab, d_model, padding_idx=PAD)
        nn.init.normal_(self.weight, std=d_model**-0.5)
        self.weight.data[PAD] = 0

    def forward(self, token_ids):
        return super().forward(token_ids) * self.embedding_dim**0.5
