"""Many open slots, many per-diem clinicians: prices on slots, a best schedule a clinician, a proven bound.

The bound relaxes "at most one clinician a slot", pins, and what a schedule over time and hours cannot see:
`site_change`, `long_days`, `consecutive_days`, `consecutive_nights`, and `day_hours` of three shifts.
It relaxes rules, a plan none.
"""
