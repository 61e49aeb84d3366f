"""The store: how it is made, opened, changed and left."""
