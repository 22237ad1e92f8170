"""Real models: equal to `transformers` in any size; broken files are named, none unpickled."""

import hashlib
import json
import os

import pytest
import torch
from safetensors.torch import load_file, save_file
from transformers import BertConfig, BertForMaskedLM, BertModel, GPT2Config, GPT2LMHeadModel

from lecture_utils import pretrained
from lecture_utils.pretrained import find_minilm, load_bert, load_gpt2

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "the", "cat", "##s", "see", "boat", "."]
SIZES = [dict(hidden_size=24, num_attention_heads=3, num_hidden_layers=2, intermediate_size=40),
         dict(hidden_size=64, num_attention_heads=4, num_hidden_layers=5, intermediate_size=256),
         dict(hidden_size=16, num_attention_heads=1, num_hidden_layers=1, intermediate_size=8,
              layer_norm_eps=1e-3, type_vocab_size=1)]  # fmt: skip


def minilm():
    """The folder of the installed package. Without it the tests that need it are skipped on a desk;
    where CI is set, whose commands install it, they fail."""
    try:
        return find_minilm()
    except FileNotFoundError as error:
        (pytest.fail if "CI" in os.environ else pytest.skip)(str(error))


@pytest.mark.parametrize("setting, outcome", [("true", pytest.fail), (None, pytest.skip)])
def test_without_the_model_nothing_is_left_out_silently_where_it_was_installed(
    monkeypatch, setting, outcome
):
    monkeypatch.setattr(f"{__name__}.find_minilm", raising)
    monkeypatch.delenv("CI", raising=False)
    if setting:
        monkeypatch.setenv("CI", setting)
    with pytest.raises(outcome.Exception, match="no MiniLM here"):
        minilm()


def raising():
    raise FileNotFoundError("no MiniLM here")


def write_bert(folder, kind=BertModel, **sizes):
    """A randomly initialised BERT with larger numbers than usual, so that a slip shows."""
    torch.manual_seed(0)
    config = BertConfig(vocab_size=len(WORDS), max_position_embeddings=12, initializer_range=0.5,
                        **{**SIZES[0], **sizes})  # fmt: skip
    all_different(kind(config)).save_pretrained(folder)
    (folder / "vocab.txt").write_text("\n".join(WORDS) + "\n", encoding="utf-8")
    return folder


def all_different(model):
    """The model, its gains and shifts drawn too: those of all norms begin as 1 and 0, and which is
    which would not show."""
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.dim() == 1:
                parameter += 0.3 * torch.randn_like(parameter)
    return model


def write_gpt2(folder, **sizes):
    torch.manual_seed(0)
    sizes = {"n_embd": 24, "n_head": 3, "n_layer": 2, **sizes}
    config = GPT2Config(vocab_size=30, n_positions=16, initializer_range=0.3, **sizes)
    all_different(GPT2LMHeadModel(config)).save_pretrained(folder)
    return folder


def assert_equal_to_transformers(folder, ids, mask=None, tolerance=1e-4):
    """Every map and every state, where a word stands; padding's own states do not matter."""
    theirs = BertModel.from_pretrained(folder, attn_implementation="eager").eval()
    mask = torch.ones_like(ids, dtype=torch.bool) if mask is None else mask
    with torch.no_grad():
        expected = theirs(ids, attention_mask=mask.long(), output_hidden_states=True,
                          output_attentions=True)  # fmt: skip
    states, weights = load_bert(folder)(ids, None if mask.all() else mask)
    assert len(states) == len(expected.hidden_states) == len(weights) + 1
    for ours, other in zip(states, expected.hidden_states, strict=True):
        assert ours.shape == other.shape
        assert torch.allclose(ours[mask], other[mask], atol=tolerance)
    for ours, other in zip(weights, expected.attentions, strict=True):
        ours, other = (maps.transpose(1, 2)[mask] for maps in (ours, other))
        assert torch.allclose(ours, other, atol=tolerance)


@pytest.mark.parametrize("sizes", SIZES)
def test_a_random_bert_is_that_of_transformers(tmp_path, sizes):
    write_bert(tmp_path, **sizes)
    ids = torch.tensor([[2, 5, 6, 7, 8, 3], [2, 9, 3, 0, 0, 0]])
    assert_equal_to_transformers(tmp_path, ids[:1])
    assert_equal_to_transformers(tmp_path, ids, ids != 0)


