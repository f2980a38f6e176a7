"""Pages and articles for the tests of reading them."""

from __future__ import annotations

from pathlib import Path

SAMPLES = Path(__file__).parent / "samples"
URL = "https://www.isle-reader.example/2031/harbour?from=front"
HEADLINE = "Antwick council votes to keep the tram"
PARAGRAPHS = (
    "The council of Antwick voted on Tuesday to keep the old tram running for another year, "
    "against the advice of its own engineers.",
    "“We are not going to scrap the one thing that arrives on time,” said councillor Noor "
    "Haddad, who brought the motion, to applause from the gallery.",
    "Engineers had told the council in March that the rails near the fish market were worn "
    "and that a repair would cost two million crowns.",
    "“That is the price of a bus,” Haddad answered. “And nobody ever wrote a song about a bus.”",
)
TEXT = "\n\n".join(PARAGRAPHS)


def sample(name: str) -> bytes:
    return (SAMPLES / name).read_bytes()


def page(
    *extra: str,
    head: str = "",
    headline: str = HEADLINE,
    paragraphs: tuple[str, ...] = PARAGRAPHS,
    lang: str = ' lang="en"',
) -> bytes:
    """A plausible article page; ``extra`` is markup after the paragraphs."""
    body = "".join(f"<p>{paragraph}</p>\n" for paragraph in paragraphs)
    return (
        f"<!doctype html><html{lang}><head><meta charset='utf-8'><title>{headline}</title>{head}"
        f"</head><body><nav><a href='/'>Home</a><a href='/sea'>Sea</a></nav><article>"
        f"<h1>{headline}</h1>{body}{''.join(extra)}</article><footer>Isle Reader</footer></body>"
    ).encode()
