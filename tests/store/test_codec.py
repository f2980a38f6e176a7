"""Records to JSON and back, versions of the format, and what is refused."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import StoreError
from bot.records import (
    Act,
    Arrival,
    Article,
    Link,
    Polarity,
    Quotation,
    Record,
    Span,
    Speaker,
    SpeakerKind,
    Statement,
)
from bot.store import codec
from tests.store.making import record

SAMPLES = Path(__file__).parent / "samples"

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
times = st.datetimes(timezones=st.just(UTC))


def spans(length: int) -> st.SearchStrategy[Span]:
    return st.integers(0, length - 1).flatmap(
        lambda start: st.builds(Span, st.just(start), st.integers(start + 1, length))
    )


def statements(length: int) -> st.SearchStrategy[Statement]:
    span = spans(length)
    speakers = st.builds(
        Speaker,
        mention=st.none() | span,
        name=texts,
        title=st.none() | texts,
        kind=st.sampled_from(SpeakerKind),
        entity_id=st.none() | texts,
    )
    return st.builds(
        Statement,
        id=texts,
        content=st.lists(span, min_size=1, max_size=3).map(tuple),
        cue=st.none() | span,
        speaker=speakers,
        quotation=st.sampled_from(Quotation),
        act=st.sampled_from(Act),
        polarity=st.sampled_from(Polarity),
        rule=texts,
        confidence=st.floats(0, 1),
    )


@st.composite
def records(draw: st.DrawFn) -> Record:
    text = draw(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60))
    article = draw(
        st.builds(
            Article,
            id=texts,
            url=texts,
            canonical_url=texts,
            feed_id=st.none() | texts,
            title=texts,
            byline=st.none() | texts,
            credit=st.none() | texts,
            site=texts,
            published_at=st.none() | times,
            fetched_at=times,
            text=st.just(text),
            language=texts,
            revision=st.integers(1, 10**6),
            related=st.lists(st.builds(Link, texts, texts), max_size=2).map(tuple),
        )
    )
    said = draw(st.lists(statements(len(text)), max_size=3))
    return Record(article, tuple(said), draw(texts), draw(st.sampled_from(Arrival)))


@settings(deadline=None)
@given(records())
def test_a_record_comes_back_as_it_was(made: Record) -> None:
    stored = codec.encode(codec.document_of(made))
    back = codec.record_of(codec.decode(stored))
    assert back == made == codec.read_record(stored.encode())
    assert codec.encode(codec.document_of(back)) == stored


def test_day_counters_are_an_addition_that_older_records_do_without() -> None:
    without = kept_record()
    assert "counter" not in codec.document_of(without)["article"]
    counting = replace(without, article=replace(without.article, counter="Day 5 of the strike"))
    document = codec.document_of(counting)
    assert document["article"]["counter"] == "Day 5 of the strike"
    assert codec.record_of(document) == counting


def test_related_links_are_an_addition_that_older_records_do_without() -> None:
    """Records without them are written as ever; with them, older readers pass over them."""
    without = kept_record()
    assert "related" not in codec.document_of(without)["article"]
    link = Link("https://courier.example/tide", "How high the tide came")
    linked = replace(without, article=replace(without.article, related=(link,)))
    document = codec.document_of(linked)
    assert document["article"]["related"] == [{"url": link.url, "title": link.title}]
    assert codec.record_of(document) == linked
    document["article"]["of_a_later_version"] = ["passed over"]
    assert codec.record_of(document) == linked


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts,
    lambda inner: st.lists(inner) | st.dictionaries(texts, inner),
    max_leaves=12,
)


@settings(deadline=None)
@given(json_values)
def test_json_comes_back_as_it_was(value: Any) -> None:
    assert codec.decode(codec.encode(value)) == value


def kept_record() -> Record:
    """What the kept samples hold, whatever their format."""
    text = "Harbour wall holds\n\nThe wall will stand, said Ilva Torm, the harbour-master."
    speaker = Speaker(Span(46, 55), "Ilva Torm", "the harbour-master", SpeakerKind.PERSON, "e7")
    statement = Statement(
        id="0123456789abcdef",
        content=(Span(20, 39),),
        cue=Span(41, 45),
        speaker=speaker,
        quotation=Quotation.INDIRECT,
        act=Act.SAID,
        polarity=Polarity.ASSERTED,
        rule="content-cue-speaker",
        confidence=0.875,
    )
    article = Article(
        id="fedcba9876543210",
        url="https://courier.example/wall?from=feed",
        canonical_url="https://courier.example/wall",
        feed_id="https://courier.example/feed",
        title="Harbour wall holds – “for now”",
        byline="By A. Scribe",
        credit="Tidewater Wire",
        site="The Courier",
        published_at=datetime(2026, 3, 14, 12, 0, tzinfo=UTC),
        fetched_at=datetime(2026, 3, 14, 12, 5, 30, 250_000, tzinfo=UTC),
        text=text,
        language="en",
        revision=2,
    )
    return Record(article, (statement,), "engine-1", Arrival.REVISED)


def test_every_format_has_a_kept_sample() -> None:
    kept = sorted(path.name for path in SAMPLES.glob("record-*.json"))
    assert kept == [f"record-{version}.json" for version in range(1, codec.FORMAT + 1)]


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("record-*.json")), ids=lambda path: path.stem)
def test_kept_samples_are_still_read(path: Path) -> None:
    assert codec.record_of(json.loads(path.read_text("utf-8"))) == kept_record()


def test_the_newest_sample_is_how_it_is_written() -> None:
    path = SAMPLES / f"record-{codec.FORMAT}.json"
    assert codec.document_of(kept_record()) == json.loads(path.read_text("utf-8"))


def test_offsets_of_the_sample_are_right() -> None:
    kept = kept_record()
    (statement,) = kept.statements
    assert statement.words(kept.article.text) == ("The wall will stand",)
    assert statement.speaker.mention
    assert statement.speaker.mention.of(kept.article.text) == "Ilva Torm"


@pytest.mark.parametrize(
    ("version", "says"),
    [
        (codec.FORMAT + 1, "newer Pullquote"),
        (0, "no known format"),
        (-1, "no known format"),
        (None, "no known format"),
        ("1", "no known format"),
        (1.5, "no known format"),
    ],
)
def test_unknown_formats_are_refused(version: object, says: str) -> None:
    document = codec.document_of(record()) | {"format": version}
    with pytest.raises(StoreError, match=says):
        codec.record_of(document)


@pytest.mark.parametrize(
    ("spoil", "where"),
    [
        (lambda document: document.pop("article"), "article"),
        (lambda document: document["article"].update(fetched_at="yesterday"), "article.fetched_at"),
        (lambda document: document["article"].update(text=None), "article.text"),
        (lambda document: document["statements"][0].update(act="sang"), "statements.0.act"),
        (
            lambda document: document["statements"][0]["content"][0].update(end=0),
            "statements.0.content.0",
        ),
        (lambda document: document["article"].update(text="too short"), "points past"),
        (
            lambda document: document["article"].update(fetched_at="2026-01-01T00:00:00+02:00"),
            "UTC",
        ),
    ],
    ids=["no article", "no time", "no text", "no such act", "no span", "cut text", "not UTC"],
)
def test_damaged_records_are_refused_and_say_where(spoil: Any, where: str) -> None:
    document = codec.document_of(record("a1", ("Ilva Torm", "The wall holds.")))
    spoil(document)
    with pytest.raises(StoreError, match="A stored record is damaged") as refused:
        codec.record_of(document)
    assert where in str(refused.value)


@pytest.mark.parametrize("stored", ["", "{", b"\x80\x04K\x01.", "[" * 100_000])
def test_damaged_json_is_refused(stored: str | bytes) -> None:
    with pytest.raises(StoreError, match="damaged"):
        codec.decode(stored)


@pytest.mark.parametrize(
    "value", [{1, 2}, float("nan"), float("inf"), "half \ud83d", "\ud83d\ude00", {"\udcff": 1}]
)
def test_what_json_cannot_hold_exactly_is_refused(value: object) -> None:
    with pytest.raises(StoreError, match="cannot be stored as JSON"):
        codec.encode(value)
