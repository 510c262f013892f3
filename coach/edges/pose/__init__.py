"""The body in a picture: the model, where it comes from, and who else is there."""
