"""The pages of the company desk; importing one puts it on the desk."""

from portal.web.company import account as account
from portal.web.company import application as application
