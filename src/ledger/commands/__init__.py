"""The ledger's own subcommands, one module each. Nothing imports these but the loader in ``ledger.cli``."""
