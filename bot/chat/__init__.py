"""The Discord side.

rendering   how answers and posts look: pure, values in, embeds out
posting     being connected; messages into channels, at a pace that Discord allows
pressing    what buttons do, also on messages from before a restart

Beside them: the client and its languages, who may do what (``permissions``, ``places``,
``asking``), and how people are answered (``replies``, ``helping``, ``welcome``).
"""
