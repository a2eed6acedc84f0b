"""Speaks outward, and is the only room that does: HTTP, SMTP, SFTP. Nothing calls out yet."""
