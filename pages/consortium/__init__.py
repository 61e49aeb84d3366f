"""The section about one consortium."""
