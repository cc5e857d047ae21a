"""The words in which the ledger says what it holds of an event."""

from __future__ import annotations

from typing import Final, Literal

__all__ = ["GRADES", "EventStatus", "Grade", "Stance"]

EventStatus = Literal["hypothetical", "expected", "announced", "happened", "denied", "retracted"]
Stance = Literal["asserts", "denies", "announces", "expects", "supposes", "retracts"]
Grade = Literal["confirmed", "corroborated", "reported", "unconfirmed", "contested", "retracted"]

GRADES: Final[tuple[Grade, ...]] = (
    "confirmed",
    "corroborated",
    "reported",
    "unconfirmed",
    "contested",
    "retracted",
)
