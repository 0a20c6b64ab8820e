"""Read: a mention becomes a reading."""
