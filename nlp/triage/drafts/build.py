"""Makes the shipped templates: ``python -m nlp.triage.drafts.build`` writes ``nlp/triage/drafts/templates`` anew.

What they say is in ``nlp/resources/paper_texts.yaml``, how they look in ``nlp.triage.drafts.layout``.
"""

from __future__ import annotations

import sys
from pathlib import Path

from nlp.resources.load import load_resource
from nlp.triage.drafts.layout import build_template

FOLDER = Path(__file__).parent / "templates"


def build_templates() -> dict[str, bytes]:
    """The shipped templates by the name of their file."""
    texts = load_resource("paper_texts.yaml")
    return {f"{kind}.docx": build_template(text) for kind, text in texts.items() if kind != "source"}


def main() -> int:
    """Writes the templates and says how many."""
    built = build_templates()
    for name, content in built.items():
        (FOLDER / name).write_bytes(content)
    sys.stderr.write(f"{len(built)} templates written to {FOLDER}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
