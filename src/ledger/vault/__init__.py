"""The vault: sealed values under keys of their own, and the one door by which they leave the process.

``keyring`` keeps the keys, ``vault`` seals and opens values for the ledger's own checks, ``access``
is the log of who opened what and why, ``door`` writes there before it releases anything, ``reading``
turns records into facts in one view, ``signer`` holds the log's key and remembers what it signed.
"""
