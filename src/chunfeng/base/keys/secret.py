"""A clear value that does not show itself: not in repr, str, templates, logs, tracebacks or pickles."""

from __future__ import annotations

from typing import Any

from chunfeng.base.keys.seal import open_, seal
from chunfeng.kernel import masking

HIDDEN = "***"


class Secret:
    """Text of a sealed column. Sealed when it must be stored, opened when `clear()` or `masked()` is asked for.

    mask: kind of kernel.masking. is_new: given by the program and not yet read back, so its index key has to be made.
    """

    __slots__ = ("_clear", "_sealed", "context", "mask")

    def __init__(self, context: str, mask: str | None, clear: str | None = None, sealed: bytes | None = None) -> None:
        self.context, self.mask, self._clear, self._sealed = context, mask, clear, sealed

    @property
    def is_new(self) -> bool:
        return self._sealed is None

    @property
    def sealed(self) -> bytes:
        if self._sealed is None:
            return seal((self._clear or "").encode("utf-8", "surrogatepass"), self.context)
        return self._sealed

    def clear(self) -> str:
        """The value itself. Whoever shows it to a person needs a right and a reason, and leaves a line in the log."""
        if self._clear is None:
            self._clear = open_(self.sealed, self.context).decode("utf-8", "surrogatepass")
        return self._clear

    def masked(self) -> str:
        """The office form (kernel.masking); a value of no masked kind shows nothing of itself."""
        return masking.office(self.mask, self.clear()) if self.mask else HIDDEN

    def __str__(self) -> str:
        return HIDDEN

    __repr__ = __str__

    def __format__(self, spec: str) -> str:
        return format(HIDDEN, spec)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self.clear() == other.clear()

    __hash__ = None  # type: ignore[assignment]

    def __reduce__(self) -> tuple[Any, ...]:
        return Secret, (self.context, self.mask, None, self.sealed)

    def __deepcopy__(self, memo: dict[int, Any]) -> Secret:
        return self
