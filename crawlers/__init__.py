"""Hear: the outside comes in as mentions."""
