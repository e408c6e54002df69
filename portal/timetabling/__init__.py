"""Who meets whom, when, where and with whose help: timetables for consultation sessions."""
