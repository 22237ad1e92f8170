"""How many numbers a transformer learns: from its configuration, and from modules without memory.

Configurations: Radford et al. 2018 (section 4.1), Devlin et al. 2019 (section 3), Radford et al.
2019 (table 2), with the vocabularies of the released models.
"""

import torch
from torch import nn

from ..transformer import Transformer

GPT = {"vocab": 40_478, "longest": 512, "layers": 12, "heads": 12, "d_model": 768}
BERT = {"vocab": 30_522, "longest": 512, "layers": 12, "heads": 12, "d_model": 768}
GPT2 = {"vocab": 50_257, "longest": 1024, "layers": 12, "heads": 12, "d_model": 768}


def block_parameters(d_model):
    """Of one block: W_q, W_k, W_v, W_o, two feed-forward layers, biases, and two LayerNorms.

    The number of heads does not occur. Taught in notebook 04.
    """
    attention = 4 * (d_model * d_model + d_model)
    feed_forward = (d_model * 4 * d_model + 4 * d_model) + (4 * d_model * d_model + d_model)
    norms = 2 * 2 * d_model
    return attention + feed_forward + norms


def on_meta(name):
    """Count the parameters of PyTorch modules with the sizes of "GPT", "BERT" or "GPT-2".

    The meta device knows shapes and holds no numbers. Raises KeyError for another name.
    """
    sizes = {"GPT": GPT, "BERT": BERT, "GPT-2": GPT2}[name]
    with torch.device("meta"):
        if name == "BERT":
            model = _bert(**sizes)
        else:
            model = Transformer(**sizes)
            if name == "GPT":
                model.norm = nn.Identity()  # each of its blocks ends with a LayerNorm
    return sum(parameter.numel() for parameter in model.parameters())


def _bert(vocab, longest, layers, heads, d_model):
    """BERT from PyTorch's modules: tokens, positions, two segments, a norm, blocks, a pooler."""
    layer = nn.TransformerEncoderLayer(d_model, heads, 4 * d_model, batch_first=True)
    return nn.ModuleList(
        [
            nn.Embedding(vocab, d_model),
            nn.Embedding(longest, d_model),
            nn.Embedding(2, d_model),
            nn.LayerNorm(d_model),
            nn.TransformerEncoder(layer, layers, enable_nested_tensor=False),
            nn.Linear(d_model, d_model),
        ]
    )
