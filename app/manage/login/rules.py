"""Slowing down who guesses passwords."""

import time


class Guesses:
    """How often a name was tried in vain of late, and how long its next try must wait. Nobody is locked out for good.

    Unknown names are counted like known ones, so that waiting tells nothing. The memory is bounded: the name that was
    tried longest ago is forgotten.
    """

    FREE, LONGEST_SECONDS, FORGIVEN_SECONDS, REMEMBERED = 5, 4.0, 900.0, 10_000

    def __init__(self) -> None:
        self._failures: dict[str, tuple[int, float]] = {}

    def delay(self, name: str) -> float:
        """Seconds to wait before the next try: none for the first five failures, then doubling up to four."""
        count, last = self._failures.get(name, (0, 0.0))
        if time.monotonic() - last > self.FORGIVEN_SECONDS:
            return 0.0
        return min(0.25 * 2 ** (count - self.FREE), self.LONGEST_SECONDS) if count >= self.FREE else 0.0

    def failed(self, name: str) -> None:
        """One more try in vain."""
        count, _ = self._failures.pop(name, (0, 0.0))
        self._failures[name] = (min(count + 1, 100), time.monotonic())
        if len(self._failures) > self.REMEMBERED:
            del self._failures[next(iter(self._failures))]

    def succeeded(self, name: str) -> None:
        """Forgives everything."""
        self._failures.pop(name, None)
