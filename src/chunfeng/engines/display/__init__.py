"""Puts the result of an audit on paper: findings as .csv and .xlsx, the report, what was not read, the terminal."""
