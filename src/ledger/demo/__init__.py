"""Examples that anybody can play: scripts of acts, made from source tables or from a seed. Nothing here serves a real ledger."""
