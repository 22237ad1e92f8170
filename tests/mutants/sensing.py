"""Which tests should know of a fault in a file: those that mirror it first, then wider ones.

The comparison of a taught function with its notebook (series/running/test_same_source) is left
out on purpose: it would notice every fault of the package, and none that is on the page as well.
"""

from pathlib import Path

TESTS = {  # those beside the mirror of its own name, which comes first where there is one
    "__init__": ["house/test_rooms", "figures/showing/test_show", "series/running/test_waiting"],
    "figures/__init__": ["house/test_rooms", "figures/test_maps"],
    "experiments/__init__": ["house/test_rooms", "experiments/test_company"],
    "attention": ["taught/test_heads", "taught/test_recurrent"],
    "byte_pairs": ["taught/test_tokenizer"],
    "tokenizer": ["taught/test_positions"],
    "transformer": ["taught/test_heads", "taught/test_pretrained"],
    "recurrent": ["taught/test_translate"],
    "training": [
        "taught/test_whole_step",
        "house/test_modes",
        "taught/test_translate",
        "taught/test_recurrent",
        "taught/test_heads",
    ],
    "translate": ["house/test_modes", "taught/test_recurrent"],
    "pretrained": ["house/test_find_minilm"],
    "paths": ["corpus/files/test_downloads", "series/pages/test_files", "machine/test_files"],
    "corpus/pair": ["corpus/files/test_pairs"],
    "corpus/files": [
        "corpus/files/test_meter",
        "corpus/files/test_pairs",
        "corpus/files/test_downloads",
        "corpus/files/test_written_data",
    ],
    "corpus/lexicon": ["corpus/files/test_edited_lexicon"],
    "corpus/sentences": ["corpus/grammar/test_lengths", "corpus/grammar/test_stream"],
    "corpus/__init__": ["corpus/grammar/test_lengths", "corpus/files/test_pairs"],
    "corpus/senses": ["corpus/files/test_real_questions", "corpus/grammar/test_balance"],
    "machine/classifier": ["machine/test_panel"],
    "machine/teachable": ["machine/test_classifier", "machine/test_panel", "machine/test_files"],
    "machine/files": ["machine/test_saved_models"],
    "machine/traps": ["machine/test_drawings", "machine/test_classifier"],
    "figures/style": [
        "figures/showing/test_out_of_order",
        "figures/showing/test_show",
        "figures/test_maps",
        "figures/test_alignment",
    ],
    "figures/show": [
        "figures/showing/test_skipping",
        "figures/showing/test_out_of_order",
        "figures/test_maps",
    ],
    "figures/maps": ["figures/test_similarity", "figures/test_vectors", "figures/test_alignment"],
    "checks/kinds": [
        "checks/kinds/test_kinds",
        "checks/kinds/test_kinds_of_verdicts",
        "checks/test_tokens",
        "checks/kinds/test_answers",
        "checks/kinds/test_errors",
        "checks/kinds/test_exercise",
        "checks/kinds/test_functions",
    ],
    "checks/zoo": ["checks/test_scoring", "checks/test_alignment"],
    "experiments/heads": ["taught/test_transformer"],
    "experiments/language_models": ["experiments/inputs/test_stored_models"],
    "experiments/real_translation": ["experiments/inputs/test_stored_models"],
    "experiments/translation_runs": ["experiments/inputs/test_stored_models"],
    "experiments/probes": ["experiments/test_which_first"],
    "experiments/word_groups": ["experiments/test_word_groups"],
}
WIDER = {  # after them, where they let a fault through; the fastest first
    "corpus": ["house/test_agreed", "corpus/grammar/test_same_corpus",
               "corpus/grammar/test_inflection", "corpus/grammar/test_saying",
               "corpus/grammar/test_mentions", "corpus/grammar/test_growing",
               "corpus/grammar/test_sense", "corpus/grammar/test_grammar",
               "corpus/grammar/test_idiom", "corpus/grammar/test_short",
               "corpus/files/test_lexicon", "corpus/grammar/test_choice",
               "corpus/files/test_stories"],
    "figures": ["house/test_agreed", "figures/showing/test_thresholds",
                "figures/inputs/test_other_inputs", "figures/inputs/test_more_inputs"],
    "checks": ["checks/kinds/test_declarations", "checks/kept/test_records",
               "checks/kept/test_said"],
    "experiments": ["house/test_agreed", "experiments/inputs/test_other_inputs",
                    "experiments/inputs/test_other_sizes", "house/test_nothing_unpickled",
                    "house/test_modes"],
    "machine": ["house/test_agreed", "machine/test_same_pictures", "house/test_nothing_unpickled",
                "checks/test_machine", "figures/test_machine"],
    "top": ["house/test_agreed", "house/test_nothing_unpickled"],
}  # fmt: skip


def room(file):
    """The room of a file of lecture_utils, such as "figures"; "top" for what is taught."""
    parts = Path(file).parts
    return parts[1] if len(parts) > 2 else "top"


def tests_for(file, root):
    """Files of tests, in the order to run them, for a fault in `file` (from the root, with /)."""
    parts = Path(file).with_suffix("").parts[1:]
    name = "/".join(parts)
    names = TESTS.get(name) or TESTS.get("/".join(parts[:2])) or []
    names = dict.fromkeys([*mirrors(parts, root), *names, *WIDER.get(room(file), ())])
    return [f"tests/{name}.py" for name in names if (root / "tests" / f"{name}.py").exists()]


def mirrors(parts, root):
    """The tests of a file's own name, in its room's folder of tests or in one inside that."""
    places = ["/".join(parts[:-1])] if parts[1:] else ["taught", "house"]
    root, name = root / "tests", f"test_{parts[-1]}.py"
    found = [path for place in places for path in sorted((root / place).rglob(name))]
    return [path.relative_to(root).with_suffix("").as_posix() for path in found]
