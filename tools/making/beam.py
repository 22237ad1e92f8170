"""Beam search over many sentences at once, with length normalisation: for measurements.

Notebook 02 teaches it for one sentence (`beam_search`).
"""

import torch

from lecture_utils.recurrent import Memory
from lecture_utils.tokenizer import BOS, EOS, PAD
from lecture_utils.training import pad


@torch.no_grad()
def translate_beam(trained, sentences, width=4, power=1.0, longest=60, size=64):
    """Translations of lists of tokens: a list of token lists, in their order.

    trained: a Trained. width: unfinished translations kept. power: the sum of
    log-probabilities is divided by length ** power (Graves 2012, section 2.5); 0 favours the
    short. longest: words written at most. Width 1 is greedy decoding.
    """
    model, english, french = trained
    model.eval()
    results = [None] * len(sentences)
    by_length = {}
    for number, sentence in enumerate(sentences):
        by_length.setdefault(len(sentence), []).append(number)
    for numbers in by_length.values():
        for start in range(0, len(numbers), size):
            chosen = numbers[start : start + size]
            source, lengths = pad([english.encode(sentences[number]) for number in chosen])
            for number, ids in zip(
                chosen, _search(model, source, lengths, width, power, longest), strict=True
            ):
                results[number] = french.decode(ids)
    return results


def _search(model, source, lengths, width, power, longest):
    """Token ids of the best translation of each row of `source` (batch, source)."""
    batch, memory = len(source), model.encoder(source, lengths)
    memory = Memory(*(part.repeat_interleave(width, dim=0) for part in memory))
    rows = torch.arange(batch).unsqueeze(1)
    totals = torch.full((batch, width), -torch.inf)
    totals[:, 0] = 0.0  # all begin alike: only one of them counts
    words = torch.full((batch, width, 1), BOS)
    ended, written = torch.zeros(batch, width, dtype=torch.bool), torch.ones(batch, width)
    state = memory.last
    for _ in range(longest):
        features, _, state = model.decoder(words[..., -1].reshape(-1, 1), state, memory)
        steps = model.decoder.output(features).log_softmax(dim=-1).view(batch, width, -1)
        steps = steps.masked_fill(ended.unsqueeze(-1), -torch.inf)
        steps[..., PAD] = torch.where(ended, 0.0, -torch.inf)
        lengths_now = (written + ~ended).unsqueeze(-1)
        longer = totals.unsqueeze(-1) + steps  # (batch, width, vocab)
        best = (longer / lengths_now**power).flatten(1).topk(width).indices
        parent, word = best // steps.shape[-1], best % steps.shape[-1]
        totals = longer.flatten(1).gather(1, best)
        written = lengths_now.squeeze(-1).gather(1, parent)
        words = torch.cat([words[rows, parent], word.unsqueeze(-1)], dim=-1)
        ended = ended.gather(1, parent) | (word == EOS)
        state = state.view(batch, width, -1)[rows, parent].flatten(0, 1)
        if ended.all():
            break
    first = (totals / written**power).argmax(dim=1)
    chosen = words[torch.arange(batch), first].tolist()
    return [[word for word in ids if word not in (BOS, EOS, PAD)] for ids in chosen]