def test_minilm_is_that_of_transformers():
    folder = minilm()
    texts = ["The old cat does not see the white boat near the bank.", "Where is it?"]
    ids, mask = load_bert(folder).encode(texts)
    assert not mask.all()
    assert_equal_to_transformers(folder, ids[:1])
    assert_equal_to_transformers(folder, ids, mask)


def test_minilm_is_the_pinned_file():
    digits = hashlib.sha256((minilm() / "model.safetensors").read_bytes()).hexdigest()
    assert digits == pretrained.MINILM[1]["model.safetensors"]
    assert all(len(number) == 64 for _, files in (pretrained.MINILM, pretrained.GPT2_SMALL)
               for number in files.values())  # fmt: skip


def test_padding_changes_no_state_of_a_word(tmp_path):
    model = load_bert(write_bert(tmp_path))
    alone = torch.tensor([[2, 9, 3]])
    padded = torch.tensor([[2, 9, 3, 0, 0]])
    for ours, short in zip(model(padded, padded != 0)[0], model(alone)[0], strict=True):
        assert torch.allclose(ours[:, :3], short, atol=1e-6)
    assert not torch.allclose(model(padded)[0][-1][:, :3], model(alone)[0][-1], atol=1e-2)


def test_files_of_a_model_with_a_head_and_with_old_names_are_read(tmp_path):
    write_bert(tmp_path, BertForMaskedLM)
    stored = load_file(tmp_path / "model.safetensors")
    assert any(name.startswith("bert.") for name in stored)
    old = {name.replace("LayerNorm.weight", "LayerNorm.gamma")
           .replace("LayerNorm.bias", "LayerNorm.beta"): tensor
           for name, tensor in stored.items()}  # fmt: skip
    ids = torch.tensor([[2, 5, 6, 3]])
    before = load_bert(tmp_path)(ids)[0][-1]
    save_file(old, tmp_path / "model.safetensors")
    assert torch.equal(load_bert(tmp_path)(ids)[0][-1], before)


def test_text_becomes_the_tokens_of_transformers(tmp_path):
    from transformers import AutoTokenizer

    model = load_bert(write_bert(tmp_path))
    ids, mask = model.encode(["The cats see the boat.", "Cat!"])
    assert model.tokens(ids[0]) == "[CLS] the cat ##s see the boat . [SEP]".split()
    assert ids[1].tolist() == [2, 6, 1, 3, 0, 0, 0, 0, 0] and mask[1].sum() == 4
    assert model.encode("the " * 50)[0].shape == (1, 12)  # cut, and [SEP] still ends it
    assert model.encode("the " * 50)[0][0, -1] == 3
    folder = minilm()
    texts = ["Déjà vu: 3.50 pounds, isn't it?", "unbelievableness"]
    theirs = AutoTokenizer.from_pretrained(folder)
    assert [row[: int(n.sum())].tolist() for row, n in zip(*load_bert(folder).encode(texts),
            strict=True)] == [theirs(text)["input_ids"] for text in texts]  # fmt: skip


@pytest.mark.parametrize("text, read", [
    ("{}", [2, 5, 6, 3]),  # as in the library: small letters where nothing is said
    ('{"do_lower_case": true, "cls_token": "é"}', [2, 5, 6, 3]),
    ('{"do_lower_case": false}', [2, 1, 6, 3]),
])  # fmt: skip
def test_capitals_are_read_as_the_settings_say(tmp_path, text, read):
    write_bert(tmp_path)
    settings(tmp_path, text)
    assert load_bert(tmp_path).encode("The cat")[0].tolist() == [read]


def test_tokenizer_json_serves_where_there_is_no_vocab_txt(tmp_path):
    model = load_bert(write_bert(tmp_path))
    model.tokenizer.enable_padding(length=9)
    model.tokenizer.enable_truncation(4)
    model.tokenizer.save(str(tmp_path / "tokenizer.json"))
    (tmp_path / "vocab.txt").unlink()
    ids, mask = load_bert(tmp_path).encode("The cats see the boat.")
    assert ids.tolist() == [[2, 5, 6, 7, 8, 5, 9, 10, 3]] and mask.all()


