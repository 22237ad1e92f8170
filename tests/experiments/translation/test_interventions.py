"""Hiding source words, against one forward pass per step done the long way."""

import pytest
import torch

from lecture_utils.experiments import interventions
from lecture_utils.experiments.alignment import forced_maps
from lecture_utils.experiments.interventions import (
    bleu_left,
    choose_positions,
    largest_gap,
    last_word,
    mean_drops,
    more_than_half,
    most_and_other,
    probability_of_right_words,
    translate_hiding,
    twins,
)
from lecture_utils.experiments.translation_runs import RIGHT, RUNNING
from lecture_utils.metrics import bleu
from lecture_utils.recurrent import AttentionDecoder, Encoder, Translator
from lecture_utils.tokenizer import BOS, EOS, PAD, UNK, Vocabulary
from lecture_utils.training import add_dropout
from lecture_utils.translate import Trained
from tests.experiments.translation.test_alignment import NEAR, SEES, small_model


def by_hand(model, english, french, pair, step, mask=None, unknown=None):
    """p(right word) of one step, from a single sentence read for it alone."""
    ids = english.encode(pair.english)
    if unknown is not None:
        ids[unknown] = UNK
    memory = model.encoder(torch.tensor([ids]), torch.tensor([len(ids)]))
    if mask is not None:
        kept = [place for place in range(len(ids)) if place != mask]
        memory = memory._replace(states=memory.states[:, kept], mask=memory.mask[:, :, kept])
    target = french.encode(pair.french)
    words = torch.tensor([[BOS, *target[:step]]])
    features, _, _ = model.decoder(words, memory.last, memory)
    return model.decoder.output(features)[0, -1].softmax(dim=-1)[target[step]].item()


@pytest.fixture(scope="module")
def model():
    return small_model()


def test_the_untouched_probability(model):
    found = probability_of_right_words(model, SEES)
    expected = [by_hand(*model, SEES, step) for step in range(6)]
    assert found.tolist() == pytest.approx(expected, abs=1e-6)


def test_a_masked_position_is_as_if_it_were_not_there(model):
    places = [3, 0, 5, 1, 2, 4]
    found = probability_of_right_words(model, SEES, masked=places)
    expected = [by_hand(*model, SEES, step, mask=place) for step, place in enumerate(places)]
    assert found.tolist() == pytest.approx(expected, abs=1e-6)


def test_a_replaced_word_is_read_as_unknown_at_its_own_step_only(model):
    places = [3, 0, 5, 1, 2, 4]
    found = probability_of_right_words(model, SEES, replaced=places)
    expected = [by_hand(*model, SEES, step, unknown=place) for step, place in enumerate(places)]
    assert found.tolist() == pytest.approx(expected, abs=1e-6)


def test_the_last_word_and_its_look_while_words_are_hidden(model):
    english, french = " ".join(SEES.english), " ".join(SEES.french)
    weights, whole = last_word(model, english, french)
    torch.testing.assert_close(weights, forced_maps(model, [SEES])[0][-1])
    assert whole == pytest.approx(by_hand(*model, SEES, 5), abs=1e-6)
    _, left = last_word(model, english, french, ["see"])
    assert left == pytest.approx(by_hand(*model, SEES, 5, unknown=3), abs=1e-6) != whole


def test_what_the_decoder_has_written_can_be_hidden_too(model):
    english, french = " ".join(SEES.english), " ".join(SEES.french)
    vocabulary = model.french
    strange = [word if word != "voit" else "jamais-vu" for word in SEES.french]
    assert vocabulary.encode(["jamais-vu"]) == [UNK]
    expected = last_word(model, english, " ".join(strange))[1]
    assert last_word(model, english, french, ["voit"])[1] == expected
    assert expected != last_word(model, english, french)[1]
    for missing in ("dog", "chat"):  # "chat" is the word that is asked for
        with pytest.raises(ValueError, match=f"no word '{missing}' to hide"):
            last_word(model, english, french, [missing])


def test_the_twins_are_one_sentence_once_both_witnesses_are_hidden():
    model = small_model()
    english, french = ([*map(str.split, part.values())] for part in (RUNNING, RIGHT))
    words = Trained(model.model, Vocabulary.from_sentences(english),
                    Vocabulary.from_sentences(french))  # fmt: skip
    torch.manual_seed(0)
    encoder = Encoder(len(words.english), 8, 8, bidirectional=True)
    words = words._replace(model=Translator(encoder, AttentionDecoder(len(words.french), 8, 8)))
    found = twins([words, words])
    assert len(found) == 5 and all(len(by["boat"]) == 2 for by in found.values())
    assert sum(by[0] for by in found["both"].values()) < 1
    assert more_than_half({"boat": [0.6, 0.5], "cheque": [0.9, 0.1]}) == 2
    assert largest_gap({"boat": [0.6, 0.5]}, {"boat": [0.5, 0.8]}) == pytest.approx(0.3)
    hidden = last_word(words, RUNNING["boat"], RIGHT["boat"], ["white", "blanc"])[1]
    assert found["white and blanc"]["boat"][0] == hidden
    english_only = last_word(words, RUNNING["cheque"], RIGHT["cheque"], ["cheque"])[1]
    assert found["the English word"]["cheque"] == [english_only] * 2


