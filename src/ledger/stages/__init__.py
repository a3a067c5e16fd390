"""The stages of an award: for each, what is known so far (``State``, ``evolve``) and what may happen next (``check``). Pure."""
