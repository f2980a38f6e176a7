"""Who a speaker is, by cases: each a short article of ours with its speakers marked.

``[Kim]`` marks a speaker's mention, ``{...}`` the words said; the marks are taken out.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import NamedTuple

import pytest

from bot.people import explain_identity, identify
from bot.records import NOBODY, Act, Attribution, Polarity, Quotation, Span, SpeakerKind

PERSON, BODY = SpeakerKind.PERSON, SpeakerKind.ORGANISATION
GROUP, UNNAMED = SpeakerKind.GROUP, SpeakerKind.UNNAMED


AUTHORITY = "Dunmore Harbour Authority"
LISBON = "Lisbon’s transport ministry"
OSLO = "Oslo’s foreign minister"


class Marked(NamedTuple):
    """A text with its marks taken out, and the attributions they stood for."""

    text: str
    found: list[Attribution]


def attribution(mention: Span | None, *content: Span) -> Attribution:
    return Attribution(
        content, None, mention, Quotation.INDIRECT, Act.SAID, Polarity.ASSERTED, "test", 1.0
    )


def marked(source: str) -> Marked:
    """Each [mention] says the {content} nearest to it in its sentence, or nothing we look at."""
    text = ""
    mentions: list[Span] = []
    contents: list[Span] = []
    for piece in re.split(r"(\[[^\]]*\]|\{[^}]*\})", source):
        plain = piece[1:-1] if piece[:1] in ("[", "{") else piece
        span = (len(text), len(text) + len(plain))
        text += plain
        if piece.startswith("["):
            mentions.append(Span(*span))
        elif piece.startswith("{"):
            contents.append(Span(*span))
    return Marked(
        text,
        [
            attribution(
                m, *(c for c in contents if abs(c.end - m.start) < 9 or abs(m.end - c.start) < 9)
            )
            for m in mentions
        ],
    )


def names(source: str) -> list[str]:
    text, found = marked(source)
    return [speaker.name for speaker in identify(text, found)]


NAMES = [
    # parts of names: family, given, initials, particles, double names, Korean order, accents
    ("[Olga Brandt] spoke. On Friday [Brandt] said no.", ["Olga Brandt"] * 2),
    ("Mayor Olga Brandt spoke. [Olga] said no.", ["Olga Brandt"]),
    ("Sir Peter R. Holloway spoke. [Peter Holloway] said no.", ["Peter R. Holloway"]),
    ("Bert van der Zwaan spoke. [Van der Zwaan] said no.", ["Bert van der Zwaan"]),
    ("General Omar al-Rashidi spoke. [Al-Rashidi] said no.", ["Omar al-Rashidi"]),
    ("Lucia Peña Ortega spoke. [Peña Ortega] agreed, and [Peña] left.", ["Lucia Peña Ortega"] * 2),
    ("Minister Seo Min-jae spoke. [Seo] said no.", ["Seo Min-jae"]),
    ("Sheikha Muna bint Zayd Al Hariq spoke. [Sheikha Muna] left.", ["Muna bint Zayd Al Hariq"]),
    ("Ann “Tilly” Bell spoke. [Bell] said no.", ["Ann “Tilly” Bell"]),
    ("Spokesman Tarek Osman spoke. [Mr. Osman] said no.", ["Tarek Osman"]),
    ("Olga Branndt spoke. [Brandt] said no.", ["Olga Branndt"]),
    # a name with all that stands around it
    ("[Harbour police spokeswoman Nora Lind] said no.", ["Nora Lind"]),
    ("[Nora Lind, a lecturer at Dunmore College,] said no.", ["Nora Lind"]),
    ("[The company’s chief executive, Nora Lind,] said no.", ["Nora Lind"]),
    ("[Former Deputy Prime Minister Nora Lind] said no.", ["Nora Lind"]),
    ("[Leader of the Opposition Nora Lind] said no.", ["Nora Lind"]),
    ("[Minister of Energy Sheikh Tarek bin Osman] said no.", ["Tarek bin Osman"]),
    ("[His wife and campaign manager Nora Lind] said no.", ["Nora Lind"]),
    ("[one of the family’s lawyers, Nora Lind,] said no.", ["Nora Lind"]),
    ("[Northern News anchor Nora Lind] said no.", ["Nora Lind"]),
    ("Ultimately [Brandt] agreed. Olga Brandt left.", ["Olga Brandt"]),
    # a phrase cut too short: what stands right behind or before it
    ("[The county’s surveyor], Ruth Eames, said no.", ["Ruth Eames"]),
    ("[Their chairman], Rev Colin Abery, said no.", ["Colin Abery"]),
    ("“No,” said [lead] author Nora Lind.", ["Nora Lind"]),
    ("Nora Lind, [81], said no.", ["Nora Lind"]),
    # titles and descriptions alone
    ("Transport Minister Olga Brandt came. [The minister] said no.", ["Olga Brandt"]),
    ("Olga Brandt, the mayor, came. [The mayor] said no.", ["Olga Brandt"]),
    ("The surveyor, Ruth Eames, came. [The surveyor] said no.", ["Ruth Eames"]),
    ("Gen. Omar Vell spoke. [The general] said no.", ["Omar Vell"]),
    (
        "[Ivo Marek, a professor at Dunmore,] said no. [The expert] said it was late. "
        "Later [Nora Lind, a research fellow,] agreed. [The expert] said yes.",
        ["Ivo Marek", "Ivo Marek", "Nora Lind", "Nora Lind"],
    ),
    (
        "Former Governor Olga Brandt met Governor Ivo Marek. [The former governor] said no.",
        ["Olga Brandt"],
    ),
    ("Olga Brandt said no. [The 54-year-old] laughed.", ["Olga Brandt"]),
    ("Jon Kessler came. [Kessler’s wife], Nora, left. [His wife] said no.", ["Nora"] * 2),
    # a description that fits nobody stays as it is
    ("Olga Brandt, a painter, came. [The judge] said no.", ["judge"]),
    ("[Oslo’s foreign minister] said no. Lisbon’s foreign minister, Rui Sá, left.", [OSLO]),
    ("President Olga Brandt left. [The Portuguese president] said no.", ["Portuguese president"]),
    ("[The film], said Olga Brandt, who sells cars, is late.", ["film"]),
    ("Jon Kessler and his wife, Nora, came. [His daughter] said no.", ["His daughter"]),
    ("Senator Olga Brandt came. [The next senator] may say no.", ["next senator"]),
    ("Olga Brandt spoke. [A clerk] said no. [The clerk] left.", ["clerk"] * 2),
    # he and she
    ("Olga Brandt came late. [She] said no.", ["Olga Brandt"]),
    ("Olga Brandt met Ivo Marek. [She] said no. [He] said yes.", ["Olga Brandt", "Ivo Marek"]),
    ("[Ivo Marek] said {Karl Weber was late}. [He] said {it was rude}.", ["Ivo Marek"] * 2),
    ("Police met Ivo Marek, [who] said no.", ["Ivo Marek"]),
    ("Ivo Marek (D-Ohio), [who] said no, left.", ["Ivo Marek"]),
    ("Ann Bell and Jon Dyer, [who] said no, left.", ["Ann Bell and Jon Dyer"]),
    ("When [he] came, Ivo Marek said no.", ["Ivo Marek"]),
    ("Ivo Marek spoke. [His view] was dim.", ["Ivo Marek"]),
    ("Ivo Marek spoke. “[I] am late.”", ["I"]),
    # it, which and they
    ("The Dunmore Harbour Authority met. [It] said no.", ["Dunmore Harbour Authority"]),
    ("Ann Bell wrote to the Dunmore Harbour Authority, [which] said no.", [AUTHORITY]),
    ("[Harbour unions] spoke. [They] said no.", ["Harbour unions"] * 2),
    ("Ann Bell and Jon Dyer met on Monday. [They] said no.", ["Ann Bell and Jon Dyer"]),
    ("It rained on several economists [who] said no.", ["several economists"]),
    # bodies: short forms, descriptions, places, owners
    ("The Dunmore Harbour Authority met. [The authority] said no.", [AUTHORITY]),
    ("The Northern Rail Agency (NRA) met. [The NRA] said no.", ["Northern Rail Agency"]),
    ("The Northern Rail Agency met. [The NRA] said no.", ["Northern Rail Agency"]),
    ("The Alliance to Save Rivers (ASR) met. [ASR] said no.", ["Alliance to Save Rivers"]),
    ("[Lisbon’s transport ministry] spoke. Then [the transport ministry] left.", [LISBON] * 2),
    (
        "The Korean National Intelligence Service met. [Seoul’s spy agency] said no.",
        ["Seoul’s spy agency"],
    ),
    (
        "The South Korean Intelligence Service met. [Seoul’s spy agency] said no.",
        ["South Korean Intelligence Service"],
    ),
    ("Altmark Metals grew. [The company] said no.", ["Altmark Metals"]),
    ("[Oslo] said no.", ["Oslo"]),
    ("[The Kremlin] said no.", ["Kremlin"]),
    ("[The Skippers’ League] said no.", ["Skippers’ League"]),
    ("Olga Brandt ran. [Her campaign] said no.", ["Olga Brandt campaign"]),
    ("Olga Brandt ran, said the Brandt campaign. [Her campaign] left.", ["Brandt campaign"]),
    ("Olga Brandt ran. [Her office] said no.", ["Olga Brandt’s office"]),
    ("Olga Brandt leads the Brandt campaign. [Brandt] said no.", ["Olga Brandt"]),
    # works: their makers
    ("[A report by the Dunmore Institute] said no.", ["Dunmore Institute"]),
    ("[A Dunmore Institute report] said no.", ["Dunmore Institute"]),
    ("[Olga Brandt’s letter] said no.", ["Olga Brandt"]),
    ("Olga Brandt shot her film in May. [The film] shows a river.", ["Olga Brandt"]),
    (
        "The authors of the study, which include Northern Watch and the Dunmore Institute, met. "
        "[The study] said no.",
        ["Northern Watch and Dunmore Institute"],
    ),
    ("[The report] said no.", ["report"]),
    # an interview
    (
        "Olga Brandt runs the bank. She met Nora Lind in May.\n\n[Q]: Why?\n\n[A]: Why not?",
        ["Nora Lind", "Olga Brandt"],
    ),
    # as written, without the article
    ("[A senior official] said no.", ["senior official"]),
    ("[The protesters] said no.", ["protesters"]),
    ("[Spain and Portugal] said no.", ["Spain and Portugal"]),
    ("[Two people familiar with it] said no.", ["Two people familiar with it"]),
    ("[No one] said so. Olga Brandt left.", ["No one"]),
]


@pytest.mark.parametrize(("source", "expected"), NAMES)
def test_names_the_speaker(source: str, expected: list[str]) -> None:
    assert names(source) == expected


KINDS = [
    ("[Olga Brandt] said no.", PERSON),
    ("The mine’s owner, Altmark Metals, grew. [It] said no.", BODY),
    ("[Lind & Hale] said no.", BODY),
    ("[The newspaper Northern Star] said no.", BODY),
    ("[The Dunmore Harbour Authority] said no.", BODY),
    ("[Oslo] said no.", BODY),
    ("[The coast guard] said no.", BODY),
    ("[The report] said no.", BODY),
    ("[Residents] said no.", GROUP),
    ("[Republicans] said no.", GROUP),
    ("[Two people familiar with it] said no.", GROUP),
    ("[He and his staff] said no.", GROUP),
    ("[A source] said no.", UNNAMED),
    ("[He] said no.", UNNAMED),
]


@pytest.mark.parametrize(("source", "kind"), KINDS)
def test_tells_the_kind(source: str, kind: SpeakerKind) -> None:
    text, found = marked(source)
    assert identify(text, found)[-1].kind is kind


def test_two_people_of_one_family_name_stay_apart() -> None:
    source = (
        "Anna Kessler, the mayor, opened the bridge. Her brother Jonas Kessler came too. "
        "[Ms. Kessler] said no. [Mr. Kessler] said yes. [Jonas Kessler] left."
    )
    assert names(source) == ["Anna Kessler", "Jonas Kessler", "Jonas Kessler"]


NAMESAKES = [
    # the main bearer is meant by the bare name, the other one by the full name or a title
    (
        "Karl Kessler spoke. His wife Anna Kessler left. [Kessler] said no. [Mrs. Kessler] agreed.",
        ["Karl Kessler", "Anna Kessler"],
    ),
    # a pronoun behind it tells which one
    ("Karl Kessler met Anna Kessler. [Kessler] said she would not.", ["Anna Kessler"]),
    # a wrong name is worse than none: the only bearer named in full is a man
    (
        "Kessler came. She sat down.\n\nKessler rose. She left.\n\nKarl Kessler was away.\n\n"
        "Kessler said she was late. [She] said no.",
        ["Kessler"],
    ),
]


@pytest.mark.parametrize(("source", "expected"), NAMESAKES)
def test_namesakes(source: str, expected: list[str]) -> None:
    assert names(source) == expected


def test_an_answer_comes_from_who_was_asked() -> None:
    text, found = marked("[A reporter] asked Olga Brandt why. [She] said nothing.")
    asked = [found[0], replace(found[1], act=Act.ANSWERED)]
    assert identify(text, asked)[1].name == "Olga Brandt"


def test_first_person_is_who_is_quoted() -> None:
    text, found = marked("“I said [I] would not”, [Olga Brandt] told us.")
    found[1] = replace(found[1], content=(Span(0, text.index("”")),))
    assert [s.name for s in identify(text, found)] == ["Olga Brandt"] * 2


def test_one_mention_is_one_speaker() -> None:
    text, found = marked("Ivo Marek spoke. {Karl Weber was late}, [he] said, {and Ivo Marek left}.")
    both = [replace(found[0], content=(span,)) for span in found[0].content]
    assert len(both) == 2
    assert len({speaker.name for speaker in identify(text, both)}) == 1


def test_nobody_where_nobody_is_mentioned() -> None:
    text = "It was late. Olga Brandt left."
    assert identify(text, [attribution(None, Span(0, 5))]) == (NOBODY,)


def test_speakers_come_in_the_order_asked_for() -> None:
    text, found = marked("[Olga Brandt] said no. [She] said yes. [A clerk] left.")
    forward, backward = identify(text, found), identify(text, found[::-1])
    assert backward == forward[::-1]


def test_the_title_is_what_the_article_says() -> None:
    text, found = marked("[Harbour police spokeswoman Nora Lind] spoke. [Lind] said no.")
    assert [s.title for s in identify(text, found)] == ["Harbour police spokeswoman"] * 2


def test_a_mention_is_kept_as_it_is() -> None:
    text, found = marked("Olga Brandt spoke. [She] said no.")
    assert [s.mention for s in identify(text, found)] == [found[0].mention]


def test_explains_what_lost() -> None:
    text, found = marked("Olga Brandt met Nora Lind on Monday. [She] said no.")
    (identity,) = explain_identity(text, found)
    assert identity.speaker.name == "Olga Brandt"
    assert identity.evidence is not None
    assert identity.evidence.of(text) == "Olga Brandt"
    assert [rival.name for rival in identity.lost] == ["Nora Lind"]
    assert identity.why
