"""Around the recurrent translator: batches of sentences, and from a sentence to its translation."""

import itertools

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from lecture_utils.corpus import generate
from lecture_utils.experiments import translation_runs
from lecture_utils.recurrent import AttentionDecoder, Decoder, Encoder, Translator
from lecture_utils.tokenizer import BOS, EOS, PAD, Vocabulary
from lecture_utils.training import Batch, batches_by_length, make_batch, pad
from lecture_utils.translate import Trained, beam_search, near_words, say, translate, translate_all
from tests.memory import height

torch.set_num_threads(1)  # models this small gain nothing from two


# batches


def test_a_batch_by_hand():
    batch = make_batch([([4, 5], [6]), ([7], [8, 9])])
    assert isinstance(batch, Batch)
    assert batch.source.tolist() == [[4, 5], [7, PAD]] and batch.lengths.tolist() == [2, 1]
    assert batch.words.tolist() == [[BOS, 6, PAD], [BOS, 8, 9]]
    assert batch.targets.tolist() == [[6, EOS, PAD], [8, 9, EOS]]


@settings(max_examples=25, deadline=None)
@given(sources=st.lists(st.lists(st.integers(4, 9), min_size=1, max_size=4), min_size=1))
def test_a_pass_brings_every_pair_once_and_no_source_padding(sources):
    pairs = [(source, [number + 4]) for number, source in enumerate(sources)]
    seen = []
    for batch in batches_by_length(pairs, size=3, seed=5, passes=1):
        assert len(batch.source) <= 3 and not (batch.source == PAD).any()
        seen.extend(zip(batch.source.tolist(), batch.targets[:, :1].tolist(), strict=True))
    assert sorted(seen) == sorted(pairs)