@pytest.mark.parametrize("mask, error, message", [
    (torch.ones(1, 4), TypeError, "mask must be boolean"),
    (torch.ones(4, dtype=torch.bool), ValueError, r"the shape of ids, \(1, 4\), got \(4,\)"),
    (torch.ones(1, 4, 4, dtype=torch.bool), ValueError, r"got \(1, 4, 4\)"),
    (torch.ones(2, 4, dtype=torch.bool), ValueError, r"got \(2, 4\)"),
    (torch.zeros(1, 4, dtype=torch.bool), ValueError, "may look nowhere"),
])  # fmt: skip
def test_other_masks_are_refused(tmp_path, mask, error, message):
    model = load_bert(write_bert(tmp_path))
    with pytest.raises(error, match=message):
        model(torch.tensor([[2, 5, 6, 3]]), mask)


@pytest.mark.parametrize("ids, message", [
    (torch.tensor([2, 5]), r"\(batch, position\), got \(2,\)"),
    (torch.tensor([[2, 99]]), "token id 99"),
    (torch.full((1, 13), 5), "13 positions"),
])  # fmt: skip
def test_other_ids_are_refused(tmp_path, ids, message):
    with pytest.raises(ValueError, match=message):
        load_bert(write_bert(tmp_path))(ids)


# GPT-2


@pytest.mark.parametrize("sizes", [{}, dict(n_embd=40, n_head=2, n_layer=3, n_inner=52)])
def test_a_random_gpt2_is_that_of_transformers(tmp_path, sizes):
    write_gpt2(tmp_path, **sizes)
    theirs = GPT2LMHeadModel.from_pretrained(tmp_path, attn_implementation="eager").eval()
    ids = torch.tensor([[3, 1, 4, 1, 5, 9, 2], [6, 5, 3, 5, 8, 9, 7]])
    with torch.no_grad():
        expected = theirs(ids).logits
    model = load_gpt2(tmp_path)
    assert torch.allclose(model(ids)[0], expected, atol=1e-4)
    assert model.tokenizer is None
    for cut in (1, 4, 6):  # words that are remembered, and words that are new
        first, past = model(ids[:, :cut])
        second, past = model(ids[:, cut:], past)
        assert torch.allclose(torch.cat([first, second], dim=1), expected, atol=1e-4)
        assert past[0][0].shape[2] == 7
    with pytest.raises(ValueError, match="positions"):
        model(torch.zeros(1, 10, dtype=torch.long), past)


def test_gpt2_reads_its_word_files(tmp_path):
    write_gpt2(tmp_path)
    vocabulary = {word: n for n, word in enumerate(["a", "b", "ab", "Ġ"])}
    (tmp_path / "vocab.json").write_text(json.dumps(vocabulary))
    (tmp_path / "merges.txt").write_text("#version: 0.2\na b\n")
    assert load_gpt2(tmp_path).tokenizer.encode("ab a").ids == [2, 3, 0]


# Files that are broken, cut short, or of something else


def change(folder, **values):
    path = folder / "config.json"
    config = {**json.loads(path.read_text()), **values}
    path.write_text(json.dumps({k: v for k, v in config.items() if v is not None}))


def drop(folder, name):
    stored = load_file(folder / "model.safetensors")
    del stored[name]
    save_file(stored, folder / "model.safetensors")


def cut(folder, share):
    path = folder / "model.safetensors"
    whole = path.read_bytes()
    path.write_bytes(whole[: int(share * len(whole))])


def settings(folder, text, encoding="utf-8"):
    (folder / "tokenizer_config.json").write_text(text, encoding)


def only_pickled(folder):
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")


