"""A first look without Discord: sample articles on a news site of their own, and a local page.

``site`` publishes the bundled articles; ``preview`` shows the bot at work on them. Needs the
``demo`` extra; nothing outside this package and ``pullquote run`` imports it.
"""

import logging

_BESIDE_THE_POINT = ("Guilds intent seems", "voice will NOT be supported", "static token")


def _matters(record: logging.LogRecord) -> bool:
    return not any(part in record.getMessage() for part in _BESIDE_THE_POINT)


# simcord tries discord.py out when it is imported, with a client that discord.py warns
# about; that would be the first thing that a newcomer reads.
for _name in ("discord.state", "discord.client"):
    logging.getLogger(_name).addFilter(_matters)
