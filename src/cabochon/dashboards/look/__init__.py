"""The look: colours read from the one stylesheet, charts drawn on the server, faces cut to what we write."""
