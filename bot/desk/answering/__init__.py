"""Answers from the record, for the chat and for the terminal: who said what, where and when."""
