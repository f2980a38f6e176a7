"""The Discord side.

rendering   how answers and posts look: pure, values in, embeds out
posting     messages into channels, at a pace that Discord allows, and what it answered
pressing    what buttons do, also on messages from before a restart

Beside them: the client and its languages, who may do what (``permissions``, ``places``,
``asking``), and how people are answered (``replies``, ``helping``, ``welcome``).
"""
