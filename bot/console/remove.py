"""What ``pullquote remove`` prints."""

from __future__ import annotations

from bot.records import Article


def removed_text(article: Article) -> str:
    """What was removed, and what of it an operator has still to see to."""
    title = f"{article.title} " if article.title else ""
    return (
        f"removed: {title}({article.url}, id {article.id})\n"
        "Its words are gone from the record and the index; its posts are deleted when the bot"
        " runs.\nCopies and exports made before still hold them: make a new backup, then delete"
        " those, and what `restore` kept beside the record."
    )


def allowed_text(article: Article) -> str:
    """What may come in again, and how."""
    return (
        f"let in again: {article.url} (id {article.id})\n"
        "It is stored when its feed shows it changed, or by `pullquote add`."
    )
