"""Training: it learns, stops as told, and ends clearly when something goes wrong."""

import math
import time

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from lecture_utils.corpus.pair import Pair
from lecture_utils.recurrent import AttentionDecoder, Encoder, Translator, translation_loss
from lecture_utils.tokenizer import Vocabulary
from lecture_utils.training import batches_by_length, encode_pairs, fit, rate_at
from lecture_utils.translate import Trained, translate_all

torch.set_num_threads(1)  # models this small gain nothing from two
BATCH = (torch.tensor([[1.0], [2.0]]), torch.tensor([[3.0], [5.0]]))  # y = 2x + 1


def squared_error(model, batch):
    x, y = batch
    return F.mse_loss(model(x), y)


def line(seed=0):
    torch.manual_seed(seed)
    return nn.Linear(1, 1)


def test_fit_finds_the_line():
    model = line()
    training = fit(model, [BATCH], squared_error, steps=400, peak_rate=0.1, reports=0)
    assert model.weight.item() == pytest.approx(2, abs=0.05)
    assert model.bias.item() == pytest.approx(1, abs=0.05)
    assert len(training.losses) == 400 and not training.interrupted and training.seconds > 0
    assert training.losses[-1] < 0.01 < training.losses[0]


def test_first_step_is_adamw_by_hand():
    model = line()
    before = [weight.detach().clone() for weight in model.parameters()]
    squared_error(model, BATCH).backward()
    signs = [weight.grad.sign() for weight in model.parameters()]
    fit(model, [BATCH], squared_error, steps=1, peak_rate=0.1, weight_decay=0.5, reports=0)
    rate = 0.1 * 0.01  # the ramp begins at a hundredth of the peak
    for old, sign, new in zip(before, signs, model.parameters(), strict=True):
        # Adam's first step has the size of the rate; decay pulls by rate * weight_decay
        torch.testing.assert_close(new.detach(), old * (1 - rate * 0.5) - rate * sign)


def test_rate_rises_then_falls():
    assert rate_at(0.05, peak=1) == pytest.approx(0.5)
    assert rate_at(0.1, peak=1) == pytest.approx(1)
    assert rate_at(0.55, peak=1) == pytest.approx((1 + 0.01) / 2)
    assert rate_at(1, peak=1) == pytest.approx(0.01)
    rates = [rate_at(0.1 + 0.01 * step) for step in range(91)]
    assert rates == sorted(rates, reverse=True)


def test_a_rate_may_rise_to_the_very_end():
    assert [rate_at(x, peak=2, warm_up=1.0) for x in (0.5, 1, 7)] == [1, 2, 2]
    training = fit(line(), [BATCH], squared_error, seconds=1e-9, warm_up=1.0, reports=0)
    assert len(training.losses) == 1


def test_gradients_are_clipped():
    def steep(model, batch):
        return 1e6 * squared_error(model, batch)

    norms = []

    class Recorder(nn.Linear):
        def parameters(self, recurse=True):
            return super().parameters(recurse)

    model = Recorder(1, 1)

    def note(step, progress, loss):
        if model.weight.grad is not None:
            norms.append(torch.stack([p.grad.norm() for p in model.parameters()]).norm().item())

    fit(model, [BATCH], steep, steps=5, clip=0.25, reports=0, at_step=note)
    assert norms == pytest.approx([0.25] * 4, rel=1e-3)


def test_fit_repeats_exactly():
    once, again = line(), line()
    first = fit(once, [BATCH], squared_error, steps=20, reports=0).losses
    assert fit(again, [BATCH], squared_error, steps=20, reports=0).losses == first


def test_fit_stops_by_the_clock():
    training = fit(line(), [BATCH], squared_error, seconds=0.2, reports=0)
    assert 0.2 <= training.seconds < 2 and len(training.losses) > 3


def test_fit_prints_as_many_lines_as_asked(capsys):
    fit(line(), [BATCH], squared_error, steps=50, reports=4)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 4
    assert lines[0].split()[:3] == ["26%", "step", "13"] and lines[-1].split()[0] == "100%"
    fit(line(), [BATCH], squared_error, steps=50, reports=0)
    assert capsys.readouterr().out == ""


def test_fit_goes_through_all_batches_again_and_again():
    seen = []

    def loss(model, batch):
        seen.append(batch)
        return model(torch.ones(1)).sum()

    fit(line(), ["first", "second"], loss, steps=5, reports=0)
    assert seen == ["first", "second", "first", "second", "first"]


def test_interrupting_keeps_what_was_learned(capsys):
    model = line()
    calls = []

    def loss(model, batch):
        calls.append(batch)
        if len(calls) == 30:
            raise KeyboardInterrupt
        return squared_error(model, batch)

    start = squared_error(model, BATCH).item()
    training = fit(model, [BATCH], loss, steps=300, peak_rate=0.1, reports=0)
    assert training.interrupted and len(training.losses) == 29
    assert "29 steps" in capsys.readouterr().out
    assert squared_error(model, BATCH).item() < start and not model.training
    with pytest.raises(RuntimeError, match="interrupted after 29 steps: run the cell"):
        training.finished()
    assert training._replace(interrupted=False).finished() is None


