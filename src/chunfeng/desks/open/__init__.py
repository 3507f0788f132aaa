"""The open site: for everybody, without a login, without a script."""
