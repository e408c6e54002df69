"""Writes a backup: one moment of the database, and the stored files."""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from portal.infra.backup import rows
from portal.infra.engines import one_moment
from portal.kernel import clock


def write(engine: Engine, metadata: sa.MetaData, target: Path, *, files: Path) -> dict[str, int]:
    """Write a backup of all tables, and of the files in a directory, as of one moment.

    An older file of this name is replaced only once the new one is whole. Returns how many rows
    of each table it holds.

    Raises BackupProblem when the database has no tables.
    """
    part = target.with_name(f"{target.name}.part")
    try:
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
            with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
                tables = _write_all(engine, metadata, archive, files)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return tables


def _write_all(
    engine: Engine, metadata: sa.MetaData, archive: zipfile.ZipFile, files: Path
) -> dict[str, int]:
    digests: dict[str, str] = {}
    counts: dict[str, int] = {}
    with one_moment(engine) as connection:
        revision = rows.revision_of(connection)
        if revision is None:
            raise rows.BackupProblem("The database has no tables: run `portal db upgrade` first.")
        for table in rows.tables_of(metadata):
            name = rows.member_of(table)
            with _digested(archive, name, digests) as write_bytes:
                counts[table.name] = 0
                for line in rows.lines_of(connection, table):
                    write_bytes(line)
                    counts[table.name] += 1
    for path in sorted(path for path in files.rglob("*") if path.is_file()):
        name = f"files/{path.relative_to(files).as_posix()}"
        with _digested(archive, name, digests) as write_bytes, path.open("rb") as source:
            while chunk := source.read(1 << 20):
                write_bytes(chunk)
    manifest = {
        "format": rows.FORMAT,
        "revision": revision,
        "made_at": clock.now().isoformat(),
        "made_on": engine.dialect.name,
        "tables": counts,
        "sha256": digests,
    }
    archive.writestr(rows.MANIFEST, json.dumps(manifest, indent=1))
    return counts


@contextmanager
def _digested(
    archive: zipfile.ZipFile, name: str, digests: dict[str, str]
) -> Iterator[Callable[[bytes], None]]:
    digest = hashlib.sha256()
    with archive.open(name, "w", force_zip64=True) as member:

        def write_bytes(data: bytes) -> None:
            digest.update(data)
            member.write(data)

        yield write_bytes
    digests[name] = digest.hexdigest()
