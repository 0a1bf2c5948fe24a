"""What a person sees, driven in a real Chromium against a real server."""
