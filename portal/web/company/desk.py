"""The company desk: for those who act for a company."""

from portal.web.access import Desk, representatives_only

desk = Desk("company", __name__, guard=representatives_only, url_prefix="/company")
