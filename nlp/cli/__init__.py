"""The command ``donthu``."""

from nlp.cli.main import main

__all__ = ["main"]
