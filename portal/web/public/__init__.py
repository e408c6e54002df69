"""The pages of the public desk; importing one puts it on the desk."""

from portal.web.public import account as account
from portal.web.public import calendar as calendar
from portal.web.public import companies as companies
from portal.web.public import components as components
from portal.web.public import consultations as consultations
from portal.web.public import device_check as device_check
from portal.web.public import files as files
from portal.web.public import home as home
from portal.web.public import invitation as invitation
from portal.web.public import joining as joining
from portal.web.public import messages as messages
from portal.web.public import new_address as new_address
from portal.web.public import own_factors as own_factors
from portal.web.public import proof as proof
from portal.web.public import register as register
from portal.web.public import room_files as room_files
from portal.web.public import room_tools as room_tools
from portal.web.public import rooms as rooms
from portal.web.public import second_step as second_step
from portal.web.public import security as security
from portal.web.public import sign_in as sign_in
from portal.web.public import technologies as technologies
from portal.web.public import texts as texts
from portal.web.public import venue as venue
