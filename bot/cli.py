"""The ``pullquote`` command: a client of the same services as the chat commands.

Answers go to standard output, messages to standard error. Exit status: 0 done,
1 nothing found, 2 bad input. What a command needs is imported when it runs, so that
``extract`` never loads the chat or the web.
"""

from __future__ import annotations

import argparse
import io
import json
import signal
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot import __version__
from bot.errors import NothingFound, PullquoteError

if TYPE_CHECKING:
    from bot.config import Settings

DONE, NOTHING, BAD = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # whatever the locale: names have accents
            stream.reconfigure(encoding="utf-8")
    options = _parser().parse_args(arguments)
    try:
        status: int = options.command(options)
    except NothingFound as error:
        print(error, file=sys.stderr)
        return NOTHING
    except PullquoteError as error:
        print(error, file=sys.stderr)
        return BAD
    except BrokenPipeError:  # the reader of our output left, as in `pullquote latest | head`
        sys.stderr.close()
        return DONE
    except KeyboardInterrupt:
        return 130
    except OSError as error:  # a full disk, a name too long: no fault of ours to trace
        print(f"pullquote: {error.filename or 'output'}: {error.strerror}", file=sys.stderr)
        return BAD
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="pullquote", description="A news bot that keeps the record of who said what."
    )
    parser.add_argument("--version", action="version", version=f"pullquote {__version__}")
    common, as_json = _shared_options(argparse.ArgumentParser)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    run = commands.add_parser(
        "run",
        parents=[common],
        help="run the bot: on Discord with a token, else in a local page",
    )
    run.add_argument(
        "--port", type=int, default=8321, help="of the local page (default %(default)s; 0: any)"
    )
    run.set_defaults(command=_run)

    add = commands.add_parser("add", parents=[common, as_json], help="store one article")
    add.add_argument("article", metavar="URL|FILE", help="a link, or a text or HTML file")
    add.set_defaults(command=_add)

    latest = commands.add_parser("latest", parents=[common, as_json], help="newest articles")
    latest.add_argument("topic", nargs="?", help="only articles of this topic")
    latest.add_argument("--count", type=int, default=5, help="how many, 1 to 10 (default 5)")
    latest.set_defaults(command=_latest)

    quotes = commands.add_parser("quotes", parents=[common, as_json], help="who said what")
    quotes.add_argument("name", help="any part of a name")
    quotes.add_argument("--about", metavar="WORDS", help="only statements with these words")
    quotes.add_argument("--count", type=_number(1, 1000), default=20, help="how many (default 20)")
    quotes.add_argument("--offset", type=_number(0, 10**9), default=0, help="how many to skip")
    quotes.add_argument("--uncertain", action="store_true", help="the less certain ones instead")
    quotes.set_defaults(command=_quotes)

    keypoints = commands.add_parser(
        "keypoints", parents=[common, as_json], help="an article's key statements"
    )
    keypoints.add_argument("article", help="its id, link, or words of its title")
    keypoints.add_argument("--uncertain", action="store_true", help="the less certain ones instead")
    keypoints.set_defaults(command=_keypoints)

    extract = commands.add_parser(
        "extract", parents=[common], help="find the statements of text files, storing nothing"
    )
    extract.add_argument("file", nargs="?", type=Path, help="one text file, to standard output")
    extract.add_argument("--input", type=Path, metavar="DIR", help="every .txt of this folder")
    extract.add_argument("--output", type=Path, metavar="DIR", help="for a .json each")
    extract.set_defaults(command=_extract)

    _people_commands(commands, common)

    explain = commands.add_parser(
        "explain", parents=[common], help="why each statement of a text file was found"
    )
    explain.add_argument("file", type=Path, help="a text file")
    explain.add_argument(
        "--statement", type=_number(1, 10**6), metavar="N", help="only the N-th statement"
    )
    explain.set_defaults(command=_explain)

    page = commands.add_parser(
        "page", parents=[common], help="the article on a page as JSON, storing nothing"
    )
    page.add_argument(
        "page", nargs="?", metavar="URL|FILE", help="one, to standard output; -: stdin"
    )
    page.add_argument("--input", type=Path, metavar="DIR", help="every .html and .html.gz of it")
    page.add_argument("--output", type=Path, metavar="DIR", help="for a .json each")
    page.set_defaults(command=_page)

    feeds = commands.add_parser(
        "feeds", parents=[common, as_json], help="the feeds, how each is and why"
    )
    feeds.set_defaults(command=_feeds, action="list")
    _add_feeds_actions(feeds)

    reindex = commands.add_parser(
        "reindex", parents=[common], help="build the search index again from the record"
    )
    reindex.set_defaults(command=_reindex)

    again = commands.add_parser(
        "reread", parents=[common], help="read stored articles again with this version's engine"
    )
    again.add_argument("--since", type=_day, metavar="YYYY-MM-DD", help="only from this day on")
    again.set_defaults(command=_reread)
    return parser


