"""French forms against cases written by hand: agreement, conjugation, elision, contraction."""

import pytest

from lecture_utils.corpus import inflection
from lecture_utils.corpus.inflection import IL, ILS, JE, NOUS, VOUS
from lecture_utils.corpus.lexicon import entries, find

ADJECTIVES = {  # masculine, before a vowel, feminine, masculine plural, feminine plural
    "old": "vieux vieil vieille vieux vieilles",
    "new": "nouveau nouvel nouvelle nouveaux nouvelles",
    "beautiful": "beau bel belle beaux belles",
    "white": "blanc blanc blanche blancs blanches",
    "blue": "bleu bleu bleue bleus bleues",
    "grey": "gris gris grise gris grises",
    "happy": "heureux heureux heureuse heureux heureuses",
    "good": "bon bon bonne bons bonnes",
    "red": "rouge rouge rouge rouges rouges",
    "fresh": "frais frais fraîche frais fraîches",
    "kind": "gentil gentil gentille gentils gentilles",
    "expensive": "cher cher chère chers chères",
    "long": "long long longue longs longues",
    "boring": "ennuyeux ennuyeux ennuyeuse ennuyeux ennuyeuses",
    "proud": "fier fier fière fiers fières",
}
PRESENT = {  # je, il, nous, vous, ils
    "see": "vois voit voyons voyez voient",
    "eat": "mange mange mangeons mangez mangent",
    "throw": "lance lance lançons lancez lancent",
    "buy": "achète achète achetons achetez achètent",
    "call": "appelle appelle appelons appelez appellent",
    "say": "dis dit disons dites disent",
    "drink": "bois boit buvons buvez boivent",
    "sleep": "dors dort dormons dormez dorment",
    "open": "ouvre ouvre ouvrons ouvrez ouvrent",
    "take": "prends prend prenons prenez prennent",
    "bark": "aboie aboie aboyons aboyez aboient",
}
FUTURE = {
    "see": "verra", "send": "enverra", "buy": "achètera", "be": "sera", "hold": "tiendra",
    "drink": "boira", "run": "courra", "call": "appellera", "eat": "mangera", "bite": "mordra",
}  # fmt: skip
PARTICIPLES = {  # masculine, feminine, plural, feminine plural
    "see": "vu vue vus vues",
    "take": "pris prise pris prises",
    "open": "ouvert ouverte ouverts ouvertes",
    "leave": "parti partie partis parties",
    "write": "écrit écrite écrits écrites",
    "eat": "mangé mangée mangés mangées",
}


def verb(name):
    part = [word for word in entries() if word.part == "verb" and word.english == name]
    return part[0]


@pytest.mark.parametrize("name", ADJECTIVES)
def test_adjectives_agree(name):
    word = next(w for w in entries() if w.english == name and w.part == "adjective")
    forms = [(0, 0, 0), (0, 0, 1), (1, 0, 1), (0, 1, 1), (1, 1, 0)]
    assert [inflection.adjective_form(word, *form) for form in forms] == ADJECTIVES[name].split()


@pytest.mark.parametrize(
    ("name", "expected"),
    [("horse", "chevaux"), ("boat", "bateaux"), ("owl", "hiboux"), ("mouse", "souris"),
     ("hospital", "hôpitaux"), ("grandmother", "grands-mères"), ("nephew", "neveux"),
     ("game", "parties"), ("newspaper", "journaux"), ("bat.animal", "chauves-souris"),
     ("bear", "ours"), ("egg", "œufs"), ("kite", "cerfs-volants"), ("nose", None)],
)  # fmt: skip
def test_plurals(name, expected):
    if expected is None:
        with pytest.raises(KeyError):
            find(name, "noun")
    else:
        assert inflection.noun_form(find(name, "noun"), True) == expected


@pytest.mark.parametrize("name", PRESENT)
def test_present(name):
    persons = (JE, IL, NOUS, VOUS, ILS)
    assert [inflection.present(verb(name), person) for person in persons] == PRESENT[name].split()


