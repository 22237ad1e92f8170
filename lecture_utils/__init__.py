"""The shared package of the attention notebooks: the ideas after they were taught, and plumbing.

What the lecture teaches, in reading order:

    tokenizer, byte_pairs   text, tokens, ids                                       (01)
    positions               where a word stands                                     (01)
    recurrent               encoder, decoder, translator                            (02, 03)
    attention               scores, softmax, masks, mixtures                        (03, 04, 09)
    transformer             heads, blocks, BERT and GPT                             (04)
    geometry, embeddings    dot product, cosine; vectors that learn                 (05, 08)
    training, translate     the loop; from a sentence to its translation            (02)
    metrics                 BLEU, alignment error rate                              (02, 03)
    pretrained              files of real models                                    (11)

What serves it:

    corpus/       sentence pairs: the grammar, files of the project, files of the reader
    experiments/  what is measured
    machine/      the teachable machine                                             (06)
    figures/      what is shown, a file a notebook
    checks/       what looks at your answers, a file a notebook
    paths, guards where data lies; arguments that are looked at before a taught function runs
"""

import os

# PyTorch's waiting threads shall sleep, not spin: where another program needs a core too, two
# spinning threads train a small model many times slower. Read once, when PyTorch is loaded.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

from .figures.show import claims as claims  # noqa: E402
from .figures.show import live as live  # noqa: E402
from .figures.show import show as show  # noqa: E402
from .figures.style import start as start  # noqa: E402
