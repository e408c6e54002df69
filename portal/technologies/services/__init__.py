"""Changes to technology profiles."""

from portal.technologies.services.writing import (
    change,
    draft,
    index_again,
    publish,
    withdraw,
)

__all__ = [
    "change",
    "draft",
    "index_again",
    "publish",
    "withdraw",
]
