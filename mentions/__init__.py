"""The noun: what a mention is, and the ledger that keeps it."""
