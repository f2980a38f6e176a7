"""The configuration file: settings as pydantic models, and errors a person can act on.

``load(path)`` reads TOML; every setting that is refused is named by its path, with what
is wrong and what would be right (each field's description says that). The only setting
taken from the environment is the token, so that it need not stand in a file.
"""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, ClassVar
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)
from pydantic_core import ErrorDetails

from bot.errors import BadSettings
from bot.records import RunningStory, Source, Topic
from bot.topics.match import EVERYTHING
from bot.topics.running import configured
from bot.topics.terms import read_term

_HOST_PORT = re.compile(r"(?:\[[0-9A-Fa-f:.]+\]|[^\s/:@?#\[\]]+):[0-9]{1,5}")

TOKEN_VARIABLE = "PULLQUOTE_DISCORD_TOKEN"


def _web_address(value: str) -> str:
    try:
        parts = urlsplit(value)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number, or too large
        good = False
    if not good or any(character.isspace() for character in value):
        raise ValueError(f"{value!r} is no web address")
    return value


def _host_port(value: str) -> str:
    if _HOST_PORT.fullmatch(value) and 0 < int(value.rpartition(":")[2]) < 65536:
        return value
    raise ValueError(f"{value!r} is no host:port")


def _listen_or_not(value: str) -> str:
    return _host_port(value) if value else value


def _callback(value: str) -> str:
    parts = urlsplit(_web_address(value)) if value else urlsplit("")
    if parts.query or parts.fragment or parts.username is not None:
        raise ValueError(f"{value!r} has more than a host and a path")
    return value


def _topic_name(value: str) -> str:
    if value.casefold() == EVERYTHING:
        raise ValueError(f"{EVERYTHING!r} is the name of the topic that every article matches")
    return value


def _term(value: str) -> str:
    read_term(value)
    return value


def _not_only_exclusions(terms: list[str]) -> list[str]:
    if terms and all(read_term(term).excluded for term in terms):
        raise ValueError("a topic needs at least one term without “-”")
    return terms


# What pydantic says in terms of Python, said in terms of the file.
_PLAINER = {
    "model_type": "this is no block of settings",
    "path_type": "this is no path",
    "string_pattern_mismatch": "only plain printable characters can be sent",
}

