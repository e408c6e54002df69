"""Files that people give to the portal: what they may be, how they are checked and where they lie.

A file is what its content says, never what its name or its header claims.
"""

from portal.infra.uploads.checking import Checked, checked
from portal.infra.uploads.kinds import LARGEST_BYTES, Kind
from portal.infra.uploads.names import LONGEST_NAME, cleaned
from portal.infra.uploads.store import Store, keep_in, store

__all__ = [
    "LARGEST_BYTES",
    "LONGEST_NAME",
    "Checked",
    "Kind",
    "Store",
    "checked",
    "cleaned",
    "keep_in",
    "store",
]
