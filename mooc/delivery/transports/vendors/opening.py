"""Opens what the library speaks to a service with: nothing from anywhere but the address, no retries of its own."""

from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any

from requests import Session
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from .address import ServiceAddress

CONNECT_SECONDS = 15
Leaves = Callable[[], None]


def made_backend(address: ServiceAddress) -> Any:
    """Return the library's backend for a service, with nothing taken from anywhere but its address."""
    given: dict[str, Any] = dict(address.parameters)
    if address.kind.scheme == "amazon-ses":
        given = for_boto3(address)
    module = import_module(f"anymail.backends.{address.kind.module}")
    return module.EmailBackend(
        **given,
        **({} if address.kind.package else {"timeout": (CONNECT_SECONDS, address.timeout)}),
        ignore_recipient_status=True,
        ignore_unsupported_features=False,
        debug_api_requests=False,
    )


def watch(backend: Any, mark: Leaves) -> None:
    """Let the connections of an open backend call `mark` before the first byte of each request leaves them."""
    session = getattr(backend, "session", None)
    if not isinstance(session, Session):
        return
    adapter = _Adapter(mark)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    # A redirect would carry our key elsewhere; it is answered like any other refusal.
    session.request = partial(session.request, allow_redirects=False)  # type: ignore[method-assign]


def for_boto3(address: ServiceAddress) -> dict[str, Any]:
    """Return what boto3 wants; its own retries are off, because they would be doubles that nobody counts."""
    given = dict(address.parameters)
    client: dict[str, Any] = {
        "region_name": given.pop("region"),
        "config": {
            "retries": {"total_max_attempts": 1},
            "connect_timeout": CONNECT_SECONDS,
            "read_timeout": address.timeout,
        },
    }
    if "access_key" in given:
        client["aws_access_key_id"] = given.pop("access_key")
        client["aws_secret_access_key"] = given.pop("secret_key")
    if "api_url" in given:
        client["endpoint_url"] = given.pop("api_url")
    return {**given, "client_params": client}


class _Adapter(HTTPAdapter):
    """Makes connections that say when the first byte of a request is about to leave."""

    def __init__(self, mark: Leaves) -> None:
        self._classes = _pools(mark)
        super().__init__(pool_connections=1, pool_maxsize=1)

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        super().init_poolmanager(*arguments, **options)
        self.poolmanager.pool_classes_by_scheme = self._classes

    def proxy_manager_for(self, *arguments: Any, **options: Any) -> Any:
        manager = super().proxy_manager_for(*arguments, **options)
        manager.pool_classes_by_scheme = self._classes
        return manager


def _pools(mark: Leaves) -> dict[str, Any]:
    class Plain(HTTPConnection):
        def send(self, data: Any) -> None:
            if self.sock is None:
                self.connect()
            mark()
            super().send(data)

    class Encrypted(HTTPSConnection):
        def send(self, data: Any) -> None:
            if self.sock is None:
                self.connect()
            mark()
            super().send(data)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class EncryptedPool(HTTPSConnectionPool):
        ConnectionCls = Encrypted

    return {"http": PlainPool, "https": EncryptedPool}
