"""The one error a user may see: a sentence that says what is wrong, where, and how to mend it."""


class CoachError(Exception):
    """A mistake or a lack the user can mend. The command prints its text and exits with 1."""


class DefinitionError(CoachError):
    """An exercise file says something that cannot be meant."""
