"""Several learners train one model at once, without waiting for each other: one thread each.

A step of a small model is too short to be shared among threads; two steps at a time are not.
Hogwild: Recht et al. 2011. Each learner has its own batches, gradients and optimizer; a learner
may write while another reads, so no two trainings come out alike.
"""

from concurrent.futures import ThreadPoolExecutor

import torch


def share_weights(model, *others):
    """Let models of the same build use the numbers of `model`, not their own; gradients stay apart.

    Raises ValueError where a model has parameters of other shapes.
    """
    for other in others:
        mine, theirs = list(model.parameters()), list(other.parameters())
        if [part.shape for part in mine] != [part.shape for part in theirs]:
            raise ValueError("models that share weights must have parameters of the same shapes")
        for own, foreign in zip(theirs, mine, strict=True):
            own.data = foreign.data


def train_side_by_side(learners):
    """Call functions without arguments at once, each in a thread; returns what they return.

    Raises what the first of them raised, after all have ended.
    """

    def alone(learner):
        torch.set_num_threads(1)
        return learner()

    with ThreadPoolExecutor(len(learners)) as pool:
        return list(pool.map(alone, learners))
