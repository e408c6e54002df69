"""Restores a backup into a fresh database: all of it or nothing."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import zipfile
from collections.abc import Collection, Mapping
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from portal.infra.backup import rows
from portal.infra.backup.rows import BackupProblem


def restore(
    engine: Engine,
    metadata: sa.MetaData,
    source: Path,
    *,
    files: Path,
    replacing: Collection[str],
) -> dict[str, int]:
    """Bring a backup back into an empty, migrated database: all of it or nothing.

    `replacing` names the tables that a fresh database already fills (reference data); their rows
    give way to those of the backup. Returns how many rows each table got.

    Raises BackupProblem with a sentence when the file is damaged or does not fit, or when there
    is something here already.
    """
    try:
        with zipfile.ZipFile(source) as archive:
            manifest = _manifest_of(archive)
            if files.exists() and any(files.iterdir()):
                raise BackupProblem(f"There are files in {files} already; move them away first.")
            files.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=files.parent, prefix=".restoring-") as waiting:
                _unpack_files(archive, manifest, Path(waiting) / "files")
                try:
                    with engine.begin() as connection:
                        _refuse_misfit(connection, metadata, manifest, replacing)
                        counts = _insert_all(connection, metadata, archive, manifest, replacing)
                        _put_in_place(Path(waiting) / "files", files)
                except BaseException:
                    shutil.rmtree(files, ignore_errors=True)  # nothing was there before
                    raise
    except (zipfile.BadZipFile, EOFError, KeyError, ValueError, OSError) as error:
        raise BackupProblem(f"{source} cannot be read as a backup: {error}") from error
    except sa.exc.DBAPIError as error:
        raise BackupProblem(f"The database refused a row: {error.orig}") from error
    return counts


def _manifest_of(archive: zipfile.ZipFile) -> Mapping[str, Any]:
    manifest = json.loads(archive.read(rows.MANIFEST))
    if not isinstance(manifest, dict) or manifest.get("format") != rows.FORMAT:
        raise BackupProblem("This file is no backup that this version of the portal can read.")
    return manifest


def _refuse_misfit(
    connection: Connection,
    metadata: sa.MetaData,
    manifest: Mapping[str, Any],
    replacing: Collection[str],
) -> None:
    here = rows.revision_of(connection)
    if here is None:
        raise BackupProblem("The database has no tables: run `portal db upgrade` first.")
    if manifest["revision"] != here:
        raise BackupProblem(
            f"The backup is of revision {manifest['revision']}, this database of {here}. "
            "Restore it with the version of the portal that made it, then upgrade."
        )
    if set(manifest["tables"]) != {table.name for table in rows.tables_of(metadata)}:
        raise BackupProblem("The backup has other tables than this database.")
    for table in rows.tables_of(metadata):
        if table.name in replacing:
            continue
        if connection.scalar(sa.select(sa.exists(sa.select(table)))):
            raise BackupProblem(
                f"The database is not empty: there are rows in {table.name}. "
                "A backup is restored only into a fresh database."
            )


def _insert_all(
    connection: Connection,
    metadata: sa.MetaData,
    archive: zipfile.ZipFile,
    manifest: Mapping[str, Any],
    replacing: Collection[str],
) -> dict[str, int]:
    for table in reversed(rows.tables_of(metadata)):
        if table.name in replacing:
            connection.execute(sa.delete(table))
    counts: dict[str, int] = {}
    for table in rows.tables_of(metadata):
        name = rows.member_of(table)
        with archive.open(name) as member:
            counts[table.name] = _insert_rows(connection, table, member, manifest["sha256"][name])
        if counts[table.name] != manifest["tables"][table.name]:
            raise BackupProblem(f"The backup is damaged: rows of {table.name} are missing.")
        _move_sequence_on(connection, table)
    return counts


def _insert_rows(connection: Connection, table: sa.Table, member: Any, expected: str) -> int:
    target = rows.insertable(table)
    digest = hashlib.sha256()
    count = 0
    waiting: list[dict[str, Any]] = []
    for line in member:
        digest.update(line)
        waiting.append(rows.stored(table, line))
        count += 1
        if len(waiting) == rows.ROWS_AT_ONCE:
            connection.execute(sa.insert(target), waiting)
            waiting = []
    if waiting:
        connection.execute(sa.insert(target), waiting)
    if digest.hexdigest() != expected:
        raise BackupProblem(f"The backup is damaged: the rows of {table.name} were changed.")
    return count


def _move_sequence_on(connection: Connection, table: sa.Table) -> None:
    """Rows came with their numbers, so PostgreSQL must be told where to count on."""
    column = table.autoincrement_column
    if connection.dialect.name != "postgresql" or column is None:
        return
    last = connection.scalar(sa.select(sa.func.max(column)))
    if last is not None:
        sequence = sa.func.pg_get_serial_sequence(table.name, column.name)
        connection.execute(sa.select(sa.func.setval(sequence, last)))


def _unpack_files(archive: zipfile.ZipFile, manifest: Mapping[str, Any], target: Path) -> None:
    """The stored files into a directory of their own, each checked; none leaves it."""
    for name, expected in manifest["sha256"].items():
        kind, _, rest = name.partition("/")
        if kind != "files":
            continue
        inside = PurePosixPath(rest)
        if inside.is_absolute() or ".." in inside.parts or not inside.parts:
            raise BackupProblem(f"The backup is damaged: a file is named {rest!r}.")
        path = target / inside
        path.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(name) as member, path.open("wb") as copy:
            if _copied(member, copy) != expected:
                raise BackupProblem(f"The backup is damaged: the file {rest} was changed.")


def _copied(source: Any, target: BinaryIO) -> str:
    digest = hashlib.sha256()
    while chunk := source.read(1 << 20):
        digest.update(chunk)
        target.write(chunk)
    return digest.hexdigest()


def _put_in_place(unpacked: Path, files: Path) -> None:
    """The last step before the commit: the unpacked files become the portal's."""
    if unpacked.exists():
        if files.exists():
            files.rmdir()  # it is empty
        shutil.move(unpacked, files)
