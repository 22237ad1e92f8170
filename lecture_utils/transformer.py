"""A small transformer: attention in several heads, blocks, and a model that is BERT or GPT.

Which of the two it is, only the mask decides. `mask` True means may look; `weights` are returned.
"""

import math

import torch
from torch import nn
from torch.nn import functional as F

from .attention import attention, causal_mask, check_mask
from .guards import finite, guarded


class MultiHeadAttention(nn.Module):
    """Attention in several heads (Vaswani et al. 2017, section 3.2.2), d_k = d_model / heads.

    The parameters have the names and shapes of `nn.MultiheadAttention`: W_q, W_k and W_v of all
    heads stand one below the other in `in_proj_weight` (3 d_model, d_model).

    Raises ValueError for sizes below 1 and where `heads` does not divide `d_model`.
    """

    def __init__(self, d_model, heads, bias=True):
        super().__init__()
        if d_model < 1 or heads < 1 or d_model % heads:
            raise ValueError(f"heads must divide d_model, got heads={heads}, d_model={d_model}")
        self.d_model, self.heads = d_model, heads
        self.in_proj_weight = nn.Parameter(torch.empty(3 * d_model, d_model))
        self.in_proj_bias = nn.Parameter(torch.zeros(3 * d_model)) if bias else None
        self.out_proj = nn.Linear(d_model, d_model, bias=bias)
        nn.init.xavier_uniform_(self.in_proj_weight)
        if bias:
            nn.init.zeros_(self.out_proj.bias)

    def forward(self, query, key=None, value=None, mask=None, need_weights=True):
        """Look from `query` at `key`, take from `value`.

        query : (batch, query, d_model)
        key   : (batch, key, d_model), by default the query itself (self-attention)
        value : (batch, key, d_model), by default the key
        mask  : boolean, True = may look; (query, key), (batch, query or 1, key) or
                (batch, heads or 1, query or 1, key)
        returns (output, weights): (batch, query, d_model) and (batch, heads, query, key), or
        None for the weights where `need_weights` is False, which is faster

        Raises TypeError and ValueError for tensors and masks that do not fit, for NaN or
        infinity, for scores beyond the largest number, and for a row that may look nowhere:
        as `attention` does, which this is once a head.
        """
        key = query if key is None else key
        value = key if value is None else value
        self._check(query, key, value)
        q, k, v = (split(x, self.heads) for x in self._project(query, key, value))
        if mask is not None:
            mask = _fitting(mask, (*q.shape[:3], k.shape[2]))
        if need_weights:
            weights = _scores(q, k, mask).softmax(dim=-1)
            mixed = torch.bmm(weights, v.flatten(0, 1)).unflatten(0, q.shape[:2])
            weights = weights.unflatten(0, q.shape[:2])
        else:
            weights, mixed = None, _fused(q, k, v, mask)
        if not finite(mixed):
            raise ValueError(
                f"the scores or the mixture pass the largest {q.dtype}: queries go up to "
                f"{q.abs().max():.3g}, keys to {k.abs().max():.3g}; scale the input down"
            )
        return self.out_proj(join(mixed)), weights

    def _project(self, query, key, value):
        """x @ W.T + b for all heads at once; for self-attention in one product."""
        W, b = self.in_proj_weight, self.in_proj_bias
        if query is key is value:
            return F.linear(query, W, b).chunk(3, dim=-1)
        biases = (None, None, None) if b is None else b.chunk(3)
        inputs = zip((query, key, value), W.chunk(3), biases, strict=True)
        return [F.linear(x, matrix, bias) for x, matrix, bias in inputs]

    def _check(self, query, key, value):
        names = ("query", query), ("key", key), ("value", value)
        for name, x in names:
            if not isinstance(x, torch.Tensor):
                raise TypeError(f"{name} must be a tensor, got {type(x).__name__}")
            if x.dim() != 3 or x.shape[-1] != self.d_model or 0 in x.shape:
                raise ValueError(
                    f"{name} must have shape (batch, position, {self.d_model}), got "
                    f"{tuple(x.shape)}"
                )
        if key.shape != value.shape or query.shape[0] != key.shape[0]:
            shapes = ", ".join(str(tuple(x.shape)) for x in (query, key, value))
            raise ValueError(
                f"query, key, value must share batch, key and value their positions, got {shapes}"
            )
        for name, x in {id(x): (name, x) for name, x in reversed(names)}.values():
            wanted = self.in_proj_weight.dtype
            if x.dtype != wanted and not torch.is_autocast_enabled(x.device.type):
                raise TypeError(f"{name} must hold {wanted}, as the weights do, got {x.dtype}")
            if not finite(x):
                raise ValueError("query, key and value must hold finite numbers, got NaN or inf")


