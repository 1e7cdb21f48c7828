"""Bodies that lie about their length or come too slowly, over a real connection."""

import asyncio
import re
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

pytest.importorskip("fastapi")

from starlette.exceptions import HTTPException

from hipspine.web import security
from hipspine.web.pages import lab_recordings
from hipspine.web.request_body import Patience, WatchedBody
from hipspine.web.serving import ImpatientH11
from household import Clock, form_token, served, settings_in

LIMIT = 40_000
HASTY = Patience(pause_s=0.3, start_s=0.6, pace_bytes_s=1000.0)


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bodies")
    settings = settings_in(folder, Clock(), workers=0, upload_limit_bytes=LIMIT)
    with served(settings) as address:
        yield address.removeprefix("http://")


@pytest.fixture
def line(address):
    """A connection that sends what it is given, byte by byte as it likes."""
    host, port = address.split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        yield Line(connection, address)


def in_a_loop_of_its_own(work):
    """Return what a coroutine gives; a browser of another test may hold this thread's loop."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(asyncio.run, work).result()


class Line:
    def __init__(self, connection, address):
        self.connection, self.address = connection, address

    def send(self, content):
        self.connection.sendall(content)

    def begin(self, method, path, *headers):
        lines = (f"{method} {path} HTTP/1.1", f"Host: {self.address}", *headers, "", "")
        self.send("\r\n".join(lines).encode())

    def send_chunk(self, content):
        self.send(f"{len(content):x}\r\n".encode() + content + b"\r\n")

    def answer(self):
        """Return the status and the whole answer, up to its end or the connection's."""
        told = b""
        while True:
            try:
                part = self.connection.recv(65_536)
            except ConnectionResetError:
                break
            told += part
            head, found, body = told.partition(b"\r\n\r\n")
            length = re.search(rb"content-length: (\d+)", head)
            if not part or (found and length and len(body) >= int(length.group(1))):
                break
        return int(told.split(b" ", 2)[1]), told.decode("latin-1")

    def is_closed_within(self, at_most_s):
        self.connection.settimeout(at_most_s)
        try:
            return self.connection.recv(1) == b""
        except ConnectionResetError:
            return True
        except TimeoutError:
            return False

    def has_answer(self):
        self.connection.settimeout(0.001)
        try:
            return bool(self.connection.recv(1, socket.MSG_PEEK))
        except TimeoutError:
            return False
        finally:
            self.connection.settimeout(10)

    def session(self):
        """Return a cookie and a form's token, as a browser gets them."""
        self.begin("GET", "/lab")
        _, told = self.answer()
        return re.search(r"set-cookie: ([^;]+)", told).group(1), form_token(told)


def test_a_body_in_chunks_is_taken_as_long_as_it_is_small(line):
    cookie, token = line.session()
    line.begin(
        "POST",
        "/lab/uploads",
        f"Cookie: {cookie}",
        "Transfer-Encoding: chunked",
        "Content-Type: application/x-www-form-urlencoded",
    )
    for piece in (b"csrf=", token.encode(), b"&name=walk.trc", b"&size=9"):
        line.send_chunk(piece)
    line.send(b"0\r\n\r\n")
    assert line.answer()[0] == 201


@pytest.mark.parametrize("path", ["/lab/recordings", "/lab/uploads/" + "0" * 36 + "?offset=0"])
@pytest.mark.parametrize(
    "kind",
    [
        "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded",
        "application/octet-stream",
    ],
)
def test_a_body_in_chunks_is_cut_where_it_becomes_too_large(line, path, kind):
    cookie, token = line.session()
    # A piece's body is read by its page; a form's already where its token is looked for.
    method, header = ("PUT", f"X-CSRF-Token: {token}") if "?" in path else ("POST", "X-None: 1")
    line.begin(
        method, path, f"Cookie: {cookie}", header, "Transfer-Encoding: chunked",
        f"Content-Type: {kind}",
    )  # fmt: skip
    if kind.startswith("multipart"):
        line.send_chunk(
            b'--x\r\nContent-Disposition: form-data; name="motion"; filename="w.trc"\r\n\r\n'
        )
    status, told = _sent_without_end(line)
    # An upload that nobody began and a body that is no form are refused before they are read.
    is_unread = "?" in path or kind == "application/octet-stream"
    assert status == (404 if "?" in path else 403 if is_unread else 413)
    if not is_unread:
        assert "connection: close" in told.lower()


