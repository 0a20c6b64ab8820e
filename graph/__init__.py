"""Rank: who carries word of mouth."""
