"""Operators' words on statements: what they change, what they outlast, and taking them back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from bot.desk.answering.answers import Answers
from bot.desk.correcting.reread import reread
from bot.desk.correcting.statements import OperatorsWords
from bot.desk.correcting.words import OPERATOR, Word, amended
from bot.desk.gathering.filing import Filing, Slip
from bot.desk.keeping.check import Check
from bot.desk.keeping.follow import catch_up
from bot.desk.reading.article import READER, read_statements
from bot.desk.sorting.topics import Topics
from bot.errors import BadInput, NothingFound
from bot.pages import Page, read_text
from bot.records import Arrival, Polarity, Record, SpeakerKind, Statement
from bot.store import Store, open_store
from tests.desk.world import NOON, HandClock, break_documents

URL = "https://courier.example/ferry"
TEXT = (
    "Tarn keeps its ferry\n\n"
    "“We are staying until the spring,” said Ilse Maron, who leads the council.\n\n"
    "The mayor of Tarn, Oda Brandt, was in the room. “Nobody asked me,” she said.\n\n"
    "The shipping company Norrline declined to comment on the talks.\n"
)
LATER = TEXT.replace("in the room", "in the hall")


@dataclass
class Office:
    store: Store
    clock: HandClock
    words: OperatorsWords
    filing: Filing
    answers: Answers

    async def file(self, text: str = TEXT) -> Record:
        filed = await self.filing.file(page(text), Slip(URL))
        await self.follow()
        return filed.record

    async def follow(self) -> None:
        await catch_up(self.store.log, self.store.index)

    async def newest(self, article: str) -> Record:
        entry = await self.store.log.newest(article)
        assert entry is not None
        return entry.record

    async def speakers(self, article: str) -> list[str]:
        return [one.speaker.name for one in (await self.newest(article)).statements]


def page(text: str) -> Page:
    return read_text(text, URL)


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    async with open_store(tmp_path / "data") as store:
        clock = HandClock()
        yield Office(
            store,
            clock,
            OperatorsWords(store.log, store.index, store.documents, clock),
            Filing(store.log, store.documents, clock),
            Answers(store.log, store.index, Topics([], store.documents)),
        )


def said(record: Record, words: str) -> Statement:
    return next(one for one in record.statements if words in one.words(record.article.text)[0])


async def test_a_hidden_statement_is_gone_from_every_answer_and_comes_back(office: Office) -> None:
    record = await office.file()
    staying = said(record, "staying")
    spoken = await office.words.hide(staying.id)
    await office.follow()
    assert (spoken.now, spoken.read is not None) == (None, True)
    assert staying.id not in {one.id for one in (await office.newest(record.article.id)).statements}
    with pytest.raises(NothingFound):
        await office.answers.quotes("Maron")
    undone = await office.words.undo(staying.id)
    await office.follow()
    assert undone.now == undone.read
    assert (await office.answers.quotes("Maron")).quoted[0].statement == staying
    assert await office.words.all() == []
    with pytest.raises(NothingFound, match="No word stands"):
        await office.words.undo(staying.id)


async def test_who_spoke_is_put_right_with_where_the_article_names_them(office: Office) -> None:
    record = await office.file()
    nobody = said(record, "Nobody asked")
    spoken = await office.words.fix(nobody.id, speaker="Ilse Maron")
    await office.follow()
    assert spoken.now is not None
    fixed = spoken.now.statement
    assert (fixed.id, fixed.content, fixed.act) == (nobody.id, nobody.content, nobody.act)
    assert (fixed.rule, fixed.confidence) == (OPERATOR, 1.0)
    assert fixed.speaker.mention is not None
    assert fixed.speaker.mention.of(record.article.text) == "Ilse Maron"
    maron = await office.answers.quotes("Maron")
    assert {one.statement.id for one in maron.quoted} >= {nobody.id}
    assert maron.entity.statements == 2
    spoken = await office.words.fix(nobody.id, speaker="the Dockers’ Union of Vessel Point")
    assert spoken.now is not None
    assert spoken.now.statement.speaker.kind is SpeakerKind.ORGANISATION
    assert spoken.now.statement.speaker.mention is None
    spoken = await office.words.fix(nobody.id, speaker="Mayor Tom Ruud", cue="was in the room")
    assert spoken.now is not None
    assert spoken.now.cue == "was in the room"
    named = spoken.now.statement.speaker
    assert (named.name, named.title, named.kind) == ("Tom Ruud", "Mayor", SpeakerKind.PERSON)
    spoken = await office.words.fix(nobody.id, cue="who leads")
    assert spoken.now is not None
    assert (spoken.now.cue, spoken.now.statement.speaker) == ("who leads", named)
    spoken = await office.words.fix(nobody.id, speaker="Tide", kind=SpeakerKind.GROUP)
    assert spoken.now is not None
    assert spoken.now.statement.speaker.kind is SpeakerKind.GROUP


async def test_a_last_name_is_the_one_speaker_of_that_name(office: Office) -> None:
    record = await office.file()
    nobody = said(record, "Nobody asked")
    spoken = await office.words.fix(nobody.id, speaker="maron")
    assert spoken.now is not None
    assert spoken.now.statement.speaker.name == "Ilse Maron"
    spoken = await office.words.fix(nobody.id, speaker="Oda Maron")
    assert spoken.now is not None
    assert (spoken.now.statement.speaker.name, spoken.now.statement.speaker.mention) == (
        "Oda Maron",
        None,  # the Maron there is somebody else
    )


async def test_what_is_put_right_while_hidden_stays_hidden(office: Office) -> None:
    record = await office.file()
    nobody = said(record, "Nobody asked")
    await office.words.hide(nobody.id)
    assert (await office.words.fix(nobody.id, speaker="Tom Ruud")).now is None


async def test_the_log_holds_each_word_as_the_same_revision_amended(office: Office) -> None:
    record = await office.file()
    first, last = record.statements[0], record.statements[-1]
    for speaker in ("Oda Brandt", "Tom Ruud", "Oda Brandt"):
        await office.words.fix(first.id, speaker=speaker)
    await office.words.fix(first.id, speaker="Oda Brandt")  # says nothing new
    await office.words.hide(last.id)
    await office.words.undo(first.id)
    await office.words.undo(last.id)
    entries = await office.store.log.read(0, 99)
    assert [entry.record.arrival for entry in entries] == [Arrival.NEW, *[Arrival.AMENDED] * 6]
    assert {entry.record.article for entry in entries} == {record.article}
    assert entries[-1].record.statements == record.statements
    assert {entry.record.engine for entry in entries} == {READER}


async def test_words_outlast_corrections_a_new_engine_and_a_new_index(office: Office) -> None:
    record = await office.file()
    hidden, fixed = said(record, "staying").id, said(record, "Nobody asked").id
    await office.words.hide(hidden)
    await office.words.fix(fixed, speaker="Tom Ruud")
    article = record.article.id

    async def hold() -> None:
        await office.follow()
        now = {one.id: one for one in (await office.newest(article)).statements}
        assert hidden not in now
        assert now[fixed].speaker.name == "Tom Ruud"
        assert (await office.answers.quotes("Ruud")).quoted[0].statement.id == fixed

    await hold()
    assert (await office.file(LATER)).article.revision == 2
    await hold()
    older = replace(await office.newest(article), engine="1", arrival=Arrival.REVISED)
    await office.store.log.append(older)
    assert await reread(office.store.log, office.store.documents) == 1
    assert (await office.newest(article)).arrival is Arrival.REREAD
    await hold()
    await office.store.index.reset()
    await hold()


async def test_a_word_waits_for_a_statement_that_is_not_there(office: Office) -> None:
    record = await office.file()
    staying = said(record, "staying")
    await office.words.hide(staying.id)
    await office.file(TEXT.replace("We are staying", "We stay"))
    (spoken,) = await office.words.all()
    assert (spoken.now, spoken.read) == (None, None)
    assert spoken.word == Word(NOON, hidden=True)
    assert len(await office.speakers(record.article.id)) == len(record.statements)
    await office.file()
    assert staying.id not in {one.id for one in (await office.newest(record.article.id)).statements}


async def test_what_an_older_engine_found_alone_can_be_spoken_of(office: Office) -> None:
    record = await office.file()
    old = replace(record.statements[0], id="0123456789abcdef", rule="older")
    both = replace(record, statements=(old, *record.statements), engine="1", arrival=Arrival.NEW)
    await office.store.log.append(both)
    await office.follow()
    spoken = await office.words.hide(old.id)
    newest = await office.newest(record.article.id)
    assert (newest.engine, newest.statements) == ("1", record.statements)
    assert (spoken.now, spoken.read) == (None, None)


async def test_statements_of_nobody_named_are_found_too(office: Office) -> None:
    record = await office.file()
    denied = replace(record.statements[0], polarity=Polarity.NEGATED, id="fedcba9876543210")
    await office.store.log.append(replace(record, statements=(denied,), engine="1"))
    await office.follow()
    assert await office.store.index.article_of(denied.id) is None
    assert (await office.words.show(denied.id)).article == record.article


async def test_what_cannot_be_said_is_told(office: Office) -> None:
    record = await office.file()
    ident = record.statements[0].id
    for wrong in ("", " ", "?", "x" * 201):
        with pytest.raises(BadInput, match="A name has"):
            await office.words.fix(ident, speaker=wrong)
    for wrong in ("", "no such words", "taying until"):
        with pytest.raises(BadInput, match="stands nowhere"):
            await office.words.fix(ident, cue=wrong)
    with pytest.raises(BadInput, match="--speaker"):
        await office.words.fix(ident)
    with pytest.raises(NothingFound, match="No statement has the id"):
        await office.words.hide("nothing")
    assert await office.store.log.end() == 1
    assert await office.words.all() == []


async def test_amended_statements_are_in_order_for_the_check(office: Office) -> None:
    """Of two statements in the same words the first is hidden: the other's turn is the second."""
    twice = TEXT + "\n“We are staying until the spring,” said Ilse Maron.\n"
    record = await office.file(twice)
    first = said(record, "staying")
    await office.words.hide(first.id)
    await office.words.fix(said(record, "Nobody asked").id, speaker="Tom Ruud", cue="was")
    await office.follow()
    check = Check(office.store.log, office.store.documents, office.store.index)
    assert [one async for one in check.troubles()] == []


async def test_damaged_words_hold_up_no_article(office: Office, tmp_path: Path) -> None:
    record = await office.file()
    await office.words.hide(record.statements[0].id)
    break_documents(tmp_path / "data" / "record.sqlite", record.article.id)
    assert (await office.file(LATER)).article.revision == 2
    check = Check(office.store.log, office.store.documents, office.store.index)
    troubles = [one.subject async for one in check.troubles()]
    assert troubles == [f"document word/{record.article.id}"]


def test_ids_and_spans_hold_whatever_is_said() -> None:
    statements = read_statements("a1", TEXT)
    word = Word(NOON, speaker="Norrline", cue="declined to comment")
    now = amended(TEXT, statements, {one.id: word for one in statements})
    assert [one.id for one in now] == [one.id for one in statements]
    assert {one.speaker.name for one in now} == {"Norrline"}
    for one in now:
        spans = [*one.content, *(span for span in (one.cue, one.speaker.mention) if span)]
        assert all(span.of(TEXT) for span in spans)
        assert one.speaker.mention is None or one.speaker.mention.of(TEXT) == "Norrline"
