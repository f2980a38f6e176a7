"""The composition root: builds every service over real parts, and keeps their work going."""

from bot.app.app import App, web_fetcher

__all__ = ["App", "web_fetcher"]
