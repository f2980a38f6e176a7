"""Running stories: which an article belongs to, and which ones articles count. Pure.

A story of the configuration has its first day and its terms. One that is learned has its first
day from lines that count ("the 45th day of the dockers' strike"), where several articles lead
to the same one; its terms are what they call it, where that says more than "the strike".
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.records import Article, Record, RunningStory, StoryDay, Topic, digest
from bot.topics.counters import counted
from bot.topics.match import Matcher

FEWEST = 2
"""Articles that have to agree before a story is learned."""

QUIET = timedelta(days=60)
"""So long after its days were counted last a learned story is taken to be over."""

_SLACK = 1  # days: whether the first day counts, and where midnight is, differs

_WORD = re.compile(r"\w+")
_SMALL = frozenset(
    ("the", "a", "in", "of", "on", "at", "against", "over", "near", "between", "with", "by", "for")
)


@dataclass(frozen=True, slots=True)
class Sighting:
    """An article of the day ``on`` counts the days of ``name`` since ``since``."""

    name: str
    since: date
    on: date


def sightings(article: Article) -> list[Sighting]:
    """What an article's headline, the line beside it and its text count, back to days that there
    were."""
    on = article.dated.date()
    return [
        Sighting(one.name, on - timedelta(days=one.day), on)
        for one in counted(f"{article.title}\n{article.counter or ''}\n{article.text}")
        if one.day < on.toordinal()
    ]


def configured(name: str, since: date, terms: Sequence[str]) -> RunningStory:
    """A story as an operator gives it."""
    return RunningStory(story_id(name), name, since, tuple(terms))


def story_id(name: str) -> str:
    """Of a story that is called so; letter case and articles aside."""
    return digest("running", *_words(name))


def learned(
    seen: Mapping[str, Iterable[Sighting]], known: Iterable[RunningStory] = ()
) -> list[RunningStory]:
    """What articles (by id) agree on, the one counted last first, without what is ``known``."""
    known = list(known)
    groups: dict[date, list[_Group]] = defaultdict(list)
    by_name: dict[tuple[date, str], list[tuple[str, Sighting]]] = defaultdict(list)
    for article, found in seen.items():
        for one in found:
            by_name[one.since, one.name].append((article, one))
    # Names that most articles use come first, so that the rest gather around them.
    for (since, name), told in sorted(by_name.items(), key=lambda one: (-len(one[1]), one[0])):
        near = (since + timedelta(days=off) for off in range(-_SLACK, _SLACK + 1))
        around = (group for day in near for group in groups.get(day, ()))
        group = next((one for one in around if one.may_be(name)), None)
        if group is None:
            group = _Group(since)
            groups[since].append(group)
        group.told += told
    stories = [group.story() for day in groups.values() for group in day if group.agreed()]
    new = [one for one in stories if not any(_is_known(one, other) for other in known)]
    return sorted(new, key=lambda one: (one.last or one.since, one.id), reverse=True)


class StoryMatcher:
    """These stories, ready to be looked for in articles; those that come first win."""

    def __init__(self, stories: Sequence[RunningStory]) -> None:
        self._stories = {one.id: one for one in stories}
        self._matcher = Matcher([Topic(one.id, one.terms) for one in stories if one.terms])

    def of(self, record: Record) -> list[RunningStory]:
        """The stories that an article belongs to, in their order."""
        on = record.article.dated.date()
        matched = self._matcher.match(record)
        seen = sightings(record.article)
        return [
            story
            for ident, story in self._stories.items()
            if goes_on(story, on)
            and ((ident in matched and matched[ident].belongs) or counted_in(story, seen))
        ]


def story_day(stories: Iterable[RunningStory], article: Article) -> StoryDay | None:
    """The day on which an article appeared, of the first of its stories that counts it."""
    on = article.dated.date()
    days = (StoryDay(story.name, story.day(on)) for story in stories)
    return next((one for one in days if one.day >= 1), None)


def goes_on(story: RunningStory, on: date) -> bool:
    """Whether it has begun by then, and is not over."""
    over = story.last is not None and on > story.last + QUIET
    return on >= story.since and not over


def counted_in(story: RunningStory, seen: Iterable[Sighting]) -> bool:
    """Whether one of these is of a learned story."""
    return any(
        abs(one.since - story.since) <= timedelta(days=_SLACK)
        and any(_alike(one.name, name) for name in story.names)
        for one in seen
    )


def _is_known(story: RunningStory, other: RunningStory) -> bool:
    """An operator's story from the same day, or of the same name, is this one."""
    near = abs(story.since - other.since) <= timedelta(days=_SLACK)
    return near or any(story_id(name) == other.id for name in story.names)


class _Group:
    """Sightings of what may be one story."""

    def __init__(self, since: date) -> None:
        self.since = since
        self.told: list[tuple[str, Sighting]] = []

    def may_be(self, name: str) -> bool:
        return any(_alike(one.name, name) for _, one in self.told)

    def agreed(self) -> bool:
        return len({article for article, _ in self.told}) >= FEWEST

    def story(self) -> RunningStory:
        names = Counter(one.name for _, one in self.told)
        days = Counter(one.since for _, one in self.told)
        name = min(names, key=lambda name: (-names[name], -len(name), name))
        return RunningStory(
            id=story_id(name),
            name=name,
            since=min(days, key=lambda day: (-days[day], day)),
            terms=tuple(dict.fromkeys(_term(name) for name in sorted(names) if _telling(name))),
            last=max(one.on for _, one in self.told),
            names=tuple(sorted(names)),
        )


def _alike(one: str, other: str) -> bool:
    """Whether two names that count from the same day may be of one thing: one says what the
    other does and maybe more, or both name the same place or people."""
    ours, theirs = set(_words(one)), set(_words(other))
    return ours <= theirs or theirs <= ours or bool(_proper(one) & _proper(other))


def _words(name: str) -> list[str]:
    words = (word.casefold() for word in _WORD.findall(name))
    return [word for word in words if word not in _SMALL and word != "s"]


def _proper(name: str) -> set[str]:
    return {word for word in _WORD.findall(name) if word[0].isupper()}


def _telling(name: str) -> bool:
    """Whether the name alone says what is meant: it names a place or people, and is long
    enough."""
    return bool(_proper(name)) and len(_words(name)) > 1


def _term(name: str) -> str:
    first, _, rest = name.partition(" ")
    return rest if first.casefold() == "the" else name
