"""Raters who say less of one group than others say of the same people: the groups, handed to the rater audit.

A flag holds a rater, a group and sums over at least ten people on each side; never who belongs to it.
"""

from __future__ import annotations

from datetime import datetime

import numpy as np

from staffing.bias.auditing import keep
from staffing.bias.expecting import outlook
from staffing.bias.gaps import find_group_gaps
from staffing.bias.responses import load_responses
from staffing.db import current_scope
from staffing.equity.answers import groups_of
from staffing.equity.choices import NOT_STATED, group_name
from staffing.equity.models import Attribute
from staffing.ratings.fits import fit_in_force


def look_for_rater_gaps(secret: str, now: datetime) -> int:
    """Flag what is new this quarter; the number of new flags. People who stated no group are left out."""
    table = load_responses(now)
    if len(table) == 0:
        return 0
    view = outlook(table, fit_in_force(now).k)
    people = np.unique(table.clinician).tolist()
    groups = groups_of(secret, current_scope().require_agency(), people)
    stated = {
        attribute: {
            person: group_name(attribute, group)
            for person, group in groups[attribute].items()
            if group != NOT_STATED
        }
        for attribute in Attribute
    }
    return keep((one for named in stated.values() for one in find_group_gaps(table, view, named)), now)
