"""Operators' words on what was read, and reading it again: statements, identities, removals.

The words last through every reading.
"""
