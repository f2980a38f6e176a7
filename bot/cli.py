"""The ``pullquote`` command: a client of the same services as the chat commands.

Answers go to standard output, messages to standard error. Exit status: 0 done,
1 nothing found, 2 bad input. What a command needs is imported when it runs, so that
``extract`` never loads the chat or the web.
"""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from bot import __version__
from bot.errors import NothingFound, PullquoteError

DONE, NOTHING, BAD = 0, 1, 2  # as ``bot.commands`` has them


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
    run.set_defaults(command=_named("run"))

    add = commands.add_parser("add", parents=[common, as_json], help="store one article")
    add.add_argument("article", metavar="URL|FILE", help="a link, or a text or HTML file")
    add.set_defaults(command=_named("add"))

    _reading_commands(commands, [common, as_json])

    _following_commands(commands, [common, as_json])

    _posting_commands(commands, [common, as_json])

    topics = commands.add_parser(
        "topics", parents=[common], help="the topics; with an article: which it belongs to, and why"
    )
    topics.add_argument(
        "article", nargs="*", action=_Joined, help="its id, link, or words of its title"
    )
    topics.set_defaults(command=_named("topics"))

    status = commands.add_parser(
        "status", parents=[common, as_json], help="what came in and went out last, and what lags"
    )
    status.set_defaults(command=_named("status"))

    extract = commands.add_parser(
        "extract", parents=[common], help="find the statements of text files, storing nothing"
    )
    extract.add_argument("file", nargs="?", type=Path, help="one text file, to standard output")
    extract.add_argument("--input", type=Path, metavar="DIR", help="every .txt of this folder")
    extract.add_argument("--output", type=Path, metavar="DIR", help="for a .json each")
    extract.set_defaults(command=_named("extract"))

    _people_commands(commands, common)
    _statements_commands(commands, common)

    explain = commands.add_parser(
        "explain", parents=[common], help="why each statement of a text file was found"
    )
    explain.add_argument("file", type=Path, help="a text file")
    explain.add_argument(
        "--statement", type=_number(1, 10**6), metavar="N", help="only the N-th statement"
    )
    explain.set_defaults(command=_named("explain"))

    rank = commands.add_parser(
        "rank", parents=[common], help="the ids of a text's statements, the key ones first"
    )
    rank.add_argument("text", type=Path, metavar="TEXT", help="a text file")
    rank.add_argument(
        "statements", type=Path, metavar="STATEMENTS.json", help="as extract writes them"
    )
    rank.add_argument("--explain", action="store_true", help="with weights and reasons")
    rank.set_defaults(command=_named("rank"))

    page = commands.add_parser(
        "page", parents=[common], help="the article on a page as JSON, storing nothing"
    )
    page.add_argument(
        "page", nargs="?", metavar="URL|FILE", help="one, to standard output; -: stdin"
    )
    page.add_argument("--input", type=Path, metavar="DIR", help="every .html and .html.gz of it")
    page.add_argument("--output", type=Path, metavar="DIR", help="for a .json each")
    page.set_defaults(command=_named("page"))

    feeds = commands.add_parser(
        "feeds", parents=[common, as_json], help="the feeds, how each is and why"
    )
    feeds.set_defaults(command=_named("feeds"), action="list")
    _add_feeds_actions(feeds)

    reindex = commands.add_parser(
        "reindex", parents=[common], help="build the search index again from the record"
    )
    reindex.set_defaults(command=_named("reindex"))

    _upkeep_commands(commands, common)

    again = commands.add_parser(
        "reread", parents=[common], help="read stored articles again with this version's engine"
    )
    again.add_argument("--since", type=_day, metavar="YYYY-MM-DD", help="only from this day on")
    again.set_defaults(command=_named("reread"))
    return parser


class _Joined(argparse.Action):
    """Several words are one question, with quotation marks around them or without."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: Any,
        option_string: str | None = None,
    ) -> None:
        setattr(namespace, self.dest, " ".join(values) or ("" if self.nargs == "+" else None))


class _One(argparse.Action):
    """Words that stand beside others, and so cannot be told from them without quotation marks."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: Any,
        option_string: str | None = None,
    ) -> None:
        if len(values) > 1:
            parser.error(f"put quotation marks around the name, and around the {self.dest}")
        setattr(namespace, self.dest, values[0])


