"""The drawings of a report: one per file, rows in, a Drawing out."""
