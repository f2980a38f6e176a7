"""How everything looks: values in, embeds out. Pure.

Whatever the input, a message stays within Discord's limits (``limits``) and shows foreign words
as words (``escape``).
"""
