"""What is seen: the command line and the app."""

import os

os.environ.setdefault("TEXTUAL_FPS", "120")  # a key's answer waits for the next frame; Textual reads this once
