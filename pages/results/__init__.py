"""The section about what was achieved."""
