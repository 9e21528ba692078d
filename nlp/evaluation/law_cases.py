"""Cases of the rules of law, as far as the review of the law needs them: which outcomes of which rules they show."""

from __future__ import annotations

from pathlib import Path

import yaml

from nlp.errors import DonthuError


def load_covered(folder: Path) -> set[tuple[str, str]]:
    """The (rule, outcome) pairs that the YAML case files of a folder expect; DonthuError for a file that is no list of cases."""
    covered = set()
    for path in sorted(folder.glob("*.yaml")):
        try:
            cases = yaml.safe_load(path.read_text(encoding="utf-8")) or []
            covered |= {(str(case["rule"]), str(case["expect"]["outcome"])) for case in cases if "outcome" in case["expect"]}
        except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
            raise DonthuError("law.cases", f"{path}: {type(error).__name__}", "name, rule, facts, expect") from error
    return covered
