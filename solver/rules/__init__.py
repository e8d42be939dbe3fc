"""Hard rules in readable form: pairing rules, sequence rules, verdicts and candidates. No OR-Tools here."""

from solver.rules.candidates import Candidate, Candidates, candidates
from solver.rules.eligibility import PAIRING_RULES
from solver.rules.finding import Finding
from solver.rules.sequence import SEQUENCE_RULES
from solver.rules.verdict import inherited_findings, plan_findings, verdict

__all__ = [
    "PAIRING_RULES",
    "SEQUENCE_RULES",
    "Candidate",
    "Candidates",
    "Finding",
    "candidates",
    "inherited_findings",
    "plan_findings",
    "verdict",
]
