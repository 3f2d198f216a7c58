"""The open benchmark of rosters: instances, races, records and pictures."""
