"""Journeys through the dashboard in a real Chromium."""
