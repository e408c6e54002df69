"""The pages of the coordinator desk; importing one puts it on the desk."""
