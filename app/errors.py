"""The few kinds of refusal that Dashi answers with. `web/errors.py` alone turns them into bodies."""

from typing import Any


class AppError(Exception):
    """A refusal with a status, a code and a message; `extra` is merged into the error object last."""

    status = 500
    code = "server-error"
    message = "Server error"

    def __init__(self, message: str | None = None, *, code: str | None = None, **extra: Any) -> None:
        super().__init__(message or self.message)
        self.message = message or self.message
        self.code = code or self.code
        self.extra = extra

    def body(self) -> dict[str, Any]:
        """The answer's body: `{"error": {message, code, status, ...}}`, keys in Umami's order (spec 01, section 1)."""
        return {"error": {"message": self.message, "code": self.code, "status": self.status, **self.extra}}


class BadRequest(AppError):
    """400. With `errors`, `properties` or `items` it carries the tree of validation messages."""

    status, code, message = 400, "bad-request", "Bad request"


class Unauthorized(AppError):
    """401, also for lack of permission: Umami never answers 403 there (spec 02, section 5)."""

    status, code, message = 401, "unauthorized", "Unauthorized"


class Forbidden(AppError):
    """403, only for blocked addresses on collection."""

    status, code, message = 403, "forbidden", "Forbidden"


class NotFound(AppError):
    """404 for a thing that does not exist (or that the caller may not know of)."""

    status, code, message = 404, "not-found", "Not found"


class TooLarge(AppError):
    """413: the body is larger than the route takes. Ours; Umami has no limit."""

    status, code, message = 413, "too-large", "Request body too large"


class TooManyRequests(AppError):
    """429 with Retry-After: too many tries in vain, the client may come again. Ours; Umami lets everybody guess."""

    status, code, message = 429, "too-many-requests", "Too many requests"

    def __init__(self, message: str | None = None, *, retry_after: int = 1, **extra: Any) -> None:
        super().__init__(message, **extra)
        self.retry_after = retry_after


class Unavailable(AppError):
    """503 with Retry-After: nothing was stored, the client may come again."""

    status, code, message = 503, "unavailable", "Service unavailable"

    def __init__(self, message: str | None = None, *, retry_after: int = 1, **extra: Any) -> None:
        super().__init__(message, **extra)
        self.retry_after = retry_after
