"""Find: entries are filed, searched and counted."""
