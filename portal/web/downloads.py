"""Sends a file to keep, under a name that browsers in Korea and China show right."""

from __future__ import annotations

from typing import IO
from urllib.parse import quote

from flask import Response
from werkzeug.wsgi import FileWrapper


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
