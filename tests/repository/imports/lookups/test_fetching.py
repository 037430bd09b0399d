"""The one HTTP client, against real servers that misbehave: every answer ends, is small, and is from the right place.

A server that would keep us for ever proves by the end of its test that it cannot; nothing is timed.
"""

import gzip
import itertools
import socket
import struct
import threading
import time
import zlib
from datetime import timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler

import pytest
from django.utils import timezone

from repository.imports.lookups import NotKnown, NotReachable, look_up
from repository.imports.lookups.fetching import (
    LARGEST,
    LONGEST_PAUSE,
    MOST_REDIRECTS,
    USUAL_PAUSE,
    XML,
    deadline,
    fetch,
    seconds_of,
)
from repository.imports.lookups.registers import CROSSREF, DATACITE, PUBMED
from tests.repository.imports.lookups.certificates import Authority
from tests.repository.imports.lookups.registers import serving

SHORT = 0.5  # seconds that a test gives a server that never ends


def ask(register=CROSSREF, path="/x", **options) -> bytes:
    return fetch(register, path, **options)


def reason_of(register=CROSSREF, path="/x", **options) -> str:
    """Why the register was not reachable."""
    with pytest.raises(NotReachable) as caught:
        fetch(register, path, **options)
    return caught.value.reason


def headers(handler: BaseHTTPRequestHandler, **further: str) -> None:
    handler.send_response(200)
    for name, value in {"Content-Type": "application/json", **further}.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()


def endlessly(handler: BaseHTTPRequestHandler, piece: bytes, pause: float = 0.02) -> None:
    """Until the other side hangs up, which ends it with an OSError."""
    while True:
        handler.wfile.write(piece)
        handler.wfile.flush()
        time.sleep(pause)


def test_an_answer_is_taken(registers):
    registers.answer(
        "crossref", "/x", b'{"a": 1}', media_type="application/vnd.crossref-api-message+json; charset=utf-8"
    )
    assert ask(query={"q": "а & б"}) == b'{"a": 1}'
    assert registers.asked[0].query == {"q": "а & б"}


def test_an_empty_answer_is_one(registers):
    registers.answer("crossref", "/x")
    assert ask() == b""


def test_a_packed_answer_is_unpacked(registers):
    registers.answer("crossref", "/x", gzip.compress(b'{"a": 1}'), headers={"Content-Encoding": "gzip"})
    assert ask() == b'{"a": 1}'


@pytest.mark.parametrize("status", [400, 404, 410])
def test_what_the_register_does_not_have_is_not_known(registers, status):
    registers.answer("crossref", "/x", status=status)
    with pytest.raises(NotKnown):
        ask()


# -- slow ------------------------------------------------------------------------------------------------------------


def drip_body(handler: BaseHTTPRequestHandler) -> None:
    headers(handler)
    endlessly(handler, b" ")


def drip_whole_body(handler: BaseHTTPRequestHandler) -> None:
    headers(handler, Content_Length="1000000")
    endlessly(handler, b" ")


def drip_chunks(handler: BaseHTTPRequestHandler) -> None:
    headers(handler, Transfer_Encoding="chunked")
    endlessly(handler, b"1\r\n \r\n")


