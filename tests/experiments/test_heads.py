"""Heads switched off: only they fall silent, the stored numbers are found again."""

import json

import pytest
import torch

from lecture_utils.attention import causal_mask
from lecture_utils.experiments import heads, language_models
from lecture_utils.geometry import length
from lecture_utils.paths import data_path


@pytest.fixture(scope="module")
def gpt():
    return language_models.load_tiny_gpt()


def test_a_mute_head_gives_nothing_and_the_others_are_untouched(gpt):
    model, _ = gpt
    kept = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    mute = heads.silence_heads(model, 1, 2)
    for name, tensor in mute.state_dict().items():
        same = tensor == kept[name]
        if name == "blocks.1.attention.out_proj.weight":
            assert same[:, :32].all() and same[:, 48:].all() and not tensor[:, 32:48].any()
        else:
            assert same.all(), name
    assert all(torch.equal(tensor, kept[name]) for name, tensor in model.state_dict().items())


def test_all_heads_off_leaves_the_bias_alone(gpt):
    block = heads.silence_heads(gpt[0], 0, 0, 1, 2, 3).blocks[0]
    output, _ = block.attention(torch.randn(1, 4, 64), mask=causal_mask(4))
    expected = block.attention.out_proj.bias.expand(1, 4, 64)
    torch.testing.assert_close(output, expected, atol=1e-6, rtol=0)


def test_costs_are_those_of_single_heads(gpt):
    _, test = language_models.sentences()
    found = heads.costs(gpt, test[:60], "GPT")
    whole = heads.loss_of(gpt, test[:60], "GPT")
    one = heads.loss_of(gpt._replace(model=heads.silence_heads(gpt.model, 0, 3)), test[:60], "GPT")
    assert found.shape == (2, 4) and found[0, 3].item() == pytest.approx(one - whole, abs=1e-5)


def test_shares_tell_before_from_after(gpt):
    def looks_at(step):  # a model whose one head looks so many words on
        def model(ids, mask):
            n = ids.shape[1]
            return None, [torch.eye(n).roll(step, dims=1)[None, None]]

        return model

    sentence = [["the", "old", "cat", "sleeps"]]
    for step, expected in ((-1, (0.8, 0, 0)), (0, (0, 1, 0)), (1, (0, 0, 0.8))):
        found = heads.shares(gpt._replace(model=looks_at(step)), sentence, "BERT")
        torch.testing.assert_close(found, torch.tensor([expected]).float())


def test_the_quick_row_is_made_again():
    kept = json.loads(data_path("head_costs.json").read_text(encoding="utf-8"))[0]
    again = heads.row(kept["model"], kept["seed"], kept["steps"])
    assert kept["steps"] < 100 and again.keys() == kept.keys()
    for key in ("costs", "shares"):
        assert torch.tensor(again[key]).numpy() == pytest.approx(
            torch.tensor(kept[key]).numpy(), abs=0.02
        )


def test_the_stored_bert_has_the_stored_costs():
    rows = heads.stored()
    assert set(rows) == {(name, seed) for name in ("GPT", "BERT") for seed in heads.SEEDS}
    _, test = language_models.sentences()
    for name in ("GPT", "BERT"):
        found = heads.costs(language_models.load(f"tiny_{name.lower()}.pt"), test, name)
        assert found.numpy() == pytest.approx(torch.tensor(rows[name, 0]["costs"]).numpy(), abs=0.1)


def test_a_model_is_a_gpt_or_a_bert(gpt):
    test = language_models.sentences()[1][:2]
    for measure in (heads.loss_of, heads.costs):
        with pytest.raises(ValueError, match="got 'gpt'"):
            measure(gpt, test, "gpt")
    with pytest.raises(ValueError, match="got 'gpt'"):
        heads.shares(gpt, test, "gpt")
    with pytest.raises(ValueError, match="got 'gpt'"):
        heads.row("gpt", seed=0, steps=1)


