"""A finished roster for people: facility, groups, exceptions, every set; written in one pass."""