@pytest.mark.parametrize("name", FUTURE)
def test_future(name):
    assert inflection.future(verb(name), IL) == FUTURE[name]
    assert inflection.future(verb(name), ILS) == FUTURE[name].removesuffix("a") + "ont"


@pytest.mark.parametrize("name", PARTICIPLES)
def test_participles_agree(name):
    forms = [(False, False), (True, False), (False, True), (True, True)]
    assert [inflection.participle(verb(name), *form) for form in forms] == PARTICIPLES[name].split()


def test_verbs_of_going_take_be():
    assert [inflection.auxiliary(verb(name), ILS) for name in ("leave", "see")] == ["sont", "ont"]
    takers = {w.english for w in entries() if w.auxiliary == "être"}
    assert takers == {"arrive", "leave", "fall", "stay"}


@pytest.mark.parametrize(
    ("name", "feminine", "many", "before", "expected"),
    [("this", False, False, "chat", "ce"), ("this", False, False, "arbre", "cet"),
     ("this", False, False, "homme", "cet"), ("this", False, False, "hibou", "ce"),
     ("this", True, False, "île", "cette"), ("his", True, False, "amie", "son"),
     ("his", True, False, "robe", "sa"), ("his", True, False, "hache", "sa"),
     ("my", True, False, "orange", "mon"), ("his", False, True, "amis", "ses"),
     ("the", True, False, "île", "la"), ("the", False, True, "chats", "les"),
     ("a", True, False, "pomme", "une"), ("our", True, False, "école", "notre"),
     ("your", False, True, "chats", "vos"), ("their", True, False, "école", "leur")],
)  # fmt: skip
def test_determiners_agree(name, feminine, many, before, expected):
    word = find(name, "determiner")
    assert inflection.determiner_form(word, feminine, many, before) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [("le arbre", "l' arbre"), ("la école", "l' école"), ("le homme", "l' homme"),
     ("le hibou", "le hibou"), ("la haute tour", "la haute tour"), ("le héros", "le héros"),
     ("la héroïne", "l' héroïne"), ("le hérisson", "le hérisson"), ("le œuf", "l' œuf"),
     ("ne a pas vu", "n' a pas vu"), ("ne le a pas vu", "ne l' a pas vu"),
     ("que il voit", "qu' il voit"), ("parce que elle", "parce qu' elle"),
     ("si il dort", "s' il dort"), ("si ils dorment", "s' ils dorment"),
     ("si elle dort", "si elle dort"), ("si anna", "si anna"), ("je aime", "j' aime"),
     ("près de le chat", "près du chat"), ("près de les chats", "près des chats"),
     ("près de le arbre", "près de l' arbre"), ("près de la rive", "près de la rive"),
     ("près de anna", "près d' anna"), ("à le roi", "au roi"), ("à les rois", "aux rois"),
     ("à le hôtel", "à l' hôtel"), ("à la gare", "à la gare"), ("de le hibou", "du hibou"),
     ("de le eau", "de l' eau"), ("pas de orange", "pas d' orange"),
     ("beaucoup de arbres", "beaucoup d' arbres"), ("le vieil arbre", "le vieil arbre"),
     ("le énorme chien", "l' énorme chien"), ("pendant que oscar", "pendant qu' oscar")],
)  # fmt: skip
def test_elision_and_contraction(words, expected):
    written, places = inflection.join(words.split())
    assert " ".join(written) == expected
    assert len(places) == len(words.split()) and places[-1] == len(written) - 1


def test_a_contraction_is_the_place_of_both_words():
    assert inflection.join("près de les chats".split())[1] == [0, 1, 1, 2]
    assert inflection.join([]) == ([], [])


def test_h_forbids_elision_in_every_form_of_the_words_that_say_so():
    forms = {"hibou", "hiboux", "hache", "haches", "héros", "haricots", "hérissons", "harpe",
             "haut", "haute", "hauts", "hautes", "hamster"}  # fmt: skip
    assert forms <= inflection.aspirated()
    mute = {"homme", "hôtel", "herbe", "horloge", "héroïne", "histoire"}
    assert not inflection.aspirated() & mute
    assert not any(inflection.begins_with_vowel(form) for form in forms)