def _people_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    people = commands.add_parser("people", help="who is who: show it, correct it, take it back")
    acts = people.add_subparsers(required=True, metavar="ACT", dest="act")

    def act(name: str, *words: str, text: str) -> argparse.ArgumentParser:
        parser: argparse.ArgumentParser = acts.add_parser(name, parents=[common], help=text)
        for word in words:
            parser.add_argument(word, metavar=word.upper())
        parser.set_defaults(command=_people)
        return parser

    show = act("show", "id", text="spellings, titles over time, and who was kept apart")
    show.add_argument("--json", action="store_true", help="print one JSON document")
    act("merge", "id", "other", text="two are one, shown as the first")
    split = act("split", "id", text="statements of one are another's")
    split.add_argument("statements", nargs="+", metavar="STATEMENT", help="ids of statements")
    act("rename", "id", "name", text="what somebody is called")
    act("alias", "id", "name", text="a name somebody is found by, too")
    act("undo", text="take back the last of these")


def _number(least: int, most: int) -> Callable[[str], int]:
    def number(text: str) -> int:
        if not (text.isdecimal() and least <= int(text) <= most):
            raise argparse.ArgumentTypeError(f"{text!r} is no number from {least} to {most}")
        return int(text)

    return number


def _shared_options(make: Callable[..., argparse.ArgumentParser]) -> list[argparse.ArgumentParser]:
    """What commands share: where the record is, and the form of the answer."""
    common, as_json = make(add_help=False), make(add_help=False)
    common.add_argument("--config", type=Path, metavar="FILE", help="the configuration file")
    common.add_argument("--data", type=Path, metavar="FOLDER", help="the folder of the record")
    as_json.add_argument("--json", action="store_true", help="print one JSON document")
    return [common, as_json]


def _add_feeds_actions(feeds: argparse.ArgumentParser) -> None:
    """``feeds`` alone lists; its own commands change something."""
    # Without defaults, so that options given before the command are not undone after it.
    make = partial(argparse.ArgumentParser, argument_default=argparse.SUPPRESS)
    parents = _shared_options(make)
    actions = feeds.add_subparsers(metavar="COMMAND")
    for name, argument, text in (
        ("add", "url", "find a site's feeds and read the first of them from now on"),
        ("remove", "url", "stop reading a feed that was added here"),
        ("release", "url", "take the entries that were held because all of them looked new"),
        ("discard", "url", "pass over the entries that were held"),
        ("import", "file", "read the feeds of an OPML file from now on"),
        ("export", "file", "write all feeds to an OPML file"),
    ):
        action = actions.add_parser(name, parents=parents, help=text)
        action.add_argument(argument, type=Path if argument == "file" else str)
        action.set_defaults(action=name)
        if name == "add":
            action.add_argument(
                "--every", type=_seconds, metavar="SECONDS", help="between two looks, 1 or more"
            )


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 1 <= seconds < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is not 1 second or more")
    return seconds