def test_interrupting_before_the_first_step_is_no_error(monkeypatch, capsys):
    def slow(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(torch.optim, "AdamW", slow)
    training = fit(line(), [BATCH], squared_error, steps=3, reports=0)
    assert training.interrupted and training.losses == []
    assert "after 0 steps" in capsys.readouterr().out


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_a_loss_that_is_no_number_ends_training_clearly(bad):
    model = line()
    held = []

    def loss(model, batch):
        value = squared_error(model, batch)
        if len(held) == 3:
            value = value * bad
        held.append([weight.detach().clone() for weight in model.parameters()])
        return value

    with pytest.raises(FloatingPointError, match=f"the loss became {bad} at step 4"):
        fit(model, [BATCH], loss, steps=10, reports=0)
    for before, after in zip(held[-1], model.parameters(), strict=True):
        assert torch.equal(before, after.detach())
    assert not model.training


def test_a_loss_that_is_no_number_is_found_above_gradients_that_are():
    """A constant has no gradient: nothing but the loss tells that it is none."""
    with pytest.raises(FloatingPointError, match="the loss became nan at step 1: the model"):
        fit(line(), [BATCH], lambda *both: squared_error(*both) + math.nan, steps=9, reports=0)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({}, "either steps or seconds"),
        ({"steps": 3, "seconds": 1}, "either steps or seconds"),
        ({"steps": 0}, "positive"),
        ({"seconds": -1}, "positive"),
    ],
)
def test_fit_refuses_contradictions(arguments, words):
    with pytest.raises(ValueError, match=words):
        fit(line(), [BATCH], squared_error, reports=0, **arguments)


def test_fit_needs_batches_and_parameters():
    with pytest.raises(ValueError, match="needs batches, got none"):
        fit(line(), [], squared_error, steps=3, reports=0)
    with pytest.raises(ValueError, match="no more"):
        fit(line(), iter([BATCH]), squared_error, steps=3, reports=0)
    with pytest.raises(ValueError, match="no parameters"):
        fit(nn.ReLU(), [BATCH], squared_error, steps=3, reports=0)


def test_fit_needs_one_number_as_loss():
    with pytest.raises(TypeError, match="one number"):
        fit(line(), [BATCH], lambda model, batch: model(batch[0]), steps=3, reports=0)


# all together


def test_a_translator_learns_to_swap_noun_and_adjective():
    nouns = {"cat": "chat", "dog": "chien", "boat": "bateau", "bridge": "pont"}
    colours = {"white": "blanc", "black": "noir", "green": "vert", "blue": "bleu"}
    pairs = [
        Pair(["the", colour, noun], ["le", nouns[noun], colours[colour]])
        for noun in nouns
        for colour in colours
    ]
    held_out, train = pairs[::5], [pair for pair in pairs if pair not in pairs[::5]]
    english = Vocabulary.from_sentences(pair.english for pair in pairs)
    french = Vocabulary.from_sentences(pair.french for pair in pairs)
    torch.manual_seed(0)
    model = Translator(
        Encoder(len(english), 16, 24, bidirectional=True), AttentionDecoder(len(french), 16, 24)
    )
    batches = batches_by_length(encode_pairs(train, english, french), size=12)
    fit(model, batches, translation_loss, steps=150, peak_rate=0.02, reports=0)
    written = translate_all(Trained(model, english, french), [pair.english for pair in held_out])
    assert [tokens for tokens, _ in written] == [pair.french for pair in held_out]


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ({"steps": math.nan}, TypeError, "steps must be a whole number, got nan"),
        ({"steps": 3.5}, TypeError, "steps must be a whole number"),
        ({"seconds": math.nan}, ValueError, "positive length; got seconds=nan"),
        ({"seconds": math.inf}, ValueError, "positive length; got seconds=inf"),
        ({"steps": 3, "peak_rate": math.nan}, ValueError, "peak_rate and clip above 0, got nan"),
        ({"steps": 3, "peak_rate": math.inf}, ValueError, "peak_rate and clip above 0, got inf"),
        ({"steps": 3, "clip": 0.0}, ValueError, "got 0.004 and 0.0"),
        ({"steps": 3, "clip": math.nan}, ValueError, "got 0.004 and nan"),
        ({"steps": 3, "warm_up": math.nan}, ValueError, "warm_up from 0 to 1"),
        ({"steps": 3, "weight_decay": -1}, ValueError, "weight_decay of 0 or more"),
        ({"steps": 3, "weight_decay": math.nan}, ValueError, "weight_decay of 0 or more"),
        ({"steps": 3, "weight_decay": math.inf}, ValueError, "weight_decay of 0 or more"),
        ({"steps": 3, "last_rate": math.inf}, ValueError, "last_rate and"),
        ({"steps": 3, "last_rate": math.nan}, ValueError, "last_rate and"),
        ({"steps": 3, "reports": math.nan}, TypeError, "reports must be a whole number"),
    ],
)
def test_fit_refuses_lengths_and_rates_that_are_none(arguments, error, words):
    model = line()
    before = [weight.detach().clone() for weight in model.parameters()]

    def begun(*_):  # refused later it would be, or never: a test must end
        pytest.fail("it began to train")

    with pytest.raises(error, match=words):
        fit(model, [BATCH], begun, **{"reports": 0} | arguments)
    assert all(torch.equal(*pair) for pair in zip(before, model.parameters(), strict=True))


def test_one_slow_batch_is_one_step():
    def slow():
        while True:
            time.sleep(0.05)
            yield BATCH

    training = fit(line(), slow(), squared_error, seconds=0.01, reports=3)
    assert len(training.losses) == 1
