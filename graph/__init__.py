"""Rank: who carries word of mouth."""

from graph.edges import Edge, edges
from graph.rank import Ranking, Why, rank, rank_all

__all__ = ["Edge", "Ranking", "Why", "edges", "rank", "rank_all"]
