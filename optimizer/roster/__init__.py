"""Rosters: many athletes who share rooms, stations and coaches."""
