"""The rules in force, as one explicit tuple; gaps and overlaps between regimes of a rule are errors on import."""

from __future__ import annotations

from nlp.law.engine import Rule, check_regimes
from nlp.law.rules.complaint import COMPLAINT_RULES
from nlp.law.rules.denunciation import DENUNCIATION_RULES
from nlp.law.rules.petition import PETITION_RULES

RULES: tuple[Rule, ...] = check_regimes((*COMPLAINT_RULES, *DENUNCIATION_RULES, *PETITION_RULES))
