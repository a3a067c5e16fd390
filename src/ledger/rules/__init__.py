"""The regulation as code: one module for each article, and what the articles share.

``citation`` says how a rule carries its provision; ``editions`` holds the numbers that the text
fixes, ``parameters`` and ``silences`` what it leaves open; ``calendar`` counts days, ``aggregation``
scores; ``outside`` lists the provisions that no program decides. Rules never know events.
"""
