"""What might be true: how people differ, how raters judge, and which answers never arrive."""

from __future__ import annotations

from dataclasses import dataclass

from staffing.demo.rating_bench.population import Truth, beta_16_4, bimodal


@dataclass(frozen=True)
class World:
    """One way the world may be. Leniencies are standard deviations in logits."""

    name: str
    truth: Truth = beta_16_4
    responses: float = 10.0
    """Mean number a clinician, before any go missing."""
    rater_leniency: float = 0.4
    site_leniency: float = 0.0
    """What all raters of one facility share."""
    kept_when_bad: float = 1.0
    """Chance that a response arrives of which less than half the answers are "Always"."""


USUAL = World("as assumed: θ ~ Beta(16, 4), raters’ leniency N(0, .4)")
WORLDS = (
    USUAL,
    World("a third of the people near .60, the others near .90", truth=bimodal),
    World("three of five bad responses never arrive", kept_when_bad=0.4),
    World("strict raters stand together: sites differ by N(0, .8)", site_leniency=0.8),
)
