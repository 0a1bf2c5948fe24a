"""The guard, met from outside: a real server, real sockets, a real browser."""
