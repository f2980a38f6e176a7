"""The Discord side: the client, where it connects to, how it posts and how answers look.

``render`` and what it is made of (``words``, ``escape``, ``limits``, ``state``) are pure:
values in, embeds out. ``client``, ``connection``, ``endpoint`` and ``courier`` talk to
Discord; ``replies`` and ``buttons`` answer people.
"""
