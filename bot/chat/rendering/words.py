"""One statement as a few lines of text: who, how it was said, and the words as printed.

What stands in quotation marks was printed so: a direct quotation keeps the article's own
marks; reported speech follows a dash, is called reported and never gets marks from us. Pure.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from bot.chat.language import _, translated
from bot.chat.rendering.escape import clean, escape, link, safe_url
from bot.chat.rendering.limits import beginning, cut, length
from bot.chat.rendering.marked import escape_marked, with_marks, word_spans
from bot.desk.answering.shown import called
from bot.records import Act, Article, Polarity, Quotation, Quoted, Span
from bot.sentences import say

NAME = 80
TITLE = 80
CUE = 50
HEADLINE = 90  # of an article that is the source of a statement
OUTLET = 60
SHORTEST = 160  # no statement is squeezed into less
_HEAD = 300  # for the speaker and the cue where the words stand elsewhere

GAP = " … "  # between two parts of a statement: the article has other words there
NOT_NAMED = say("Speaker not named")
NO_TITLE = say("Untitled")

# Far more than any limit: what lies beyond is not even looked at.
_LOOK = 20_000

_PAIRS = dict(zip("“„‘‚«‹\"'", "”“’‘»›\"'", strict=True))
_NOT_SAID = {
    Polarity.NEGATED: say("not said"),
    Polarity.HYPOTHETICAL: say("not said, only supposed"),
    Polarity.FUTURE: say("not said yet"),
}


def statement_block(
    quoted: Quoted,
    limit: int,
    *,
    unsure: bool = False,
    source: bool = False,
    name: bool = True,
    number: int | None = None,
    differing: Collection[int] = (),
) -> str:
    """The statement in Discord's markup, at most ``limit`` units (at least ``SHORTEST``).

    ``unsure`` marks it as less certain; ``source`` adds a line with outlet, date and link,
    whose address comes on top of the limit, so that it is never lost; ``name`` is False where
    a heading above names the speaker, or ``number`` stands before it; the words at the places
    ``differing`` are bold. Words that are too many are cut between words, with an ellipsis
    outside of the quotation marks.
    """
    url = article_url(quoted.article) if source else None
    tail = f"\n{source_line(quoted.article, url)}" if source else ""
    room = limit - length(tail) + length(url or "")
    head = f"{_speaker(quoted, room // 2)}\n" if name else ""
    if number is not None:
        head = f"**{number}.** {head}"
    said = _words(quoted, room - length(head), unsure, cue=not name, differing=differing)
    return head + said + tail


def statement_head(quoted: Quoted, *, unsure: bool = False) -> str:
    """Who said it and how, without the words."""
    return _speaker(quoted, _HEAD) + _notes(quoted, unsure)


def said_words(quoted: Quoted, limit: int) -> str:
    """Just the words, marked as reported where they are, in at most ``limit`` units."""
    return _words(quoted, limit, unsure=False, cue=False)


def voice_line(name: str, title: str | None) -> str:
    """A speaker: the name bold, then the title; the title bold where there is no name."""
    shown = [
        part
        for part in (cut(clean(name), NAME, escape), cut(clean(title or ""), TITLE, escape))
        if part
    ]
    first, *rest = shown or [translated(NOT_NAMED)]
    return ", ".join([f"**{first}**", *rest])


def source_line(article: Article, url: str | None) -> str:
    """Outlet, date, and the article's title, linked where there is an address."""
    title = cut(clean(article.title), HEADLINE, escape) or translated(NO_TITLE)
    shown = link(title, url) if url else title
    return " · ".join(filter(None, (outlet(article), timestamp(article.dated, "D"), shown)))


def outlet(article: Article) -> str:
    """Who carries it, and before that who published it first, where that is another."""
    site = cut(clean(article.site), OUTLET, escape)
    credit = cut(clean(article.credit or ""), OUTLET, escape)
    if credit and site and credit != site:
        return _("{credit} via {site}").format(credit=credit, site=site)
    return credit or site


def article_url(article: Article) -> str | None:
    """Where to read it, if that can safely be linked to."""
    return next(iter(article_urls(article)), None)


