"""Plans for other programs: calendars, spreadsheets, lifting apps, watches. No solver is imported here.

Every writer takes a `CheckedPlan`, which exists only for a plan that passed verification. Equal plans
give equal bytes. Names that somebody else wrote are data everywhere: they can neither break out of
their place nor become a formula, a link or markup.
"""
