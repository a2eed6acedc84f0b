"""Speaks outward, and is the only room that does: HTTP to configured addresses, see http.py; SMTP and SFTP later."""
