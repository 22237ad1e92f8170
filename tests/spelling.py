"""Rules of spelling and typography that a program can hold against a written sentence.

Each function returns complaints: the names of the rules that a text breaks.
"""

import re
import unicodedata

VOWEL = (
    r"(?!onz|oui\b|yaourt)"
    r"(?:[aeiouyàâéèêëîïôùûœ]|h(?:abi|erb|eur|éroï|isto|iver|omm|ôpi|ôtel|orlog|umi))"
)
NO_INFINITIVE = r"(?! \w+(?:er|ir|re)\b)"  # "de le voir" is right: there "le" is a pronoun
FRENCH_MISTAKES = {
    "de + le, de + les": rf"\bde les?\b{NO_INFINITIVE}",
    "à + le, à + les": rf"\bà les?\b{NO_INFINITIVE}",
    "si + il": r"\bsi ils?\b",
    "no elision": rf"(?<!-)\b(?:le|la|je|ne|de|que|se|me|te|jusque|lorsque) {VOWEL}",
    "elision before a consonant": r"\b(?:[djlmnst]|qu)'[bcdfgjklmnpqrstvwxz]",
    "space after an elision": r"\b(?:[cdjlmnst]|qu)' ",
    "ma, ta, sa before a vowel": rf"\b(?:ma|ta|sa) {VOWEL}",
    "ce before a vowel": rf"(?<!-)\bce {VOWEL}",
    "beau, nouveau, vieux before a vowel": rf"\b(?:un|le|ce|mon) (?:beau|nouveau|vieux) {VOWEL}",
    "plural without s": r"\b(?:les|des|mes|ses|vos|nos|ces|deux|trois) (?:chat|chien|arbre|ami)\b",
    "two articles": r"\b(?:le|la|les|des) (?:le|la|les|un|une|des)\b",
}
TWICE = re.compile(r"(?<![\w-])(?!(?:nous|vous|had) )(\w+) \1(?![\w-])")


def text_mistakes(text):
    """What is wrong with the characters of a text in either language."""
    checks = {
        "not NFC": unicodedata.normalize("NFC", text) != text,
        "control or invisible character": any(
            unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp") for character in text
        ),
        "space other than the ordinary one": re.search(r"[^\S ]", text),
        "double, leading or trailing space": "  " in text or text != text.strip(),
        "curved or doubled apostrophe": re.search(r"[‘’´`]|''", text),
        "curved or angular quotation mark": re.search(r"[“”«»]", text),
        "space before a comma or full stop": re.search(r" [,.]", text),
        "no space after punctuation": re.search(r"[,;?!][^\W\d]|\w[.:][^\W\d]", text),
        "word said twice": TWICE.search(text.lower()),
    }
    return [name for name, found in checks.items() if found]


def english_mistakes(text):
    """What is wrong with an English sentence, as far as rules can tell."""
    checks = {
        "space before punctuation": re.search(r" [?!;:]", text),
        "a before a vowel": re.search(r"\b[Aa] (?!one\b|uni|use|euro)[aeiou]", text),
        "an before a consonant": re.search(r"\b[Aa]n (?!hour|honest)[^aeiouAEIOU]", text),
    }
    return text_mistakes(text) + sentence_mistakes(text) + [n for n, bad in checks.items() if bad]


def french_mistakes(text):
    """What is wrong with a French sentence, as far as rules can tell."""
    bad = [name for name, rule in FRENCH_MISTAKES.items() if re.search(rule, text.lower())]
    if re.search(r"[^ ][?!;:]", text):
        bad.append("no space before ? ! ; :")
    return text_mistakes(text) + sentence_mistakes(text) + bad


def sentence_mistakes(text):
    """A sentence begins with a capital and ends with a full stop, ? or !."""
    bad = [] if text[:1].isupper() else ["no capital"]
    return bad if text.endswith((".", "?", "!")) else [*bad, "no final punctuation"]
