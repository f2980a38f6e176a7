"""Who the speakers of an article are: ``identify(text, attributions)`` names them. Pure."""

from bot.people.identity import Identity, Rival
from bot.people.within import explain_identity, identify

__all__ = ["Identity", "Rival", "explain_identity", "identify"]
