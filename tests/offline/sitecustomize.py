"""No network for the tests: Python imports this file by itself when the folder is on PYTHONPATH.

tests/conftest.py puts it there, so that the kernels which execute the notebooks have it too. Only
addresses of this machine stay reachable. An audit hook sees what any module does with sockets,
however it got hold of them; programs that are not Python are held by variables in conftest.py.
"""

import ipaddress
import socket
import sys

SENDING = ("socket.connect", "socket.sendto", "socket.sendmsg")
LOOK_UPS = ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr")
OWN_NAMES = {"", "localhost", socket.gethostname()}


def is_near(host):
    """Whether a host, by name or number, is this machine."""
    host = host.decode() if isinstance(host, bytes) else host
    if host is None or host in OWN_NAMES:
        return True
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def refuse(event, arguments):
    """Audit hook: ConnectionRefusedError for every address that is not of this machine."""
    if event in LOOK_UPS:
        host = arguments[0]
    elif event in SENDING and isinstance(arguments[1], tuple):  # a str is a Unix socket's path
        host = arguments[1][0]
    else:
        return
    if not is_near(host):
        raise ConnectionRefusedError(f"the tests run without a network, but {host!r} was asked for")


sys.addaudithook(refuse)
