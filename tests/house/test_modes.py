"""Dropout belongs to training: whatever measures a model, or loads it, sees it in evaluation."""

import pytest
import torch
from torch import nn

from lecture_utils.experiments import language_models, real_translation, translation_runs
from lecture_utils.experiments.alignment import forced_maps
from lecture_utils.experiments.interventions import (
    last_word,
    probability_of_right_words,
    translate_hiding,
)
from lecture_utils.experiments.reading import led
from lecture_utils.training import add_dropout, fit
from lecture_utils.translate import Trained, beam_search, translate, translate_all
from tests.experiments.translation.test_alignment import SEES, small_model

WORDS, WRITTEN = " ".join(SEES.english), " ".join(SEES.french)
SOURCE = torch.tensor([[4, 5, 6]])
MEASURES = {
    "greedy": lambda trained: trained.model.greedy(SOURCE, torch.tensor([3]), 12)[1],
    "beam_search": lambda trained: beam_search(trained.model, SOURCE, longest=12),
    "translate": lambda trained: translate(trained, WORDS, 12).weights,
    "translate_all": lambda trained: translate_all(trained, [SEES.english] * 3, 12)[2][1],
    "forced_maps": lambda trained: forced_maps(trained, [SEES])[0],
    "led": lambda trained: led(trained, [SEES] * 20),
    "last_word": lambda trained: last_word(trained, WORDS, WRITTEN)[0],
    "right words": lambda trained: probability_of_right_words(trained, SEES),
    "hiding": lambda trained: translate_hiding(
        trained, [SEES.english] * 20, "masked", "most", longest=12
    ),
}


def same(one, other):
    return torch.equal(one, other) if isinstance(one, torch.Tensor) else one == other


@pytest.mark.parametrize("name", MEASURES)
def test_a_model_in_training_mode_is_measured_as_in_evaluation(name):
    trained = small_model()
    expected = MEASURES[name](Trained(trained.model.eval(), *trained[1:]))
    add_dropout(trained.model, 0.5).train()
    torch.manual_seed(0)
    assert same(MEASURES[name](trained), expected)
    assert not trained.model.training


def test_dropout_would_show():
    trained = small_model()
    expected = forced_maps(trained, [SEES])[0]
    add_dropout(trained.model, 0.5).train()
    trained.model.eval = lambda: trained.model
    assert not same(forced_maps(trained, [SEES])[0], expected)


def test_each_step_of_a_training_is_in_training_mode():
    model, modes = nn.Sequential(nn.Linear(1, 1), nn.Dropout(0.5)).eval(), []

    def loss(model, batch):
        modes.extend(part.training for part in model.modules())
        return model(batch).square().sum()

    fit(model, [torch.ones(2, 1)], loss, steps=3, reports=0)
    assert modes == [True] * 9 and not any(part.training for part in model.modules())


LOADED = {
    "tiny": lambda: language_models.load("tiny_gpt.pt"),
    "with PyTorch's attention": lambda: language_models.load("tiny_bert.pt", pytorch=True),
    "translator": lambda: translation_runs.load("translator_0.pt"),
    "real translator": real_translation.load,
}


@pytest.mark.parametrize("name", LOADED)
def test_what_was_stored_comes_in_evaluation_mode(name):
    assert not any(part.training for part in LOADED[name]().model.modules())
