"""Operators' words on what was read, which last through every reading: statements, identities,
removals.
"""
