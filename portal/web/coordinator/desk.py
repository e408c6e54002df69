"""The coordinator desk: for those who run sessions."""

from portal.web.access import Desk, coordinators_only

desk = Desk("coordinator", __name__, guard=coordinators_only, url_prefix="/coordinator")
