"""The demo: a real sample of film reviews, and simulated shares for the graph."""
