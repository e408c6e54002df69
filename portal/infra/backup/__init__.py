"""Takes the whole portal into one file and brings it back: every row and every stored file.

The file is a zip: one JSON-lines file per table in the order in which they can be inserted, the
stored files, and a manifest with the revision of the schema, counts and digests. It knows neither
engine, so a backup of SQLite is restored into PostgreSQL and the other way round.
"""