def drip_headers(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
    endlessly(handler, b"x")


def drip_status(handler: BaseHTTPRequestHandler) -> None:
    endlessly(handler, b"H")


def drip_continues(handler: BaseHTTPRequestHandler) -> None:
    endlessly(handler, b"HTTP/1.1 100 Continue\r\n\r\n")


def say_nothing(handler: BaseHTTPRequestHandler) -> None:
    handler.rfile.read()


@pytest.mark.parametrize(
    "send", [drip_body, drip_whole_body, drip_chunks, drip_headers, drip_status, drip_continues, say_nothing]
)
def test_a_slow_server_is_hung_up_on(registers, send):
    registers.answer("crossref", "/x", send=send)
    assert reason_of(until=deadline(SHORT)) == "it took too long"


def test_a_server_that_does_not_shake_hands_is_hung_up_on(registers, settings):
    """The kernel connects us; nobody is there."""
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        settings.LOOKUPS_ADDRESSES = [f"crossref=https://127.0.0.1:{nobody.getsockname()[1]}"]
        assert reason_of(until=deadline(SHORT)) == "it took too long"


def test_a_handshake_that_drips_is_hung_up_on(registers, settings):
    """Each byte of a TLS record would begin the limit of a single read anew."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.LOOKUPS_ADDRESSES = [f"crossref=https://127.0.0.1:{server.getsockname()[1]}"]
        thread = threading.Thread(target=_drip_handshake, args=[server])
        thread.start()
        assert reason_of(until=deadline(SHORT)) == "it took too long"
        thread.join()


def _drip_handshake(server: socket.socket) -> None:
    connection, _ = server.accept()
    with connection:
        try:
            for byte in b"\x16\x03\x03\x40\x00" + bytes(16_384):
                connection.sendall(bytes([byte]))
                time.sleep(0.02)
        except OSError:
            return


def test_a_resolver_that_hangs_is_left_alone(registers):
    answered = threading.Event()

    def never(*args, **kwargs) -> list[tuple]:
        answered.wait()
        return []

    assert reason_of(until=deadline(4 * SHORT), resolve=never) == "its name could not be resolved in time"
    answered.set()


def test_a_look_up_whose_time_is_over_asks_nobody(registers):
    assert reason_of(until=time.monotonic() - 1) == "it took too long"
    assert registers.asked == []


# -- large -----------------------------------------------------------------------------------------------------------


def test_an_answer_of_a_gigabyte_is_read_to_the_limit(registers):
    sent = []

    def send(handler: BaseHTTPRequestHandler) -> None:
        headers(handler, Content_Length=str(2**30))
        for _ in range(2**30 // 2**16):
            handler.wfile.write(b" " * 2**16)
            sent.append(2**16)

    registers.answer("crossref", "/x", send=send)
    assert reason_of() == f"its answer is larger than {LARGEST} bytes"
    assert sum(sent) < 2**28  # what fits into the buffers of the loopback interface


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (gzip.compress(bytes(100 * 2**20)), "gzip"),
        (gzip.compress(gzip.compress(bytes(100 * 2**20))), "gzip, gzip"),
        (zlib.compress(bytes(100 * 2**20)), "deflate"),
    ],
    ids=["gzip", "twice", "deflate"],
)
def test_a_bomb_is_counted_unpacked(registers, body, encoding):
    registers.answer("crossref", "/x", body, headers={"Content-Encoding": encoding})
    assert reason_of() == f"its answer is larger than {LARGEST} bytes"


def test_the_largest_answer_is_taken(registers):
    registers.answer("crossref", "/x", b" " * LARGEST)
    assert len(ask()) == LARGEST
    registers.answer("crossref", "/x", b" " * (LARGEST + 1))
    assert "larger" in reason_of()


def flood_of_headers(handler: BaseHTTPRequestHandler) -> None:
    headers(handler, **{f"X-{number}": "x" for number in range(1000)})


def long_header(handler: BaseHTTPRequestHandler) -> None:
    headers(handler, X="x" * 2**20)


def cut_short(handler: BaseHTTPRequestHandler) -> None:
    headers(handler, Content_Length="100")
    handler.wfile.write(b"{")


def reset(handler: BaseHTTPRequestHandler) -> None:
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()


def reset_in_body(handler: BaseHTTPRequestHandler) -> None:
    headers(handler, Content_Length="100")
    handler.wfile.write(b"{")
    reset(handler)


def speak_nonsense(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"\x00\xff nonsense\r\n\r\n")


def broken_chunks(handler: BaseHTTPRequestHandler) -> None:
    headers(handler, Transfer_Encoding="chunked")
    handler.wfile.write(b"zz\r\n{}\r\n")


def broken_gzip(handler: BaseHTTPRequestHandler) -> None:
    headers(handler, Content_Encoding="gzip")
    handler.wfile.write(b"this is not packed")


@pytest.mark.parametrize(
    "send",
    [flood_of_headers, long_header, cut_short, reset, reset_in_body, speak_nonsense, broken_chunks, broken_gzip],
)
def test_a_broken_answer_is_none(registers, send):
    registers.answer("crossref", "/x", send=send)
    assert reason_of()


def test_a_server_that_is_not_there_is_not_reachable(registers, settings):
    with socket.create_server(("127.0.0.1", 0)) as free:
        settings.LOOKUPS_ADDRESSES = [f"crossref=http://127.0.0.1:{free.getsockname()[1]}"]
    assert "refused" in reason_of()


@pytest.mark.parametrize("media_type", ["text/html", "application/xml", "", "application/octet-stream"])
def test_an_answer_of_another_kind_is_none(registers, media_type):
    registers.answer("crossref", "/x", b"{}", media_type=media_type)
    assert reason_of() == f"it answered with {media_type or 'no type'}"


@pytest.mark.parametrize("status", [201, 204, 304, 401, 403, 418, 500, 502])
def test_any_other_status_is_no_answer(registers, status):
    registers.answer("crossref", "/x", status=status)
    assert reason_of() == f"it answered with status {status}"


# -- patience --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [429, 503])
def test_a_register_that_asks_for_patience_gets_it(registers, status):
    registers.answer("crossref", "/x", status=status, headers={"Retry-After": "120"})
    assert reason_of() == f"it answered with status {status}"
    registers.answer("crossref", "/x", b"{}")
    assert reason_of() == "it asked for patience a moment ago"
    assert len(registers.asked) == 1


def test_patience_with_one_register_is_not_patience_with_all(registers):
    registers.answer("crossref", "/x", status=429)
    registers.answer("datacite", "/x", b"{}")
    assert reason_of() == "it answered with status 429"
    assert ask(DATACITE) == b"{}"


@pytest.mark.parametrize(
    ("retry_after", "seconds"),
    [
        ("", USUAL_PAUSE),
        ("soon", USUAL_PAUSE),
        ("-5", USUAL_PAUSE),
        ("0", 1),
        ("30", 30),
        ("9" * 40, LONGEST_PAUSE),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 1),
        ("Wed, 21 Oct 2015 07:28:00 -0000", USUAL_PAUSE),  # of no known zone
    ],
)
def test_how_long_to_wait(retry_after, seconds):
    assert seconds_of(retry_after) == seconds


def test_how_long_to_wait_until_a_moment():
    moment = timezone.now() + timedelta(minutes=30)
    assert 1700 < seconds_of(format_datetime(moment.astimezone(timezone.get_fixed_timezone(0)), usegmt=False)) <= 1800


# -- redirects -------------------------------------------------------------------------------------------------------


def redirecting(registers, path: str, location: str, status: int = 302) -> None:
    registers.answer("crossref", path, status=status, headers={"Location": location})


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("location", ["/crossref/y?z=1#part", "y?z=1", "{server}/crossref/y?z=1"])
def test_a_redirect_on_the_same_server_is_followed(registers, status, location):
    redirecting(registers, "/x", location.format(server=registers.server.url), status)
    registers.answer("crossref", "/y", b"{}")
    assert ask() == b"{}"
    assert (registers.asked[1].path, registers.asked[1].query) == ("/crossref/y", {"z": "1"})


def test_redirects_are_followed_a_few_times(registers):
    for number in range(MOST_REDIRECTS):
        redirecting(registers, f"/{number}", f"/crossref/{number + 1}")
    registers.answer("crossref", f"/{MOST_REDIRECTS}", b"{}")
    assert ask(path="/0") == b"{}"
    redirecting(registers, "/x", "/crossref/0")
    assert reason_of() == "it redirects too often"


@pytest.mark.parametrize(
    "location",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://127.0.0.1/",
        "//example.org/x",
        "https://example.org/",
        "file:///etc/passwd",
        "gopher://127.0.0.1/",
        "http://[::1",
        "",
    ],
)
def test_a_redirect_to_anywhere_else_is_not_followed(registers, location):
    redirecting(registers, "/x", location)
    assert reason_of()
    assert len(registers.asked) == 1


@pytest.mark.parametrize(
    "location", ["http://127.0.0.1:{port}/x", "http://me@127.0.0.1:{port}/x", "//127.0.0.1:{port}/x"]
)
def test_a_redirect_to_another_port_is_not_followed(registers, location):
    with serving() as other:
        redirecting(registers, "/x", location.format(port=other.port))
        assert reason_of().startswith("it redirects to ")
        assert other.asked == []


# -- where it lies ---------------------------------------------------------------------------------------------------


def resolver(*answers: list[str]):
    """Answers one list after the other, then the last for ever; ``asked`` has the names."""
    rest = itertools.chain(answers, itertools.repeat(answers[-1]))
    asked = []

    def resolve(host, port, **options):
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in next(rest)]

    resolve.asked = asked
    return resolve


@pytest.mark.parametrize(
    "addresses",
    [["127.0.0.1"], ["10.0.0.1"], ["::1"], ["::ffff:127.0.0.1"], ["169.254.169.254"], ["93.184.215.14", "127.0.0.1"]],
)
def test_a_name_that_leads_inside_is_not_followed(registers, settings, addresses):
    settings.LOOKUPS_ADDRESSES, settings.LOOKUPS_LOCAL = [f"crossref=https://register.test:{registers.server.port}"], []
    assert reason_of(resolve=resolver(addresses)) == f"its name leads to {addresses[-1]}"
    assert registers.asked == []


def test_a_name_that_leads_nowhere_is_not_reachable(registers):
    assert reason_of(resolve=resolver([])) == "its name leads nowhere"

    def unknown(*args, **options):
        raise socket.gaierror("no such name")

    assert reason_of(resolve=unknown) == "its name could not be resolved"


def test_a_name_that_changes_its_mind_changes_nothing(registers, settings):
    """Between the check and the connection, and between one redirect and the next, the name leads elsewhere."""
    with serving("127.0.0.2", registers.server.port) as elsewhere:
        settings.LOOKUPS_ADDRESSES = [f"crossref=http://register.test:{registers.server.port}/crossref"]
        redirecting(registers, "/x", "/crossref/y")
        registers.answer("crossref", "/y", b"{}")
        rebinding = resolver(["127.0.0.1"], ["127.0.0.2"])
        assert ask(resolve=rebinding) == b"{}"
        assert rebinding.asked == ["register.test"]
        assert elsewhere.asked == []
        assert registers.asked[0].headers["host"] == f"register.test:{registers.server.port}"


def test_the_next_address_is_tried_when_one_does_not_answer(registers, settings):
    settings.LOOKUPS_ADDRESSES = [f"crossref=http://register.test:{registers.server.port}/crossref"]
    registers.answer("crossref", "/x", b"{}")
    assert ask(resolve=resolver(["127.0.0.3", "127.0.0.1"])) == b"{}"


def test_without_tls_only_registers_of_the_own_network_are_asked(registers, settings):
    registers.answer("crossref", "/x", b"{}")
    settings.LOOKUPS_LOCAL = ["datacite"]
    assert reason_of() == "its address in the settings is not one of https"
    settings.LOOKUPS_ADDRESSES = ["datacite=ftp://127.0.0.1/"]
    assert reason_of(DATACITE) == "its address in the settings is not one of http or https"
    assert registers.asked == []


@pytest.mark.parametrize("address", ["", "https://", "https://[::1", "https://register.test:99999", "https://a:b"])
def test_an_address_that_is_none_is_not_reachable(registers, settings, address):
    settings.LOOKUPS_ADDRESSES = [f"crossref={address}"]
    assert reason_of() == "its address in the settings is not one of http or https"


def test_proxies_of_the_environment_are_not_used(registers, monkeypatch):
    with serving() as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        registers.answer("crossref", "/x", b"{}")
        assert ask() == b"{}"
        assert proxy.asked == []


# -- who it is -------------------------------------------------------------------------------------------------------


@pytest.fixture
def authority(tmp_path, monkeypatch) -> Authority:
    """One that this process trusts."""
    authority = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    return authority


def test_the_certificate_is_that_of_the_name_and_not_of_the_address(registers, settings, authority):
    context = authority.server_context("register.test")
    named = []
    context.sni_callback = lambda connection, name, _: named.append(name)
    with serving(tls=context) as server:
        settings.LOOKUPS_ADDRESSES = [f"crossref=https://register.test:{server.port}"]
        server.otherwise.status, server.otherwise.media_type, server.otherwise.body = 200, "application/json", b"{}"
        assert ask(resolve=resolver(["127.0.0.1"])) == b"{}"
    assert named == ["register.test"]


def test_a_certificate_of_another_name_is_refused(registers, settings, authority):
    with serving(tls=authority.server_context("other.test")) as server:
        settings.LOOKUPS_ADDRESSES = [f"crossref=https://register.test:{server.port}"]
        assert "certificate" in reason_of(resolve=resolver(["127.0.0.1"]))
        assert server.asked == []


def test_a_certificate_of_an_unknown_authority_is_refused(registers, settings, tmp_path):
    with serving(tls=Authority(tmp_path).server_context("register.test")) as server:
        settings.LOOKUPS_ADDRESSES = [f"crossref=https://register.test:{server.port}"]
        assert "certificate" in reason_of(resolve=resolver(["127.0.0.1"]))
        assert server.asked == []


def test_a_server_that_speaks_no_tls_is_refused(registers, settings):
    settings.LOOKUPS_ADDRESSES = [f"crossref=https://127.0.0.1:{registers.server.port}"]
    assert "SSL" in reason_of()
    assert registers.asked == []


# -- what it says ----------------------------------------------------------------------------------------------------

XXE = """<?xml version="1.0"?><!DOCTYPE PubmedArticleSet [<!ENTITY secret SYSTEM "{address}">]>
<PubmedArticleSet><PubmedArticle><MedlineCitation><Article><ArticleTitle>&secret;</ArticleTitle></Article>
</MedlineCitation></PubmedArticle></PubmedArticleSet>"""
PARAMETER = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY % all SYSTEM "{address}"> %all;]><PubmedArticleSet/>'
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE lol [<!ENTITY lol0 "lol">'
    + "".join(f'<!ENTITY lol{number} "{f"&lol{number - 1};" * 10}">' for number in range(1, 10))
    + "]><PubmedArticleSet>&lol9;</PubmedArticleSet>"
)


@pytest.mark.parametrize("document", [XXE, PARAMETER, LAUGHS], ids=["entity", "parameter entity", "laughs"])
def test_xml_that_declares_entities_is_refused_and_nothing_is_fetched_for_it(registers, document):
    with serving() as other:
        body = document.replace("{address}", other.url).encode()
        registers.answer("pubmed", "/efetch.fcgi", body, media_type="text/xml")
        with pytest.raises(NotReachable) as caught:
            look_up("pmid", "31452104")
        assert caught.value.reason == "its answer is no harmless XML"
        assert other.asked == []


@pytest.mark.parametrize(
    "body", [b"", b"<", b"{}", b"<a>", b'<?xml version="1.0" encoding="klingon"?><a/>', b"\xff\xfe\x00"]
)
def test_what_is_no_xml_is_no_answer(registers, body):
    registers.answer("pubmed", "/efetch.fcgi", body, media_type="text/xml")
    assert fetch(PUBMED, "/efetch.fcgi", accept=XML) == body
    with pytest.raises(NotReachable):
        look_up("pmid", "31452104")


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'"text"', b"null", b"\xff", b"[" * 100_000, b"{" + b'"a":{' * 50_000]
)
def test_what_is_no_json_object_is_no_answer(registers, body):
    registers.answer("crossref", "/works/10.5555%2Fx", body)
    registers.answer("datacite", "/dois/10.5555%2Fx", body)
    with pytest.raises(NotReachable) as caught:
        look_up("doi", "10.5555/x")
    assert "JSON" in caught.value.reason
