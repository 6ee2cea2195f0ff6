"""What the rules refuse, in words for people."""

from django.core.exceptions import ValidationError


class Refused(ValidationError):
    """A request that the rules refuse: nothing was changed, and the message says why."""


class Stale(Refused):
    """The row has changed since the page was made: nothing was overwritten; `current` is the row as it stands."""

    def __init__(self, message, current):
        super().__init__(message, code="stale")
        self.current = current
