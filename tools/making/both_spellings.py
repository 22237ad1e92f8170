"""British and American spellings of one English word, by a small table.

Real pairs are written in one of them, often the American one; a reader may write the other.
"""

import re

# a stem, what follows it in American English, and in British English
RULES = (
    (r"(arm|behavi|col|endeav|fav|flav|harb|hon|hum|lab|neighb|parl|rum|sav|vap)or"
     r"(|s|ed|ing|able|ably|ful|less|ite|ites|hood|hoods|ly|y|al|er|ers)", "our"),
    (r"(agon|apolog|author|character|civil|colon|critic|emphas|fantas|general|hypnot|maxim|memor"
     r"|minim|modern|organ|prior|real|recogn|special|standard|symbol|sympath|util|vandal|visual)"
     r"iz(e|es|ed|ing|er|ers|ation|ations)", "is"),
    (r"(anal|paral)yz(e|es|ed|ing)", "ys"),
    (r"(kilomet|centimet|millimet|met|lit|cent|theat|fib|lust)er(|s)", "re"),
    (r"(cancel|counsel|dial|fuel|label|level|marvel|model|quarrel|signal|travel|trial)"
     r"(ed|ing|er|ers|ous|or|ors)", "l"),
    (r"(def|off|pret)ense(|s|less)", "ence"),
    (r"(catal|dial|monol)og(|s)", "ogue"),
)  # fmt: skip
WORDS = dict(
    pair.split("/")
    for pair in """
    gray/grey grays/greys plow/plough plows/ploughs pajamas/pyjamas airplane/aeroplane
    airplanes/aeroplanes aluminum/aluminium skeptical/sceptical mold/mould moldy/mouldy
    mustache/moustache mustaches/moustaches ax/axe cozy/cosy fulfill/fulfil enroll/enrol
    skillful/skilful willful/wilful jewelry/jewellery toward/towards afterward/afterwards
    learned/learnt burned/burnt dreamed/dreamt spoiled/spoilt leaped/leapt mom/mum moms/mums
    mommy/mummy yogurt/yoghurt donut/doughnut donuts/doughnuts maneuver/manoeuvre
    practicing/practising practiced/practised
    """.split()
)


def british(word):
    """The British spelling of a lower-case word; the word itself where there is no other.

    >>> british("neighbors"), british("organized"), british("traveling"), british("cat")
    ('neighbours', 'organised', 'travelling', 'cat')
    """
    if word in WORDS:
        return WORDS[word]
    for pattern, ending in RULES:
        if match := re.fullmatch(pattern, word):
            stem, rest = match.groups()
            return stem + ending + rest
    return word


def american_of(words):
    """{British spelling: American spelling} of those of `words` (American) that have two."""
    return {british(word): word for word in words if british(word) != word}
