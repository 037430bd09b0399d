"""What can go wrong, in words for the person at the terminal."""


class Unavailable(Exception):
    """A service cannot be had on this machine; the message is one line saying why."""