def _day(text: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day; write 2031-05-04") from None


def _settings(options: argparse.Namespace) -> Settings:
    from bot.config import load

    settings = load(options.config)
    if options.data is not None:
        settings = settings.model_copy(update={"data_dir": options.data})
    return settings


def _readable(options: argparse.Namespace) -> Settings:
    """The settings, when there is a record to read at all."""
    from bot.store import has_record

    settings = _settings(options)
    if not has_record(settings.data_dir):
        raise NothingFound(
            str(settings.data_dir),
            f"There is no record in {settings.data_dir} yet: run the bot, or `pullquote add` an "
            "article; --data names another folder.",
        )
    return settings


def _print(document: Any) -> None:
    print(json.dumps(document, ensure_ascii=False, indent=1))


def _run(options: argparse.Namespace) -> int:
    # Until the event loop takes over, a SIGTERM is as clean an end as later.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(DONE))
    from bot.run import run

    own_data = options.config is not None or options.data is not None
    return run(_settings(options), port=options.port, keep_data=own_data)


def _add(options: argparse.Namespace) -> int:
    import asyncio

    from bot.app import App
    from bot.console.answers import filed_document

    async def add() -> None:
        async with App.opened(_settings(options)) as app:
            ingest = app.desk.ingest
            if "://" in options.article:
                filed = await ingest.add_url(options.article)
            else:
                filed = await ingest.add_file(Path(options.article))
            await app.catch_up()
        if options.json:
            _print(filed_document(filed))
        else:
            article, count = filed.record.article, len(filed.record.statements)
            print(f"{filed.outcome}: {article.title} ({count} statements, id {article.id})")

    asyncio.run(add())
    return DONE


def _latest(options: argparse.Namespace) -> int:
    import asyncio

    from bot.app import App
    from bot.console.answers import latest_document, latest_text

    async def latest() -> None:
        async with App.opened(_readable(options), write=False) as app:
            headlines = await app.desk.answers.latest(options.topic, options.count)
        if options.json:
            _print(latest_document(headlines))
        else:
            print(latest_text(headlines))

    asyncio.run(latest())
    return DONE


def _quotes(options: argparse.Namespace) -> int:
    import asyncio

    from bot.app import App
    from bot.console.answers import quotes_document, quotes_text

    async def quotes() -> None:
        async with App.opened(_readable(options), write=False) as app:
            page = await app.desk.answers.quotes(
                options.name,
                options.about,
                offset=options.offset,
                limit=options.count,
                uncertain=options.uncertain,
            )
        if options.json:
            _print(quotes_document(page))
        else:
            print(quotes_text(page))

    asyncio.run(quotes())
    return DONE


def _keypoints(options: argparse.Namespace) -> int:
    import asyncio

    from bot.app import App
    from bot.console.answers import keypoints_document, keypoints_text

    async def keypoints() -> None:
        async with App.opened(_readable(options), write=False) as app:
            points = await app.desk.answers.keypoints(options.article, uncertain=options.uncertain)
        if options.json:
            _print(keypoints_document(points))
        else:
            print(keypoints_text(points))

    asyncio.run(keypoints())
    return DONE


def _extract(options: argparse.Namespace) -> int:
    from bot.console.extract import extract_file, extract_folder
    from bot.errors import BadInput

    if options.file is not None and options.input is None and options.output is None:
        _print(extract_file(options.file))
        return DONE
    if options.file is not None or options.input is None or options.output is None:
        raise BadInput("extract", "Give one FILE, or both --input DIR and --output DIR.")
    refused = extract_folder(options.input, options.output)
    for error in refused:
        print(error, file=sys.stderr)
    return BAD if refused else DONE


def _people(options: argparse.Namespace) -> int:
    import asyncio

    from bot.app import App
    from bot.console.people import run

    async def people() -> str:
        async with App.opened(_settings(options), write=options.act != "show") as app:
            return await run(app.desk.identities, options)

    print(asyncio.run(people()))
    return DONE


def _explain(options: argparse.Namespace) -> int:
    from bot.console.explain import explain_file

    print(explain_file(options.file, options.statement))
    return DONE


def _page(options: argparse.Namespace) -> int:
    import asyncio

    from bot.console.page import page_folder, page_of_file, page_of_url
    from bot.errors import BadInput
    from bot.workers.pool import Workers

    single = options.page is not None and options.input is None and options.output is None
    folders = options.page is None and options.input is not None and options.output is not None
    if not (single or folders):
        raise BadInput("page", "Give one URL or FILE, or both --input DIR and --output DIR.")

    async def read() -> None:
        async with Workers() as workers:
            if folders:
                await page_folder(options.input, options.output, workers)
            elif options.page.startswith(("http://", "https://")):
                from bot.app import web_fetcher

                async with web_fetcher(_settings(options)) as fetcher:
                    _print(await page_of_url(options.page, workers, fetcher))
            else:
                _print(await page_of_file(Path(options.page), workers))

    asyncio.run(read())
    return DONE


def _feeds(options: argparse.Namespace) -> int:
    import asyncio

    from bot.app import App
    from bot.console.feeds import run_action

    async def run() -> None:
        # The list may be asked for beside a running bot; what changes something may not.
        async with App.opened(_settings(options), write=options.action != "list") as app:
            answer = await run_action(app.feeds, options.action, options)
        if options.json:
            _print(answer.document)
        else:
            print(answer.text)

    asyncio.run(run())
    return DONE


def _reindex(options: argparse.Namespace) -> int:
    import asyncio

    from bot.app import App

    async def reindex() -> int:
        async with App.opened(_settings(options)) as app:
            return await app.reindex()

    print(f"indexed {asyncio.run(reindex())} records")
    return DONE


def _reread(options: argparse.Namespace) -> int:
    import asyncio

    from bot.app import App

    async def reread() -> int:
        async with App.opened(_settings(options)) as app:
            return await app.reread(options.since)

    print(f"read {asyncio.run(reread())} articles again; no post was made or changed")
    return DONE


if __name__ == "__main__":
    sys.exit(main())
