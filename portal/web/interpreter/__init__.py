"""The pages of the interpreter desk; importing one puts it on the desk."""
