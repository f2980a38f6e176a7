"""How the statements in a message's own text look. Pure; see ``render``."""

from __future__ import annotations

from dataclasses import replace

from bot.chat.language import _
from bot.chat.rendering import render_articles
from bot.chat.rendering.render import Message
from bot.chat.rendering.reportable import reportable
from bot.desk.answering.answers import KeyPoints
from bot.desk.answering.onthespot import MESSAGE


def said_in(points: KeyPoints) -> Message:
    """Of an article that a message links to, or of its text, which is in no record, so that there
    is nothing behind it and it cannot be reported."""
    if points.article.id != MESSAGE:
        return reportable(render_articles.keypoints(points))
    title = _("The text of that message")
    titled = replace(points, article=replace(points.article, title=title))
    return replace(render_articles.keypoints(titled), presses=(), menus=(), shown=())
