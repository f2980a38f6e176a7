"""What the sample site shows: a news page and a feed, as real sites write them. Pure.

The page carries around its article what real pages carry: a menu, share buttons, a list
of other stories, a footer, and the metadata that search engines ask for.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

SECTIONS = ("World", "Politics", "Business", "Science", "Culture", "Sport")
SHARE = ("Email", "Copy link", "Print")


@dataclass(frozen=True, slots=True)
class Story:
    """An article as published; ``paragraphs`` are its whole text, times are UTC.

    A last paragraph that credits another outlet ("Source: ...") is part of the text.
    """

    url: str
    title: str
    outlet: str
    byline: str | None
    published: datetime
    updated: datetime
    paragraphs: tuple[str, ...]


def news_page(story: Story, related: Sequence[Story]) -> str:
    """The HTML page of a story, linking to the ``related`` ones."""
    corrected = story.updated > story.published
    times = f"Published {_clock_time(story.published)}"
    if corrected:
        times += f" · Updated {_clock_time(story.updated)}"
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(story.title)} | {escape(story.outlet)}</title>
<link rel="canonical" href="{escape(story.url)}">
<link rel="alternate" type="application/atom+xml" title="{escape(story.outlet)}" href="/feed.xml">
{_metadata(story)}
<script type="application/ld+json">{_linked_data(story)}</script>
<style>{_STYLE}</style>
</head>
<body>
<header class="masthead">
<a class="logo" href="/">{escape(story.outlet)}</a>
<nav aria-label="Sections"><ul>{_items(SECTIONS)}</ul></nav>
</header>
<main>
<article class="story">
<header>
<h1>{escape(story.title)}</h1>
{_byline(story)}<p class="meta"><time datetime="{_iso(story.published)}">{times} UTC</time></p>
<ul class="share" aria-label="Share">{_items(SHARE)}</ul>
</header>
<div class="story-body">
{_body(story)}
</div>
</article>
<aside class="related" aria-label="Related stories">
<h2>More stories</h2>
<ul>{"".join(_link(other) for other in related)}</ul>
</aside>
</main>
<footer class="site-footer">
<nav><ul>{_items(("About us", "Contact", "Corrections", "Privacy"))}</ul></nav>
<p>© {story.published.year} {escape(story.outlet)}. A sample paper of an invented country.</p>
</footer>
</body>
</html>
"""


def front_page(name: str, stories: Sequence[Story]) -> str:
    """The site's own page: the newest stories and where the feed is."""
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{escape(name)}</title>
<link rel="alternate" type="application/atom+xml" title="{escape(name)}" href="/feed.xml">
<style>{_STYLE}</style></head>
<body><header class="masthead"><a class="logo" href="/">{escape(name)}</a></header>
<main><h1>Latest</h1><ul>{"".join(_link(story) for story in stories)}</ul></main></body></html>
"""


def atom_feed(name: str, base: str, stories: Sequence[Story]) -> str:
    """The stories as an Atom feed, in the order given; each with its lead, not its text."""
    updated = max(story.updated for story in stories)
    return f"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
<title>{escape(name)}</title>
<id>{base}/</id>
<link rel="self" href="{base}/feed.xml"/>
<link href="{base}/"/>
<updated>{_iso(updated)}</updated>
{"".join(_entry(story) for story in stories)}</feed>
"""


def _entry(story: Story) -> str:
    author = story.byline or story.outlet
    return f"""<entry>
<title>{escape(story.title)}</title>
<id>{escape(story.url)}</id>
<link href="{escape(story.url)}"/>
<author><name>{escape(author)}</name></author>
<published>{_iso(story.published)}</published>
<updated>{_iso(story.updated)}</updated>
<summary>{escape(story.paragraphs[0])}</summary>
</entry>
"""


def _metadata(story: Story) -> str:
    properties = {
        "og:type": "article",
        "og:site_name": story.outlet,
        "og:title": story.title,
        "og:url": story.url,
        "og:description": story.paragraphs[0],
        "article:published_time": _iso(story.published),
        "article:modified_time": _iso(story.updated),
    }
    lines = [
        f'<meta property="{name}" content="{escape(value)}">' for name, value in properties.items()
    ]
    if story.byline:
        lines.append(f'<meta name="author" content="{escape(story.byline)}">')
    return "\n".join(lines)


def _linked_data(story: Story) -> str:
    data: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": story.title,
        "mainEntityOfPage": story.url,
        "datePublished": _iso(story.published),
        "dateModified": _iso(story.updated),
        "publisher": {"@type": "NewsMediaOrganization", "name": story.outlet},
        "inLanguage": "en",
    }
    if story.byline:
        data["author"] = [{"@type": "Person", "name": story.byline}]
    # A "</script>" in a headline must not end the element.
    return json.dumps(data, ensure_ascii=False).replace("</", "<\\/")


def _byline(story: Story) -> str:
    return f'<p class="byline">By {escape(story.byline)}</p>\n' if story.byline else ""


def _body(story: Story) -> str:
    return "\n".join(f"<p>{escape(paragraph, quote=False)}</p>" for paragraph in story.paragraphs)


def _items(names: Sequence[str]) -> str:
    return "".join(f'<li><a href="#">{escape(name)}</a></li>' for name in names)


def _link(story: Story) -> str:
    return (
        f'<li><a href="{escape(story.url)}">{escape(story.title)}</a> '
        f"<small>{escape(story.outlet)}</small></li>"
    )


def _iso(time: datetime) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


def _clock_time(time: datetime) -> str:
    return f"{time.day} {time:%B %Y, %H:%M}"


_STYLE = (
    "body{font:18px/1.6 Georgia,serif;margin:0 auto;max-width:42rem;padding:0 1rem;color:#222}"
    "nav ul,.share{display:flex;flex-wrap:wrap;gap:1rem;list-style:none;padding:0}"
    "nav,.share,.meta,footer,aside{font-family:sans-serif;font-size:14px}"
    ".logo{font-size:1.6rem;font-weight:700;text-decoration:none;color:inherit}"
    "h1{line-height:1.2}a{color:#1a5a8a}footer,aside{border-top:1px solid #ccc;margin-top:2rem}"
)
