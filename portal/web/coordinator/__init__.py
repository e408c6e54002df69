"""The pages of the coordinator desk; importing one puts it on the desk."""

from portal.web.coordinator import companies as companies
from portal.web.coordinator import consultations as consultations
