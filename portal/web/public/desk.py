"""The public desk: what anybody may see and do."""

from portal.web.access import Desk, everybody

desk = Desk("public", __name__, guard=everybody)
