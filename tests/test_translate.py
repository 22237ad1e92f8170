"""Around the recurrent translator: batches of sentences, and from a sentence to its translation."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from lecture_utils.recurrent import AttentionDecoder, Encoder, Translator
from lecture_utils.tokenizer import BOS, EOS, PAD, Vocabulary
from lecture_utils.training import Batch, batches_by_length, make_batch, pad
from lecture_utils.translate import near_words, translate, translate_all

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


def test_translate_names_unknown_words_and_offers_near_ones():
    result = translate(small_model(), "The catt sees Zanzibar", ENGLISH, FRENCH, longest=5)
    assert result.source == ["the", "catt", "sees", "zanzibar"]
    assert result.unknown == {"catt": ["cat"], "zanzibar": []}
    assert result.weights.shape == (len(result.tokens), 4)
    assert all(word in FRENCH for word in result.tokens)
    assert near_words("unkk", ENGLISH) == []


@pytest.mark.parametrize("sentence", ["", "   ", []])
def test_an_empty_sentence_is_an_error(sentence):
    with pytest.raises(ValueError, match="at least one word"):
        translate(small_model(), sentence, ENGLISH, FRENCH)


@pytest.mark.parametrize("sentence", [None, 7, [4, 5]])
def test_what_is_no_sentence_is_an_error(sentence):
    with pytest.raises(TypeError, match="expected a sentence"):
        translate(small_model(), sentence, ENGLISH, FRENCH)


def test_many_sentences_give_what_each_gives_alone():
    model = small_model()
    many = [words.split() for words in ("the cat", "a dog sees the cat", "boat", "the a the")]
    together = translate_all(model, many, ENGLISH, FRENCH, longest=7, size=3)
    for tokens, (written, weights) in zip(many, together, strict=True):
        alone = translate(model, tokens, ENGLISH, FRENCH, longest=7)
        assert alone.tokens == written
        torch.testing.assert_close(alone.weights, weights)
    assert translate_all(model, [], ENGLISH, FRENCH) == []
