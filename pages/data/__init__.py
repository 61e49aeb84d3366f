"""The section about the data itself."""
