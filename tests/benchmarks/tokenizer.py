"""Our byte-pair tokenizer against the Rust library: `python -m tests.benchmarks.tokenizer`.

Both get the same text, the same number of tokens and the same regular expression for cutting the
text into pieces; both start each repeat without any cache. The library is timed in every way it
can be given the text (whole, or line by line in parallel), and the fastest way counts.
Prints one line of JSON and a table. Goals: training at most 4 times the library's seconds,
encoding at least as fast.
"""

import argparse
import json
import statistics
import time
from pathlib import Path

import tokenizers

from lecture_utils.byte_pairs import PIECE
from lecture_utils.tokenizer import BytePairTokenizer


def seconds(work, repeats):
    """Median wall-clock seconds of calling `work`, and its last result."""
    times = []
    for _ in range(repeats):
        begin = time.perf_counter()
        result = work()
        times.append(time.perf_counter() - begin)
    return statistics.median(times), result


def library_tokenizer():
    """An untrained byte-level tokenizer of the library that cuts pieces as ours does."""
    library = tokenizers.Tokenizer(tokenizers.models.BPE())
    library.pre_tokenizer = tokenizers.pre_tokenizers.Sequence(
        [
            tokenizers.pre_tokenizers.Split(tokenizers.Regex(PIECE.pattern), "isolated"),
            tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    library.decoder = tokenizers.decoders.ByteLevel()
    return library


def library_train(parts, vocab_size):
    """Train the library's tokenizer on an iterable of texts."""
    library = library_tokenizer()
    trainer = tokenizers.trainers.BpeTrainer(
        vocab_size=vocab_size,
        show_progress=False,
        initial_alphabet=tokenizers.pre_tokenizers.ByteLevel.alphabet(),
    )
    library.train_from_iterator(parts, trainer)
    return library


def english_text(size=1_000_000):
    """About `size` bytes of English: the project's stories, then sentences of its grammar."""
    from lecture_utils import corpus

    text = "\n".join(story for _, story in corpus.stories())
    sentences = corpus.generate(size // 40, seed=0)
    while len(text) < size and sentences:
        text += " ".join(sentences.pop().english).capitalize() + ".\n"
    return text[:size]


def compare(text, vocab_size, repeats):
    """Train and encode with both; returns the measurements as a dict."""
    lines = text.splitlines(keepends=True)
    train, ours = seconds(lambda: BytePairTokenizer.train(text, vocab_size), repeats)
    whole, library = seconds(lambda: library_train([text], vocab_size), repeats)
    by_line, _ = seconds(lambda: library_train(lines, vocab_size), repeats)
    stored = library.to_str()

    encode, ids = seconds(lambda: BytePairTokenizer(ours.merges).encode(text), repeats)
    fresh = [tokenizers.Tokenizer.from_str(stored) for _ in range(2 * repeats)]
    encode_whole, encoding = seconds(lambda: fresh.pop().encode(text), repeats)
    encode_lines, _ = seconds(lambda: fresh.pop().encode_batch(lines), repeats)
    megabytes = len(text.encode()) / 1e6
    fastest = min(encode_whole, encode_lines)
    return {
        "megabytes": round(megabytes, 3),
        "repeats": repeats,
        "vocab_size": len(ours),
        "library_vocab_size": library.get_vocab_size(),
        "round_trip": ours.decode(ids) == text,
        "library_round_trip": library.decode(encoding.ids) == text,
        "tokens": len(ids),
        "library_tokens": len(encoding.ids),
        "train_seconds": round(train, 4),
        "library_train_seconds": round(min(whole, by_line), 4),
        "train_ratio": round(train / min(whole, by_line), 3),
        "encode_megabytes_per_second": round(megabytes / encode, 3),
        "library_encode_megabytes_per_second": round(megabytes / fastest, 3),
        "encode_speed_ratio": round(fastest / encode, 3),
    }


def table(found):
    """The measurements as text."""
    name = "library_{}".format
    rows = [
        ("tokens learned", "vocab_size", ""),
        ("training, seconds", "train_seconds", f"{found['train_ratio']} × (goal: at most 4)"),
        (
            "encoding, MB/s",
            "encode_megabytes_per_second",
            f"{found['encode_speed_ratio']} × as fast (goal: at least 1)",
        ),
        ("tokens of the text", "tokens", ""),
        ("text comes back", "round_trip", ""),
    ]
    lines = [f"{'':20}{'ours':>10}{'library':>10}"]
    for label, key, note in rows:
        lines.append(f"{label:20}{found[key]!s:>10}{found[name(key)]!s:>10}   {note}".rstrip())
    return "\n".join(lines)


def main(arguments=None):
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--text", type=Path, help="a UTF-8 text file instead of our own English")
    parser.add_argument("--vocab-size", type=int, default=1000)
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args(arguments)
    text = options.text.read_text(encoding="utf-8") if options.text else english_text()
    found = compare(text, options.vocab_size, options.repeats)
    print(json.dumps(found))
    print(table(found))


if __name__ == "__main__":
    main()
