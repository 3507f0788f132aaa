"""Attachments: judged by their content, sealed on disk, read only with a line in the log."""
