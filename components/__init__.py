"""What pages are made of: knows Streamlit, knows no SQL."""
