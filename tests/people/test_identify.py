"""Who a speaker is, by cases: each a short article of ours with its speakers marked.

``[Kim]`` marks a speaker's mention, ``{...}`` the words said; the marks are taken out.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import pytest

from bot.people import explain_identity, identify
from bot.records import NOBODY, Act, Attribution, Polarity, Quotation, Span, SpeakerKind

PERSON, BODY = SpeakerKind.PERSON, SpeakerKind.ORGANISATION
GROUP, UNNAMED = SpeakerKind.GROUP, SpeakerKind.UNNAMED


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
    # last names, first names, initials, particles
    ("[Olga Brandt] spoke. On Friday [Brandt] said no.", ["Olga Brandt"] * 2),
    ("Mayor Olga Brandt spoke. [Olga] said no.", ["Olga Brandt"]),
    ("Sir Peter R. Holloway spoke. [Peter Holloway] said no.", ["Peter R. Holloway"]),
    ("Bert van der Zwaan spoke. [Van der Zwaan] said no.", ["Bert van der Zwaan"]),
    ("General Omar al-Rashidi spoke. [Al-Rashidi] said no.", ["Omar al-Rashidi"]),
    (
        "Lucia Peña Ortega spoke. [Peña Ortega] agreed, and [Peña] said no.",
        ["Lucia Peña Ortega"] * 2,
    ),
    ("Minister Seo Min-jae spoke. [Seo] said no.", ["Seo Min-jae"]),
    (
        "Spokesman Tarek Osman spoke. [Mr. Osman] said no, and [Osman’s] view held.",
        ["Tarek Osman"] * 2,
    ),
    # titles and descriptions in the phrase
    ("[Harbour police spokeswoman Nora Lind] said no.", ["Nora Lind"]),
    ("[Nora Lind, a lecturer at Dunmore College,] said no.", ["Nora Lind"]),
    ("[The company’s chief executive, Nora Lind,] said no.", ["Nora Lind"]),
    ("[Former Deputy Prime Minister Nora Lind] said no.", ["Nora Lind"]),
    # titles alone
    ("Transport Minister Olga Brandt came. [The minister] said no.", ["Olga Brandt"]),
    (
        "[Ivo Marek, a professor at Dunmore,] said no. [The expert] said it was late. "
        "Later [Nora Lind, a research fellow,] agreed. [The expert] said yes.",
        ["Ivo Marek", "Ivo Marek", "Nora Lind", "Nora Lind"],
    ),
    # pronouns
    ("Olga Brandt came late. [She] said no.", ["Olga Brandt"]),
    (
        "Olga Brandt met Ivo Marek on Monday. [She] said no. [He] said yes.",
        ["Olga Brandt", "Ivo Marek"],
    ),
    ("[Ivo Marek] said {Karl Weber was late}. [He] said {it was rude}.", ["Ivo Marek"] * 2),
    ("Police met Ivo Marek, [who] said no.", ["Ivo Marek"]),
    # bodies
    ("The Dunmore Harbour Authority met. [The authority] said no.", ["Dunmore Harbour Authority"]),
    ("The Northern Rail Agency (NRA) met. [The NRA] said no.", ["Northern Rail Agency"]),
    ("The Northern Rail Agency met. [The NRA] said no.", ["Northern Rail Agency"]),
    (
        "[Lisbon’s transport ministry] spoke. Then [the transport ministry] said no.",
        ["Lisbon’s transport ministry"] * 2,
    ),
    ("[Oslo] said no.", ["Oslo"]),
    ("[The Kremlin] said no.", ["Kremlin"]),
    # as written
    ("[A senior official] said no.", ["senior official"]),
    ("[The protesters] said no.", ["protesters"]),
    ("[Spain and Portugal] said no.", ["Spain and Portugal"]),
]


@pytest.mark.parametrize(("source", "expected"), NAMES)
def test_names_the_speaker(source: str, expected: list[str]) -> None:
    assert names(source) == expected


KINDS = [
    ("[Olga Brandt] said no.", PERSON),
    ("[The Dunmore Harbour Authority] said no.", BODY),
    ("[Oslo] said no.", BODY),
    ("[Residents] said no.", GROUP),
    ("[The Portuguese] said no. [Republicans] said no.", GROUP),
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
