"""Our attention against PyTorch's: `python -m tests.benchmarks.attention`.

Times and memory of one causal self-attention layer, forward and forward + backward: ours and
`nn.MultiheadAttention`, each with weights and without, on the same numbers; and, of the core alone,
`attention` and `scaled_dot_product_attention`. The variants take turns, so that a busy machine
slows all alike; what counts is the median of the ratios. PyTorch's module is called in its fastest
way: weights per head (not averaged), and, without weights, told that the mask is causal.
Prints one line of JSON and a table. Goal: at most 1.0 times PyTorch's module, both ways.
"""

import argparse
import json
import os
import statistics
import time

os.environ.setdefault("KINETO_LOG_LEVEL", "99")  # the profiler's own chatter; read at import

import torch
from torch import nn
from torch.nn import functional as F
from torch.profiler import ProfilerActivity, profile

from lecture_utils.attention import attention, causal_mask
from lecture_utils.transformer import MultiHeadAttention

PAIRS = {  # ours: what it is compared with
    "ours, weights": "module, weights",
    "ours": "module",
    "core": "fused core",
}


def variants(batch, length, heads, d_k):
    """{name: function of x (batch, length, d_model) -> output}, all with the same parameters."""
    ours = MultiHeadAttention(heads * d_k, heads)
    module = nn.MultiheadAttention(heads * d_k, heads, batch_first=True)
    module.load_state_dict(ours.state_dict())
    mask = causal_mask(length)

    def split(x):
        return x.unflatten(-1, (heads, d_k)).transpose(1, 2)

    def of_module(x, **how):
        return module(x, x, x, attn_mask=~mask, **how)[0]

    return {
        "ours, weights": lambda x: ours(x, mask=mask)[0],
        "module, weights": lambda x: of_module(x, average_attn_weights=False),
        "ours": lambda x: ours(x, mask=mask, need_weights=False)[0],
        "module": lambda x: of_module(x, need_weights=False, is_causal=True),
        "core": lambda x: attention(split(x), split(x), split(x), mask)[0],
        "fused core": lambda x: F.scaled_dot_product_attention(
            split(x), split(x), split(x), is_causal=True
        ),
    }


def seconds(run, x, backward):
    """Wall-clock seconds of one pass."""
    begin = time.perf_counter()
    work(run, x, backward)
    return time.perf_counter() - begin


def work(run, x, backward):
    """One pass; without `backward` no graph is kept."""
    with torch.set_grad_enabled(backward):
        output = run(x)
        if backward:
            output.sum().backward()
    x.grad = None
    return output


def peak_megabytes(run, x, backward):
    """Largest memory that one pass holds at once, beyond what was there before it."""
    with profile(activities=[ProfilerActivity.CPU], profile_memory=True) as profiled:
        work(run, x, backward)
    held = most = 0
    events = profiled.profiler.kineto_results.events()
    for event in sorted(events, key=lambda event: event.start_ns()):
        if event.name() == "[memory]":
            held += event.nbytes()
            most = max(most, held)
    return most / 2**20


def compare(lengths, batch=8, heads=12, d_k=64, repeats=7):
    """A list of measurements, one a length and pass (forward, or forward + backward)."""
    found = []
    for length in lengths:
        torch.manual_seed(0)
        x = torch.randn(batch, length, heads * d_k, requires_grad=True)
        runs = variants(batch, length, heads, d_k)
        with torch.no_grad():
            apart = [(runs[a](x) - runs[b](x)).abs().max().item() for a, b in PAIRS.items()]
        if max(apart) > 1e-4:
            raise AssertionError(f"the variants differ by {max(apart):.1e}: nothing to compare")
        for backward in (False, True):
            times = {name: [] for name in runs}
            for _ in range(repeats + 1):
                for name, run in runs.items():
                    times[name].append(seconds(run, x, backward))
            times = {name: took[1:] for name, took in times.items()}  # the first one warms up
            found.append(
                {
                    "length": length,
                    "pass": "forward + backward" if backward else "forward",
                    "milliseconds": {
                        name: round(1000 * statistics.median(took), 1)
                        for name, took in times.items()
                    },
                    "peak_megabytes": {
                        name: round(peak_megabytes(run, x, backward), 2)
                        for name, run in runs.items()
                    },
                    "ratios": {
                        ours: round(statistics.median(
                            a / b for a, b in zip(times[ours], times[theirs], strict=True)
                        ), 3)
                        for ours, theirs in PAIRS.items()
                    },
                }
            )  # fmt: skip
    return found


def table(found):
    """The measurements as text."""
    lines = [f"{'length':>6}  {'pass':19}{'what':16}{'ms':>9}{'peak MiB':>10}   ratio of times"]
    for row in found:
        for name, milliseconds in row["milliseconds"].items():
            ratio = row["ratios"].get(name)
            goal = " (goal: at most 1.0)" if name.startswith("ours") else ""
            note = "" if ratio is None else f"   {ratio} × {PAIRS[name]}{goal}"
            lines.append(
                f"{row['length']:6}  {row['pass']:19}{name:16}{milliseconds:9.1f}"
                f"{row['peak_megabytes'][name]:10.1f}{note}"
            )
    return "\n".join(lines)


def main(arguments=None):
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--lengths", type=int, nargs="+", default=[256, 1024])
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--heads", type=int, default=12)
    parser.add_argument("--d-k", type=int, default=64)
    parser.add_argument("--repeats", type=int, default=7)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args(arguments)
    torch.set_num_threads(options.threads)
    sizes = {"batch": options.batch, "heads": options.heads, "d_k": options.d_k}
    found = compare(options.lengths, **sizes, repeats=options.repeats)
    print(json.dumps({**sizes, "threads": options.threads, "rows": found}))
    print(table(found))


if __name__ == "__main__":
    main()
