"""投影: replays facts into answers.

Each projection is a pure fold over the records of the log, so that it can be deleted and rebuilt at any time, gives
the same answer on every machine, and can say which position each figure comes from. Nothing here appends: an answer
changes only because a fact was recorded.
"""