BROKEN = [
    (lambda f: (f / "config.json").unlink(), FileNotFoundError, "no config.json"),
    (lambda f: (f / "config.json").write_text("{"), ValueError, "config.json is not JSON"),
    (lambda f: (f / "config.json").write_bytes(b"\xff\xfe"), ValueError, "config.json is not JSON"),
    (lambda f: (f / "config.json").write_text("[1]"), ValueError, "config.json must describe"),
    (lambda f: change(f, model_type="llama"), ValueError, "model_type must be 'bert', got 'llama'"),
    (lambda f: change(f, hidden_size=None), ValueError, "hidden_size must be a whole number"),
    (lambda f: change(f, hidden_size="24"), ValueError, "hidden_size must be a whole number"),
    (lambda f: change(f, hidden_size=-1), ValueError, "hidden_size must be a whole number"),
    (lambda f: change(f, num_attention_heads=5), ValueError, "must divide hidden_size"),
    (lambda f: change(f, hidden_size=48), ValueError, r"word_embeddings.weight must have shape"),
    (lambda f: change(f, num_hidden_layers=3), ValueError, "no tensor encoder.layer.2"),
    (lambda f: change(f, hidden_act="relu"), ValueError, "hidden_act must be 'gelu'"),
    (lambda f: change(f, position_embedding_type="relative_key"), ValueError, "'absolute'"),
    (lambda f: change(f, layer_norm_eps="small"), ValueError, "layer_norm_eps must be a number"),
    (lambda f: (f / "vocab.txt").unlink(), FileNotFoundError, "no vocab.txt and no tokenizer"),
    (lambda f: (f / "vocab.txt").rename(f / "tokenizer.json"), ValueError, "or no tokenizer"),
    (lambda f: (f / "vocab.txt").write_text("a\n"), ValueError, "vocab.txt must have one token"),
    (lambda f: (f / "vocab.txt").write_bytes(b"\xff\n" * 11), ValueError, "vocab.txt"),
    (lambda f: (f / "vocab.txt").write_text("a\n" * 11), ValueError, "vocab.txt"),
    (lambda f: settings(f, "{"), ValueError, "tokenizer_config.json is not JSON"),
    (lambda f: settings(f, "[1]"), ValueError, "tokenizer_config.json must describe .* list"),
    (lambda f: settings(f, '"é"', "latin-1"), ValueError, "tokenizer_config.json is not JSON"),
    (only_pickled, FileNotFoundError, "pickled files are not read"),
    (lambda f: cut(f, 0), ValueError, "model.safetensors is broken"),
    (lambda f: cut(f, 0.01), ValueError, "model.safetensors is broken"),
    (lambda f: cut(f, 0.9), ValueError, "model.safetensors is broken"),
    (lambda f: (f / "model.safetensors").write_bytes(b"\x80\x02}" * 99), ValueError, "is broken"),
    (lambda f: drop(f, "encoder.layer.1.output.dense.bias"), ValueError, "no tensor encoder.lay"),
    (lambda f: save_file({"a": torch.ones(2)}, f / "model.safetensors"), ValueError, "no tensor"),
    (lambda f: write_gpt2(f), ValueError, "model_type must be 'bert', got 'gpt2'"),
]


@pytest.mark.parametrize("spoil, error, message", BROKEN)
def test_broken_files_are_named(tmp_path, spoil, error, message):
    write_bert(tmp_path)
    spoil(tmp_path)
    with pytest.raises(error, match=message) as caught:
        load_bert(tmp_path)
    assert str(tmp_path) in str(caught.value)


def test_nothing_is_unpickled(tmp_path, monkeypatch):
    def refuse(*_, **__):
        raise AssertionError("something was unpickled")

    write_bert(tmp_path)
    monkeypatch.setattr("pickle.Unpickler", refuse)
    monkeypatch.setattr("pickle.load", refuse)
    monkeypatch.setattr("torch.load", refuse)
    load_bert(tmp_path)


@pytest.mark.parametrize("spoil, message", [
    (lambda f: change(f, activation_function="relu"), "must be 'gelu_new'"),
    (lambda f: drop(f, "transformer.h.1.attn.c_attn.weight"), "no tensor h.1.attn.c_attn.weight"),
    (lambda f: change(f, n_head=5), "n_head must divide n_embd"),
    (lambda f: cut(f, 0.5), "model.safetensors is broken"),
])  # fmt: skip
def test_a_broken_gpt2_is_named(tmp_path, spoil, message):
    write_gpt2(tmp_path)
    spoil(tmp_path)
    with pytest.raises(ValueError, match=message):
        load_gpt2(tmp_path)
