"""What people are told, as they see it in the portal, and how they want to be told."""