def article_urls(article: Article) -> list[str]:
    """Every address of it that can safely be linked to, the one it was found at first."""
    return [url for url in map(safe_url, (article.url, article.canonical_url)) if url]


def timestamp(time: datetime, style: str) -> str:
    """Shown by Discord in the reader's own language and time zone."""
    return f"<t:{int(time.timestamp())}:{style}>"


def printed(quoted: Quoted) -> tuple[str, ...]:
    """The words of each part, with the marks printed around them where the span has none."""
    text = quoted.article.text
    if quoted.statement.quotation is not Quotation.DIRECT:
        return quoted.words
    return tuple(_with_marks(text, span) for span in quoted.statement.content)


def _speaker(quoted: Quoted, limit: int) -> str:
    name, title = called(quoted), quoted.statement.speaker.title
    cue = _cue(quoted)
    line = voice_line(name, title)
    if length(line) + length(cue) > limit:
        line = voice_line(name, None)
    return f"{line} · {cue}" if cue else line


def _cue(quoted: Quoted) -> str:
    cue = cut(clean((quoted.cue or "")[:_LOOK]), CUE, escape)
    return f"*{cue}*" if cue else ""


def _words(
    quoted: Quoted, room: int, unsure: bool, cue: bool, differing: Collection[int] = ()
) -> str:
    direct = quoted.statement.quotation is Quotation.DIRECT
    before = "" if direct else "– "
    after = (f" · {_cue(quoted)}" if cue and _cue(quoted) else "") + _notes(quoted, unsure)
    words = GAP.join(clean(part[:_LOOK]) for part in _marked(printed(quoted), differing))
    left = room - length(before) - length(after)
    return before + _cut_words(words, left) + after


def _marked(parts: Iterable[str], differing: Collection[int]) -> list[str]:
    """The parts with the words at these places marked; words are counted through all parts."""
    marked, place = [], 0
    for part in parts:
        spans, place = word_spans(part, differing, place) if differing else ([], 0)
        marked.append(with_marks(part, spans))
    return marked


def _notes(quoted: Quoted, unsure: bool) -> str:
    """What we have to say about the words, in brackets and set apart from them."""
    notes = (
        _given(quoted),
        translated(_NOT_SAID.get(quoted.statement.polarity, "")),
        _("less certain") if unsure else "",
    )
    marked = ", ".join(filter(None, notes))
    return f" *({marked})*" if marked else ""


def _given(quoted: Quoted) -> str:
    """How we call words that are not the speaker's own; what somebody declined, they never said."""
    if quoted.statement.quotation is Quotation.DIRECT:
        return ""
    return _("declined") if quoted.statement.act is Act.DECLINED else _("reported")


def _cut_words(words: str, limit: int) -> str:
    """The words, or whole words from their beginning and an ellipsis outside of any marks."""
    if len(words) <= limit and length(whole := escape_marked(words)) <= limit:
        return whole
    kept = beginning(words, limit - len(GAP) - 1, escape_marked)
    kept = kept.removesuffix(GAP.rstrip())  # the cut fell between two parts
    return f"{kept}{_left_open(kept)}{GAP.rstrip()}" if kept else GAP.strip()


def _left_open(words: str) -> str:
    """The mark that closes the last quotation begun in the words, if a cut has taken it away.

    Single marks count only at the very beginning; elsewhere they are mostly apostrophes.
    """
    awaited = ""
    for place, letter in enumerate(words):
        if letter == awaited:
            apostrophe = letter in "’'" and words[place + 1 : place + 2].isalpha()
            awaited = awaited if apostrophe else ""
        elif letter in _PAIRS and (place == 0 or letter not in "‘‚'"):
            awaited = _PAIRS[letter]
    return awaited


def _with_marks(text: str, span: Span) -> str:
    """A span that was taken without its quotation marks, with those printed around it."""
    words = span.of(text)
    opening = text[max(span.start - 1, 0) : span.start]
    closing = _PAIRS.get(opening)
    if closing is None or words.startswith(opening):
        return words
    # The comma or stop before a closing mark may be left out of the span as well.
    for end in (span.end, span.end + 1):
        if text[end : end + 1] == closing and text[span.end : end] in ("", *",.;:!?"):
            return text[span.start - 1 : end + 1]
    return text[span.start - 1 : span.end]
