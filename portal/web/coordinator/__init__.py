"""The pages of the coordinator desk; importing one puts it on the desk."""

from portal.web.coordinator import attendance as attendance
from portal.web.coordinator import attendees as attendees
from portal.web.coordinator import booking as booking
from portal.web.coordinator import bookings as bookings
from portal.web.coordinator import colleagues as colleagues
from portal.web.coordinator import companies as companies
from portal.web.coordinator import company_import as company_import
from portal.web.coordinator import consultation_plan as consultation_plan
from portal.web.coordinator import consultations as consultations
from portal.web.coordinator import handing_over as handing_over
from portal.web.coordinator import interpreter_hours as interpreter_hours
from portal.web.coordinator import interpreters as interpreters
from portal.web.coordinator import looking as looking
from portal.web.coordinator import overview as overview
from portal.web.coordinator import papers as papers
from portal.web.coordinator import participants as participants
from portal.web.coordinator import places as places
from portal.web.coordinator import records as records
from portal.web.coordinator import requests as requests
from portal.web.coordinator import timetable as timetable
from portal.web.coordinator import timetable_publishing as timetable_publishing
from portal.web.coordinator import trail as trail
from portal.web.coordinator import waiting as waiting
from portal.web.coordinator import wish_files as wish_files
from portal.web.coordinator import wishes as wishes
from portal.web.coordinator import wishes_on_behalf as wishes_on_behalf
