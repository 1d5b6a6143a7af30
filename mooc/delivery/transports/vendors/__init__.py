"""Mail services with an interface over HTTPS, spoken to by django-anymail; one connection carries one copy at a time.

`service_from_url` reads an EMAIL_URL that names one (`mailgun://KEY@DOMAIN`); `Service` is the carrier. A copy is
turned into what the library wants (`letters`), handed over (`connection`), and what was answered becomes a verdict
(`verdicts`). What the services differ in stands in one table (`catalogue`).
"""

from .address import ServiceAddress, service_from_url
from .carrier import Service
from .chosen import insist_on_good_urls, service_of_webhooks, way_out

__all__ = [
    "Service",
    "ServiceAddress",
    "insist_on_good_urls",
    "service_from_url",
    "service_of_webhooks",
    "way_out",
]
