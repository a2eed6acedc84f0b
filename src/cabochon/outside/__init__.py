"""Speaks outward, and is the only room that does: HTTP with rules against forged addresses, SMTP, SFTP. Nothing calls out yet."""
