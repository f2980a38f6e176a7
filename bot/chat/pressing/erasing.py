"""Erasing what is kept of a server: a question, a second one, and then it is done.

The buttons are recognised by their ``custom_id``, and who presses is checked anew each time.
"""

from __future__ import annotations

import logging
import re
from operator import itemgetter

from bot.chat.asking import Interaction, running_here
from bot.chat.pressing.pressable import pressable
from bot.chat.rendering import render_managing
from bot.chat.rendering.render import Message
from bot.chat.replies import How

log = logging.getLogger(__name__)

ERASE = re.compile(r"erase:(?P<step>ask|do|keep)")


async def _step(interaction: Interaction, step: str) -> Message:
    asker = running_here(interaction)
    servers = interaction.client.desk.server_data
    match step:
        case "ask":
            return render_managing.sure_to_erase(await servers.kept(asker.guild_id))
        case "do":
            kept = await servers.erase(asker.guild_id)
            log.info("server %d: erased what was kept of it", asker.guild_id)
            return render_managing.erased(kept)
        case _:
            return render_managing.not_erased()


def _how(_interaction: Interaction, step: str) -> How:
    return How.PRIVATE if step == "ask" else How.REPLACE


EraseButton = pressable(ERASE, itemgetter("step"), _step, _how)
"""One step of it."""
