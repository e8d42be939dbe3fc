"""Many open slots, many per-diem clinicians: prices on slots, a best schedule a clinician, a proven bound.

The bound relaxes "at most one clinician a slot" and, of the sequence rules, those that no schedule over time
and hours can see (`NOT_SEEN`). It relaxes rules, a plan none.
"""

NOT_SEEN = ("site_change", "long_days", "consecutive_days", "consecutive_nights")
