"""Who receives for a group of domains: one word for all that share a counter at the other side.

Only what is widely known and rarely changes stands here; a domain that is not named is a provider of its own. Where a
company's own domain is served by a big one cannot be seen without asking the DNS, and its counters are apart anyway.
"""

import re
from functools import lru_cache

_DOMAINS: dict[str, tuple[str, ...]] = {
    "google": ("gmail.com", "googlemail.com"),
    "microsoft": ("msn.com", "passport.com", "windowslive.com"),
    "yahoo": (
        *("ymail.com", "rocketmail.com", "myyahoo.com", "aol.com", "aim.com", "verizon.net", "att.net"),
        *("sbcglobal.net", "bellsouth.net", "pacbell.net", "ameritech.net", "flash.net", "swbell.net"),
        *("rogers.com", "sky.com", "netscape.net", "love.com"),
    ),
    "apple": ("icloud.com", "me.com", "mac.com", "privaterelay.appleid.com"),
    "gmx": ("web.de", "email.de", "mail.com"),
    "proton": ("proton.me", "protonmail.com", "protonmail.ch", "pm.me"),
    "yandex": ("ya.ru", "narod.ru"),
    "mail.ru": ("mail.ru", "bk.ru", "inbox.ru", "list.ru", "internet.ru", "mail.ua"),
    "qq": ("qq.com", "vip.qq.com", "foxmail.com"),
    "163": ("163.com", "126.com", "188.com", "yeah.net", "vip.163.com", "vip.126.com", "netease.com"),
    "sina": ("sina.com", "sina.cn", "vip.sina.com"),
    "zoho": ("zoho.com", "zohomail.com", "zoho.eu", "zohomail.eu", "zoho.in", "zohomail.in"),
    "fastmail": ("fastmail.com", "fastmail.fm", "messagingengine.com", "sent.com", "mailbolt.com"),
    "orange": ("orange.fr", "wanadoo.fr", "voila.fr"),
    "free": ("free.fr", "aliceadsl.fr", "libertysurf.fr"),
    "sfr": ("sfr.fr", "neuf.fr", "club-internet.fr", "cegetel.net", "9online.fr"),
    "t-online": ("t-online.de", "magenta.de"),
    "libero": ("libero.it", "inwind.it", "iol.it", "blu.it", "giallo.it"),
    "virgilio": ("virgilio.it", "tin.it", "alice.it", "tim.it"),
    "comcast": ("comcast.net", "xfinity.com"),
    "btinternet": ("btinternet.com", "btopenworld.com", "talk21.com"),
    "seznam": ("seznam.cz", "email.cz", "post.cz", "spoluzaci.cz"),
    "wp": ("wp.pl", "o2.pl", "tlen.pl"),
    "onet": ("onet.pl", "onet.eu", "op.pl", "poczta.onet.pl", "vp.pl"),
    "uol": ("uol.com.br", "bol.com.br"),
    "naver": ("naver.com",),
    "daum": ("daum.net", "hanmail.net", "kakao.com"),
    "rediff": ("rediffmail.com", "rediff.com"),
    "tuta": ("tuta.com", "tuta.io", "tutanota.com", "tutanota.de", "tutamail.com", "keemail.me"),
}
# Names that are served under the endings of many countries: hotmail.fr, yahoo.co.jp, outlook.com.br.
_FAMILIES = {
    "outlook": "microsoft",
    "hotmail": "microsoft",
    "live": "microsoft",
    "yahoo": "yahoo",
    "yandex": "yandex",
    "gmx": "gmx",
}
_BY_DOMAIN = {domain: provider for provider, domains in _DOMAINS.items() for domain in domains}
_FAMILY = re.compile(rf"({'|'.join(_FAMILIES)})\.(?:com|net|org|ru|(?:com?\.)?[a-z][a-z])")

KNOWN = frozenset(_DOMAINS)


def provider_of(address: str) -> str:
    """Return who receives for an address, or what stands behind its @: "google", "microsoft", "example.org"."""
    return provider_of_domain(address.rpartition("@")[2])


@lru_cache(maxsize=65_536)
def provider_of_domain(domain: str) -> str:
    """Return who receives for a domain; the domain itself, in small letters, where we know of nobody."""
    normal = domain.strip().rstrip(".").lower()
    known = _BY_DOMAIN.get(normal)
    if known is not None:
        return known
    family = _FAMILY.fullmatch(normal)
    return _FAMILIES[family[1]] if family else normal
