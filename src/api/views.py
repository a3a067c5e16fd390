"""Views (视图): who may see what, and what follows for caches, other sites and host names.

Which values a view opens is decided in the vault, behind one door; here stands what HTTP adds to
it. Answers of a view that opens sealed values are kept by nobody, and are given only under the host
names that the operator named, so that no page on the web can read them through the operator's browser.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

from ledger.terms import View

CONTENT_SECURITY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)

ALWAYS = {
    "Content-Security-Policy": CONTENT_SECURITY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
"""Headers of every response, problems included."""

FOREVER = "public, max-age=31536000, immutable"
"""For what can never change: entries, tiles, and proofs between two named sizes."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """访问者: the view in which this service answers; who reads, and why, as the access log will say. No host names: any."""

    view: View = View.PUBLIC
    who: str = ""
    purpose: str = ""
    hosts: frozenset[str] = frozenset()

    @property
    def is_public(self) -> bool:
        return self.view is View.PUBLIC

    def headers(self) -> dict[str, str]:
        """Return the headers of every response of this view."""
        if self.is_public:
            return ALWAYS | {
                "Access-Control-Allow-Origin": "*",
                "Access-Control-Expose-Headers": "ETag, Link",
                "Cross-Origin-Resource-Policy": "cross-origin",
            }
        return ALWAYS | {"Cross-Origin-Resource-Policy": "same-origin", "Cache-Control": "private, no-store"}

    def caching(self, fixed: bool) -> str:
        """Return ``Cache-Control`` for an answer: kept for ever if it is ``fixed``, else asked for again each time."""
        if not self.is_public:
            return "private, no-store"
        return FOREVER if fixed else "public, no-cache"

    def answers_to(self, host: str) -> bool:
        """Return whether a request under this ``Host`` header is answered."""
        return not self.hosts or bare(host) in self.hosts


LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


def bare(host: str) -> str:
    """Return a host name without its port and brackets, in small letters."""
    name = host.strip().lower()
    if name.startswith("["):
        return name[1:].partition("]")[0]
    return name if name.count(":") > 1 else name.partition(":")[0]


def is_loopback(host: str) -> bool:
    """Return whether only this machine can reach ``host``."""
    try:
        return ipaddress.ip_address(bare(host)).is_loopback
    except ValueError:
        return bare(host) == "localhost"
