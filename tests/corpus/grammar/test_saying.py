"""Clauses and their links against translations and alignments written by hand."""

import pytest

from lecture_utils.corpus.inflection import IL, ILS, JE, VOUS
from lecture_utils.corpus.lexicon import find
from lecture_utils.corpus.meaning import Both, Clause, NounPhrase, Pronoun
from lecture_utils.corpus.saying import Draft, add_clause

HE, SHE = Pronoun("he", "il", IL), Pronoun("she", "elle", IL, feminine=True)
ME, YOU = Pronoun("i", "je", JE), Pronoun("you", "vous", VOUS)
HER, THEM = Pronoun("her", "la", IL, feminine=True), Pronoun("them", "les", ILS, feminine=True)


def word(name, part=None):
    return find(name, part)


def the(noun, front=None, back=None, many=False, determiner="the", **more):
    """A noun phrase from English words."""
    adjectives = [name and find(name, "adjective") for name in (front, back)]
    chosen = determiner and find(determiner, "determiner")
    return NounPhrase(find(noun, "noun"), chosen, many, *adjectives, **more)


def verb(name):
    return find(name, "verb")


def say(clause):
    """(English, French) of a clause as two strings, and the pair."""
    draft = Draft()
    add_clause(draft, clause)
    pair = draft.finish()
    return " ".join(pair.english), " ".join(pair.french), pair


RUNNING = "the old cat does not see the white {} near the bank"


@pytest.mark.parametrize(
    ("thing", "bank", "expected"),
    [("boat", "bank.river", "le vieux chat ne voit pas le bateau blanc près de la rive"),
     ("cheque", "bank.money", "le vieux chat ne voit pas le chèque blanc près de la banque")],
)  # fmt: skip
def test_the_running_sentence_and_its_twin(thing, bank, expected):
    clause = Clause(the("cat", "old"), verb("see"), denial="not", object=the(thing, None, "white"))
    clause.places.append((word("near"), the(bank)))
    english, french, pair = say(clause)
    assert (english, french) == (RUNNING.format(thing), expected)
    assert pair.alignment == {
        (0, 0), (1, 1), (2, 2), (3, 4), (4, 3), (4, 5), (5, 4), (6, 6), (7, 8), (8, 7),
        (9, 9), (9, 10), (10, 11), (11, 12),
    }  # fmt: skip
    assert pair.modifiers == {(1, 2), (7, 8)} and pair.senses == {11: bank.split(".")[1]}
    assert (
        pair.classes
        == (
            "determiner adjective noun auxiliary negation verb determiner adjective noun "
            "preposition determiner noun"
        ).split()
    )


