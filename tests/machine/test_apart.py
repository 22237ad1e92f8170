"""Windows without ReLU, ReLU without windows: what stands in the controls, and what they say."""

import pytest
import torch
from torch import nn

from lecture_utils.machine import classifier, traps


@pytest.fixture
def models(monkeypatch):
    """The two models of `apart`, untrained, and the pictures that each is measured on."""
    found = []
    monkeypatch.setattr(traps, "train", lambda *_: None)
    monkeypatch.setattr(traps, "accuracy", lambda model, x, y: found.append((model, x)) or 0.5)
    traps.apart(seed=3, count=2, epochs=1)
    return found


def test_without_relu_the_windows_are_one_matrix(models):
    (straight, pictures), _ = models
    network, pictures = classifier.new_network(2, seed=3), pictures[:2].double()
    for model, adds_up in ((straight, True), (network, False)):
        with torch.no_grad():
            middle = model.double()(pictures.mean(dim=0, keepdim=True))
            assert torch.allclose(middle, model(pictures).mean(dim=0)) == adds_up
    for name, numbers in network.state_dict().items():  # the same windows, the same start
        place = name.replace("look.2", "look.1").replace("look.4", "look.2")
        assert torch.equal(numbers, straight.state_dict()[place])


def test_without_windows_a_hidden_number_reads_the_whole_picture(models):
    (_, pictures), (hidden, shifted) = models
    assert not any(isinstance(layer, nn.Conv2d) for layer in hidden.modules())
    assert any(isinstance(layer, nn.ReLU) for layer in hidden.modules())
    assert hidden[1].weight.shape == (64, 3 * 32 * 32)
    assert torch.allclose(shifted, pictures - 0.5)  # as the network does inside


def test_both_are_needed_in_each_of_nine_trainings():
    """Windows alone are no better than a matrix, ReLU alone is, and both together are best."""
    matrices, networks = traps.shares("pixels")
    straight, dense = traps.shares("apart")
    assert max(straight) < max(matrices) < min(dense) and max(dense) < min(networks)
