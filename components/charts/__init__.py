"""Charts: a frame in, a figure out. They know no Streamlit and no query."""
