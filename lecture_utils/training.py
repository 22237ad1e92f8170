"""Training, whatever the model: steps, a schedule for the rate, and clear ends."""

import itertools
import math
import time
from contextlib import contextmanager
from typing import NamedTuple

import torch
from torch import Tensor

from .guards import whole
from .tokenizer import BOS, EOS, PAD


class Training(NamedTuple):
    """What a training leaves behind."""

    losses: list  # one number per step
    seconds: float
    interrupted: bool

    def finished(self):
        """Raise RuntimeError where the training was interrupted: what follows needs all of it."""
        if self.interrupted:
            raise RuntimeError(
                f"training was interrupted after {len(self.losses)} steps: run the cell that "
                "trains again"
            )


def rate_at(progress, peak=4e-3, warm_up=0.1, last=0.01):
    """Learning rate at `progress` (0 = start, 1 = end): a ramp up to `peak`, then half a cosine
    down to `last * peak`. Loshchilov & Hutter 2017, section 3, with a warm-up."""
    if progress < warm_up:
        return peak * max(progress / warm_up, 0.01)
    if warm_up == 1:
        return peak
    fall = min((progress - warm_up) / (1 - warm_up), 1.0)
    return peak * (last + (1 - last) * (1 + math.cos(math.pi * fall)) / 2)


def fit(
    model, batches, loss, steps=None, seconds=None, peak_rate=4e-3, warm_up=0.1, last_rate=0.01,
    weight_decay=0.01, clip=1.0, reports=5, at_step=None,
):  # fmt: skip
    """Train `model` and return a Training (losses, seconds, interrupted).

    batches: an iterable of batches; it starts again from its beginning when it ends.
    loss: function (model, batch) -> a tensor with one number.
    steps or seconds: when to stop (one of them). Where results are compared, use steps.
    peak_rate, warm_up, last_rate: see `rate_at`. weight_decay: of AdamW.
    clip: largest norm of all gradients together (Pascanu et al. 2013, section 3.2).
    reports: how many lines to print on the way; 0 prints nothing.
    at_step: function (step, progress, loss) called before each step's update, or None.

    Interrupting (Ctrl-C, or the stop button) ends the training and keeps what was learned.
    However short `seconds` are, one step is made.
    Raises ValueError (TypeError for steps that are no whole number) for contradictory arguments, no
    batches or a model without parameters, and FloatingPointError as soon as a loss or a gradient
    is not a finite number. Whatever ends a step in its middle, an interruption or an error of
    `loss` too, leaves the model as it was before that step, its buffers too, and without
    gradients. The model comes back in evaluation mode.
    """
    _check_length(steps, seconds)
    _check_rates(peak_rate=peak_rate, warm_up=warm_up, last_rate=last_rate, clip=clip,
                 weight_decay=weight_decay, reports=reports)  # fmt: skip
    parameters = [parameter for parameter in model.parameters() if parameter.requires_grad]
    if not parameters:
        raise ValueError("the model has no parameters that could be trained")
    losses, interrupted, start, said = [], False, time.perf_counter(), 0
    model.train()
    try:  # from here on: PyTorch may take a second to make its first optimizer
        optimizer = torch.optim.AdamW(
            parameters, lr=peak_rate, weight_decay=weight_decay, fused=True
        )
        for batch in _again_and_again(batches):
            spent = time.perf_counter() - start
            progress = len(losses) / steps if seconds is None else spent / seconds
            if losses and progress * reports >= said + 1:
                said = int(progress * reports)
                print(_report(losses, progress))
            if losses and progress >= 1:
                break
            for group in optimizer.param_groups:
                group["lr"] = rate_at(progress, peak_rate, warm_up, last_rate)
            step = len(losses) + 1
            with whole_step(model) as undo:
                value = loss(model, batch)
                number = _finite(value, step)
                if at_step is not None:
                    at_step(step, progress, number)
                optimizer.zero_grad()
                value.backward()
                norm = torch.nn.utils.clip_grad_norm_(parameters, clip).item()
                if not math.isfinite(norm):
                    raise _not_finite("gradient", norm, step)
                undo.clear()  # from here on the step counts
                optimizer.step()
            losses.append(number)
    except KeyboardInterrupt:
        interrupted = True
        print(f"Interrupted after {len(losses)} steps; the model keeps what it has learned so far.")
    finally:
        model.eval()
    return Training(losses, time.perf_counter() - start, interrupted)


@contextmanager
def whole_step(model):
    """A step that counts whole or not at all: what ends it in its middle leaves no trace.

    The buffers are put back as they were, the gradients are gone. The parameters are left: nothing
    has changed them yet. Gives the list of what would be put back; once it is empty, the step
    counts.
    """
    undo = [(module, name, buffer, buffer.clone()) for module in model.modules()
            for name, buffer in module.named_buffers(recurse=False)]  # fmt: skip
    try:
        yield undo
    except BaseException:
        model.zero_grad()
        for module, name, buffer, before in undo:
            setattr(module, name, buffer.copy_(before))
        raise


def _again_and_again(batches):
    """The batches, and again from the beginning; an error instead of an endless wait."""
    for number in itertools.count():
        empty = True
        for batch in batches:
            empty = False
            yield batch
        if empty:
            again = "no more: give a list, or an iterator that does not end" if number else "none"
            raise ValueError(f"training needs batches, got {again}")


def _finite(value, step):
    if not isinstance(value, torch.Tensor) or value.numel() != 1:
        raise TypeError(f"loss must return a tensor with one number, got {value!r:.80}")
    number = value.item()
    if not math.isfinite(number):
        raise _not_finite("loss", number, step)
    return number


