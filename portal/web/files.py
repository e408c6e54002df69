"""Files on their way in and out: the longer body of their pages, checked, stored, and sent."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from flask import Flask, Response, current_app, request, session
from werkzeug.datastructures import FileStorage

from portal.infra.uploads import LARGEST_BYTES, Kind, checked, cleaned, store
from portal.infra.uploads.scanning import scan
from portal.kernel.errors import Missing
from portal.technologies.services import Stored
from portal.web.downloads import download
from portal.web.technology_words import number

View = TypeVar("View", bound=Callable[..., Any])

# A file and the few fields beside it.
LARGEST_BODY = LARGEST_BYTES + 1024 * 1024
LOCKED_UP = "default-src 'none'; sandbox; frame-ancestors 'none'"


def takes_files(view: View) -> View:
    """Mark a page to which people who are signed in may send a whole file."""
    view.takes_files = True  # type: ignore[attr-defined]
    return view


def file_size(size: int) -> str:
    """A number of bytes as people say it."""
    if size >= 1024 * 1024:
        return f"{number(round(size / 1024 / 1024, 1))} MB"
    return f"{number(max(1, round(size / 1024)))} KB"


def init(app: Flask) -> None:
    app.jinja_env.filters["file_size"] = file_size

    @app.before_request
    def allow_a_file() -> None:
        """Before anything reads the form; a stranger's stays as short as everywhere."""
        view = app.view_functions.get(request.endpoint or "")
        if getattr(view, "takes_files", False) and "_user_id" in session:
            request.max_content_length = LARGEST_BODY


@contextmanager
def kept(upload: FileStorage) -> Iterator[Stored]:
    """What was sent, checked and in the store; taken out again when what follows fails.

    Raises Invalid, with the field `file`, for what is not kept.
    """
    body = upload.stream.read(LARGEST_BYTES + 1)
    found = checked(body)
    scan(body, shlex.split(current_app.extensions["settings"].scan_command))
    stored = Stored(
        name=cleaned(upload.filename, found.kind),
        kind=found.kind,
        size=found.size,
        sha256=found.sha256,
        key=store().put(found.body),
        thumbnail_key=store().put(found.thumbnail) if found.thumbnail else None,
    )
    try:
        yield stored
    except BaseException:
        for key in filter(None, (stored.key, stored.thumbnail_key)):
            store().remove(key)
        raise


def served(file: Any) -> Response:
    """A file as an attachment that no browser takes for a page of this portal."""
    plain_name = f"{file.public_id}{file.kind.endings[0]}"
    answer = download(
        _opened(file.key),
        content_type=file.kind.media_type,
        name=file.name,
        plain_name=file.name if file.name.isascii() else plain_name,
    )
    return _locked_up(answer)


def served_small(file: Any) -> Response:
    """The small picture of a file, for an `img`. Raises Missing for a file that has none."""
    answer = Response(_opened(file.thumbnail_key or ""), mimetype=Kind.WEBP.media_type)
    return _locked_up(answer)


def _opened(key: str) -> Any:
    try:
        return store().open(key)
    except FileNotFoundError:
        raise Missing from None


def _locked_up(answer: Response) -> Response:
    answer.headers["Content-Security-Policy"] = LOCKED_UP
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer
