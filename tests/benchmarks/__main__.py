"""The benchmarks, one after the other; for translation, files of tab-separated pairs are needed.

`make bench`, or `python -m tests.benchmarks tokenizer attention` for some of them;
`TRAIN=FILE TEST=FILE make bench`, or --train FILE --test FILE, for the translation, too.
"""

import argparse
import os

from tests.benchmarks import attention, series, tokenizer, translation

PROGRAMS = {
    "series": series, "tokenizer": tokenizer, "attention": attention, "translation": translation,
}  # fmt: skip


def main(arguments=None):
    """Run the benchmarks named, or all of them."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks", description=__doc__.splitlines()[0]
    )
    parser.add_argument("names", nargs="*", choices=[*PROGRAMS, "all"], default="all")
    for file in ("train", "test"):
        variable = file.upper()
        parser.add_argument(
            f"--{file}",
            default=os.environ.get(variable),
            help=f"pairs; else the variable {variable}",
        )
    options = parser.parse_args(arguments)
    files = options.train and options.test
    names = list(PROGRAMS) if "all" in options.names else options.names
    if "translation" in names and not files:
        if "all" not in options.names:
            parser.error("translation needs --train FILE and --test FILE")
        print("translation: skipped; TRAIN=FILE TEST=FILE make bench runs it on pair files.")
        names.remove("translation")
    for name in names:
        pairs = ["--train", options.train, "--test", options.test]
        PROGRAMS[name].main(pairs if name == "translation" else [])


if __name__ == "__main__":
    main()
