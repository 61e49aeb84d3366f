"""The base map and the list of places that the dashboard carries with it."""
