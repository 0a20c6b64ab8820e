"""Errors, named by what to do.

IpsomunError
├── ConfigError   fix config.toml: prints the key, exit 2
├── TryLater      the outside is busy: bounded retries, then reported
├── Refused       the outside says no: stop this source, tell the person
└── Unreadable    this one mention cannot be processed: quarantine with step and reason, go on
"""

from __future__ import annotations


class IpsomunError(Exception):
    """Base of every error whose message is meant for the user."""


class ConfigError(IpsomunError):
    """A wrong key or value in `config.toml`, on the command line or in the environment."""


class TryLater(IpsomunError):
    """The outside (a source, a database, a disk) cannot serve now but may later."""


class Refused(IpsomunError):
    """The outside says no and will say no again: stop this source and tell the person."""


class Unreadable(IpsomunError):
    """One mention or row that cannot be processed; the rest goes on."""
