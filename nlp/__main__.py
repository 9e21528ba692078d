"""``python -m nlp`` is the command ``donthu``."""

from __future__ import annotations

import sys

from nlp.cli import main

if __name__ == "__main__":
    sys.exit(main())
