"""The errors of Détente: one tree, each with the exit code that the command line gives for it.

DetenteError                 exit 1
├── ReportError              a report could not be read
│   ├── FetchError           its address did not answer, or was refused
│   ├── NotTextError         it is a binary file, a PDF, an image
│   └── EmptyReportError     it holds no article text
├── LanguageError            the text is in a language that the coder does not read
├── ModelError               the coder's model files are missing or damaged
├── ActorsError              an actors file has entries that can't be used
├── GoldError                a gold or coded file is not in the layout of the gold set
├── LedgerError              a ledger can't be opened or written
│   └── UnknownRecordError   it holds no such event, mention or report
├── OutlookError             a history, a model of the outlook or a question to it does not fit
│   └── LeakageError         what is not yet known on a day would reach a forecast made on it
└── UsageError               exit 2: arguments that do not fit
"""

from __future__ import annotations

__all__ = [
    "ActorsError",
    "DetenteError",
    "EmptyReportError",
    "FetchError",
    "GoldError",
    "LanguageError",
    "LeakageError",
    "LedgerError",
    "ModelError",
    "NotTextError",
    "OutlookError",
    "ReportError",
    "UnknownRecordError",
    "UsageError",
]


class DetenteError(Exception):
    """Any error that Détente raises on purpose.

    Args:
        what: What was wrong, one sentence without a full stop.
        where: The file, address, line or option; "" when there is none.
        hint: What the user can do about it; "" when nothing.

    Example:
        >>> print(ReportError("the file is empty", where="a.txt", hint="give a report with text"))
        a.txt: the file is empty (give a report with text)
    """

    exit_code = 1

    def __init__(self, what: str, *, where: str = "", hint: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        where = f"{self.where}: " if self.where else ""
        hint = f" ({self.hint})" if self.hint else ""
        return f"{where}{self.what}{hint}"


class ReportError(DetenteError):
    """A report could not be read."""


class FetchError(ReportError):
    """A report's address did not answer, answered with an error, or was refused."""


class NotTextError(ReportError):
    """What was given is no text: a binary file, a PDF, an image."""


class EmptyReportError(ReportError):
    """What was given holds no article text."""


class LanguageError(DetenteError):
    """The text is in a language that the coder does not read."""


class ModelError(DetenteError):
    """The coder's model files are missing or damaged."""


class ActorsError(DetenteError):
    """An actors file has entries that can't be used."""


class GoldError(DetenteError):
    """A gold or coded file is not in the layout of the gold set."""


class LedgerError(DetenteError):
    """A ledger's database can't be opened or written, or holds no such event."""


class UnknownRecordError(LedgerError):
    """A ledger holds no such event, mention or report, or several that fit the name given."""


class OutlookError(DetenteError):
    """A history of events can't be read, a model can't be loaded, or nothing is known to answer from."""


class LeakageError(OutlookError):
    """Something that is not yet known on a day would reach a forecast made on it."""


class UsageError(DetenteError):
    """Arguments that do not fit: an unknown option, a date that is none."""

    exit_code = 2
