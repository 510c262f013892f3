"""OpenCV and its FFmpeg write warnings to the terminal; the coach says what is wrong itself."""

import os

import cv2


def quiet_opencv() -> None:
    """Keep OpenCV's and FFmpeg's own messages off the terminal. Call before opening anything.

    FFmpeg's level is read from the environment at the first capture or writer of the process, so
    it is set there. Whoever looks for a fault sets OPENCV_FFMPEG_LOGLEVEL or OPENCV_LOG_LEVEL and
    is obeyed.
    """
    os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")  # AV_LOG_QUIET
    if "OPENCV_LOG_LEVEL" not in os.environ:
        cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_ERROR)
