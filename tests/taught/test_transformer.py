"""Attention in heads against PyTorch's own, by properties; the blocks against GPT-2's."""

import pytest
import torch
import transformers
from torch import nn
from torch.nn import functional as F

from lecture_utils.attention import attention, causal_mask, padding_mask
from lecture_utils.experiments import heads, language_models
from lecture_utils.transformer import MultiHeadAttention, Transformer, gpt2_layer


@pytest.fixture
def pair():
    """Ours and PyTorch's with the same parameters."""
    torch.manual_seed(0)
    theirs = nn.MultiheadAttention(16, 4, batch_first=True)
    nn.init.normal_(theirs.in_proj_bias)
    nn.init.normal_(theirs.out_proj.bias)
    ours = MultiHeadAttention(16, 4)
    ours.load_state_dict(theirs.state_dict())
    return ours, theirs


@pytest.mark.parametrize("need_weights", [True, False])
@pytest.mark.parametrize("kind", ["self", "causal", "padded", "cross", "each head", "banded"])
def test_equals_pytorch(pair, kind, need_weights):
    ours, theirs = pair
    x, y = torch.randn(3, 5, 16), torch.randn(3, 7, 16)
    key, mask, forbidden, hidden = x, None, None, None
    if kind == "cross":
        key = y
    elif kind == "causal":
        mask = causal_mask(5)
        forbidden = ~mask
    elif kind == "each head":
        mask = (torch.rand(3, 4, 5, 5) < 0.5) | torch.eye(5, dtype=torch.bool)
        forbidden = ~mask.flatten(0, 1)
    elif kind == "banded":  # backwards, but not all the way: no causal mask
        mask = causal_mask(5).triu(-2)
        forbidden = ~mask
    elif kind == "padded":
        mask = padding_mask([5, 2, 4], 5)
        hidden = ~mask[:, 0]
    output, weights = ours(x, key, mask=mask, need_weights=need_weights)
    expected, maps = theirs(x, key, key, attn_mask=forbidden, key_padding_mask=hidden,
                            average_attn_weights=False)  # fmt: skip
    torch.testing.assert_close(output, expected, atol=1e-5, rtol=0)
    if need_weights:
        torch.testing.assert_close(weights, maps, atol=1e-5, rtol=0)
    else:
        assert weights is None


def test_the_weights_of_the_three_jobs_sum_to_1(pair):
    source, target = torch.randn(2, 6, 16), torch.randn(2, 4, 16)
    for box in pair:
        encoder = box(source, source, source)[1]
        across = box(target, source, source)[1]
        back = causal_mask(4) if box is pair[0] else ~causal_mask(4)  # True = may, True = forbidden
        named = {"mask" if box is pair[0] else "attn_mask": back}
        decoder = box(target, target, target, **named)[1]
        for weights in (encoder, decoder, across):
            torch.testing.assert_close(weights.sum(dim=-1), torch.ones(weights.shape[:-1]))


def test_the_wrong_mask_raises_nothing_in_pytorch_and_leaves_a_row_without_numbers():
    torch.manual_seed(0)
    module, x = nn.MultiheadAttention(4, 1, batch_first=True), torch.randn(1, 3, 4)
    _, weights = module(x, x, x, attn_mask=causal_mask(3))  # it takes True for "forbidden"
    assert weights[0, 2].isnan().all() and weights[0, :2].isfinite().all()


def test_a_single_head_with_identities_is_scaled_dot_product_attention():
    attention, x = MultiHeadAttention(8, 1, bias=False), torch.randn(2, 5, 8)
    with torch.no_grad():
        attention.in_proj_weight.copy_(torch.eye(8).repeat(3, 1))
        attention.out_proj.weight.copy_(torch.eye(8))
    expected = F.scaled_dot_product_attention(x, x, x, is_causal=True)
    torch.testing.assert_close(attention(x, mask=causal_mask(5))[0], expected, atol=1e-5, rtol=0)