WebAddress = Annotated[str, AfterValidator(_web_address)]
HostPort = Annotated[str, AfterValidator(_host_port)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Terms = Annotated[
    list[Annotated[Words, AfterValidator(_term)]], AfterValidator(_not_only_exclusions)
]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class FeedSettings(_Section):
    url: WebAddress = Field(
        description='the feed\'s address, for example url = "https://news.example/feed.xml"'
    )
    every: float = Field(
        300,
        ge=1,
        le=604_800,
        description="seconds between two looks, from 1 to a week's 604800: every = 300",
    )


class TopicSettings(_Section):
    name: Annotated[Words, AfterValidator(_topic_name)] = Field(
        description='what people type in /subscribe, for example name = "Harbour strike"'
    )
    terms: Terms = Field(
        min_length=1,
        description='terms, any of which makes an article match: words, “"exact words"”, '
        "“person: Ilse Maron”, “place: North Korea”, and with “-” before it what must not be "
        'there: terms = ["strike", "-football"]',
    )


class StorySettings(_Section):
    name: Words = Field(
        description="what follows “the 45th day of”, for example "
        'name = "the dockers\' strike"; people type it in /story'
    )
    since: date = Field(
        description="the day it began, from which its days are counted, without quotation marks: "
        "since = 2031-03-20"
    )
    terms: Terms = Field(
        min_length=1,
        description='terms as a topic has them: terms = ["dockers\' strike", "-football"]',
    )


class FetchSettings(_Section):
    allow_private_hosts: list[HostPort] = Field(
        default_factory=list,
        description="private addresses that may be fetched, for example "
        'allow_private_hosts = ["10.0.0.5:80"]',
    )
    contact: str = Field(
        "",
        max_length=200,
        pattern=r"^[ -~]*$",
        description="an address or page that sites can reach you by, sent as part of User-Agent",
    )


class RetentionSettings(_Section):
    days: float | None = Field(
        None,
        ge=1,
        le=36_500,
        description="days after which an article that did not change goes, 1 or more: days = 365",
    )
    megabytes: float | None = Field(
        None,
        ge=1,
        le=100_000_000,
        description="megabytes that the record may fill before its oldest articles go, 1 or more: "
        "megabytes = 2000",
    )


class DiscordSettings(_Section):
    token: str | None = Field(
        None, min_length=1, description="the bot's token, from Discord's developer portal"
    )
    proxy: WebAddress | None = Field(
        None, description='an HTTP proxy for Discord, for example proxy = "http://127.0.0.1:3128"'
    )
    api_base: WebAddress | None = Field(
        None,
        description="the REST address of a Discord-compatible server, with its version: "
        'api_base = "https://discord.com/api/v10"',
    )
    ca_file: Path | None = Field(
        None,
        strict=False,
        description="a PEM file of certificate authorities to trust for Discord, and no others",
    )


class WebsubSettings(_Section):
    callback: Annotated[str, AfterValidator(_callback)] = Field(
        "",
        description="the public address that hubs reach this bot at, for example "
        'callback = "https://news.example/websub"; "" for none',
    )
    listen: HostPort = Field(
        "127.0.0.1:8088",
        description="the address and port to listen on, where that address is led to: "
        'listen = "127.0.0.1:8088"',
    )


class PostingSettings(_Section):
    most: int = Field(
        25,
        ge=1,
        le=1000,
        description="posts that a channel gets within a while at most, what comes on top of them"
        " being gathered into a digest: most = 25",
    )
    within: float = Field(
        60,
        ge=1,
        le=86_400,
        description="the while, in seconds up to a day's 86400: within = 60",
    )
    late: float = Field(
        1800,
        ge=60,
        le=604_800,
        description="seconds after which several articles that were not posted yet share a"
        " digest, from 60 to a week's 604800: late = 1800",
    )


class AlertSettings(_Section):
    channel: int | None = Field(
        None,
        ge=1,
        description="the id of the Discord channel where operators hear of trouble: "
        "channel = 81384788765712384",
    )


class HealthSettings(_Section):
    listen: Annotated[str, AfterValidator(_listen_or_not)] = Field(
        "",
        description="the address and port that say how the bot is, for example "
        'listen = "127.0.0.1:9108"; "" for none',
    )


class Settings(_Section):
    """All there is to set; every part has a default that works."""

    DEFAULT_DATA: ClassVar[str] = "pullquote-data"

    data_dir: Path = Field(
        Path(DEFAULT_DATA),
        strict=False,
        description='the folder of the record, for example data_dir = "pullquote-data"',
    )
    operators: list[Annotated[int, Field(ge=1)]] = Field(
        default_factory=list,
        description="Discord user ids of those who run this bot: operators = [81384788]",
    )
    feeds: list[FeedSettings] = Field(
        default_factory=list, description="a [[feeds]] block for each, with its url"
    )
    topics: list[TopicSettings] = Field(
        default_factory=list, description="a [[topics]] block for each, with its name and terms"
    )
    stories: list[StorySettings] = Field(
        default_factory=list,
        description="a [[stories]] block for each, with its name, since and terms",
    )
    fetch: FetchSettings = Field(
        default_factory=FetchSettings, description="a [fetch] block of settings"
    )
    discord: DiscordSettings = Field(
        default_factory=DiscordSettings, description="a [discord] block of settings"
    )

    posting: PostingSettings = Field(
        default_factory=PostingSettings, description="a [posting] block of settings"
    )
    retention: RetentionSettings = Field(
        default_factory=RetentionSettings, description="a [retention] block of settings"
    )
    websub: WebsubSettings = Field(
        default_factory=WebsubSettings, description="a [websub] block of settings"
    )
    alerts: AlertSettings = Field(
        default_factory=AlertSettings, description="an [alerts] block of settings"
    )
    health: HealthSettings = Field(
        default_factory=HealthSettings, description="a [health] block of settings"
    )

    def sources(self) -> list[Source]:
        return [Source(feed.url, feed.every) for feed in self.feeds]

    def topic_list(self) -> list[Topic]:
        return [Topic(topic.name, tuple(topic.terms)) for topic in self.topics]

    def story_list(self) -> list[RunningStory]:
        return [configured(one.name, one.since, one.terms) for one in self.stories]


def load(path: Path | None, environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings of this file (None: the defaults); relative paths are from its folder.

    Raises BadSettings naming every setting that is wrong.
    """
    values: dict[str, Any] = {}
    if path is not None:
        values = _read(path)
    settings = check(values, str(path))
    _check_twice(settings, str(path))
    if path is not None:
        settings = _from_folder(settings, path.parent)
    if token := environ.get(TOKEN_VARIABLE):
        discord = settings.discord.model_copy(update={"token": token})
        settings = settings.model_copy(update={"discord": discord})
    return settings


def check(values: Mapping[str, Any], name: str) -> Settings:
    """Settings from parsed TOML; ``name`` is the file's, for the message."""
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        problems = error.errors(include_url=False)
        lines = [f"{name}: {_problem(detail)}" for detail in problems]
        raise BadSettings(_dotted(problems[0]["loc"]), "\n".join(lines)) from None


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise BadSettings(
            str(path), f"{path}: no such file. Copy config.example.toml there and change it."
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise BadSettings(str(path), f"{path}: cannot be read as a text file ({error}).") from None
    except tomllib.TOMLDecodeError as error:
        raise BadSettings(
            str(path), f"{path}: not valid TOML: {error}. See config.example.toml."
        ) from None


def _check_twice(settings: Settings, name: str) -> None:
    """What names a thing may stand only once; a second would silently win or lose."""
    for key, values in (
        ("feeds.url", [feed.url for feed in settings.feeds]),
        ("topics.name", [topic.name.casefold() for topic in settings.topics]),
        ("stories.name", [story.name.casefold() for story in settings.stories]),
    ):
        twice = sorted({value for value in values if values.count(value) > 1})
        if twice:
            raise BadSettings(key, f"{name}: {key}: {twice[0]!r} stands twice. Keep one of them.")


def _from_folder(settings: Settings, folder: Path) -> Settings:
    update: dict[str, Any] = {"data_dir": folder / settings.data_dir}
    if (ca_file := settings.discord.ca_file) is not None:
        update["discord"] = settings.discord.model_copy(update={"ca_file": folder / ca_file})
    return settings.model_copy(update=update)


def _dotted(location: tuple[int | str, ...]) -> str:
    path = ""
    for part in location:
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else part
    return path


def _problem(detail: ErrorDetails) -> str:
    path = _dotted(detail["loc"])
    model, field = _model_and_field(detail["loc"])
    if detail["type"] == "extra_forbidden":
        known = sorted(model.model_fields)
        close = difflib.get_close_matches(field, known, n=1)
        hint = f"Did you mean {close[0]}?" if close else f"There are: {', '.join(known)}."
        return f"{path}: no such setting. {hint}"
    right = model.model_fields[field].description if field in model.model_fields else ""
    if detail["type"] == "missing":
        wrong = "is missing"
    else:
        wrong = _PLAINER.get(detail["type"]) or detail["msg"].removeprefix("Value error, ")
        wrong = (wrong[0].lower() + wrong[1:]).rstrip(".")
    return f"{path}: {wrong}. Right would be {right}."


def _model_and_field(location: tuple[int | str, ...]) -> tuple[type[BaseModel], str]:
    """The section that holds a location, and the setting's name in it."""
    sections: dict[str, type[BaseModel]] = {
        "feeds": FeedSettings,
        "topics": TopicSettings,
        "stories": StorySettings,
        "fetch": FetchSettings,
        "retention": RetentionSettings,
        "discord": DiscordSettings,
        "posting": PostingSettings,
        "websub": WebsubSettings,
        "alerts": AlertSettings,
        "health": HealthSettings,
    }
    names = [part for part in location if isinstance(part, str)]
    if len(names) > 1:
        return sections[names[0]], names[1]
    return Settings, names[0]
