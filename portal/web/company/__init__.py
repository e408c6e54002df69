"""The pages of the company desk; importing one puts it on the desk."""

from portal.web.company import account as account
from portal.web.company import application as application
from portal.web.company import asking as asking
from portal.web.company import attendance as attendance
from portal.web.company import confidentiality as confidentiality
from portal.web.company import consultations as consultations
from portal.web.company import files as files
from portal.web.company import handing_over as handing_over
from portal.web.company import joining as joining
from portal.web.company import logs as logs
from portal.web.company import meetings as meetings
from portal.web.company import overview as overview
from portal.web.company import partners as partners
from portal.web.company import places as places
from portal.web.company import presence as presence
from portal.web.company import profiles as profiles
from portal.web.company import requests as requests
from portal.web.company import shortlist as shortlist
from portal.web.company import timetable as timetable
from portal.web.company import waiting as waiting
from portal.web.company import wishes as wishes
