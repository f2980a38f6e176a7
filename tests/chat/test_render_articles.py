"""How articles look: the newest of them, and the statements of one, key ones or all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.rendering import render_articles as render
from bot.chat.rendering.render import Message
from bot.chat.rendering.state import ARTICLE, LATEST, ArticleState, LatestState, short
from bot.desk.answering.answers import ArticlePage, Headline, KeyPoints, Voice
from bot.desk.answering.latest import LatestPage
from bot.records import Polarity, Quotation, Quoted, Topic
from tests.chat.samples import NOON, article, said, sole
from tests.chat.wild import LISTS, NUMBERS, WILD, within_limits

DIRECT = said("“We will not close the harbour,”", "“Not this year.”")
REPORTED = said(
    "a review would start in March",
    by="Harbour Board",
    title=None,
    cue="announced that",
    how=Quotation.INDIRECT,
)
DECLINED = said(
    "the fares",
    by="a spokesman for the Ferry Union",
    title=None,
    cue="declined to comment on",
    how=Quotation.INDIRECT,
    confidence=0.4,
)
BEFORE = (NOON.isoformat(), "article-9")


def page(*headlines: Headline, **changes: object) -> LatestPage:
    made = LatestPage(headlines, Topic("Harbour", ("harbour",)), None, 5, None, True)
    return replace(made, **changes)  # type: ignore[arg-type]


def text(message: Message) -> str:
    return message.embeds[0].description or ""


def labels(message: Message) -> list[str]:
    return [press.label for press in message.presses]


def test_a_card_of_the_latest() -> None:
    copy = article(site="The Herald", url="https://herald.example/a")
    one = Headline(
        article(credit="Norbel News"),
        (DIRECT, REPORTED),
        12,
        ("Marta Velling", "Harbour Board"),
        (copy,),
    )
    shown = render.latest(page(one))
    [embed] = shown.embeds
    assert embed.title == "Harbour stays open, mayor says"
    assert embed.url == "https://gazette.example/harbour-stays-open"
    assert embed.description == (
        "**Marta Velling**, mayor of Orrin · *said*\n"
        "“We will not close the harbour,” … “Not this year.”\n\n"
        "**Harbour Board** · *announced that*\n"
        "– a review would start in March *(reported)*\n\n"
        "Norbel News via Orrin Gazette · <t:1773489600:f> · 12 statements\n\n"
        "Voices: Marta Velling, Harbour Board\n\n"
        "Also in: [The Herald](https://herald.example/a)"
    )
    assert [(press.label, press.custom_id) for press in shown.presses] == [
        ("Key statements", f"keypoints:{article().id}:1")
    ]
    [menu] = shown.menus
    assert [(option.label, option.value) for option in menu.options] == [
        ("Marta Velling", f"{article().id}:{DIRECT.statement.id}"),
        ("Harbour Board", f"{article().id}:{REPORTED.statement.id}"),
    ]
    assert (menu.options[0].description or "").startswith("“We will not close the harbour,” … “Not")


def test_an_article_without_statements_is_a_card_too() -> None:
    shown = render.latest(page(Headline(article(), (), 0)))
    assert text(shown) == "Orrin Gazette · <t:1773489600:f>"
    assert shown.menus == ()


def test_only_statements_that_are_shown_can_be_chosen_or_reported() -> None:
    many = []
    for number in range(10):
        made = article(id=f"a{number}")
        key = [
            replace(DIRECT, article=made, statement=replace(DIRECT.statement, id=f"s{n}"))
            for n in range(4)
        ]
        many.append(Headline(made, tuple(key), 4))
    message = render.latest(page(*many))
    blocks = sum((embed.description or "").count("**Marta Velling**") for embed in message.embeds)
    assert 10 <= len(message.shown) == blocks < 40
    shown = [f"{one.article.id}:{one.statement.id}" for one in message.shown]
    assert [option.value for option in message.menus[0].options] == shown[:25]


def test_more_voices_than_fit_are_counted() -> None:
    voices = tuple(f"Speaker number {number}" for number in range(30))
    line = text(render.latest(page(Headline(article(), (), 30, voices)))).split("\n\n")[-1]
    assert line.startswith("Voices: Speaker number 0, Speaker number 1,")
    assert line.endswith(f" and {30 - line.count('number')} more")


def test_each_of_several_articles_has_a_button_with_its_title() -> None:
    made = [
        Headline(article(id=f"a{number}", title=f"{number} " + "long " * 20), (), 1)
        for number in range(10)
    ]
    shown = render.latest(page(*made, older=BEFORE, begins=False, source="Orrin Gazette"))
    assert labels(shown)[0] == "Key statements: 0 long long long long long…"
    assert [press.row for press in shown.presses] == [0] * 5 + [1] * 5 + [2] * 2
    assert labels(shown)[-2:] == ["« Newest", "Older ›"]
    states = [LATEST.fullmatch(press.custom_id) for press in shown.presses[-2:]]
    topic, source = short("HARBOUR"), short("Orrin Gazette")
    assert [LatestState.decode(match) for match in states if match] == [
        LatestState(5, topic, source),
        LatestState(5, topic, source, BEFORE),
    ]


def test_none_of_many_articles_fits_and_one_can_look_further() -> None:
    shown = render.latest(page(older=BEFORE, seen=500))
    assert shown.content == "None of these 500 articles is about Harbour. Look further back?"
    assert labels(shown) == ["Older ›"]


def test_key_points() -> None:
    voices = (Voice("Marta Velling", "mayor of Orrin", (DIRECT,)), Voice("", None, (REPORTED,)))
    shown = render.keypoints(KeyPoints(article(), voices, 5, 2))
    assert shown.embeds[0].url == article().url
    assert text(shown) == (
        "Orrin Gazette · <t:1773489600:f> · 5 statements\n\n"
        "**Marta Velling**, mayor of Orrin\n"
        "“We will not close the harbour,” … “Not this year.” · *said*\n\n"
        "**Speaker not named**\n"
        "– a review would start in March · *announced that* *(reported)*"
    )
    assert shown.embeds[0].footer.text == "+2 less certain"
    assert [(press.label, press.custom_id) for press in shown.presses] == [
        ("More: all 5 statements", f"article:{article().id}:0"),
        ("+2 less certain", f"keypoints:{article().id}:0"),
    ]
    assert len(shown.menus[0].options) == 2


def test_key_points_that_are_all_there_is_lead_nowhere() -> None:
    voices = (Voice("Marta Velling", "mayor of Orrin", (DIRECT,)),)
    assert render.keypoints(KeyPoints(article(), voices, 1, 0)).presses == ()


def test_key_points_that_are_less_certain() -> None:
    voices = (Voice("Ferry Union", None, (DECLINED,)),)
    shown = render.keypoints(KeyPoints(article(), voices, 5, 1), uncertain=True)
    assert "*(reported, less certain)*" in text(shown)
    assert shown.presses == ()


@pytest.mark.parametrize(
    ("points", "uncertain", "sentence"),
    [
        (KeyPoints(article(), (), 0, 0), False, "No statement was found"),
        (KeyPoints(article(), (), 3, 3), False, "certain enough"),
        (KeyPoints(article(language="uk"), (), 0, 0), False, "only English texts"),
        (KeyPoints(article(), (), 3, 0), True, "Nothing less certain"),
    ],
)
def test_articles_without_key_points(points: KeyPoints, uncertain: bool, sentence: str) -> None:
    assert sentence in text(render.keypoints(points, uncertain=uncertain))


def test_key_points_that_do_not_fit_are_counted() -> None:
    voices = tuple(
        Voice(f"Speaker {n}", None, (sole("“" + "open " * 200 + "”"),) * 2) for n in range(9)
    )
    description = text(render.keypoints(KeyPoints(article(), voices, 18, 0)))
    shown = description.count("“")
    assert 0 < shown < 18
    assert description.endswith(f"{18 - shown} more than fit here.")


def test_all_statements_by_speaker() -> None:
    supposed = replace(DECLINED, statement=replace(DECLINED.statement, polarity=Polarity.NEGATED))
    voices = (
        Voice("Marta Velling", "mayor of Orrin", (DIRECT,)),
        Voice("Union", None, (supposed,)),
    )
    shown = render.statements(ArticlePage(article(), voices, 6, 20))
    assert text(shown).split("\n\n") == [
        "Orrin Gazette · <t:1773489600:f> · 20 statements",
        "**Marta Velling**, mayor of Orrin\n"
        "“We will not close the harbour,” … “Not this year.” · *said*",
        "**Union**\n– the fares · *declined to comment on* *(reported, not said, less certain)*",
    ]
    assert shown.embeds[0].footer.text == "7–8 of 20"
    assert labels(shown) == ["‹ Back", "More ›"]
    states = [ARTICLE.fullmatch(press.custom_id) for press in shown.presses]
    assert [ArticleState.decode(match) for match in states if match] == [
        ArticleState(article().id, 0),
        ArticleState(article().id, 8),
    ]


def test_a_page_of_statements_that_is_gone_says_so() -> None:
    shown = render.statements(ArticlePage(article(), (), 6, 2))
    assert "Nothing more on record here." in text(shown)
    assert labels(shown) == ["‹ Back"]


@given(
    st.lists(st.tuples(LISTS, NUMBERS, st.lists(WILD, max_size=30)), max_size=10),
    WILD,
    st.none() | WILD,
    st.booleans(),
)
@settings(max_examples=60, deadline=None)
def test_any_latest_fits(
    found: Sequence[tuple[list[Quoted], int, list[str]]],
    topic: str,
    source: str | None,
    begins: bool,
) -> None:
    headlines = [
        Headline(
            replace((quoted or [DIRECT])[0].article, id=f"article-{place}"),
            tuple(quoted[:2]),
            number,
            tuple(voices),
            tuple(one.article for one in quoted),
        )
        for place, (quoted, number, voices) in enumerate(found)
    ]
    message = render.latest(
        page(*headlines, topic=Topic(topic, ()), source=source, older=BEFORE, begins=begins)
    )
    within_limits(message)
    assert len(message.embeds) == len(headlines)


@given(st.lists(st.tuples(WILD, st.none() | WILD, LISTS), max_size=6), NUMBERS, st.booleans())
@settings(max_examples=60, deadline=None)
def test_any_statements_of_an_article_fit(
    found: list[tuple[str, str | None, list[Quoted]]], number: int, uncertain: bool
) -> None:
    voices = tuple(Voice(name, title, tuple(quoted)) for name, title, quoted in found)
    points = KeyPoints(DIRECT.article, voices, number, number // 2)
    within_limits(render.keypoints(points, uncertain=uncertain))
    within_limits(render.statements(ArticlePage(DIRECT.article, voices, number // 3, number)))
