"""The facility scheduler's pages: the request form, the week grid, the board and who is coming.

They stand in this room because they show offers, placements and communication bands.
"""