CASES = [  # a clause, its English, its French, links as "source-target"
    (Clause(HE, verb("see"), object=THEM, tense="past"),
     "he saw them", "il les a vues", "0-0 1-2 1-3 2-1"),
    (Clause(HE, verb("see"), object=THEM, tense="past", denial="not"),
     "he did not see them", "il ne les a pas vues", "0-0 1-3 2-1 2-4 3-5 4-2"),
    (Clause(ME, verb("love"), object=HER), "i love her", "je l' aime", "0-0 1-2 2-1"),
    (Clause(ME, verb("love"), object=the("cat")),
     "i love the cat", "j' aime le chat", "0-0 1-1 2-2 3-3"),
    (Clause(SHE, verb("see"), object=HER, modal=word("can")),
     "she can see her", "elle peut la voir", "0-0 1-1 2-3 3-2"),
    (Clause(SHE, verb("open"), object=the("box"), modal=word("can"), denial="not"),
     "she cannot open the box", "elle ne peut pas ouvrir la boîte", "0-0 1-1 1-2 1-3 2-4 3-5 4-6"),
    (Clause(the("dog"), verb("eat"), object=the("apple", determiner="a"), modal=word("want")),
     "the dog wants to eat an apple", "le chien veut manger une pomme",
     "0-0 1-1 2-2 3-3 4-3 5-4 6-5"),
    (Clause(HE, verb("sleep"), modal=word("want"), denial="not"),
     "he does not want to sleep", "il ne veut pas dormir", "0-0 1-2 2-1 2-3 3-2 4-4 5-4"),
    (Clause(HE, verb("sleep"), modal=word("must"), denial="not"),
     "he must not sleep", "il ne doit pas dormir", "0-0 1-2 2-1 2-3 3-4"),
    (Clause(YOU, verb("see"), tense="future", denial="never", object=the("owl")),
     "you will never see the owl", "vous ne verrez jamais le hibou", "0-0 1-2 2-1 2-3 3-2 4-4 5-5"),
    (Clause(the("queen"), verb("leave"), tense="past"),
     "the queen left", "la reine est partie", "0-0 1-1 2-2 2-3"),
    (Clause(the("cat"), verb("see"), denial="not", object=the("orange", determiner="a")),
     "the cat does not see an orange", "le chat ne voit pas d' orange",
     "0-0 1-1 2-3 3-2 3-4 4-3 5-5 6-6"),
    (Clause(the("man"), verb("drink"), denial="not", object=the("water", determiner="any")),
     "the man does not drink any water", "l' homme ne boit pas d' eau",
     "0-0 1-1 2-3 3-2 3-4 4-3 5-5 6-6"),
    (Clause(the("man"), verb("drink"), object=the("water", determiner="some")),
     "the man drinks some water", "l' homme boit de l' eau", "0-0 1-1 2-2 3-3 3-4 4-5"),
    (Clause(the("man"), verb("eat"), object=the("bread", determiner="some")),
     "the man eats some bread", "l' homme mange du pain", "0-0 1-1 2-2 3-3 4-4"),
    (Clause(the("cat", "old", many=True, determiner="some"), verb("sleep")),
     "some old cats sleep", "de vieux chats dorment", "0-0 1-1 2-2 3-3"),
    (Clause(the("cat", None, "black", many=True, determiner="some"), verb("sleep")),
     "some black cats sleep", "des chats noirs dorment", "0-0 1-2 2-1 3-3"),
    (Clause(the("owl", many=True, determiner="many"), verb("fly")),
     "many owls fly", "beaucoup de hiboux volent", "0-0 0-1 1-2 2-3"),
    (Clause(the("tree", "old", determiner="this"), verb("be"), quality=word("huge")),
     "this old tree is huge", "ce vieil arbre est énorme", "0-0 1-1 2-2 3-3 4-4"),
    (Clause(the("house", many=True), verb("be"), "past", "not", quality=word("white"),
     very=word("very")),
     "the houses were not very white", "les maisons n' étaient pas très blanches",
     "0-0 1-1 2-3 3-2 3-4 4-5 5-6"),
    (Clause(Both(the("king"), the("queen"), word("and")), verb("be"), quality=word("happy")),
     "the king and the queen are happy", "le roi et la reine sont heureux",
     "0-0 1-1 2-2 3-3 4-4 5-5 6-6"),
    (Clause(Both(the("girl"), the("queen"), word("and")), verb("fall"), "past"),
     "the girl and the queen fell", "la fille et la reine sont tombées",
     "0-0 1-1 2-2 3-3 4-4 5-5 5-6"),
    (Clause(the("boy"), verb("look"), object=the("key.lock", owner=the("door"))),
     "the boy looks for the key of the door", "le garçon cherche la clé de la porte",
     "0-0 1-1 2-2 3-2 4-3 5-4 6-5 7-6 8-7"),
    (Clause(the("girl"), verb("speak"), object=the("king")),
     "the girl speaks to the king", "la fille parle au roi", "0-0 1-1 2-2 3-3 4-3 5-4"),
    (Clause(the("girl"), verb("give"), object=the("book", determiner="her"), recipient=the("boy",
     many=True)),
     "the girl gives her book to the boys", "la fille donne son livre aux garçons",
     "0-0 1-1 2-2 3-3 4-4 5-5 6-5 7-6"),
    (Clause(the("dog"), verb("eat"), object=the("meat"), manner=word("slowly")),
     "the dog eats the meat slowly", "le chien mange lentement la viande",
     "0-0 1-1 2-2 3-4 4-5 5-3"),
    (Clause(the("dog"), verb("bark"), denial="not", often=word("often")),
     "the dog does not often bark", "le chien n' aboie pas souvent", "0-0 1-1 2-3 3-2 3-4 4-5 5-3"),
]  # fmt: skip


@pytest.mark.parametrize("clause, english, french, links", CASES, ids=[case[1] for case in CASES])
def test_clauses(clause, english, french, links):
    said = say(clause)
    assert said[:2] == (english, french)
    assert said[2].alignment == {tuple(map(int, link.split("-"))) for link in links.split()}


def test_relative_clauses_agree_with_their_noun():
    house = the("house", many=True)
    house.relative = Clause(the("man"), verb("see"), "past", opening="that", object=house)
    clause = Clause(house, verb("be"), "past", quality=word("old", "adjective"))
    english, french, pair = say(clause)
    assert english == "the houses that the man saw were old"
    assert french == "les maisons que l' homme a vues étaient vieilles"
    assert {(2, 2), (5, 5), (5, 6)} <= pair.alignment and pair.classes[2] == "pronoun"


def test_who_is_for_people_and_that_for_the_rest():
    for noun, pronoun in (("woman", "who"), ("cow", "that")):
        subject = the(noun)
        subject.relative = Clause(subject, verb("sleep"), opening="who", denial="not")
        english, french, _ = say(Clause(subject, verb("arrive"), "past"))
        assert english == f"the {noun} {pronoun} does not sleep arrived"
        assert french.endswith("qui ne dort pas est arrivée")


@pytest.mark.parametrize(
    ("front", "back", "english"),
    [("old", "white", "old white"), ("old", "dirty", "dirty old"), ("big", "dirty", "big dirty"),
     ("beautiful", "white", "beautiful white")],
)  # fmt: skip
def test_english_orders_its_adjectives(front, back, english):
    said = say(Clause(the("boat", front, back), verb("float")))
    assert said[0] == f"the {english} boat floats"
    assert said[1].split()[2] == "bateau" and said[2].modifiers == {(1, 3), (2, 3)}


def test_verbs_agree_with_every_person():
    english = [say(Clause(p, verb("be"), tense, places=[(word("in"), the("garden"))]))[:2]
               for p in (ME, YOU, THEM) for tense in ("present", "past")]  # fmt: skip
    assert [" ".join(one.split()[:2]) for one, _ in english] == [
        "i am", "i was", "you are", "you were", "them are", "them were"]  # fmt: skip
    assert [" ".join(other.split()[:2]) for _, other in english] == [
        "je suis", "j' étais", "vous êtes", "vous étiez", "les sont", "les étaient"]  # fmt: skip
