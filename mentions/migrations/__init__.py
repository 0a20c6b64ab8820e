"""The way from every earlier version of the ledger to the present one."""
