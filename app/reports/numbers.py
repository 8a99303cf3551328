"""Numbers of reports as JavaScript writes them (spec 05, section 0)."""


def plain(number: float) -> float:
    """The number without a fraction where it has none: 100 and not 100.0."""
    return int(number) if number.is_integer() else number
