"""Thank: people who carried praise are proposed for a reward."""
