"""People, running stories and related articles as JSON documents and as text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.console.answers import article_document, counted, others_of_the_name, source_line
from bot.desk.answering.persons import Portrait
from bot.desk.answering.relations import Reason, RelatedPage
from bot.desk.answering.storypages import Listed, StoryList, StoryPage
from bot.records import Article


def person_document(found: Portrait) -> dict[str, Any]:
    return {
        "id": found.named.id,
        "name": found.named.name,
        "kind": found.named.kind,
        "statements": found.named.statements,
        "candidates": [{"id": one.id, "name": one.name} for one in found.candidates],
        "titles": [
            {
                "title": held.title.title,
                "first": held.title.first,
                "last": held.title.last,
                "article": held.title.article,
                "statement": held.title.statement,
            }
            for held in found.titles
        ],
        "titles_in_all": found.titles_in_all,
        "months": dict(found.months),
        "outlets": dict(found.outlets),
        "topics": dict(found.topics),
        "stories": dict(found.stories),
        "looked_at": found.looked_at,
    }


def person_text(found: Portrait) -> str:
    lines = [
        f"{found.named.name}, {found.named.kind}: {counted(found.named.statements, 'statement')}"
    ]
    for held in found.titles:
        source = f", {held.article.url}" if held.article else ""
        lines.append(f"  {held.title.title} ({_days(held.title.first, held.title.last)}){source}")
    if more := _more(found.titles_in_all, found.offset, len(found.titles)):
        lines.append(f"  {more}")
    lines += _counted("Over time", found.months)
    lines += _counted("Quoted in", found.outlets)
    lines += _counted("In articles on", found.topics)
    lines += _counted("Running stories", found.stories)
    return "\n".join([*lines, *others_of_the_name(found.named, found.candidates)])


def stories_document(found: StoryList) -> dict[str, Any]:
    return {"total": found.in_all, "stories": [_listed_document(one) for one in found.stories]}


def stories_text(found: StoryList) -> str:
    more = _more(found.in_all, found.offset, len(found.stories))
    return "\n".join(filter(None, [*map(_listed_text, found.stories), more]))


def story_document(page: StoryPage) -> dict[str, Any]:
    return _listed_document(page.listed) | {
        "found": [
            article_document(one) | {"day": page.listed.story.day(one.dated.date())}
            for one in page.articles
        ],
        "voices": [
            {"id": named.id, "name": named.name, "statements": count}
            for named, count in page.voices
        ],
    }


def story_text(page: StoryPage) -> str:
    listed, story = page.listed, page.listed.story
    blocks = [_listed_text(listed)]
    for one in page.articles:
        day = story.day(one.dated.date())
        which = f"day {day:,}, " if day > 0 else ""
        blocks.append(f"{one.title}\n    {which}{source_line(one)}")
    if more := _more(listed.articles, page.offset, len(page.articles)):
        blocks.append(more)
    voices = _counted("Who speaks", [(named.name, count) for named, count in page.voices])
    return "\n\n".join([*blocks, *voices])


def related_document(page: RelatedPage) -> dict[str, Any]:
    return {
        "article": article_document(page.article),
        "total": page.in_all,
        "related": [
            article_document(one.article)
            | {"why": [{"why": r.why.value, "what": list(r.what)} for r in one.reasons]}
            for one in page.found
        ],
        "links": [{"url": link.url, "title": link.title} for link in page.links],
    }


def related_text(page: RelatedPage) -> str:
    blocks = [_article_text(page.article)]
    for one in page.found:
        why = "; ".join(map(_reason_text, one.reasons))
        blocks.append(f"{_article_text(one.article)}\n    {why}")
    if more := _more(page.in_all, page.offset, len(page.found)):
        blocks.append(more)
    if not page.in_all:
        blocks.append("Nothing related to it is on record.")
    if page.links:
        links = [f"  {link.title}: {link.url}" for link in page.links]
        blocks.append("\n".join(["Its page also links to:", *links]))
    return "\n\n".join(blocks)


def _listed_document(listed: Listed) -> dict[str, Any]:
    return {
        "id": listed.story.id,
        "name": listed.story.name,
        "since": listed.story.since.isoformat(),
        "day": listed.day,
        "articles": listed.articles,
    }


def _listed_text(listed: Listed) -> str:
    story = listed.story
    day = f"Day {listed.day:,} of {story.name} (since {story.since})"
    return f"{day}: {counted(listed.articles, 'article')}"


def _more(in_all: int, offset: int, shown: int) -> str:
    """How many come after those shown, and how to see them; "" where there are no more."""
    left = in_all - offset - shown
    if left > 0:
        return f"and {left:,} more (--offset {offset + shown})"
    return f"None after these {in_all:,}." if in_all and not shown else ""


def _article_text(article: Article) -> str:
    return f"{article.title}\n    {source_line(article)}"


def _reason_text(reason: Reason) -> str:
    return f"{reason.why}: {', '.join(reason.what)}" if reason.what else reason.why.value


def _days(first: str, last: str) -> str:
    return first[:10] if first[:10] == last[:10] else f"{first[:10]} to {last[:10]}"


def _counted(what: str, counts: Sequence[tuple[str, int]]) -> list[str]:
    listed = ", ".join(f"{name} ({count})" for name, count in counts)
    return [f"{what}: {listed}"] if listed else []
