"""The Discord side: the client, where it connects to, how it posts and how answers look.

``render``, ``render_posts`` and what they are made of (``words``, ``escape``, ``limits``,
``state``) are pure: values in, embeds out. ``client``, ``connection``, ``endpoint``, ``pace``,
``courier`` and ``forums`` talk to Discord, ``outcomes`` says what it answered; ``replies`` and
``buttons`` answer people.
"""
