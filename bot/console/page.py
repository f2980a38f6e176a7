"""``pullquote page``: the article on a page as JSON, whatever the page turns out to be.

The format, for every page: ``text`` (paragraphs separated by a blank line), ``title``,
``byline``, ``published_at``, ``credit``, ``site``, ``canonical_url``, ``language``,
``image``, ``related`` (``[{"url", "title"}]``), ``published_at_source``, ``outcome`` and
``reason`` (a sentence, null for an article). Nothing is stored.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import sys
import zlib
from pathlib import Path
from typing import Any

from bot.console.answers import time
from bot.console.files import folders, unreadable
from bot.desk.gathering.reader import Reader
from bot.desk.reading.links import related_links
from bot.errors import BadInput, Unreadable
from bot.pages import DateSource, NoArticle, Outcome, Page, read_text
from bot.ports import Fetched, Fetcher, FetchFailed

ENDINGS = (".html.gz", ".html")
LARGEST = 5_000_000  # bytes, unpacked; the reader refuses what is larger
AT_ONCE = 4  # more than there are worker processes, so that none waits for the disk


async def page_of_file(path: Path, reader: Reader) -> dict[str, Any]:
    """The document for an HTML or text file, packed or not; ``-`` is standard input.

    Raises BadInput where the file cannot be read at all.
    """
    body = await asyncio.to_thread(_body_of, path)
    looks_like_text = path.suffix.lower() == ".txt" or not body.lstrip().startswith(b"<")
    if looks_like_text and not path.name.lower().endswith((*ENDINGS, ".htm")):
        try:
            return article_document(read_text(body.decode("utf-8-sig")))
        except UnicodeDecodeError:
            raise BadInput(str(path), f"{path} is not UTF-8 text; save it as UTF-8.") from None
        except NoArticle as error:
            return failure_document(str(error), error.outcome)
    return await _read(body, "", "", reader)


async def page_of_url(url: str, reader: Reader, fetcher: Fetcher) -> dict[str, Any]:
    """The document for a page of the web."""
    answer = await fetcher.fetch(url)
    match answer:
        case Fetched():
            return await _read(answer.body, answer.url, answer.content_type, reader)
        case FetchFailed():
            outcome = Outcome.REFUSED if answer.refused else Outcome.FAILED
            return failure_document(answer.reason, outcome)
        case _:
            return failure_document("It sent no page.", Outcome.FAILED)


async def page_folder(source: Path, target: Path, reader: Reader) -> int:
    """Write ``<stem>.json`` for every ``*.html`` and ``*.html.gz``; how many there were.

    Raises BadInput for a folder that is none. A file that cannot be read has its document,
    too: with the outcome failed.
    """
    paths = await asyncio.to_thread(_pages_in, source, target)
    places = asyncio.Semaphore(AT_ONCE)

    async def write(path: Path) -> None:
        async with places:
            try:
                document = await page_of_file(path, reader)
            except BadInput as error:
                document = failure_document(str(error), Outcome.FAILED)
            text = json.dumps(document, ensure_ascii=False, indent=1)
            stem = path.name.removesuffix(".gz").removesuffix(".html")
            (target / f"{stem}.json").write_text(f"{text}\n", encoding="utf-8")

    await asyncio.gather(*map(write, paths))
    return len(paths)


def article_document(page: Page, url: str = "") -> dict[str, Any]:
    """An article from ``url`` as JSON."""
    related = [{"url": link.url, "title": link.title} for link in related_links(page, url)]
    return {
        "outcome": Outcome.ARTICLE.value,
        "reason": None,
        "title": page.title,
        "byline": page.byline,
        "published_at": time(page.published_at),
        "published_at_source": page.published_at_source.value,
        "credit": page.credit,
        "site": page.site,
        "canonical_url": page.canonical_url,
        "language": page.language,
        "image": page.image,
        "related": related,
        "text": page.text,
    }


def failure_document(reason: str, outcome: Outcome) -> dict[str, Any]:
    """The same for what is no article: nothing but the outcome and why."""
    nothing = Page("", None, None, "", None, None, "und", "", None, DateSource.NONE)
    return article_document(nothing) | {"outcome": outcome.value, "reason": reason}


async def _read(body: bytes, url: str, content_type: str, reader: Reader) -> dict[str, Any]:
    try:
        return article_document(await reader.page(body, url, content_type), url)
    except NoArticle as error:
        return failure_document(str(error), error.outcome)
    except Unreadable as error:
        return failure_document(str(error), Outcome.NOT_ARTICLE)


def _pages_in(source: Path, target: Path) -> list[Path]:
    """The pages of a folder, once the other folder is there to write to."""
    folders(source, target, ".html")
    return sorted(path for path in source.iterdir() if path.name.endswith(ENDINGS))


def _body_of(path: Path) -> bytes:
    """At most one byte more than the reader takes, so that a bomb is never unpacked whole."""
    try:
        if str(path) == "-":
            return sys.stdin.buffer.read(LARGEST + 1)
        if path.suffix != ".gz":
            with path.open("rb") as file:
                return file.read(LARGEST + 1)
        with gzip.open(path) as packed:
            return packed.read(LARGEST + 1)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise BadInput(str(path), f"{path} is not a whole gzip file.") from None
    except OSError as error:
        raise unreadable(path, error) from None
