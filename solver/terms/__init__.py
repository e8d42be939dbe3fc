"""What a plan is worth: one file a term, none of them importing OR-Tools."""
