"""Word vectors for models of sentences, and the dropout that suits them."""

from torch import nn

from .tokenizer import PAD


class SentenceDropout(nn.Module):
    """Dropout that hides the same features at every position of a sentence.

    Gal & Ghahramani 2016, section 4. Input and output (batch, position, features).
    """

    def __init__(self, share=0.0):
        super().__init__()
        self.share = share

    def forward(self, x):
        if not self.training or self.share == 0:
            return x
        keep = x.new_empty(x.shape[0], 1, x.shape[2]).bernoulli_(1 - self.share)
        return x * keep.div_(1 - self.share)


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
