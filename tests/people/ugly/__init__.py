"""Rosters as town offices keep them, each made by one function that tells its story and what must come of it."""
