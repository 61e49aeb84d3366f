"""The section about regions, communities and countries."""