def test_batches_repeat_with_their_seed_and_differ_between_passes():
    pairs = [([4 + i % 5] * (1 + i % 3), [i + 4]) for i in range(40)]

    def first_words(seed):
        batches = batches_by_length(pairs, size=4, seed=seed, passes=2)
        return [batch.targets[:, 0].tolist() for batch in batches]

    torch.manual_seed(8)
    once = first_words(0)
    assert once == first_words(0) != first_words(1)
    assert once[: len(once) // 2] != once[len(once) // 2 :]


def test_empty_sentences_and_batches_are_named():
    with pytest.raises(ValueError, match="sentence 1 is empty"):
        pad([[4], []])
    with pytest.raises(ValueError, match="at least one sentence"):
        pad([])
    with pytest.raises(ValueError, match="at least one pair"):
        batches_by_length([], 4)
    with pytest.raises(ValueError, match="size=0"):
        batches_by_length([([4], [4])], 0)


# sentences


ENGLISH = Vocabulary("the cat sees a dog boat".split())
FRENCH = Vocabulary("le chat voit un chien bateau".split())


def small_model(score="dot"):
    torch.manual_seed(2)
    decoder = AttentionDecoder(len(FRENCH), 8, 12, score)
    return Translator(Encoder(len(ENGLISH), 8, 12, bidirectional=True), decoder)


TRAINED = Trained(small_model(), ENGLISH, FRENCH)


def test_translate_names_unknown_words_and_offers_near_ones():
    result = translate(TRAINED, "The catt sees Zanzibar", longest=5)
    assert result.source == ["the", "catt", "sees", "zanzibar"]
    assert result.unknown == {"catt": ["cat"], "zanzibar": []}
    assert result.weights.shape == (len(result.tokens), 4)
    assert all(word in FRENCH for word in result.tokens)
    assert near_words("unkk", ENGLISH) == []


@pytest.mark.parametrize("sentence", ["", "   ", []])
def test_an_empty_sentence_is_an_error(sentence):
    with pytest.raises(ValueError, match="at least one word"):
        translate(TRAINED, sentence)


def test_a_word_without_letters_is_an_error():
    with pytest.raises(ValueError, match="word 1 of the sentence is empty"):
        translate(TRAINED, ["the", ""])


@pytest.mark.parametrize("sentence", [None, 7, [4, 5]])
def test_what_is_no_sentence_is_an_error(sentence):
    with pytest.raises(TypeError, match="expected a sentence"):
        translate(TRAINED, sentence)


def test_many_sentences_give_what_each_gives_alone():
    many = [words.split() for words in ("the cat", "a dog sees the cat", "boat", "the a the")]
    together = translate_all(TRAINED, many, longest=7, size=3)
    for tokens, (written, weights) in zip(many, together, strict=True):
        alone = translate(TRAINED, tokens, longest=7)
        assert alone.tokens == written
        torch.testing.assert_close(alone.weights, weights)
    assert translate_all(TRAINED, []) == []


def test_a_map_holds_no_more_than_its_sentence():
    """A view of its batch would keep all of it alive: 10,000 sentences, hundreds of megabytes."""
    many = [["the", "cat"]] * 40 + ["the dog sees a boat".split()] * 40
    for tokens, (written, weights) in zip(many, translate_all(TRAINED, many, 9), strict=True):
        assert weights.shape == (len(written), len(tokens))
        assert weights.untyped_storage().nbytes() == 4 * weights.numel()


def test_ten_thousand_sentences_are_translated_within_300_megabytes():
    words = "the cat sees a dog boat".split()
    many = [[words[(number + at) % 6] for at in range(3 + number % 20)] for number in range(10_000)]
    assert height(lambda: translate_all(TRAINED, many, 30)) < 300e6


def test_what_ten_thousand_sentences_of_a_stored_model_take_is_their_maps():
    """From 1,000 to 4,000 sentences memory may grow no faster than 300 megabytes allow."""
    trained = translation_runs.load("translator_0.pt")
    many = [pair.english for pair in generate(4_000, seed=5)]
    few = height(lambda: translate_all(trained, many[:1_000]))
    more = height(lambda: translate_all(trained, many))
    assert few + (more - few) / 3_000 * 9_000 < 300e6


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


@pytest.mark.parametrize("longest, error", [(0, ValueError), (-3, ValueError), (2.5, TypeError)])
def test_at_least_one_word_is_written(longest, error):
    with pytest.raises(error, match="longest must be"):
        translate(TRAINED, "the cat", longest=longest)
    with pytest.raises(error, match="longest must be"):
        TRAINED.model.greedy(torch.tensor([[4, 5]]), torch.tensor([2]), longest=longest)
    with pytest.raises(error, match="longest must be"):
        beam_search(TRAINED.model, torch.tensor([[4, 5]]), longest=longest)


def test_a_batch_and_a_beam_hold_at_least_one():
    with pytest.raises(ValueError, match="size must be at least 1, got -1"):
        translate_all(TRAINED, [["the", "cat"]], size=-1)
    with pytest.raises(ValueError, match="width must be at least 1, got 0"):
        beam_search(TRAINED.model, torch.tensor([[4, 5]]), width=0)
    with pytest.raises(ValueError, match=r"one sentence \(1, source\), got \(2, 1\)"):
        beam_search(TRAINED.model, torch.tensor([[4], [5]]))


@pytest.mark.parametrize(("longest", "written"), [(4, 4), (60, 6)])
def test_a_translation_that_does_not_end_says_that_it_was_cut(longest, written):
    trained = Trained(small_model(), ENGLISH, FRENCH)
    with torch.no_grad():
        trained.model.decoder.output.bias[FRENCH.encode(["chat"])[0]] = 100
    result = translate(trained, "the cat", longest=longest)
    assert result.tokens == ["chat"] * written and result.cut
    with torch.no_grad():
        trained.model.decoder.output.bias[EOS] = 200
    assert not translate(trained, "the cat").cut


def test_what_is_said_names_unknown_words_and_cut_translations():
    trained = Trained(small_model(), ENGLISH, FRENCH)
    with torch.no_grad():
        trained.model.decoder.output.bias[FRENCH.encode(["chat"])[0]] = 100
    assert say(trained, "the cat", longest=3) == "chat chat chat … ✂ cut: it did not end by itself"
    unknown, written = say(trained, "the cta", longest=3).splitlines()
    assert unknown == "'cta' is unknown. Near: cat" and written.startswith("chat chat chat")
    assert say(trained, "the qqqqq").splitlines()[0] == "'qqqqq' is unknown. Near: nothing"
    assert say(trained, " ").startswith("✗ the sentence is empty")
    with torch.no_grad():
        trained.model.decoder.output.bias[EOS] = 200
    assert say(trained, "the cat") == ""
