"""How the bot is, for those who run it: status, troubles, alerts, and figures for machines."""
