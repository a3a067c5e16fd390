"""Measurements of the ledger beside the library it grew from: ``python -m benchmarks``, or ``scripts/bench``.

What is compared runs in one process by turns, so that what else the machine does falls on both. Ratios
of medians are the result; single rates say something about one machine on one day.
"""
