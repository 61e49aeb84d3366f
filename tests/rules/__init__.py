"""The laws of this repository that a machine can check."""
