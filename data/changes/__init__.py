"""What a user may change in the store, one module per subject; every refusal names the field and the way out."""
