"""The interpreter desk: for those who interpret."""

from portal.web.access import Desk, interpreters_only

desk = Desk("interpreter", __name__, guard=interpreters_only, url_prefix="/interpreter")
