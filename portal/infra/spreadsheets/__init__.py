"""Spreadsheets for people: written so that Excel shows them right, read so that nothing is lost."""
