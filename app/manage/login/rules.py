"""How fast passwords may be guessed: so many tries at once, then one in so many seconds.

Each limit is a bucket that a try fills by one and that leaks steadily; a try that would make it run over is refused and
adds nothing. So a wait is never longer than one drop, whatever somebody else does, and nobody is locked out for good.

An address may try less than a user's account takes: who hammers from one address cannot keep the owner out at another.
Many addresses together can fill the account's bucket; then whoever has signed in from their address before is let
through all the same.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limit:
    """So many tries at once, and then one each `seconds`."""

    tries: int
    seconds: float

    def left(self, level: float, elapsed: float) -> float:
        """What is left of `level` after so many seconds."""
        return max(0.0, level - max(0.0, elapsed) / self.seconds)

    def wait(self, level: float) -> float:
        """Seconds until a bucket filled to `level` takes one more; 0 where it does now."""
        return max(0.0, level + 1 - self.tries) * self.seconds


BY_ADDRESS = Limit(tries=10, seconds=15)
BY_USER = Limit(tries=50, seconds=10)

# How long an address is remembered as one from where a user signs in.
PLACE_DAYS = 90

# After so long any bucket is empty.
EMPTY_SECONDS = max(limit.tries * limit.seconds for limit in (BY_ADDRESS, BY_USER))
