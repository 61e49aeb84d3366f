"""A report on one consortium as a file: what it says, its drawings, and how it is written as HTML, PDF and Word."""
