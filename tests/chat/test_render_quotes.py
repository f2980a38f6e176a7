"""How somebody's statements look: pages, over time, and one with its surroundings."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.rendering import render_quotes as render
from bot.chat.rendering.render import Message
from bot.chat.rendering.state import QUOTES, TIMELINE, WHO, QuotesState, TimelineState, WhoState
from bot.desk.answering.answers import QuotesPage
from bot.desk.answering.timeline import TimelinePage
from bot.ports import Named
from bot.records import Polarity, Quotation, Quoted, Span
from tests.chat.markdown import read
from tests.chat.samples import NOON, article, said, sole
from tests.chat.wild import LISTS, NUMBERS, WILD, quoteds, within_limits

VELLING = Named("velling", "Marta Velling", "person", 37)
MARTEN = Named("marten", "Marten Velling", "person", 2)
DIRECT = said("“We will not close the harbour,”", "“Not this year.”")
REPORTED = said(
    "a review would start in March",
    by="Harbour Board",
    title=None,
    cue="announced that",
    how=Quotation.INDIRECT,
)
FIRST, LAST = datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)
UNSURE = said("the fares", how=Quotation.INDIRECT, confidence=0.4)


def page(*quoted: Quoted, total: int = 37, **changes: object) -> QuotesPage:
    made = QuotesPage(VELLING, (), quoted, 0, total, 0, None, False)
    return replace(made, **changes)  # type: ignore[arg-type]


def line(*quoted: Quoted, total: int = 37, **changes: object) -> TimelinePage:
    made = TimelinePage(VELLING, (), "harbour", quoted, 0, total)
    return replace(made, **changes)  # type: ignore[arg-type]


def turning(message: Message) -> list[str]:
    return [press.label for press in message.presses if not press.label.startswith("Context")]


def text(message: Message) -> str:
    return message.embeds[0].description or ""


def test_a_page_of_quotes() -> None:
    shown = render.quotes(page(DIRECT, REPORTED, offset=4, less_certain=3, about="harbour"))
    assert shown.embeds[0].title == "Marta Velling"
    about, first, second = text(shown).split("\n\n")
    assert about == "About “harbour”"
    assert first == (
        "**1.** **Marta Velling**, mayor of Orrin · *said*\n"
        "“We will not close the harbour,” … “Not this year.”\n"
        "Orrin Gazette · <t:1773489600:D> · "
        "[Harbour stays open, mayor says](https://gazette.example/harbour-stays-open)"
    )
    assert second.startswith("**2.** **Harbour Board** · *announced that*\n– a review")
    assert shown.embeds[0].footer.text == "5–6 of 37 · +3 less certain"
    one, two = DIRECT, REPORTED
    assert [(press.label, press.custom_id, press.row) for press in shown.presses] == [
        ("‹ Newer", "quotes:velling:0:1:harbour", 0),
        ("Older ›", "quotes:velling:6:1:harbour", 0),
        ("+3 less certain", "quotes:velling:0:0:harbour", 0),
        ("Context 1", f"context:{one.article.id}:{one.statement.id}", 1),
        ("Context 2", f"context:{two.article.id}:{two.statement.id}", 1),
    ]


@pytest.mark.parametrize(
    ("shown", "footer", "buttons"),
    [
        (page(DIRECT, total=1), "1 of 1", []),
        (page(DIRECT, total=2), "1 of 2", ["Older ›"]),
        (page(DIRECT, total=2, offset=1), "2 of 2", ["‹ Newer"]),
        (page(DIRECT, total=9, offset=4), "5 of 9", ["‹ Newer", "Older ›"]),
        (page(UNSURE, total=9, less_certain=1, uncertain=True), "1 of 1, less certain", []),
        (
            page(UNSURE, total=0, less_certain=5, uncertain=True),
            "1 of 5, less certain",
            ["Older ›"],
        ),
        (
            page(DIRECT, UNSURE, total=2, less_certain=1, everything=True),
            "1–2 of 3, 1 of them less certain",
            ["Older ›"],
        ),
        (page(UNSURE, total=0, less_certain=1, everything=True), "1 of 1, less certain", []),
        (page(total=0, less_certain=2), "+2 less certain", ["+2 less certain"]),
        (page(total=8, offset=8), "8 in all", ["‹ Newer"]),
    ],
)
def test_places_and_buttons(shown: QuotesPage, footer: str, buttons: list[str]) -> None:
    message = render.quotes(shown)
    assert message.embeds[0].footer.text == footer
    assert turning(message) == buttons
    assert text(message)


def test_conditions_stand_above_and_in_every_button() -> None:
    since, until = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)
    upto = NOON + timedelta(seconds=1)
    asked = page(
        DIRECT, about="a:b", since=since, until=until, how=Quotation.DIRECT, upto=upto, total=9
    )
    shown = render.quotes(asked)
    noon = 43_200  # the days are those of UTC wherever they are read
    first, last = int(since.timestamp()) + noon, int(until.timestamp()) - noon
    assert text(shown).split("\n\n")[0] == (
        f"About “a:b” · from <t:{first}:D> · until <t:{last}:D> · all in quotation marks"
    )
    [older] = [press for press in shown.presses if press.label == "Older ›"]
    match = QUOTES.fullmatch(older.custom_id)
    assert match
    state = QuotesState.decode(match)
    assert (state.entity, state.offset) == ("velling", 1)
    assert state.filters == render.Filters(
        "a:b", False, False, Quotation.DIRECT, since, until, upto
    )


def test_less_certain_statements_are_marked() -> None:
    shown = text(render.quotes(page(DIRECT, UNSURE, everything=True, less_certain=1)))
    assert shown.count("less certain") == 1
    assert "*(reported, less certain)*" in shown


def test_others_of_that_name_are_a_choice() -> None:
    shown = render.quotes(page(DIRECT, candidates=(MARTEN,), about="harbour"))
    assert "Also by that name" not in text(shown)
    [menu] = shown.menus
    [option] = menu.options
    assert (option.label, option.description, option.value) == (
        "Marten Velling",
        "2 statements",
        "marten",
    )
    match = WHO.fullmatch(menu.custom_id)
    assert match
    assert WhoState.decode(match) == WhoState(render.Filters("harbour"))


def test_others_of_that_name_are_named_where_no_menu_can_remember_the_question() -> None:
    shown = render.quotes(page(DIRECT, candidates=(MARTEN,), about="é" * 50 + "😀" * 50))
    assert shown.menus == ()
    assert text(shown).endswith("Also by that name: Marten Velling")
    assert turning(shown) == []


def test_a_page_that_is_full_goes_on_with_the_statement_it_had_no_room_for() -> None:
    url = "https://gazette.example/" + "x" * 1200
    long = [sole(f"“{'open ' * 400}{n}”") for n in range(4)]
    long = [replace(one, article=replace(one.article, url=url)) for one in long]
    message = render.quotes(page(*long))
    assert message.embeds[0].footer.text == "1 of 37"
    assert "quotes:velling:1:1:" in [press.custom_id for press in message.presses]
    assert [press.label for press in message.presses][-1] == "Context"


# Over time


def test_a_timeline_has_days_as_headings() -> None:
    later = replace(REPORTED, article=replace(article(), published_at=NOON + timedelta(days=40)))
    shown = render.timeline(line(DIRECT, DIRECT, later, offset=4, total=9))
    about, first, second, third = text(shown).split("\n\n")
    assert about == "About “harbour”"
    assert first.startswith("**<t:1773489600:D>**\n**1.** **Marta Velling**, mayor of Orrin")
    assert second.startswith("**2.** **Marta")
    assert third.startswith(f"**<t:{1773489600 + 40 * 86400}:D>**\n**3.** **Harbour Board**")
    assert shown.embeds[0].footer.text == "5–7 of 9"
    assert turning(shown) == ["‹ Earlier", "Later ›"]
    states = [match for press in shown.presses if (match := TIMELINE.fullmatch(press.custom_id))]
    assert [TimelineState.decode(match) for match in states] == [
        TimelineState("velling", 0, "harbour"),
        TimelineState("velling", 7, "harbour"),
    ]


def test_a_timeline_of_another_of_that_name_is_on_the_same_subject() -> None:
    [menu] = render.timeline(line(DIRECT, candidates=(MARTEN,))).menus
    match = WHO.fullmatch(menu.custom_id)
    assert match
    assert WhoState.decode(match).subject == "harbour"


# One statement


def test_the_context_is_the_paragraph_with_the_words_bold() -> None:
    shown = render.context(REPORTED)
    head, around, below = text(shown).split("\n\n")
    assert head == "**Harbour Board** · *announced that* *(reported)*"
    assert around == (
        "The Harbour Board announced that **a review would start in March**. A spokesman for the "
        "Ferry Union called the plan “dead on arrival” and declined to comment on the fares."
    )
    assert below == "Orrin Gazette · <t:1773489600:f>"
    assert shown.embeds[0].url == article().url
    assert shown.embeds[0].footer.text == f"Statement {REPORTED.statement.id}"
    [press] = shown.presses
    assert press.label == "Post here"
    assert press.custom_id == f"share:{REPORTED.article.id}:{REPORTED.statement.id}"


def test_the_context_of_words_that_go_over_paragraphs() -> None:
    body = "Before.\n\n“One *two*.\n\n“Three,” she said. “Four.”\n\nAfter."
    made = article(body)
    start, end = body.index("“One"), body.index("”", body.index("Three")) + 1
    quoted = said("“Four.”", of=made, cue=None)
    content = (Span(start, end), quoted.statement.content[0])
    quoted = replace(quoted, statement=replace(quoted.statement, content=content))
    around = text(render.context(quoted)).split("\n\n")[1]
    assert around == "**“One \\*two\\*.**\n**“Three,”** she said. **“Four.”**"


def test_the_context_of_words_far_inside_a_long_paragraph_begins_shortly_before_them() -> None:
    made = article("word " * 2000 + "“We stay,” she said. " + "after " * 2000)
    around = text(render.context(said("“We stay,”", of=made, cue=None))).split("\n\n")[1]
    assert around.startswith("… word word")
    assert "**“We stay,”** she said. after" in around
    assert around.endswith("after…")


def test_a_shared_statement_stands_alone_with_its_source() -> None:
    shown = render.shared(DIRECT)
    block, below = text(shown).split("\n\n")
    assert block.startswith("**Marta Velling**, mayor of Orrin · *said*\n“We will not close")
    assert below == "Orrin Gazette · <t:1773489600:f>"
    assert [press.label for press in shown.presses] == ["Context"]


def test_what_was_not_said_is_marked_in_every_form() -> None:
    supposed = said("the fares", polarity=Polarity.NEGATED, how=Quotation.INDIRECT)
    for message in (render.context(supposed), render.shared(supposed)):
        assert "*(reported, not said)*" in text(message)


# Whatever it is


@given(
    WILD,
    st.lists(WILD, max_size=5),
    LISTS,
    NUMBERS,
    NUMBERS,
    NUMBERS,
    st.none() | WILD,
    st.sampled_from([(False, False), (True, False), (False, True)]),
    st.none()
    | st.sampled_from([NOON, datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)]),
    st.none() | st.sampled_from(Quotation),
)
@settings(max_examples=100, deadline=None)
def test_any_page_of_quotes_fits(
    name: str,
    others: list[str],
    quoted: list[Quoted],
    offset: int,
    total: int,
    less: int,
    about: str | None,
    sure: tuple[bool, bool],
    date: datetime | None,
    how: Quotation | None,
) -> None:
    candidates = tuple(Named(f"id-{n}", other, "person", n) for n, other in enumerate(others))
    shown = replace(
        page(*quoted, total=total, candidates=candidates, offset=offset),
        entity=Named("0123456789abcdef", name, "person", 3),
        less_certain=less,
        about=about,
        uncertain=sure[0],
        everything=sure[1],
        since=date,
        until=date,
        upto=date,
        how=how,
    )
    message = render.quotes(shown)
    within_limits(message)
    assert not quoted or "**1.**" in text(message)  # at least one is shown


@given(WILD, LISTS, NUMBERS, NUMBERS, WILD.filter(str.strip))
@settings(max_examples=60, deadline=None)
def test_any_timeline_fits(
    name: str, quoted: list[Quoted], offset: int, total: int, subject: str
) -> None:
    entity = Named("0123456789abcdef", name, "person", 3)
    within_limits(
        render.timeline(TimelinePage(entity, (MARTEN,), subject, tuple(quoted), offset, total))
    )


@given(quoteds(), st.text(max_size=60), st.text(max_size=60))
@settings(max_examples=150, deadline=None)
def test_any_context_and_anything_shared_fit(quoted: Quoted, before: str, after: str) -> None:
    words = quoted.article.text
    made = replace(quoted.article, text=before + words + after)
    content = (Span(len(before), len(before) + len(words)),)
    moved = Quoted(made, replace(quoted.statement, content=content))
    for message in (render.context(moved), render.shared(moved)):
        within_limits(message)
        assert read(text(message)).text