def test_the_same_words_are_hidden_always():
    bert, test = language_models.load_tiny_bert(), language_models.sentences()[1][:30]
    expected = language_models.measure(bert, test, language_models.bert_loss(seed=1))
    assert heads.loss_of(bert, test, "BERT") == heads.loss_of(bert, test, "BERT") == expected


@pytest.mark.parametrize("name", ["GPT", "BERT"])
def test_a_row_is_trained_from_its_seed(name, monkeypatch):
    seen = []
    monkeypatch.setattr(heads.lm, "bert_loss", lambda seed: ("hidden by", seed))

    def train(sentences, vocabulary, loss, seed, steps):
        seen.append((loss, seed, steps))
        raise InterruptedError

    monkeypatch.setattr(heads.lm, "train", train)
    with pytest.raises(InterruptedError):
        heads.row(name, 2, steps=7)
    assert seen == [(("hidden by", 2) if name == "BERT" else heads.lm.gpt_loss, 2, 7)]


def test_the_spread_is_that_of_the_loud_over_the_quiet():
    assert heads.loudness_spread(torch.arange(101.0) + 1) == pytest.approx(96 / 6)
    assert heads.loudness_spread(torch.full((20,), 3.0)) == 1


def test_keys_are_those_of_the_first_layer():
    tiny = language_models.load("tiny_gpt.pt")
    caught = []
    block = tiny.model.blocks[0]
    block.norm_1.register_forward_hook(lambda module, given, made: caught.append((given[0], made)))
    words, keys = heads.key_lengths(tiny)
    before, after = caught[0]
    assert torch.allclose(length(before), words[: len(before)])
    first = after[0] @ block.attention.in_proj_weight.chunk(3)[1].T
    first = first + block.attention.in_proj_bias.chunk(3)[1]
    count = tiny.model.sizes["heads"]
    assert torch.allclose(length(first.view(count, -1)), keys[:count], atol=1e-5)
    assert len(keys) == count * len(words)


def test_where_keys_keep_the_normed_length_they_are_as_loud_as_one_another():
    tiny = language_models.load("tiny_gpt.pt")
    weight = tiny.model.blocks[0].attention.in_proj_weight
    size = weight.shape[1]
    with torch.no_grad():  # one head's worth would still vary: compare whole keys
        weight[size : 2 * size] = torch.eye(size)
        tiny.model.blocks[0].attention.in_proj_bias.zero_()
        tiny.model.blocks[0].norm_1.weight.fill_(1.0)
        tiny.model.blocks[0].norm_1.bias.zero_()
    tiny.model.sizes["heads"] = 1
    assert heads.loudness_spread(heads.key_lengths(tiny)[1]) == pytest.approx(1, abs=0.01)
    with torch.no_grad():
        weight[size : size + 8] *= 6  # a matrix that listens to a few numbers
    assert heads.loudness_spread(heads.key_lengths(tiny)[1]) > 1.5


def test_a_random_matrix_makes_loud_keys_and_training_louder_ones():
    for words, random, keys in heads.loudness_in_models().values():
        assert words < random < keys / 1.1
    tiny = language_models.load("tiny_gpt.pt")
    words, keys = heads.key_lengths(tiny, seed=3)
    assert torch.equal(words, heads.key_lengths(tiny)[0])
    assert torch.equal(keys, heads.key_lengths(tiny, seed=3)[1])
    assert not torch.equal(keys, heads.key_lengths(tiny, seed=4)[1])


@pytest.mark.parametrize(
    "layer, chosen, error, says",
    [
        (0, [9], ValueError, "each head must be from 0 to 3, got 9"),
        (0, [1, -1], ValueError, "each head must be at least 0, got -1"),
        (2, [0], ValueError, "layer must be from 0 to 1, got 2"),
        (0.0, [0], TypeError, "layer must be a whole number"),
    ],
)
def test_a_head_that_is_not_there_is_not_silenced(gpt, layer, chosen, error, says):
    with pytest.raises(error, match=says):
        heads.silence_heads(gpt[0], layer, *chosen)
