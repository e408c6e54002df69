"""The demonstration: invented hosts, companies and sessions, played through the real services."""
