"""What people call a browser: `Chrome on Windows`."""

import re

from portal_ui.language import gettext as _

_BROWSERS = (  # the first that is named counts: each later one is also named by those before it
    (re.compile(r"\bEdgA?/|\bEdgiOS/"), "Edge"),
    (re.compile(r"\bOPR/|\bOPT/|\bOPiOS/"), "Opera"),
    (re.compile(r"\bSamsungBrowser/"), "Samsung Internet"),
    (re.compile(r"\bFirefox/|\bFxiOS/"), "Firefox"),
    (re.compile(r"\b(Headless)?Chrome/|\bChromium/|\bCriOS/"), "Chrome"),
    (re.compile(r"\bVersion/.*\bSafari/"), "Safari"),
)
_SYSTEMS = (
    (re.compile(r"\biPhone\b"), "iPhone"),
    (re.compile(r"\biPad\b"), "iPad"),
    (re.compile(r"\bAndroid\b"), "Android"),
    (re.compile(r"\bWindows\b"), "Windows"),
    (re.compile(r"\bMac OS X\b"), "Mac"),
    (re.compile(r"\bLinux\b"), "Linux"),
)


def named(user_agent: str) -> str:
    """A browser as people call it, from what it says of itself."""
    name = next((name for sign, name in _BROWSERS if sign.search(user_agent)), _("Browser"))
    system = next((name for sign, name in _SYSTEMS if sign.search(user_agent)), "")
    return _("%(browser)s on %(system)s") % {"browser": name, "system": system} if system else name
