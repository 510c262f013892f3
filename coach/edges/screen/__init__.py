"""What people see: the drawing, the window, the annotated video."""
