"""Write down the SHA-256 sums of what trainings left in data/: `python -m tools.remake manifest`.

`lecture_utils.paths` compares a file with its sum before anything loads it. The list has the form
of `sha256sum`, so `sha256sum --check SHA256SUMS`, inside data/, does the same without Python.
"""

from lecture_utils.paths import DATA, MADE, SUMS, digest, sums


def sign(*names, folder=DATA):
    """Enter the sums of these files of `folder` into its list; without names, list all files anew.

    Lines of other files stay as they are: a file that was damaged meanwhile is still found.
    Raises FileNotFoundError for a name that is not there, ValueError for one that is not listed.
    """
    there = {path.name for path in folder.iterdir() if path.suffix in MADE}
    if absent := sorted(set(names) - there):
        kinds = " or ".join(MADE)
        missing = [name for name in absent if not (folder / name).exists()]
        error = FileNotFoundError if missing else ValueError
        raise error(f"expected {kinds} files of {folder.name}/, got {', '.join(missing or absent)}")
    stored = folder / SUMS
    kept = sums.__wrapped__((stored,)) if names and stored.exists() else {}
    kept = {name: its_sum for name, its_sum in kept.items() if name in there}
    fresh = {name: digest.__wrapped__((folder / name,)) for name in names or there}
    lines = (f"{its_sum}  {name}\n" for name, its_sum in sorted((kept | fresh).items()))
    stored.write_text("".join(lines), encoding="utf-8", newline="\n")
