"""The pages of the company desk; importing one puts it on the desk."""
