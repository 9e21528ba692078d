"""Errors that donthu raises, and problems that it records.

An error is raised for a wrong call or a wrong configuration. A bad document never raises past its component: it gets a
``Problem`` in its record (see ``nlp.document.problem``) and the run goes on.
"""

from __future__ import annotations


class DonthuError(Exception):
    """An error with a stable code, what was found, and a way out.

    ``code`` is a dotted slug (``config.unknown_key``), ``message`` says what was found and where, ``hint`` what to do.
    """

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        super().__init__(code, message, hint)
        self.code = code
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} [{self.code}]" + (f" — {self.hint}" if self.hint else "")


class ConfigError(DonthuError):
    """A setting that does not exist, does not fit, or contradicts another."""


class LawError(DonthuError):
    """A look-up in the dated law that has no answer; its subclasses say why."""


class MissingExtra(DonthuError):
    """An optional package or program that is not installed; the hint names what to install."""


class StoreError(DonthuError):
    """The store cannot be opened, read or written as asked."""


class StaleError(StoreError):
    """Somebody else changed the petition since it was read; nothing was written."""


class DraftError(DonthuError):
    """A paper cannot be written: a setting of the office, a template, or a value given does not fit."""


class SearchError(DonthuError):
    """The index of the search cannot be opened, written or asked as wanted."""
