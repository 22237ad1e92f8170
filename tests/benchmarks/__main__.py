"""All benchmarks, one after the other: `make bench`.

`TRAIN=FILE TEST=FILE make bench` adds the translation benchmark, which needs pair files.
"""

import os

from tests.benchmarks import attention, series, tokenizer, translation

if __name__ == "__main__":
    series.main([])
    tokenizer.main([])
    attention.main([])
    if os.environ.get("TRAIN") and os.environ.get("TEST"):
        translation.main(["--train", os.environ["TRAIN"], "--test", os.environ["TEST"]])
    else:
        print("translation: skipped; TRAIN=FILE TEST=FILE make bench runs it on pair files.")
