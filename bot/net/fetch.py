"""The bot's way to the web: one guarded, polite, bounded request at a time.

``WebFetcher`` implements ``bot.ports.Fetcher`` and ``FormPoster``. Whatever the web does
comes back as a value: a body that arrived whole, "not modified", "accepted", or a failure with
one sentence for the operator.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from types import TracebackType
from typing import Self, TypeVar

import aiohttp
from yarl import URL

from bot.net.body import ACCEPTED_ENCODINGS, MAX_BYTES, PIECE, BodyError, read_capped
from bot.net.guard import Allowance, guarded_socket, host_key
from bot.net.headers import conditions_for, fresh_for, links_of, retry_after, validators_of
from bot.net.pace import Turns
from bot.ports import Accepted, Clock, Fetched, FetchFailed, NotModified

ACCEPT = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, "
    "text/html;q=0.9, application/xhtml+xml;q=0.9, application/json;q=0.8, */*;q=0.5"
)
REDIRECTS = frozenset({301, 302, 303, 307, 308})
PERMANENT = frozenset({301, 308})
SAME_METHOD = frozenset({307, 308})  # redirects that a form may follow
REFUSING = frozenset({401, 403, 451})
WHOLE = frozenset({200, 203})
# News sites send policies and cookies past aiohttp's 8 KB a header.
LONGEST_HEADER = 64 * 1024
EXPLANATION = 300  # bytes read of what a server says about a form it refuses

REFUSALS = {
    401: "asks for a sign-in",
    403: "refuses us",
    404: "says there is nothing at this address",
    406: "has nothing in a format we read",
    410: "says it is gone for good",
    429: "asks us to come less often",
    451: "may not show it here for legal reasons",
    503: "is not available just now",
}

Outcome = Fetched | NotModified | FetchFailed
Answer = TypeVar("Answer", Outcome, Accepted | FetchFailed)


class _HopError(Exception):
    """Ends a fetch from inside a hop; the message is the reason to give, ``plainly`` the one for
    people who cannot change the configuration."""

    def __init__(self, reason: str, *, refused: bool = False, plainly: str = "") -> None:
        super().__init__(reason)
        self.refused = refused
        self.plainly = plainly or reason


class _Redirect(Exception):
    """Ends a hop: where to go on, and whether the site says to start there the next time."""

    def __init__(self, url: URL, permanent: bool) -> None:
        super().__init__(str(url))
        self.url = url
        self.permanent = permanent


def utc_now() -> datetime:
    return datetime.now(UTC)


class WebFetcher:
    """GET, and forms by POST, with a guard, a pace and limits; an async context manager.

    ``allow_private_hosts``  the only ``host:port`` pairs that may be private addresses
    ``max_bytes``            of a body, as it arrives and unpacked
    ``seconds``              for one fetch with all its redirects; waiting for a turn apart
    ``max_redirects``        each hop is checked like a first address
    ``at_once``, ``spacing`` requests a host gets together, and seconds between their starts
    ``connections``          open at a time over all hosts; more than feeds are looked at
                             together, so that hosts that hang hold up no others

    Raises ValueError for an allowed host that is not ``host:port``.
    """

    def __init__(
        self,
        user_agent: str,
        allow_private_hosts: Collection[str] = (),
        *,
        max_bytes: int = MAX_BYTES,
        seconds: float = 30.0,
        max_redirects: int = 5,
        at_once: int = 2,
        spacing: float = 0.2,
        connections: int = 300,
        clock: Clock = utc_now,
    ) -> None:
        self._user_agent = user_agent
        self._allowance = Allowance(allow_private_hosts)
        self._max_bytes = max_bytes
        self._seconds = seconds
        self._max_redirects = max_redirects
        self._turns = Turns(at_once, spacing)
        self._connections = connections
        self._clock = clock
        self._public: aiohttp.ClientSession | None = None
        self._allowed: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._public = self._session(
            aiohttp.TCPConnector(limit=self._connections, socket_factory=guarded_socket)
        )
        self._allowed = self._session(aiohttp.TCPConnector(limit=self._connections))
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for session in (self._public, self._allowed):
            if session is not None:
                await session.close()
        self._public = self._allowed = None

    async def fetch(self, url: str, validators: Mapping[str, str] | None = None) -> Outcome:
        """GET ``url``; with ``validators`` of an earlier answer, only if it has changed.

        ``FetchFailed.url`` is ``url`` as asked; the others name the address after redirects.
        """
        return await self._fetch(url, validators, public_only=False)

    @property
    def public(self) -> PublicOnly:
        """The same way, for what people in chat ask for: only to the public internet."""
        return PublicOnly(self._fetch)

    async def _fetch(
        self, url: str, validators: Mapping[str, str] | None, *, public_only: bool
    ) -> Outcome:
        get = partial(self._get, url, conditions_for(validators), public_only)
        try:
            answer, moved_to = await self._follow(url, get)
        except _HopError as failure:
            reason = failure.plainly if public_only else str(failure)
            return FetchFailed(url, reason, refused=failure.refused)
        return answer if isinstance(answer, FetchFailed) else _moved(answer, moved_to)

    async def post(self, url: str, form: Mapping[str, str]) -> Accepted | FetchFailed:
        """POST a form; redirects are followed where they keep the method (307, 308)."""
        try:
            answer, _ = await self._follow(url, partial(self._post, url, form))
        except _HopError as failure:
            return FetchFailed(url, str(failure), refused=failure.refused)
        return answer

    async def _follow(
        self, asked: str, hop: Callable[[URL], Awaitable[Answer]]
    ) -> tuple[Answer, str | None]:
        """What came of it in the end, and the address that it has moved to for good."""
        loop = asyncio.get_running_loop()
        url, left, moved_to, all_permanent = _address(asked), self._seconds, None, True
        for _ in range(self._max_redirects + 1):
            async with self._turns.of(host_key(url)):
                began = loop.time()
                try:
                    return await self._bounded(hop, url, left), moved_to
                except _Redirect as redirect:
                    onward = redirect
                left -= loop.time() - began
            url = onward.url
            all_permanent = all_permanent and onward.permanent
            moved_to = str(url) if all_permanent else moved_to
        raise _HopError(f"It redirected more than {self._max_redirects} times.")

    async def _bounded(
        self, hop: Callable[[URL], Awaitable[Answer]], url: URL, seconds: float
    ) -> Answer:
        try:
            async with asyncio.timeout(seconds):
                return await hop(url)
        except BodyError as trouble:
            raise _HopError(f"What {url.host} sent {trouble}.", refused=True) from None
        except TimeoutError:
            late = f"{url.host} did not finish its answer within {self._seconds:g} seconds."
            raise _HopError(late) from None
        except aiohttp.InvalidURL:
            raise _HopError(f"{url} is not an address that can be fetched.") from None
        except (aiohttp.ClientError, OSError) as trouble:
            private = "is not a public address" in str(trouble)
            plainly = f"{url.host} is not on the public internet." if private else ""
            sentence = _sentence(url, trouble)
            raise _HopError(sentence, refused=private, plainly=plainly) from None
        except UnicodeError:
            raise _HopError(f"{url.host} is not a name that can be looked up.") from None

    async def _get(
        self, asked: str, conditions: Mapping[str, str], public_only: bool, url: URL
    ) -> Outcome:
        """One request; raises _Redirect where it goes on elsewhere."""
        session = self._session_for(url, public_only=public_only)
        async with session.get(url, headers=conditions, allow_redirects=False) as response:
            headers = response.headers
            if response.status in REDIRECTS:
                target = _redirected(url, headers.get("Location", ""))
                raise _Redirect(target, response.status in PERMANENT)
            fresh = fresh_for(headers, self._clock())
            if response.status == 304 and conditions:
                return NotModified(str(url), validators_of(headers), fresh)
            if response.status not in WHOLE:
                wait = retry_after(headers.get("Retry-After"), self._clock())
                refused = response.status in REFUSING
                reason = _refusal(url, response.status)
                return FetchFailed(asked, reason, response.status, wait, refused)
            if (response.content_length or 0) > self._max_bytes:
                raise BodyError(f"is larger than {self._max_bytes:,} bytes")
            pieces = response.content.iter_chunked(PIECE)
            packing = headers.get("Content-Encoding", "")
            body = await read_capped(aiter(pieces), packing, self._max_bytes)
            kind = headers.get("Content-Type", "")
            links = links_of(headers.getall("Link", ()), str(url))
            return Fetched(str(url), body, kind, validators_of(headers), fresh, links=links)

    async def _post(self, asked: str, form: Mapping[str, str], url: URL) -> Accepted | FetchFailed:
        """One request with a form; a refusal with what the server says about it."""
        session = self._session_for(url)
        plain = {"Accept": "text/plain, */*;q=0.1", "Accept-Encoding": "identity"}
        async with session.post(
            url, data=dict(form), headers=plain, allow_redirects=False
        ) as response:
            if response.status in SAME_METHOD:
                target = _redirected(url, response.headers.get("Location", ""))
                raise _Redirect(target, response.status in PERMANENT)
            if 200 <= response.status < 300:
                return Accepted(str(url))
            wait = retry_after(response.headers.get("Retry-After"), self._clock())
            reason = f"{url.host} answers {response.status}"
            if response.content_type == "text/plain":
                said = (await response.content.read(EXPLANATION)).decode("utf-8", "replace")
                reason += ": " + one_line(said)
            reason = reason.rstrip(".: ") + "."
            return FetchFailed(asked, reason, response.status, wait, response.status in REFUSING)

    def _session(self, connector: aiohttp.TCPConnector) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(
            connector=connector,
            headers={
                "User-Agent": self._user_agent,
                "Accept": ACCEPT,
                "Accept-Encoding": ACCEPTED_ENCODINGS,
            },
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=self._seconds),
            auto_decompress=False,
            trust_env=False,
            max_line_size=LONGEST_HEADER,
            max_field_size=LONGEST_HEADER,
        )

    def _session_for(self, url: URL, *, public_only: bool = False) -> aiohttp.ClientSession:
        """Only an allowed ``host:port`` gets the session whose sockets are not guarded.

        The choice is made anew at every hop; connections are pooled per session, so none
        that was opened under the allowance ever serves another host.
        """
        allowed = not public_only and self._allowance.covers(url)
        session = self._allowed if allowed else self._public
        if session is None:
            raise RuntimeError("a WebFetcher fetches inside its async with block only")
        return session


class PublicOnly:
    """A ``WebFetcher``'s GET without its allowance, redirects included: pace, limits and open
    connections are the same. For addresses that come from people who only use the bot."""

    def __init__(self, fetch: Callable[..., Awaitable[Outcome]]) -> None:
        self._fetch = fetch

    async def fetch(self, url: str, validators: Mapping[str, str] | None = None) -> Outcome:
        return await self._fetch(url, validators, public_only=True)


def one_line(said: str) -> str:
    """What a server said, fit for a log and a terminal."""
    printable = "".join(character if character.isprintable() else " " for character in said)
    return " ".join(printable.split())[:EXPLANATION]


def _moved(answer: Fetched | NotModified, moved_to: str | None) -> Outcome:
    return replace(answer, moved_to=moved_to) if moved_to else answer


def _address(url: str) -> URL:
    """The URL to ask; raises _HopError for what is no http(s) address."""
    try:
        parsed = URL(url.strip())
        usable = parsed.scheme in ("http", "https") and parsed.host and parsed.port
    except ValueError:
        usable = False
    if not usable:
        raise _HopError(f"{url!r} is not an http or https address.")
    return parsed.with_fragment(None) if parsed.raw_fragment else parsed


def _redirected(url: URL, location: str) -> URL:
    if not location:
        raise _HopError(f"{url.host} redirects without saying where to.")
    try:
        return _address(str(url.join(URL(location))))
    except (ValueError, _HopError):
        raise _HopError(f"{url.host} redirects to {location!r}, which is not fetched.") from None


def _refusal(url: URL, status: int) -> str:
    if status in REFUSALS:
        return f"{url.host} {REFUSALS[status]} ({status})."
    if status >= 500:
        return f"{url.host} has trouble of its own ({status})."
    return f"{url.host} answers {status}, which is no article and no feed."


def _sentence(url: URL, trouble: Exception) -> str:
    cause = trouble.os_error if isinstance(trouble, aiohttp.ClientConnectorError) else trouble
    if isinstance(trouble, aiohttp.ClientConnectorDNSError):
        return f"The name {url.host} could not be looked up."
    if "is not a public address" in str(cause):
        pair = host_key(url)
        return f"{url.host} is a private address; allow {pair} in the configuration to fetch it."
    if isinstance(cause, ssl.SSLError) or isinstance(trouble, aiohttp.ClientSSLError):
        return f"The encrypted connection to {url.host} failed: {_short(cause)}."
    if isinstance(trouble, aiohttp.ClientConnectorError):
        return f"{url.host} could not be connected to: {_short(cause)}."
    if isinstance(trouble, aiohttp.ClientPayloadError | aiohttp.ServerDisconnectedError):
        return f"{url.host} broke off its answer."
    if isinstance(trouble, aiohttp.ClientResponseError):
        return f"{url.host} does not answer in proper HTTP."
    return f"The connection to {url.host} failed: {_short(trouble)}."


def _short(trouble: BaseException) -> str:
    text = getattr(trouble, "strerror", None) or str(trouble) or type(trouble).__name__
    return " ".join(text.split())[:120].rstrip(".").lower()
