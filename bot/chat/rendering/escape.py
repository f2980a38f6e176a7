"""Making foreign text harmless: what an article says is shown, never obeyed.

Everything that comes from an article, a name or a person's question goes through
``escape`` (where Discord reads markup) or ``clean`` (where it does not: footers, buttons,
choices) before it is shown, and every address through ``safe_url``. Words stay as they
are: a backslash before a sign is not displayed, and only what cannot be seen is removed.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from urllib.parse import quote, urlsplit

from bot.chat.rendering.limits import URL, length

# Invisible letters, which would make a name or a title look empty.
_BLANKS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_JOINERS = frozenset("\u200c\u200d")  # needed by Persian, Indic scripts and emoji

_ALWAYS = re.compile(r"[\\*_~`|\[\]<>@]")
_SOMETIMES = re.compile(
    r":(?=//)"  # http://… would become a link
    r"|:(?=[^\s:]*:)"  # :name: would become a picture
    r"|(?<=\.\w\w)/|(?<=\.\w\w\w)/"  # discord.gg/… would become an invitation
    r"|&(?=#?\w+;)"  # &lt; would be decoded where a client knows entities
)
_LINE_START = re.compile(r"^(?:(?P<sign>[#+=-])|(?P<number>\d{1,9})(?P<dot>[.)])(?=\s|$))")

_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_NUMERIC = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")
_URL_SAFE = "!$&*+,;=:@/?%-._~"


def clean(text: str) -> str:
    """The text on one line, without control, direction and invisible characters."""
    kept = "".join(letter for letter in text if letter.isspace() or not _invisible(letter))
    return " ".join(kept.split())


def escape(text: str) -> str:
    """For places where Discord reads markup: shows ``text`` as it is, on one line.

    Nothing in it becomes emphasis, a heading, a list, a quotation block, code, a spoiler, a
    link, an invitation, a mention, an emoji, a timestamp or a command.
    """
    text = _ALWAYS.sub(lambda sign: "\\" + sign[0], clean(text))
    text = _SOMETIMES.sub(lambda sign: "\\" + sign[0], text)
    return _LINE_START.sub(_escape_line_start, text)


def safe_url(url: str) -> str | None:
    """An http or https address that can stand in a masked link or an embed; else None.

    Brackets, spaces, quotes and other signs that could end a link are percent-encoded. An
    address with a user name in it is refused: it only serves to look like another one.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or "@" in parts.netloc:
        return None
    if (name := _host(host)) is None:
        return None
    try:
        rest = quote(parts.path or "/", safe=_URL_SAFE)
        rest += "?" + quote(parts.query, safe=_URL_SAFE) if parts.query else ""
        rest += "#" + quote(parts.fragment, safe=_URL_SAFE) if parts.fragment else ""
    except UnicodeEncodeError:  # lone surrogates
        return None
    made = f"{parts.scheme}://{name}{f':{port}' if port else ''}{rest}"
    if made == url + "/":  # an address without a path is not given one
        made = url
    return made if length(made) <= URL else None


def link(written: str, url: str) -> str:
    """A masked link; ``written`` is escaped already, ``url`` comes from ``safe_url``."""
    return f"[{written}]({url})"


def embed_url(url: str | None) -> str | None:
    """The address if Discord takes it as that of an embed: its host must have a dot in it."""
    host = urlsplit(url).hostname if url else None
    return url if host and "." in host else None


def _escape_line_start(match: re.Match[str]) -> str:
    if match["sign"]:
        return "\\" + match["sign"]
    return f"{match['number']}\\{match['dot']}"


@lru_cache(maxsize=4096)
def _invisible(letter: str) -> bool:
    if letter in _JOINERS:
        return False
    return letter in _BLANKS or unicodedata.category(letter) in ("Cc", "Cf", "Cs")


def _host(host: str) -> str | None:
    if ":" in host:  # urlsplit has checked what stands in brackets
        return f"[{host}]" if re.fullmatch(r"[0-9a-f:.]+", host) else None
    try:
        name = host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        return None
    if _NUMERIC.fullmatch(name):
        return name
    labels = name.removesuffix(".").split(".")
    return name if all(map(_LABEL.fullmatch, labels)) and len(name) <= 253 else None
