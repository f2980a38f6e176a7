"""The commands: each takes an interaction, calls one service and shows the answer."""
