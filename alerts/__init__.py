"""Warn: unusual counts become spikes, and people are told once."""

from alerts.message import Message, Quote, message
from alerts.notifiers import Log, LogFile, Notifier, Webhook
from alerts.notify import Told, notify
from alerts.rule import AlertRule, Quiet, Severity, quiet_reason, spikes
from alerts.series import Bucket, Series, daily

__all__ = [
    "AlertRule",
    "Bucket",
    "Log",
    "LogFile",
    "Message",
    "Notifier",
    "Quiet",
    "Quote",
    "Series",
    "Severity",
    "Told",
    "Webhook",
    "daily",
    "message",
    "notify",
    "quiet_reason",
    "spikes",
]