def _scores(q, k, mask):
    """q kᵀ / √d_k, -inf where the mask forbids: one product, (batch · heads, query, key).

    `baddbmm` adds the mask while it multiplies: the scores are written once, not three times.
    """
    asked, offered = q.flatten(0, 1), k.flatten(0, 1).transpose(1, 2)
    if mask is None:
        return torch.bmm(asked / math.sqrt(q.shape[-1]), offered)
    forbidden = torch.zeros(mask.shape, dtype=q.dtype, device=q.device)
    forbidden = forbidden.masked_fill(~mask, -torch.inf)
    if mask.dim() == 4:
        forbidden = forbidden.expand(*q.shape[:2], -1, -1).flatten(0, 1)
    return torch.baddbmm(forbidden, asked, offered, alpha=1 / math.sqrt(q.shape[-1]))


def _fused(q, k, v, mask):
    """The same in PyTorch's one-piece function, which skips the future where it knows of it."""
    length = q.shape[2]
    if mask is not None and mask.dim() == 2 and torch.equal(
        mask, torch.ones(length, length, dtype=torch.bool, device=mask.device).tril()
    ):  # fmt: skip
        return F.scaled_dot_product_attention(q, k, v, is_causal=True)
    return F.scaled_dot_product_attention(q, k, v, attn_mask=mask)


def _fitting(mask, shape):
    """The mask as (batch or 1, heads or 1, query or 1, key), checked against the scores' shape."""
    if isinstance(mask, torch.Tensor) and mask.dim() == 3:
        mask = mask[:, None]  # one mask for all heads
    check_mask(mask, tuple(shape), ", rank 3 (batch, query, key)")
    return mask


def self_attend(attention, x, mask=None):
    """Self-attention through ours or through `nn.MultiheadAttention`: (output, weights per head).

    attention : MultiHeadAttention, or nn.MultiheadAttention with batch_first=True
    x : (batch, position, d_model)        mask : True = may look, as for MultiHeadAttention

    PyTorch's module wants the opposite mask (True = forbidden), and one copy for each head.
    """
    if not isinstance(attention, nn.MultiheadAttention):
        return attention(x, mask=mask)
    batch, length, heads = *x.shape[:2], attention.num_heads
    if mask is not None:
        mask = _fitting(mask, (batch, heads, length, length))
        mask = ~mask.expand(batch, heads, length, length).reshape(-1, length, length)
    return attention(x, x, x, attn_mask=mask, average_attn_weights=False)


class Block(nn.Module):
    """Look around, then think: attention and a feed-forward layer, each added to what was there.

    LayerNorm stands in front of each (Radford et al. 2019, section 2.3).
    x : (batch, position, d_model); returns (the same shape, weights per head). Taught in
    notebook 04.
    """

    def __init__(self, d_model, attention):
        super().__init__()
        self.norm_1, self.norm_2 = nn.LayerNorm(d_model), nn.LayerNorm(d_model)
        self.attention = attention
        self.feed_forward = nn.Sequential(
            nn.Linear(d_model, 4 * d_model),
            nn.GELU(approximate="tanh"),
            nn.Linear(4 * d_model, d_model),
        )

    def forward(self, x, mask=None):
        mixed, weights = self_attend(self.attention, self.norm_1(x), mask)
        x = x + mixed
        return x + self.feed_forward(self.norm_2(x)), weights


def attention_box(d_model, heads, pytorch=False):
    """What looks around in a block: MultiHeadAttention, or PyTorch's module with the same names."""
    if pytorch:
        return nn.MultiheadAttention(d_model, heads, batch_first=True)
    return MultiHeadAttention(d_model, heads)


def _check_ids(model, ids, mask):
    longest, vocab = model.sizes["longest"], model.sizes["vocab"]
    if not isinstance(ids, torch.Tensor) or ids.dtype not in (torch.int64, torch.int32):
        kind = ids.dtype if isinstance(ids, torch.Tensor) else type(ids).__name__
        raise TypeError(f"ids must be a tensor of whole numbers, got {kind}")
    if ids.dim() != 2 or ids.shape[1] > longest:
        raise ValueError(
            f"ids must have shape (batch, position up to {longest}), got {tuple(ids.shape)}"
        )
    if ids.numel() and not 0 <= ids.min() <= ids.max() < vocab:
        wrong = int(ids.min() if ids.min() < 0 else ids.max())
        raise ValueError(f"token id {wrong} is outside the range 0 … {vocab - 1}")


