"""Pullquote: a Discord news bot that keeps the record of who said what.

An article travels through the packages in this order: ``net`` fetches, ``feeds``
and ``pages`` parse, ``quotes`` finds the statements, ``people`` names their
speakers, ``store`` keeps the record, ``desk`` runs the services over it, and
``chat`` (with the commands in ``cogs``) shows it on Discord.
"""

__version__ = "0.1.0"
