"""Where frames come from: cameras, video files, landmark recordings."""