def test_the_most_and_another_are_hidden_both_ways(model):
    found = most_and_other(model, [SEES, NEAR])
    maps = forced_maps(model, [SEES, NEAR])
    drops = mean_drops(model, [SEES, NEAR], maps)
    assert {key: drop for key, (drop, _) in found.items()} == drops and len(found) == 4
    sentences, right = [SEES.english, NEAR.english], [SEES.french, NEAR.french]
    for (way, which), (_, score) in found.items():
        assert score == bleu(translate_hiding(model, sentences, way, which), right)
    assert bleu_left(model, [SEES, NEAR]) == {key: score for key, (_, score) in found.items()}
    assert bleu_left(model, [SEES, NEAR], seed=3).keys() == found.keys()


def test_positions_are_the_largest_and_another():
    weights = torch.tensor([[0.2, 0.5, 0.3], [0.6, 0.3, 0.1]] * 20)
    most, other = choose_positions(weights, seed=3)
    assert most == [1, 0] * 20
    assert all(a != b for a, b in zip(most, other, strict=True))
    assert set(other[::2]) == {0, 2} and set(other[1::2]) == {1, 2}
    assert choose_positions(weights, seed=3)[1] == other != choose_positions(weights, seed=4)[1]


def test_a_single_source_word_cannot_be_hidden():
    with pytest.raises(ValueError, match="at least two"):
        choose_positions(torch.ones(3, 1))


def test_mean_drops_are_means_over_all_words(model):
    maps = [torch.eye(6), torch.tensor([[1.0, 0.0], [0.0, 1.0], [1.0, 0.0]])]
    drops = mean_drops(model, [SEES, NEAR], maps)
    total = 0.0
    for pair, weights in ((SEES, maps[0]), (NEAR, maps[1])):
        for step, place in enumerate(weights.argmax(dim=1).tolist()):
            whole = by_hand(*model, pair, step)
            total += whole - by_hand(*model, pair, step, unknown=place)
    assert drops["replaced", "most"] == pytest.approx(total / 9, abs=1e-6)
    assert set(drops) == {(a, b) for a in ("masked", "replaced") for b in ("most", "other")}


def by_hand_hidden(model, english, french, sentence, way, longest=8):
    """Words written greedily, each step alone, without the word it looks at most."""
    words = []
    while len(words) < longest:
        ids = torch.tensor([english.encode(sentence)])
        memory = model.encoder(ids, torch.tensor([len(sentence)]))
        written = torch.tensor([[BOS, *words]])
        _, weights, _ = model.decoder(written, memory.last, memory)
        most = int(weights[0, -1].argmax())
        if way == "masked":
            kept = [place for place in range(len(sentence)) if place != most]
            memory = memory._replace(states=memory.states[:, kept], mask=memory.mask[:, :, kept])
        else:
            ids[0, most] = UNK
            memory = model.encoder(ids, torch.tensor([len(sentence)]))
        features, _, _ = model.decoder(written, memory.last, memory)
        words.append(int(model.decoder.output(features)[0, -1].argmax()))
        if words[-1] == EOS:
            break
    return french.decode([word for word in words if word not in (EOS, PAD)])


@pytest.mark.parametrize("way", ["masked", "replaced"])
def test_writing_without_the_most_attended_word_is_each_step_done_alone(model, way):
    sentences = [SEES.english, NEAR.english, SEES.english[:4]]  # of different lengths: padding
    found = translate_hiding(model, sentences, way, "most", longest=8)
    assert found == [by_hand_hidden(*model, sentence, way) for sentence in sentences]


def test_the_two_ways_and_the_two_choices_differ(model):
    sentences = [SEES.english, SEES.english[::-1]] * 3
    written = {
        (way, which): translate_hiding(model, sentences, way, which, longest=12)
        for way in ("masked", "replaced")
        for which in ("most", "other")
    }
    assert len({str(words) for words in written.values()}) == 4
    again = translate_hiding(model, sentences, "replaced", "other", longest=12)
    assert again == written["replaced", "other"]


@pytest.mark.parametrize("way, which", [("erased", "most"), ("masked", "least")])
def test_what_cannot_be_hidden_is_named(model, way, which):
    with pytest.raises(ValueError, match=f"way='{way}', which='{which}'"):
        translate_hiding(model, [SEES.english], way, which)


@pytest.mark.parametrize(
    "measure",
    [
        lambda trained: probability_of_right_words(trained, SEES).tolist(),
        lambda trained: last_word(trained, " ".join(SEES.english), " ".join(SEES.french))[1],
        lambda trained: translate_hiding(trained, [SEES.english], "masked", "most", longest=8),
    ],
)
def test_nothing_is_measured_in_training_mode(measure):
    trained = small_model()
    expected = measure(trained)
    add_dropout(trained.model, 0.5).train()
    assert measure(trained) == expected


@pytest.mark.parametrize("which", ["most", "other"])
def test_each_step_hides_the_word_that_was_chosen(model, which, monkeypatch):
    chosen, masks = [], []

    def choose(weights, seed):
        chosen.append(choose_positions(weights, seed)[which == "other"][0])
        return choose_positions(weights, seed)

    monkeypatch.setattr(interventions, "choose_positions", choose)
    handle = model.model.decoder.register_forward_pre_hook(
        lambda _, given: masks.append(given[2].mask[0, 0])
    )
    translate_hiding(model, [SEES.english], "masked", which, longest=8)
    handle.remove()
    free, hidden = masks[::2], masks[1::2]
    assert all(mask.all() for mask in free) and len(chosen) == len(hidden)
    assert [(~mask).nonzero().flatten().tolist() for mask in hidden] == [[at] for at in chosen]


@pytest.mark.parametrize("english, french", [("the cat", " "), ("", "le chat")])
def test_a_last_word_needs_words(model, english, french):
    with pytest.raises(ValueError, match="expected words on both sides"):
        last_word(model, english, french)
