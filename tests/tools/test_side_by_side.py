"""Learners that train one model at once: its numbers are shared, nothing else is."""

import threading
from functools import partial

import pytest
import torch
from torch import nn

from lecture_utils.training import fit
from tools.making.side_by_side import share_weights, train_side_by_side


def test_numbers_are_shared_and_gradients_are_not():
    first, second = nn.Linear(3, 1), nn.Linear(3, 1)
    share_weights(first, second)
    second(torch.ones(3)).backward()
    assert first.weight.grad is None and second.weight.grad is not None
    torch.optim.SGD(second.parameters(), lr=1.0).step()
    assert torch.equal(first.weight, second.weight) and torch.equal(first.bias, second.bias)


@pytest.mark.parametrize("other", [nn.Linear(4, 1), nn.Linear(3, 1, bias=False)])
def test_other_shapes_cannot_be_shared(other):
    with pytest.raises(ValueError, match="same shapes"):
        share_weights(nn.Linear(3, 1), other)


def test_what_one_learns_the_other_knows():
    """Each sees one half of the inputs only; the model learns both."""
    torch.manual_seed(0)
    models = [nn.Linear(2, 1, bias=False) for _ in range(2)]
    share_weights(*models)
    right = torch.tensor([[1.5, -0.5]])

    def learner(number):
        inputs = torch.eye(2)[number : number + 1]
        wanted = inputs @ right.T
        return fit(
            models[number], [inputs], lambda model, x: (model(x) - wanted).square().mean(),
            steps=200, peak_rate=0.1, weight_decay=0.0, reports=0,
        )  # fmt: skip

    trainings = train_side_by_side([partial(learner, number) for number in range(2)])
    assert [len(training.losses) for training in trainings] == [200, 200]
    assert torch.allclose(models[0].weight, right, atol=0.05)


def test_learners_work_at_once_with_a_thread_each():
    meeting, before = threading.Barrier(2, timeout=20), torch.get_num_threads()

    def learner():
        meeting.wait()  # broken, if one waits for the other to end
        return torch.get_num_threads()

    assert train_side_by_side([learner, learner]) == [1, 1]
    torch.set_num_threads(before)


def test_what_a_learner_raises_is_raised():
    def broken():
        raise FloatingPointError("not finite")

    with pytest.raises(FloatingPointError, match="not finite"):
        train_side_by_side([lambda: None, broken])