@pytest.mark.parametrize("mask", [None, causal_mask(5), padding_mask([5, 2], 5)])
def test_the_weights_in_the_open_give_what_the_fused_function_gives(mask):
    torch.manual_seed(0)
    attention, x = MultiHeadAttention(16, 4), torch.randn(2, 5, 16)
    q, k, v = (part.unflatten(-1, (4, 4)).transpose(1, 2)
               for part in F.linear(x, attention.in_proj_weight).chunk(3, dim=-1))  # fmt: skip
    heads_too = mask if mask is None or mask.dim() == 2 else mask[:, None]
    mixed = F.scaled_dot_product_attention(q, k, v, attn_mask=heads_too)
    expected = attention.out_proj(mixed.transpose(1, 2).flatten(2))
    torch.testing.assert_close(attention(x, mask=mask)[0], expected, atol=1e-5, rtol=0)


def test_more_heads_cost_no_parameters():
    counts = {sum(p.numel() for p in MultiHeadAttention(16, h).parameters()) for h in (1, 2, 8)}
    assert counts == {4 * (16 * 16 + 16)}


@pytest.mark.parametrize(
    "mask, error, says",
    [
        (torch.ones(5, 5), TypeError, "boolean"),
        (torch.ones(5, 4, dtype=torch.bool), ValueError, "shape"),
        (torch.ones(5, 1, dtype=torch.bool), ValueError, "each of 5 keys"),
        (torch.ones(2, 5, 5, dtype=torch.bool), ValueError, "shape"),
        (causal_mask(5).tril(-1), ValueError, "may look nowhere"),
    ],
)
def test_bad_masks(pair, mask, error, says):
    for need_weights in (True, False):
        with pytest.raises(error, match=says):
            pair[0](torch.randn(3, 5, 16), mask=mask, need_weights=need_weights)


def test_bad_inputs(pair):
    with pytest.raises(ValueError, match="must divide"):
        MultiHeadAttention(16, 3)
    with pytest.raises(ValueError, match="batch, position"):
        pair[0](torch.randn(5, 16))
    with pytest.raises(TypeError, match="tensor"):
        pair[0]([1.0])
    with pytest.raises(ValueError, match="NaN"):
        pair[0](torch.full((1, 2, 16), torch.nan))
    with pytest.raises(ValueError, match="share batch"):
        pair[0](torch.randn(2, 5, 16), torch.randn(3, 5, 16))
    with pytest.raises(ValueError, match="key and value their positions"):
        pair[0](torch.randn(2, 5, 16), torch.randn(2, 7, 16), torch.randn(2, 6, 16))
    with pytest.raises(ValueError, match=r"got \(2, 0, 16\)"):
        pair[0](torch.randn(2, 5, 16), torch.randn(2, 0, 16))
    with pytest.raises(ValueError, match="d_model=0"):
        MultiHeadAttention(0, 1)
    with pytest.raises(ValueError, match="longest|up to"):
        Transformer(9, longest=4)(torch.zeros(1, 5, dtype=torch.long))
    for wrong in (9, -1):
        with pytest.raises(ValueError, match=f"token id {wrong} is outside the range 0 … 8"):
            Transformer(9)(torch.tensor([[0, wrong]]))
    for wrong in ([[0, 1]], torch.zeros(1, 2)):
        with pytest.raises(TypeError, match="ids must be a tensor of whole numbers, got"):
            Transformer(9)(wrong)


def test_the_future_does_not_leak_and_the_past_counts():
    torch.manual_seed(0)
    model, ids = Transformer(20), torch.arange(8)[None]
    other = ids.clone()
    other[0, 5] = 19
    moved = (model(ids, causal_mask(8))[0] - model(other, causal_mask(8))[0]).abs().amax(-1)[0]
    assert moved[:5].max() == 0 and moved[5:].min() > 0
    assert (model(ids)[0] - model(other)[0]).abs().amax(-1).min() > 0