def _following_commands(commands: Any, parents: list[argparse.ArgumentParser]) -> None:
    for name, argument, text in (
        ("person", "name", "who somebody is: titles over time, where quoted, on what, how often"),
        ("story", "name", "the running stories; with a name: its day, its articles, who speaks"),
        ("related", "article", "articles related to one, and why each is"),
    ):
        parser = commands.add_parser(name, parents=parents, help=text)
        what = "its id, link, or words of its title" if argument == "article" else "any part of it"
        number = "*" if name == "story" else "+"
        parser.add_argument(argument, nargs=number, action=_Joined, help=what)
        parser.add_argument("--offset", type=_number(0, 10**9), default=0, help="how many to skip")
        parser.set_defaults(command=_named(name))


def _posting_commands(commands: Any, parents: list[argparse.ArgumentParser]) -> None:
    preview = commands.add_parser(
        "preview", parents=parents, help="what a subscription would have posted in the last week"
    )
    preview.add_argument(
        "to",
        nargs="+",
        action=_Joined,
        help='as in /subscribe: "Harbour -football", person: NAME, everything',
    )
    ident = _number(1, 2**64)
    preview.add_argument("--server", type=ident, metavar="ID", help="whose own topics count, too")
    preview.add_argument("--count", type=_number(1, 1000), default=20, help="default 20")
    preview.add_argument("--offset", type=_number(0, 10**9), default=0, help="how many to skip")
    preview.set_defaults(command=_named("preview"))

    why = commands.add_parser(
        "why", parents=parents, help="why an article was posted in each channel, or was not"
    )
    why.add_argument(
        "article", nargs="+", action=_Joined, help="its id, link, or words of its title"
    )
    why.add_argument("--channel", type=ident, metavar="ID", help="only in this channel")
    why.set_defaults(command=_named("why"))


