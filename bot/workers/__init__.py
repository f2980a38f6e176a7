"""Worker processes that parse feeds and read pages, and that can be killed.

``pool`` holds the one class others use, ``Workers``, a ``bot.desk.gathering.reader.Reader``;
``child`` is what runs in each process; ``wire`` is what the two say to each other.
Nothing is imported here, so that a worker does not load what only the bot needs.
"""
