"""The web: fetching, posting forms, and being reached by hubs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Fetched:
    """A body that arrived whole; ``validators`` are the response's, verbatim.

    ``fresh_for`` is how many seconds the server says that it will not change. ``moved_to``
    is the address that it has for good, where another was asked for. ``links`` are absolute
    addresses by the relation that a Link header gives them: ``hub`` and ``self``.
    """

    url: str  # after redirects
    body: bytes
    content_type: str
    validators: Mapping[str, str]
    fresh_for: float | None = None
    moved_to: str | None = None
    links: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NotModified:
    """The server says that nothing changed; ``validators`` are those it renewed."""

    url: str
    validators: Mapping[str, str] = field(default_factory=dict)
    fresh_for: float | None = None
    moved_to: str | None = None


@dataclass(frozen=True, slots=True)
class FetchFailed:
    """Why it did not arrive, in a sentence; ``status`` is None when no answer came.

    ``refused``: it is there and may not be had, by the site's will or by our own rules.
    """

    url: str
    reason: str
    status: int | None = None
    retry_after: float | None = None
    refused: bool = False


class Fetcher(Protocol):
    """Polite, guarded HTTP. Never raises for what the web does; failures are values."""

    async def fetch(
        self, url: str, validators: Mapping[str, str] | None = None
    ) -> Fetched | NotModified | FetchFailed: ...


@dataclass(frozen=True, slots=True)
class Accepted:
    """The form arrived, and the server agrees (2xx)."""

    url: str  # after redirects


class FormPoster(Protocol):
    """As guarded as ``Fetcher``; never raises for what the web does."""

    async def post(self, url: str, form: Mapping[str, str]) -> Accepted | FetchFailed: ...


class Subscriber(Protocol):
    """What hubs reach at the callback address (WebSub): subscriptions by ``token``, the last
    part of the callback's path. Raises StoreError."""

    def secret(self, token: str) -> str | None:
        """What its hub signs with; None for a token that is nobody's."""

    async def verified(self, token: str, mode: str, topic: str, lease: float | None) -> bool:
        """Whether this was asked for; where it was, it is on record when this returns.

        ``mode`` is the hub's word for it, ``lease`` seconds that a subscription will hold.
        """

    async def denied(self, token: str, topic: str, reason: str) -> bool:
        """The hub will not, or no longer; False where nothing of this topic is known."""

    async def delivered(self, token: str, *, signed: bool) -> None:
        """Something was sent there, with the right signature or without it."""
