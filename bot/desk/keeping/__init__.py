"""Keeping the record: following the log, checking, retention, takedowns, forgetting a server."""
