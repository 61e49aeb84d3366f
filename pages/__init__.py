"""One file per page, one folder per section of the menu."""
