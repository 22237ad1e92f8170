"""A step of a training counts whole or not at all, whatever ends it in its middle."""

import pytest
import torch
from torch import nn

from lecture_utils.training import fit, whole_step

BATCH = (torch.tensor([[1.0], [2.0]]), torch.tensor([[3.0], [5.0]]))


class Root(nn.Module):
    """A root whose gradient is infinite at 0, and a buffer that each forward pass changes."""

    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.tensor([1.0, 2.0]))
        self.register_buffer("calls", torch.zeros(()))

    def forward(self, x):
        self.calls += 1
        return (self.weight * x).square().sum().sqrt()


def test_a_bad_gradient_under_a_finite_loss_ends_before_its_step():
    model, good, bad = Root(), torch.tensor([1.0, 2.0]), torch.tensor([0.0, 0.0])
    held = []

    def loss(model, batch):
        held[:] = [model.weight.detach().clone(), model.calls.clone()]
        return model(batch)

    with pytest.raises(FloatingPointError, match="the gradient became nan at step 3: the model"):
        fit(model, [good, good, bad], loss, steps=9, reports=0)
    assert torch.equal(model.weight, held[0]) and model.calls == held[1] == 2
    assert model.weight.grad is None and not model.training


class Replaced(Root):
    """The same, with a buffer that each forward pass puts a new tensor in the place of."""

    def forward(self, x):
        self.calls = self.calls + 1
        return (self.weight * x).square().sum().sqrt()


@pytest.mark.parametrize("kind", [Root, Replaced])
@pytest.mark.parametrize("place", ["loss", "backward", "at_step"])
@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError, torch.OutOfMemoryError])
def test_whatever_ends_a_step_in_its_middle_leaves_the_model_as_before(kind, place, error):
    model, x = kind(), torch.tensor([1.0, 2.0])
    held = []

    def fail(*_):
        raise error("in the middle")

    def loss(model, batch):
        held.append([model.weight.detach().clone(), model.calls.clone()])
        value = model(batch)
        if place == "loss" and len(held) == 3:
            fail()
        if place == "backward" and len(held) == 3:
            value.register_hook(fail)
        return value

    def at_step(step, *_):
        if place == "at_step" and step == 3:
            fail()

    if error is KeyboardInterrupt:
        training = fit(model, [x], loss, steps=9, reports=0, at_step=at_step)
        assert training.interrupted and len(training.losses) == 2
    else:
        with pytest.raises(error, match="in the middle"):
            fit(model, [x], loss, steps=9, reports=0, at_step=at_step)
    assert torch.equal(model.weight, held[2][0]) and model.calls == held[2][1] == 2
    assert model.weight.grad is None and not model.training


def test_a_batch_that_cannot_be_made_leaves_the_steps_before_it():
    def batches():
        yield BATCH
        yield BATCH
        raise OSError("the file is gone")

    model, held = Root(), []

    def loss(model, batch):
        held.append(model.calls.clone())
        return model(batch[0].flatten())

    with pytest.raises(OSError, match="the file is gone"):
        fit(model, batches(), loss, steps=9, reports=0)
    assert model.calls == 2 == len(held)


@pytest.mark.parametrize("kind", [Root, Replaced])
def test_a_whole_step_counts_whole_or_not_at_all(kind):
    model, x = kind(), torch.tensor([1.0, 2.0])
    with whole_step(model):
        model(x).backward()
    assert model.calls == 1 and model.weight.grad is not None
    with pytest.raises(OSError, match="gone"), whole_step(model):
        model(x).backward()
        raise OSError("gone")
    assert model.calls == 1 and model.weight.grad is None
    with pytest.raises(OSError), whole_step(model) as undo:
        model(x)
        undo.clear()  # from here on it counts
        raise OSError
    assert model.calls == 2
