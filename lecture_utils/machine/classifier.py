"""A small picture classifier that starts from nothing, and the whole of its training."""

import torch
import torch.nn.functional as F
from torch import nn

from .drawings import SIZE


class PictureNetwork(nn.Module):
    """Three layers of small windows, then one score a class. Taught in notebook 06."""

    def __init__(self, classes):
        super().__init__()
        self.look = nn.Sequential(
            nn.Conv2d(3, 12, kernel_size=5, stride=2, padding=2), nn.ReLU(),
            nn.Conv2d(12, 24, kernel_size=3, stride=2, padding=1), nn.ReLU(),
            nn.Conv2d(24, 32, kernel_size=3, stride=2, padding=1), nn.ReLU(),
        )  # fmt: skip
        self.decide = nn.Linear(32 * 4 * 4, classes)

    def forward(self, pictures):
        """Map pictures (batch, 3, SIZE, SIZE) to scores (batch, classes)."""
        return self.decide(self.look(pictures - 0.5).flatten(1))


def linear_model(classes):
    """One weight a dot, a colour and a class: what pixels give away on their own."""
    return nn.Sequential(nn.Flatten(), nn.Linear(3 * SIZE * SIZE, classes))


def hidden_model(classes, hidden=64):
    """One hidden layer and a ReLU, with no window: each of its numbers reads the whole picture."""
    first, last = nn.Linear(3 * SIZE * SIZE, hidden), nn.Linear(hidden, classes)
    return nn.Sequential(nn.Flatten(), first, nn.ReLU(), last)


def train_step(model, optimizer, pictures, labels):
    """Forward, loss, backward, step on one batch; return the loss. Taught in notebook 06."""
    scores = model(pictures)
    loss = F.cross_entropy(scores, labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


def one_epoch(model, optimizer, pictures, labels, order):
    """Train once on all pictures, mixed by the generator `order`, 32 at a time: the mean loss.

    Taught in notebook 06.
    """
    batches = torch.randperm(len(labels), generator=order).split(32)
    losses = [train_step(model, optimizer, pictures[b], labels[b]) for b in batches]
    return sum(losses) / len(losses)


def train(model, optimizer, pictures, labels, epochs, seed=0, after_epoch=None):
    """Train for some epochs, each in a new order; return the mean loss of each epoch.

    after_epoch : None, or a function called with the list of losses so far

    Stopping it (the ■ button) keeps what was learned until then. Taught in notebook 06.
    """
    order, losses = torch.Generator().manual_seed(seed), []
    try:
        for _ in range(epochs):
            losses.append(one_epoch(model, optimizer, pictures, labels, order))
            if after_epoch is not None:
                after_epoch(losses)
    except KeyboardInterrupt:
        said = f"Stopped after {len(losses)} whole epochs."
        print(said, "The model keeps what it has learned.")
    return losses


def adam(model, rate=2e-3):
    """The optimizer that trains all networks of notebook 06."""
    return torch.optim.Adam(model.parameters(), lr=rate)


def finished(losses, epochs):
    """Whether a training ran to its end: True, or a RuntimeError that says what to do.

    What is claimed of a trained model holds only then.
    """
    if len(losses) < epochs:
        raise RuntimeError(
            f"training was interrupted after {len(losses)} of {epochs} epochs: run the cell that "
            "trains again"
        )
    return True


@torch.no_grad()
def probabilities(model, pictures):
    """Softmax of the scores: (batch, classes), each row sums to 1."""
    return model(pictures).softmax(dim=-1)


def confusion(labels, guesses, classes):
    """Count (true class, guessed class): (classes, classes)."""
    at = torch.as_tensor(labels).long(), torch.as_tensor(guesses).long()
    table = torch.zeros(classes, classes, dtype=torch.long)
    return table.index_put_(at, torch.ones_like(at[0]), accumulate=True)


def accuracy(model, pictures, labels):
    """Share of pictures whose most probable class is the right one."""
    guesses = probabilities(model, pictures).argmax(dim=-1)
    return (guesses == labels).float().mean().item()


def split(labels, share, seed=0):
    """Split indices so that `share` of each class is held out: (training, test), both shuffled.

    Raises ValueError when a side would get no picture of some class.
    """
    order = torch.randperm(len(labels), generator=torch.Generator().manual_seed(seed))
    parts = [], []
    for kind in labels.unique().tolist():
        mine = order[labels[order] == kind]
        held = round(share * len(mine))
        if not 0 < held < len(mine):
            raise ValueError(
                f"a share of {share:g} of the {len(mine)} pictures of class {kind} holds {held} "
                "out: both sides need at least one. Add pictures, or change the share."
            )
        parts[0].append(mine[held:])
        parts[1].append(mine[:held])
    return torch.cat(parts[0]), torch.cat(parts[1])


@torch.no_grad()
def occlusion_map(model, picture, kind, fill=0.5, patch=8, stride=4):
    """How far p(kind) falls when a patch hides each place: (places, places).

    fill : what the patch shows: a shade of grey, a colour (3, 1, 1), or "own", the colour of the
           picture's own background
    """
    colour = ground_colour(picture) if isinstance(fill, str) else fill
    places = range(0, picture.shape[-1] - patch + 1, stride)
    hidden = picture.repeat(len(places) ** 2, 1, 1, 1)
    for i, top in enumerate(places):
        for j, left in enumerate(places):
            hidden[i * len(places) + j, :, top : top + patch, left : left + patch] = colour
    before = probabilities(model, picture[None])[0, kind]
    after = probabilities(model, hidden)[:, kind]
    return (before - after).reshape(len(places), len(places))


def ground_colour(picture, corner=4):
    """The colour (3, 1, 1) of a picture's two upper corners: its background, if it has one."""
    upper = picture[:, :corner]
    corners = torch.cat([upper[:, :, :corner], upper[:, :, -corner:]], dim=2)
    return corners.flatten(1).median(dim=1).values[:, None, None]


def new_network(classes, seed=0):
    """A network whose first random numbers follow from `seed` alone."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return PictureNetwork(classes)
