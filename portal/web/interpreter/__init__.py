"""The pages of the interpreter desk; importing one puts it on the desk."""

from portal.web.interpreter import brief as brief
from portal.web.interpreter import day as day
from portal.web.interpreter import hours as hours
from portal.web.interpreter import overview as overview
from portal.web.interpreter import wanted as wanted
