"""How long a lesson must have been open before it can be finished. Pure."""

from datetime import datetime
from math import ceil

# People read about 5 to 8 Chinese characters a second, so this stops nobody who reads; it stops whoever only
# walks through the buttons. The cap keeps a second look at a long lesson from becoming a wait.
CHARACTERS_PER_SECOND = 20
LEAST_SECONDS, MOST_SECONDS = 5, 60


def least_seconds(characters: int) -> int:
    """Seconds between opening and finishing a lesson of so many characters: 5 to 60."""
    return min(max(ceil(characters / CHARACTERS_PER_SECOND), LEAST_SECONDS), MOST_SECONDS)


def seconds_left(opened_at: datetime, now: datetime, characters: int) -> int:
    """Whole seconds still to wait; 0 when the lesson may be finished."""
    elapsed = (now - opened_at).total_seconds()
    return max(ceil(least_seconds(characters) - elapsed), 0)
