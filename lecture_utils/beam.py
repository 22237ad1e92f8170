"""Beam search: several unfinished translations at once, instead of the single greedy one."""

import torch

from .tokenizer import BOS, EOS


@torch.no_grad()
def beam_search(model, source, width=4, longest=60):
    """The most probable translation that a beam of `width` finds, and its log-probability.

    model: Translator. source (1, source) token ids of one sentence, without padding.
    Returns (log-probability, ids without <bos> and <eos>). Width 1 is greedy decoding.
    Graves 2012, section 2.5, without its normalisation by length. Taught in notebook 02.
    """
    memory = model.encoder(source, torch.tensor([source.shape[1]]))
    beam = [(0.0, [BOS], memory.last)]
    while beam[0][1][-1] != EOS and max(len(ids) for _, ids, _ in beam) <= longest:
        longer = []
        for total, ids, state in beam:
            if ids[-1] == EOS:
                longer.append((total, ids, state))
                continue
            features, _, state = model.decoder(torch.tensor([ids[-1:]]), state, memory)
            scores = model.decoder.output(features)[0, 0].log_softmax(dim=-1)
            for word in scores.argsort(descending=True)[:width].tolist():
                longer.append((total + scores[word].item(), [*ids, word], state))
        beam = sorted(longer, key=lambda item: -item[0])[:width]
    return beam[0][0], [word for word in beam[0][1] if word not in (BOS, EOS)]
