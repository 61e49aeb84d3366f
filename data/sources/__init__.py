"""The facts shipped with the dashboard, each with the document that says so, and the demonstration consortium."""
