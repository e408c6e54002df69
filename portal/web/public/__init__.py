"""The pages of the public desk; importing one puts it on the desk."""