class Transformer(nn.Module):
    """Token + position, blocks, a last norm, and the token table once more to name words.

    vocab: number of tokens. longest: number of positions. pytorch: attention is PyTorch's
    `nn.MultiheadAttention` instead of ours; the parameters have the same names.
    With causal masks it is a GPT-2 in small (Radford et al. 2019); with none, it reads both ways.
    Taught in notebook 04.
    """

    def __init__(self, vocab, d_model=64, heads=4, layers=2, longest=32, pytorch=False):
        super().__init__()
        self.sizes = dict(vocab=vocab, d_model=d_model, heads=heads, layers=layers, longest=longest)
        self.tokens = nn.Embedding(vocab, d_model)
        self.positions = nn.Embedding(longest, d_model)
        for table in (self.tokens, self.positions):
            nn.init.normal_(table.weight, std=0.05)
        self.blocks = nn.ModuleList(
            Block(d_model, attention_box(d_model, heads, pytorch)) for _ in range(layers)
        )
        self.norm = nn.LayerNorm(d_model)

    @guarded(_check_ids)
    def forward(self, ids, mask=None):
        """ids (batch, position) -> logits (batch, position, vocab), weights, one tensor a layer.

        mask : True = may look; (query, key), or with batch in front; None: everyone sees all.
        Raises TypeError for ids that are no whole numbers; ValueError for ids that are not (batch,
        position), longer than `longest` or outside the vocabulary.
        """
        x, maps = self.tokens(ids) + self.positions.weight[: ids.shape[1]], []
        for block in self.blocks:
            x, weights = block(x, mask)
            maps.append(weights)
        return self.norm(x) @ self.tokens.weight.T, maps


# The same in pure functions, for models that come as plain tensors. A `layer` is a dict of pairs:
# "query", "key", "value", "output", "wide", "narrow" hold (W, b); "norm_1", "norm_2" (gain, shift).


def linear(x, W, b):
    """x (..., n_in), W (n_out, n_in), b (n_out,) -> (..., n_out). Taught in notebook 11."""
    return x @ W.T + b


def layer_norm(x, gain, shift, eps=1e-12):
    """Bring each vector of x (..., d_model) to mean 0 and spread 1, then stretch and shift it.

    Source: Ba et al. 2016. Taught in notebook 11.
    """
    apart = x - x.mean(dim=-1, keepdim=True)
    spread = ((apart * apart).mean(dim=-1, keepdim=True) + eps).sqrt()
    return apart / spread * gain + shift


def split(x, heads):
    """(batch, position, d_model) -> (batch, heads, position, d_k). Taught in notebook 11."""
    return x.unflatten(-1, (heads, -1)).transpose(-3, -2)


def join(x):
    """(batch, heads, position, d_k) -> (batch, position, d_model). Taught in notebook 11."""
    return x.transpose(-3, -2).flatten(-2)


def bert_layer(x, layer, heads, mask=None, eps=1e-12):
    """One layer of BERT: look around, then think; a LayerNorm behind each sum.

    x : (batch, position, d_model)      mask : as for `attention`, True = may look
    returns (the same shape, weights (batch, heads, query, key))

    Source: Devlin et al. 2019; Vaswani et al. 2017, section 3.1. Taught in notebook 11.
    """
    Q, K, V = (split(linear(x, *layer[part]), heads) for part in ("query", "key", "value"))
    mixed, weights = attention(Q, K, V, mask)
    x = layer_norm(x + linear(join(mixed), *layer["output"]), *layer["norm_1"], eps)
    thought = linear(F.gelu(linear(x, *layer["wide"])), *layer["narrow"])
    return layer_norm(x + thought, *layer["norm_2"], eps), weights


def gpt2_layer(x, layer, heads, past=None, eps=1e-5):
    """One layer of GPT-2: a LayerNorm in front of each part, and nobody looks ahead.

    x    : (batch, position, d_model), the words that are new
    past : (keys, values) of the words before, each (batch, heads, position, d_k), or None
    returns (the shape of x, (keys, values) of all words)

    Source: Radford et al. 2019, section 2.3. Taught in notebook 11.
    """
    normed = layer_norm(x, *layer["norm_1"], eps)
    Q, K, V = (split(linear(normed, *layer[part]), heads) for part in ("query", "key", "value"))
    if past is not None:
        K, V = (torch.cat(both, dim=-2) for both in zip(past, (K, V), strict=True))
    mixed, _ = attention(Q, K, V, causal_mask(K.shape[-2])[-Q.shape[-2] :])
    x = x + linear(join(mixed), *layer["output"])
    normed = layer_norm(x, *layer["norm_2"], eps)
    return x + linear(F.gelu(linear(normed, *layer["wide"]), approximate="tanh"),
                      *layer["narrow"]), (K, V)  # fmt: skip
