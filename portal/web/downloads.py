"""Sends a file to keep, under a name that browsers in Korea and China show right."""

from __future__ import annotations

from collections.abc import Callable
from typing import IO, Any
from urllib.parse import quote

from flask import Response
from werkzeug.wsgi import FileWrapper

from portal.reports.files import Export
from portal.web.transactions import write


def download(file: IO[bytes], *, content_type: str, name: str, plain_name: str) -> Response:
    """An answer that the browser saves; `plain_name` is for those that know ASCII names only.

    Both names are given as RFC 6266 and RFC 8187 ask. The file is closed when it has been sent.
    """
    response = Response(FileWrapper(file), content_type=content_type, direct_passthrough=True)
    response.call_on_close(file.close)
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "-_.") else "_" for c in plain_name)
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    )
    return response


def recorded(made: Export, record: Callable[..., Any], *asked: Any, **more: Any) -> Response:
    """A finished list as an answer, sent only when the service that records it has done so."""
    try:
        write(record, *asked, **more)
    except BaseException:
        made.file.close()
        raise
    return download(
        made.file, content_type=made.kind.content_type, name=made.name, plain_name=made.plain_name
    )
