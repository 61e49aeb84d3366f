"""How long what a user says may be, and what may not stand in it; of forms and imports alike."""

import re

LONGEST_CODE = 30
LONGEST_SHORT_NAME = 100
LONGEST_TITLE = 300
LONGEST_TEXT = 2000
# An e-mail address, which belongs to a person.
ADDRESS = r"[^\s@]@[^\s@]"


def no_address(said: str) -> str:
    """Return a text with the e-mail addresses in it taken out, for what is kept of files that others made."""
    return re.sub(r"\S*" + ADDRESS + r"\S*", "…@…", said)