def _reading_commands(commands: Any, parents: list[argparse.ArgumentParser]) -> None:
    def command(name: str, text: str) -> argparse.ArgumentParser:
        parser: argparse.ArgumentParser = commands.add_parser(name, parents=parents, help=text)
        parser.set_defaults(command=_named(name))
        return parser

    def pages(parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--count", type=_number(1, 1000), default=20, help="default 20")
        parser.add_argument("--offset", type=_number(0, 10**9), default=0, help="how many to skip")

    latest = command("latest", "newest articles, each story once")
    latest.add_argument("topic", nargs="*", action=_Joined, help="only articles of this topic")
    latest.add_argument("--source", metavar="OUTLET", help="only articles of this outlet")
    latest.add_argument("--count", type=int, default=5, help="how many, 1 to 10 (default 5)")

    quotes = command("quotes", "who said what, newest first")
    quotes.add_argument("name", nargs="+", action=_Joined, help="any part of a name")
    quotes.add_argument("--about", metavar="WORDS", help="only statements with these words")
    for name, what in (("--since", "from when on"), ("--until", "until when, included")):
        quotes.add_argument(
            name, metavar="TIME", help=f'{what}: 2031, 2031-05, 2031-05-04, "3 days ago"'
        )
    quotes.add_argument(
        "--how",
        choices=("direct", "mixed", "indirect"),
        help="all in quotation marks, partly, or reported",
    )
    pages(quotes)
    which = quotes.add_mutually_exclusive_group()
    which.add_argument("--uncertain", action="store_true", help="the less certain ones instead")
    which.add_argument(
        "--all", dest="everything", action="store_true", help="the less certain ones, too"
    )

    timeline = command("timeline", "what somebody said on a subject, oldest first")
    timeline.add_argument("name", help="any part of a name")
    timeline.add_argument(
        "topic",
        nargs="+",
        action=_One,
        help="words that are in it, or the name of a topic; several need quotation marks",
    )
    pages(timeline)

    said = command("said", "who said this: exactly, or nearly, with what differs in [brackets]")
    said.add_argument(
        "words", nargs="+", action=_Joined, help="what was said, or a part of it, in its order"
    )
    pages(said)

    keypoints = command("keypoints", "an article's key statements")
    keypoints.add_argument(
        "article", nargs="+", action=_Joined, help="its id, link, or words of its title"
    )
    which = keypoints.add_mutually_exclusive_group()
    which.add_argument("--uncertain", action="store_true", help="the less certain ones instead")
    which.add_argument(
        "--all", dest="everything", action="store_true", help="every statement, by speaker"
    )


def _upkeep_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    def command(name: str, text: str) -> argparse.ArgumentParser:
        parser: argparse.ArgumentParser = commands.add_parser(name, parents=[common], help=text)
        parser.set_defaults(command=_named(name))
        return parser

    command("check", "whether the record and the index are whole; changes nothing")
    target = command("backup", "copy the record to a new file, while the bot runs, too")
    target.add_argument("file", type=Path, help="the new file")
    copy = command("restore", "make a copy the record again; what was there is kept beside it")
    copy.add_argument("file", type=Path, help="a file that backup made")
    remove = command("remove", "take an article down: its words are erased and its posts deleted")
    remove.add_argument(
        "article", nargs="+", action=_Joined, help="its id, link, or words of its title"
    )
    remove.add_argument("--reason", metavar="TEXT", help="kept with the record that it was removed")
    remove.add_argument("--undo", action="store_true", help="let it in again when it next comes")
    prune = command("prune", "cut the articles that are past the limits of [retention] now")
    prune.add_argument("--dry-run", action="store_true", help="only say what would be cut")
    forget = command("forget", "erase what is kept of a server")
    forget.add_argument("--server", type=_number(1, 2**64), required=True, metavar="ID")
    export = command("export", "statements with their articles, for other programs")
    export.add_argument("--from", dest="since", type=_day, metavar="YYYY-MM-DD")
    export.add_argument("--to", dest="until", type=_day, metavar="YYYY-MM-DD", help="inclusive")
    export.add_argument("--person", metavar="ID|NAME", help="only what this one said")
    export.add_argument("--topic", help="only articles of this topic")
    export.add_argument(
        "--format", choices=("jsonl", "csv", "parquet"), default="jsonl", help="default jsonl"
    )
    export.add_argument("--output", type=Path, metavar="FILE", help="instead of standard output")


def _people_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    people = commands.add_parser("people", help="who is who: show it, correct it, take it back")
    acts = people.add_subparsers(required=True, metavar="ACT", dest="act")

    def act(name: str, *words: str, text: str) -> argparse.ArgumentParser:
        parser: argparse.ArgumentParser = acts.add_parser(name, parents=[common], help=text)
        for word in words:
            if word == "name" or name == "show":
                parser.add_argument(word, metavar=word.upper(), nargs="+", action=_Joined)
            else:
                parser.add_argument(word, metavar=word.upper())
        parser.set_defaults(command=_named("people"))
        return parser

    show = act("show", "id", text="spellings, titles over time, and who was kept apart")
    show.add_argument("--json", action="store_true", help="print one JSON document")
    act("merge", "id", "other", text="two are one, shown as the first")
    split = act("split", "id", text="statements of one are another's")
    split.add_argument("statements", nargs="+", metavar="STATEMENT", help="ids of statements")
    act("rename", "id", "name", text="what somebody is called")
    act("alias", "id", "name", text="a name somebody is found by, too")
    act("undo", text="take back the last of these")


def _statements_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    statements = commands.add_parser(
        "statements", help="single statements: show, put right, hide, take that back"
    )
    acts = statements.add_subparsers(required=True, metavar="ACT", dest="act")

    def act(name: str, text: str, *, ident: bool = True) -> argparse.ArgumentParser:
        parser: argparse.ArgumentParser = acts.add_parser(name, parents=[common], help=text)
        if ident:
            parser.add_argument("id", metavar="ID", help="the statement's id")
        parser.set_defaults(command=_named("statements"))
        return parser

    for parser in (
        act("show", "a statement, its article, and what was said of it"),
        act("list", "every statement that was put right or hidden", ident=False),
        act("reports", "what members reported as wrong, the newest first", ident=False),
    ):
        parser.add_argument("--json", action="store_true", help="print one JSON document")
    fix = act("fix", "say who spoke, or which words of the article attribute it")
    fix.add_argument("--speaker", metavar="NAME", help="who spoke")
    fix.add_argument(
        "--kind",
        choices=("person", "organisation", "group"),
        help="what the speaker is, where the name does not tell",
    )
    fix.add_argument(
        "--cue", metavar="WORDS", help="the attributing words, as the article has them"
    )
    act("hide", "leave it out of every answer and post")
    act("undo", "let it be as the engine reads it")


def _named(name: str) -> Callable[[argparse.Namespace], int]:
    """The command of this name, imported when it runs."""

    def command(options: argparse.Namespace) -> int:
        from bot import commands

        done: int = getattr(commands, name)(options)
        return done

    return command


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
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0
    if not 1 <= seconds < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds, 1 or more")
    return seconds


def _day(text: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day; write 2031-05-04") from None


if __name__ == "__main__":
    sys.exit(main())
