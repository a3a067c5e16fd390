"""台账: writes facts, and proves them.

The way in follows one fact. A body signs what it did (``record.signing``, one of the types in ``events``).
``handle`` reads what the act depends on, folds it (``stages``), holds it against the regulation (``rules``), and
either refuses it or appends it (``store``), where it gets its position and its place in the tree (``tlog``) and can
never be changed. Sealed values stay behind one door (``vault``). What leaves the house goes out as a ``bundle`` that
anybody can check. ``cli`` is the command; ``projections`` turns the facts into answers and ``api`` shows them.
"""
