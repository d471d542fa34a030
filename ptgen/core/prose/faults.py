"""Stage prose: why a text cannot be computed, and where in it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ProseFault:
    """What is wrong at ``text[start:end]``; ``undefined`` when a name is not known."""

    message: str
    hint: str
    start: int
    end: int
    undefined: bool = False


class FaultError(Exception):
    """Carries a fault out of an expression."""

    def __init__(self, fault: ProseFault) -> None:
        super().__init__(fault.message)
        self.fault = fault