def test_a_small_gpt2_gives_the_same_logits_and_weights():
    torch.manual_seed(0)
    config = transformers.GPT2Config(
        vocab_size=50, n_positions=12, n_embd=16, n_layer=2, n_head=4, attn_implementation="eager"
    )
    theirs = transformers.GPT2LMHeadModel(config).eval()
    with torch.no_grad():
        for weight in theirs.parameters():
            weight.normal_(std=0.3)
    found, state = theirs.transformer.state_dict(), {}
    for name, tensor in found.items():
        new = name
        for old, short in (
            ("wte", "tokens"), ("wpe", "positions"), ("ln_f", "norm"), ("h.", "blocks."),
            ("ln_", "norm_"), ("attn.c_attn.", "attention.in_proj_"),
            ("mlp.c_fc", "feed_forward.0"),
            ("attn.c_proj", "attention.out_proj"), ("mlp.c_proj", "feed_forward.2"),
        ):  # fmt: skip
            new = new.replace(old, short)
        turned = ".c_" in name and name.endswith("weight")  # GPT-2 stores W for x @ W
        state[new] = tensor.T if turned else tensor
    ours = Transformer(50, d_model=16, heads=4, layers=2, longest=12)
    ours.load_state_dict(state)
    ids = torch.randint(50, (2, 9))
    expected = theirs(ids, output_attentions=True)
    logits, maps = ours(ids, causal_mask(9))
    torch.testing.assert_close(logits, expected.logits, atol=1e-4, rtol=0)
    for ours_map, their_map in zip(maps, expected.attentions, strict=True):
        torch.testing.assert_close(ours_map, their_map, atol=1e-4, rtol=0)


def bert_by_hand(W, ids, mask, layers, heads, d_model):
    """BERT from its stored numbers, with our attention: (last states, pooled, weights a layer)."""

    def part(name):
        return W[f"{name}.weight"], W[f"{name}.bias"]

    def norm(x, name):  # behind the sum, unlike our Block, and with BERT's own epsilon
        return F.layer_norm(x, (d_model,), *part(name), eps=1e-12)

    tables = [W[f"embeddings.{kind}_embeddings.weight"]
              for kind in ("word", "position", "token_type")]  # fmt: skip
    x = tables[0][ids] + tables[1][: ids.shape[1]] + tables[2][0]
    x, maps = norm(x, "embeddings.LayerNorm"), []
    for layer in range(layers):
        name, ours = f"encoder.layer.{layer}.", MultiHeadAttention(d_model, heads)
        inner = [part(f"{name}attention.self.{which}") for which in ("query", "key", "value")]
        out = part(f"{name}attention.output.dense")
        ours.load_state_dict({
            "in_proj_weight": torch.cat([weight for weight, _ in inner]),
            "in_proj_bias": torch.cat([bias for _, bias in inner]),
            "out_proj.weight": out[0], "out_proj.bias": out[1],
        })  # fmt: skip
        mixed, weights = ours(x, mask=mask)
        maps.append(weights)
        x = norm(x + mixed, f"{name}attention.output.LayerNorm")
        wide = F.gelu(F.linear(x, *part(f"{name}intermediate.dense")))
        x = norm(x + F.linear(wide, *part(f"{name}output.dense")), f"{name}output.LayerNorm")
    return x, torch.tanh(F.linear(x[:, 0], *part("pooler.dense"))), maps


@pytest.mark.parametrize("lengths", [[9, 9], [9, 5]])
def test_a_small_bert_gives_the_same_states_and_weights(lengths):
    torch.manual_seed(0)
    config = transformers.BertConfig(
        vocab_size=50, hidden_size=16, num_hidden_layers=2, num_attention_heads=4,
        intermediate_size=64, attn_implementation="eager",
    )  # fmt: skip
    theirs = transformers.BertModel(config).eval()
    with torch.no_grad():
        for weight in theirs.parameters():
            weight.normal_(std=0.3)
    ids, mask = torch.randint(50, (2, 9)), padding_mask(lengths, 9)
    expected = theirs(ids, attention_mask=mask[:, 0].long(), output_attentions=True)
    states, pooled, maps = bert_by_hand(theirs.state_dict(), ids, mask, 2, 4, 16)
    for row, length in enumerate(lengths):  # what stands at padding is nobody's business
        found, wanted = states[row, :length], expected.last_hidden_state[row, :length]
        torch.testing.assert_close(found, wanted, atol=1e-4, rtol=0)
    torch.testing.assert_close(pooled, expected.pooler_output, atol=1e-4, rtol=0)
    for ours, weights in zip(maps, expected.attentions, strict=True):
        torch.testing.assert_close(ours, weights, atol=1e-4, rtol=0)


