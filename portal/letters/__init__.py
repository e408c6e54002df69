"""What coordinators write to groups, and what became of every mail that they answer for."""