def _not_finite(what, number, step):
    return FloatingPointError(
        f"the {what} became {number} at step {step}: the model stays as it was before this "
        "step; try a smaller peak_rate, and look for a row of scores that are all masked"
    )


def _check_length(steps, seconds):
    if (steps is None) == (seconds is None):
        raise ValueError(f"give either steps or seconds; got steps={steps}, seconds={seconds}")
    if steps is not None and whole("steps", steps, least=-math.inf) <= 0:
        raise ValueError(f"training needs a positive length; got steps={steps}")
    if seconds is not None and not 0 < seconds < math.inf:
        raise ValueError(f"training needs a positive length; got seconds={seconds}")


def _check_rates(peak_rate, warm_up, last_rate, clip, weight_decay, reports):
    if not (0 < peak_rate < math.inf and 0 < clip):
        raise ValueError(f"expected peak_rate and clip above 0, got {peak_rate} and {clip}")
    if not (0 <= warm_up <= 1 and 0 <= last_rate < math.inf and 0 <= weight_decay < math.inf):
        raise ValueError(
            "expected warm_up from 0 to 1, last_rate and weight_decay of 0 or more, got "
            f"{warm_up}, {last_rate} and {weight_decay}"
        )
    whole("reports", reports, least=0)


def _report(losses, progress):
    recent = losses[-20:]
    return f"{progress:4.0%}  step {len(losses):5}  loss {sum(recent) / len(recent):.2f}"


def add_dropout(translator, share):
    """Let a translator's word vectors and features go missing, now and then, while it is trained.

    translator: a recurrent.Translator; share: of the features, 0 … 1, that are hidden, the same at
    every position of a sentence (Gal & Ghahramani 2016, section 4), in training mode only. What the
    translator is made of, and its state dict, stay as they are. Returns the translator.
    Raises ValueError for a share outside 0 ≤ share < 1.
    """
    if not 0 <= share < 1:
        raise ValueError(f"expected a share of at least 0 and below 1, got {share}")

    def hide(module, _inputs, output):
        if not module.training or share == 0:
            return output
        features, *rest = output if isinstance(output, tuple) else (output,)
        keep = features.new_empty(features.shape[0], 1, features.shape[2]).bernoulli_(1 - share)
        features = features * keep.div_(1 - share)
        return (features, *rest) if isinstance(output, tuple) else features

    for part in (translator.encoder.words, translator.decoder.words, translator.decoder):
        part.register_forward_hook(hide)
    return translator


class Batch(NamedTuple):
    """Sentence pairs as token ids; <pad> fills the ends."""

    source: Tensor  # (batch, source)
    lengths: Tensor  # (batch,) real source lengths
    words: Tensor  # (batch, target) what the decoder reads: <bos>, then the translation
    targets: Tensor  # (batch, target) what it should write: the translation, then <eos>


def pad(sentences):
    """Lists of token ids -> ids (batch, longest) with <pad> at the ends, lengths (batch,).

    Raises ValueError for no sentences and for a sentence without tokens.
    """
    lengths = [len(sentence) for sentence in sentences]
    if not lengths:
        raise ValueError("pad expects at least one sentence, got none")
    if min(lengths) == 0:
        raise ValueError(f"sentence {lengths.index(0)} is empty: there is nothing to read in it")
    rows = [[*row, *[PAD] * (max(lengths) - len(row))] for row in sentences]
    return torch.tensor(rows), torch.tensor(lengths)


def make_batch(pairs):
    """Pairs of token-id lists (source, target) -> Batch.

    Raises ValueError for no pairs and for an empty sentence.
    """
    source, lengths = pad([source for source, _ in pairs])
    words, _ = pad([[BOS, *target] for _, target in pairs])
    targets, _ = pad([[*target, EOS] for _, target in pairs])
    return Batch(source, lengths, words, targets)


def encode_pairs(pairs, english, french):
    """Pairs with token lists `.english`, `.french` -> list of id lists (source, target).

    english, french: the two Vocabulary objects; words they do not know become <unk>.
    """
    return [(english.encode(pair.english), french.encode(pair.french)) for pair in pairs]


def batches_by_length(pairs, size, seed=0, passes=None):
    """Yield shuffled batches in which all sources have one length and targets nearly one.

    So the encoder meets no padding and the decoder little. Every pair comes once per pass;
    `passes=None` never ends. The order depends on `seed` only, not on PyTorch's random state.

    pairs: list of id lists (source, target), as from `encode_pairs`.
    size: largest number of sentences in a batch.
    Raises ValueError for no pairs and for a size below 1.
    """
    if not pairs:
        raise ValueError("batches_by_length expects at least one pair, got none")
    if size < 1:
        raise ValueError(f"a batch holds at least 1 pair, got size={size}")
    order = torch.Generator().manual_seed(seed)
    source_lengths = torch.tensor([len(source) for source, _ in pairs])
    target_lengths = torch.tensor([len(target) for _, target in pairs])
    return _passes(pairs, source_lengths, target_lengths, size, order, passes)


def _passes(pairs, source_lengths, target_lengths, size, order, passes):
    done = 0
    while passes is None or done < passes:
        # sorted by target length within each source length; the fraction shuffles equal ones
        place = target_lengths + torch.rand(len(pairs), generator=order)
        chunks = []
        for length in source_lengths.unique():
            same = (source_lengths == length).nonzero().flatten()
            chunks.extend(same[place[same].argsort()].tensor_split(-(-len(same) // size)))
        for number in torch.randperm(len(chunks), generator=order):
            yield make_batch([pairs[index] for index in chunks[number]])
        done += 1