@pytest.mark.parametrize("load", [language_models.load_tiny_gpt, language_models.load_tiny_bert])
@torch.no_grad()
def test_each_box_of_the_stored_models_is_attention_once_a_head(load):
    """Notebook 09 opens the first ones; this opens all: weights and output, by the taught line."""
    model, mask = load().model, causal_mask(9) if load is language_models.load_tiny_gpt else None
    x = model.tokens(torch.arange(9)) + model.positions.weight[:9]
    for block in model.blocks:
        box, n = block.attention, block.norm_1(x)
        rows = F.linear(n, box.in_proj_weight, box.in_proj_bias).chunk(3, dim=-1)
        heads = [part.unflatten(-1, (4, -1)).transpose(0, 1) for part in rows]
        output, weights = attention(*heads, mask)
        mixed, maps = box(n[None], mask=mask)
        assert torch.allclose(maps[0], weights, atol=1e-6)
        assert torch.allclose(mixed[0], box.out_proj(output.transpose(0, 1).flatten(1)), atol=1e-5)
        x = block(x[None], mask)[0][0]


def test_pytorchs_attention_inside_gives_the_same():
    ours, words = language_models.load_tiny_gpt()
    theirs, _ = language_models.load_tiny_gpt(pytorch=True)
    ids = torch.tensor([[2, *words.encode("the old cat does not see the white boat".split())]])
    for mask in (None, causal_mask(10), causal_mask(10)[None]):
        (logits, maps), (expected, their_maps) = ours(ids, mask), theirs(ids, mask)
        torch.testing.assert_close(logits, expected, atol=1e-4, rtol=0)
        torch.testing.assert_close(maps[0], their_maps[0], atol=1e-6, rtol=0)


@pytest.mark.parametrize(
    "name, count", [("GPT", 116_534_784), ("BERT", 109_482_240), ("GPT-2", 124_439_808)]
)
def test_modules_have_as_many_numbers_as_the_released_models(name, count):
    assert heads.on_meta(name) == count


@pytest.mark.parametrize(
    "model, config, name",
    [
        ("OpenAIGPTLMHeadModel", "OpenAIGPTConfig", "GPT"),
        ("BertModel", "BertConfig", "BERT"),
        ("GPT2LMHeadModel", "GPT2Config", "GPT-2"),
    ],
)
def test_another_library_counts_the_same(model, config, name):
    with torch.device("meta"):  # the default configurations are those of the released models
        theirs = getattr(transformers, model)(getattr(transformers, config)())
    count = sum(parameter.numel() for parameter in theirs.parameters())
    assert count == heads.on_meta(name)


def test_kept_keys_and_values_change_nothing_however_many_words_are_new():
    torch.manual_seed(0)
    d = 8
    layer = {name: (torch.randn(d, d) / d**0.5, torch.randn(d))
             for name in ("query", "key", "value", "output")}  # fmt: skip
    layer |= {"wide": (torch.randn(2 * d, d) / d, torch.randn(2 * d)),
              "narrow": (torch.randn(d, 2 * d) / d, torch.randn(d)),
              "norm_1": (torch.rand(d), torch.randn(d)),
              "norm_2": (torch.rand(d), torch.randn(d))}  # fmt: skip
    x = torch.randn(1, 6, d)
    at_once, (K, V) = gpt2_layer(x, layer, heads=2)
    first, past = gpt2_layer(x[:, :2], layer, heads=2)
    second, past = gpt2_layer(x[:, 2:5], layer, heads=2, past=past)  # three new words at once
    third, past = gpt2_layer(x[:, 5:], layer, heads=2, past=past)
    torch.testing.assert_close(torch.cat([first, second, third], dim=1), at_once)
    torch.testing.assert_close(past, (K, V))
