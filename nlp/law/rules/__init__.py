"""The rules in force, as one explicit tuple; gaps and overlaps between regimes of a rule are errors on import.

A rule that only asks whether something was done in time is a row of a YAML file here; one that needs more is a function.
"""

from __future__ import annotations

from nlp.law.engine import Rule, check_regimes
from nlp.law.limit_rules import load_limit_rules
from nlp.law.rules.complaint import COMPLAINT_RULES
from nlp.law.rules.denunciation import DENUNCIATION_RULES
from nlp.law.rules.duties import DUTY_RULES

RULES: tuple[Rule, ...] = check_regimes((*COMPLAINT_RULES, *DENUNCIATION_RULES, *DUTY_RULES, *load_limit_rules()))
