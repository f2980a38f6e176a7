"""What the bot does with the record. The folders, in the order of an article's way:

reading      what one article says, and what a correction of it changed
correcting   operators' words on it: statements, identities, removals; reading it again
gathering    from feeds and pages into the log
sorting      what goes together: topics, stories, outlets
answering    who said what, from the record
following    what servers ask for, and how they want it
delivery     from the log into channels
keeping      the record whole, and no larger or longer than it should be
watching     how all of this is, and telling operators

Each imports from those above it. Beside them: ``desk`` brings together what commands call,
``pulse`` counts what was done since the start, ``window`` how often somebody may ask.
"""