def _sent_without_end(line):
    """Send chunks until the server answers; it must before ten times the limit have come."""
    for _ in range(10 * LIMIT // 4000):
        if line.has_answer():
            break
        line.send_chunk(b"y" * 4000)
        time.sleep(0.005)
    return line.answer()


def test_other_pages_take_far_less_than_an_upload(address, line, tmp_path):
    body = b"x" * (security.SMALL_BODY_BYTES + 1)
    settings = settings_in(tmp_path, Clock(), workers=0)
    guard = security.Guard(None, settings)
    assert guard._most_bytes("/login") == security.SMALL_BODY_BYTES
    assert guard._most_bytes("/lab/recordings") == settings.upload_limit_bytes
    line.begin("POST", "/safety", f"Content-Length: {len(body)}")
    assert line.answer()[0] == 413


def test_two_lengths_are_refused(line):
    line.begin("POST", "/safety", "Content-Length: 4", "Transfer-Encoding: chunked")
    line.send(b"0\r\n\r\n")
    assert line.answer()[0] == 400


@pytest.mark.parametrize("length", ["-1", "1e3", "١", "9" * 40])
def test_a_length_that_is_no_number_or_too_large_is_refused(line, length):
    head = f"POST /safety HTTP/1.1\r\nHost: {line.address}\r\nContent-Length: {length}\r\n\r\n"
    line.send(head.encode())
    assert line.answer()[0] in (400, 413)


def test_a_body_that_stops_coming_is_given_up(line, monkeypatch):
    monkeypatch.setattr(security, "WatchedBody", partial(WatchedBody, patience=HASTY))
    cookie, token = line.session()
    line.begin(
        "POST",
        "/safety",
        f"Cookie: {cookie}",
        "Content-Length: 500",
        "Content-Type: application/x-www-form-urlencoded",
    )
    line.send(f"csrf={token}".encode())
    began = time.monotonic()
    status, told = line.answer()
    assert status == 408
    assert time.monotonic() - began < 5
    assert "It came too slowly" in told
    assert line.is_closed_within(5)


def test_a_body_that_trickles_is_given_up(line, monkeypatch):
    monkeypatch.setattr(security, "WatchedBody", partial(WatchedBody, patience=HASTY))
    line.begin(
        "POST",
        "/safety",
        "Content-Length: 5000",
        "Content-Type: application/x-www-form-urlencoded",
    )
    began = time.monotonic()
    # A byte every tenth of a second never pauses for long, and would take eight minutes.
    while not line.has_answer() and time.monotonic() - began < 30:
        line.send(b"x")
        time.sleep(0.1)
    assert line.answer()[0] == 408
    assert time.monotonic() - began < 10


@pytest.mark.parametrize("beginning", [b"", b"GET /saf", b"GET / HTTP/1.1\r\nHost: here\r\nX: "])
def test_a_request_that_never_begins_is_hung_up_on(address, beginning, monkeypatch):
    monkeypatch.setattr(ImpatientH11, "look_every_s", 0.2)
    host, port = address.split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        line = Line(connection, address)
        line.send(beginning)
        assert line.is_closed_within(5)


def test_an_answer_that_takes_long_is_waited_for(line, monkeypatch):
    """The connection is looked at every 0.1 s, and the answer takes half a second."""
    monkeypatch.setattr(ImpatientH11, "look_every_s", 0.1)
    line.session()

    def slow(_request):
        time.sleep(0.5)
        return ()

    monkeypatch.setattr(lab_recordings, "lab_jobs", slow)
    line.begin("GET", "/lab")
    assert line.answer()[0] == 200


def watched(messages, **more):
    waiting = list(messages)

    async def receive():
        if not waiting:
            await asyncio.sleep(60)
        return waiting.pop(0)

    return WatchedBody(receive, 10, **more)


def piece(body, *, more=True):
    return {"type": "http.request", "body": body, "more_body": more}


def test_what_came_is_counted_whatever_was_announced():
    body = watched([piece(b"12345"), piece(b"67890"), piece(b"1")])

    async def read():
        await body()
        await body()
        with pytest.raises(HTTPException) as cut:
            await body()
        return cut.value.status_code

    assert in_a_loop_of_its_own(read()) == 413
    assert body.was_cut


def test_after_the_last_piece_the_end_of_the_connection_is_waited_for():
    body = watched([piece(b"12345", more=False)], patience=Patience(0.05, 0.05, 1.0))

    async def read():
        await body()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.3):
                await body()

    in_a_loop_of_its_own(read())
    assert not body.was_cut


def test_the_pace_is_counted_from_the_beginning():
    patience = Patience(pause_s=20, start_s=30, pace_bytes_s=2000)
    assert patience.left_s(0, 0) == 20
    # After 40 s with 30 kB: 30 + 30 000 / 2 000 - 40 = 5 s are left.
    assert patience.left_s(40, 30_000) == 5
    assert patience.left_s(40, 0) < 0
