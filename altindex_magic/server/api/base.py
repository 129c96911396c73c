"""What all handlers have in common: who may ask, how much may be sent, and how an error is told."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

import orjson
from jupyter_server.base.handlers import APIHandler
from tornado import web

from altindex_magic.errors import AltIndexError
from altindex_magic.errors.access import AccessError
from altindex_magic.errors.usage import InvalidField

if TYPE_CHECKING:
    from collections.abc import Callable

    from altindex_magic.server.hosted import Hosted
    from altindex_magic.server.inside import Inside

Result = TypeVar("Result")

AUTH_RESOURCE: Final = "altindex"
"""What an ``Authorizer`` is asked about: reading and writing of this resource."""
_MOST_BYTES: Final = 64 * 1024
_STATUS: Final = {
    "unknown-index": HTTPStatus.NOT_FOUND,
    "duplicate-name": HTTPStatus.CONFLICT,
    "reserved-name": HTTPStatus.CONFLICT,
    "read-only-index": HTTPStatus.CONFLICT,
    "version-changed": HTTPStatus.PRECONDITION_FAILED,
    "version-needed": HTTPStatus.PRECONDITION_REQUIRED,
    "store-busy": HTTPStatus.SERVICE_UNAVAILABLE,
    "gateway-unavailable": HTTPStatus.SERVICE_UNAVAILABLE,
    "unwritable-file": HTTPStatus.INSUFFICIENT_STORAGE,
    "unreadable-file": HTTPStatus.INTERNAL_SERVER_ERROR,
    "broken-file": HTTPStatus.INTERNAL_SERVER_ERROR,
    "damaged-ledger": HTTPStatus.INTERNAL_SERVER_ERROR,
}
"""What is neither here nor the fault of an index is the fault of who asks."""


@web.stream_request_body
class Handler(APIHandler):
    """The base of all handlers. Every method of them is both ``authenticated`` and ``authorized``."""

    auth_resource = AUTH_RESOURCE

    def initialize(self, hosted: Hosted) -> None:
        """Take what to work with."""
        self.hosted = hosted
        self._content = bytearray()
        self._is_too_long = False

    def data_received(self, chunk: bytes) -> None:
        """Take a piece of the body, up to a length that no honest body has."""
        self._is_too_long = self._is_too_long or len(self._content) + len(chunk) > _MOST_BYTES
        if not self._is_too_long:
            self._content += chunk

    def body(self) -> dict[str, Any]:
        """Give the JSON object that was sent.

        Raises:
            HTTPError: it is too long.
            InvalidField: it is none. Nothing of it is repeated: it may hold a secret.

        """
        if self._is_too_long:
            raise web.HTTPError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        try:
            body = orjson.loads(bytes(self._content))
        except orjson.JSONDecodeError:
            raise InvalidField("body", "it is not JSON") from None
        if not isinstance(body, dict):
            raise InvalidField("body", "it must be a JSON object")
        return cast("dict[str, Any]", body)

    async def done(self, work: Callable[[Inside], Result]) -> Result:
        """Do *work* in a thread, and give what it gives.

        Raises:
            AltIndexError: it could not be done.

        """
        return await self.hosted.run(work)

    def answer(self, body: object, *, version: str = "", status: int = HTTPStatus.OK) -> None:
        """Send *body* as JSON, with the version of what it tells."""
        self.set_status(status)
        self.set_header("Cache-Control", "no-store")
        if version:
            self.set_header("ETag", f'"{version}"')
        self.finish(orjson.dumps(body))

    def write_error(self, status_code: int, **kwargs: Any) -> None:  # noqa: ANN401 - as the base class has it
        """Tell an error as JSON: ours with its reference, all others with the words of the protocol."""
        problem = (kwargs.get("exc_info") or (None, None, None))[1]
        if isinstance(problem, AltIndexError):
            status_code = _status(problem)
            causes = [_form(cause) for cause in getattr(problem, "causes", ())]
            told = {**_form(problem), "causes": causes}
        else:
            what = HTTPStatus(status_code).phrase
            told = {"kind": "error", "reference": f"http-{status_code}", "what": f"{what}.", "causes": []}
        self.answer({"error": told}, status=status_code)

    def log_exception(self, typ: Any, value: Any, tb: Any) -> None:  # noqa: ANN401 - as the base class has it
        """Log no traceback for what the user is told anyway."""
        if not isinstance(value, AltIndexError):
            super().log_exception(typ, value, tb)


def _form(problem: AltIndexError) -> dict[str, Any]:
    """Write an error as :mod:`altindex_magic.wire` does, which is not loaded for this alone."""
    return {"kind": "error", **problem.facts()}


def _status(problem: AltIndexError) -> int:
    if isinstance(problem, AccessError):
        return HTTPStatus.BAD_GATEWAY
    return _STATUS.get(problem.reference, HTTPStatus.BAD_REQUEST)
