"""Beam search: greedy at width 1, exhaustive on a tiny vocabulary, never worse than greedy."""

import itertools

import torch

from lecture_utils.recurrent import Decoder, Encoder, Translator
from lecture_utils.tokenizer import BOS, EOS, PAD
from lecture_utils.translate import beam_search


def tiny(seed, vocab=9):
    torch.manual_seed(seed)
    model = Translator(Encoder(9, 4, 6), Decoder(vocab, 4, 6)).eval()
    with torch.no_grad():  # sharper scores, so that sentences differ and end
        model.decoder.combine.weight *= 4
        model.decoder.output.bias[[PAD, 1, BOS]] = -50.0
        model.decoder.output.bias[EOS] = 0.5
    return model


def log_probability(model, source, ids):
    words, targets = torch.tensor([[BOS, *ids]]), torch.tensor([*ids, EOS])
    with torch.no_grad():
        logits, _ = model(source, torch.tensor([source.shape[1]]), words)
    scores = logits[0].log_softmax(dim=-1)
    return scores[torch.arange(len(targets)), targets].sum().item()


SOURCE = torch.tensor([[4, 7, 5]])


def test_width_one_is_greedy():
    for seed in range(8):
        model = tiny(seed)
        greedy, _ = model.greedy(SOURCE, torch.tensor([3]), longest=12)
        expected = [word for word in greedy[0].tolist() if word not in (EOS, PAD)]
        assert beam_search(model, SOURCE, width=1, longest=12)[1] == expected


def test_a_wide_beam_finds_the_best_of_all_sentences():
    checked = 0
    for seed in range(8):
        model = tiny(seed, vocab=6)
        total, ids = beam_search(model, SOURCE, width=6**3, longest=10)
        if len(ids) > 3:
            continue
        words = (4, 5)
        every = [s for n in range(4) for s in itertools.product(words, repeat=n)]
        best = max(log_probability(model, SOURCE, sentence) for sentence in every)
        assert abs(total - log_probability(model, SOURCE, ids)) < 1e-4
        assert abs(total - best) < 1e-4
        checked += 1
    assert checked >= 3


def test_stops_at_the_longest():
    model = tiny(0)
    with torch.no_grad():
        model.decoder.output.bias[EOS] = -50.0
    assert len(beam_search(model, SOURCE, width=2, longest=5)[1]) == 5
