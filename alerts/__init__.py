"""Warn: unusual counts become spikes, and people are told once."""
