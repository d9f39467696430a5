import hashlib
import io
import os
import socket
import ssl
import subprocess
import sys
import tarfile
import time
import urllib.error
import urllib.request

import pytest

from kerascnn.datasets.fetch import fetch, fetch_one
from kerascnn.datasets.known import KNOWN
from kerascnn.datasets.published import PUBLISHED, Remote
from kerascnn.datasets.transfer import _Redirects
from kerascnn.errors import InputError, WorkError
from server import Server

CONTENT = bytes(range(256)) * 1000
QUICK = {"patience": 0.5, "pauses": (0.01, 0.01)}


@pytest.fixture
def server(monkeypatch):
    remote = Remote(
        "fashion-mnist/file.gz", len(CONTENT), hashlib.sha256(CONTENT).hexdigest(), ("http://nowhere.invalid/file.gz",)
    )
    monkeypatch.setitem(PUBLISHED, "mnist", (remote,))
    server = Server(CONTENT)
    yield server
    server.shutdown()
    server.server_close()


def get(server, folder, **settings):
    fetch(KNOWN["mnist"], folder, base_url=server.url, **QUICK | settings)
    return (folder / "fashion-mnist/file.gz").read_bytes()


def visible(folder):
    return sorted(path.name for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))


def test_a_file_arrives_with_its_progress_and_is_not_fetched_twice(server, tmp_path):
    seen = []
    assert get(server, tmp_path / "new", progress=lambda *what: seen.append(what)) == CONTENT
    assert seen[-1] == ("file.gz", len(CONTENT), len(CONTENT))
    assert [there for _name, there, _size in seen] == sorted(there for _name, there, _size in seen)
    assert get(server, tmp_path / "new") == CONTENT
    assert server.asked == [("/file.gz", None)]
    assert visible(tmp_path) == ["file.gz"]
    assert not list(tmp_path.rglob("*.part"))


@pytest.mark.parametrize("trouble", ["short", "500", "redirect"])
def test_trouble_that_passes_is_overcome(server, tmp_path, trouble):
    server.mood = [trouble, "good"]
    assert get(server, tmp_path) == CONTENT


def test_what_arrived_before_the_connection_broke_is_not_fetched_again(server, tmp_path):
    server.mood = ["short", "good"]
    assert get(server, tmp_path) == CONTENT
    assert server.asked == [("/file.gz", None), ("/file.gz", f"bytes={len(CONTENT) // 2}-")]


def test_a_server_that_knows_no_ranges_sends_all_of_it(server, tmp_path):
    server.mood = ["short", "no ranges"]
    assert get(server, tmp_path) == CONTENT


PART = ".file.gz.0123456789abcdef.part"


def test_a_part_of_another_file_is_thrown_away(server, tmp_path):
    (tmp_path / "fashion-mnist").mkdir()
    (tmp_path / "fashion-mnist" / PART).write_bytes(b"something else")
    assert get(server, tmp_path) == CONTENT
    assert server.asked[0] == ("/file.gz", "bytes=14-")
    assert not (tmp_path / "fashion-mnist" / PART).exists()


@pytest.mark.parametrize("link", [os.symlink, os.link], ids=["a link", "a second name"])
def test_what_links_in_the_folder_lead_to_is_neither_emptied_nor_written_over(server, tmp_path, link):
    mine = tmp_path / "mine.txt"
    mine.write_bytes(b"mine")
    data = tmp_path / "data"
    (data / "fashion-mnist").mkdir(parents=True)
    names = [f"fashion-mnist/{name}" for name in (PART, ".file.gz.part", "file.gz")]
    for name in (*names, *([".kerascnn.lock"] if link is os.link else [])):
        link(mine, data / name)
    assert get(server, data) == CONTENT
    assert mine.read_bytes() == b"mine"
    assert not (data / "fashion-mnist/file.gz").is_symlink()


def test_a_lock_that_is_none_is_said_and_left_alone(server, tmp_path):
    mine, lock = tmp_path / "mine.txt", tmp_path / "data" / ".kerascnn.lock"
    mine.write_bytes(b"mine")
    lock.parent.mkdir()
    lock.symlink_to(mine)
    with pytest.raises(InputError, match=r"\.kerascnn\.lock is no plain file, and ours would be; take it away"):
        get(server, tmp_path / "data")
    assert mine.read_bytes() == b"mine"
    lock.unlink()
    os.mkfifo(lock)
    with pytest.raises(InputError, match=r"\.kerascnn\.lock is no plain file, and ours would be; take it away"):
        get(server, tmp_path / "data")


def test_no_folder_in_it_leads_elsewhere(server, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "data").mkdir()
    (tmp_path / "data/fashion-mnist").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(InputError, match=r"fashion-mnist is a link, and nothing is written through one; take it away"):
        get(server, tmp_path / "data")
    assert list((tmp_path / "elsewhere").iterdir()) == []


@pytest.mark.parametrize(
    ("trouble", "reason"),
    [
        ("500", "it answered 500"),
        ("404", "it answered 404"),
        ("redirect", "it answered 302"),
        ("short", "the connection broke off"),
        ("wrong", "is not the published file"),
        ("long", "sends more than the published file"),
        ("silent", r"no data for 0\.5 seconds"),
        ("stall", r"no data for 0\.5 seconds"),
        ("trickle", r"no data for 0\.5 seconds"),
    ],
)
def test_trouble_that_stays_is_one_line_in_bounded_time_and_the_old_file_is_untouched(
    server, tmp_path, trouble, reason
):
    old = tmp_path / "fashion-mnist/file.gz"
    old.parent.mkdir()
    old.write_bytes(b"old")
    # Half of what lacks comes each time; what is left after three attempts is still not all.
    server.mood = [trouble] * 60
    start = time.monotonic()
    with pytest.raises(WorkError, match=rf"MNIST could not be fetched \(127\.0\.0\.1:\d+: .*{reason}") as caught:
        get(server, tmp_path)
    assert time.monotonic() - start < 5
    assert "\n" not in str(caught.value)
    assert old.read_bytes() == b"old"


def test_the_second_address_is_tried_when_the_first_fails(server, tmp_path, monkeypatch):
    (remote,) = PUBLISHED["mnist"]
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        urls = (f"http://127.0.0.1:{closed.getsockname()[1]}/file.gz", f"{server.url}/mirror/file.gz")
        monkeypatch.setitem(PUBLISHED, "mnist", (Remote(remote.path, remote.size, remote.sha256, urls),))
        fetch(KNOWN["mnist"], tmp_path, **QUICK)
    assert server.asked == [("/mirror/file.gz", None)]
    assert visible(tmp_path) == ["file.gz"]


def test_two_addresses_that_stall_are_not_waited_for_twice_as_long(server, tmp_path, monkeypatch):
    (remote,) = PUBLISHED["mnist"]
    urls = (f"{server.url}/one", f"{server.url}/two")
    monkeypatch.setitem(PUBLISHED, "mnist", (Remote(remote.path, remote.size, remote.sha256, urls),))
    server.mood = ["silent", "stall"]
    start = time.monotonic()
    with pytest.raises(WorkError, match=r"no data for 1 seconds; .*no data for 0\.25 seconds"):
        fetch(KNOWN["mnist"], tmp_path, patience=1.0, pauses=())
    # With 30 seconds of patience that is 37.5, of the 40 that are promised.
    assert time.monotonic() - start < 1.8


def inexact(md5="", most=10**6):
    return Remote("weights.h5", most, "", ("http://nowhere.invalid/weights.h5",), md5=md5, exact=False)


def get_one(server, folder, remote):
    return fetch_one("weights", remote, folder, base_url=server.url, **QUICK).read_bytes()


def test_a_file_of_unknown_length_goes_by_its_md5(server, tmp_path):
    right = hashlib.md5(CONTENT).hexdigest()
    server.mood = ["short", "good"]
    assert get_one(server, tmp_path, inexact(right)) == CONTENT
    assert get_one(server, tmp_path, inexact(right)) == CONTENT
    assert server.asked == [("/weights.h5", None), ("/weights.h5", f"bytes={len(CONTENT) // 2}-")]
    (tmp_path / "weights.h5").write_bytes(b"damaged")
    assert get_one(server, tmp_path, inexact(right)) == CONTENT
    with pytest.raises(WorkError, match="is not the published file \\(its MD5 differs\\)"):
        get_one(server, tmp_path / "other", inexact("0" * 32))
    assert get_one(server, tmp_path / "none", inexact()) == CONTENT


def test_a_file_of_unknown_length_has_a_longest(server, tmp_path):
    with pytest.raises(WorkError, match="sends more than the published file"):
        get_one(server, tmp_path, inexact(most=1000))
    server.mood = ["short"] * 9
    with pytest.raises(WorkError, match="the connection broke off"):
        get_one(server, tmp_path, inexact())
    assert visible(tmp_path) == []


def test_proxies_and_certificates_are_said_in_plain_words(server, tmp_path, monkeypatch):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{closed.getsockname()[1]}")
        with pytest.raises(WorkError, match=r"nobody answers there or at the proxy that \$http_proxy"):
            fetch(KNOWN["mnist"], tmp_path, base_url="http://data.invalid", **QUICK)
    monkeypatch.delenv("http_proxy")
    for error, words in (
        (OSError("Tunnel connection failed: 407 Proxy Authentication Required"), "the proxy does not let it through"),
        (ssl.SSLCertVerificationError("self-signed"), "its certificate is not accepted"),
    ):

        def fail(*_, error=error, **__):
            raise urllib.error.URLError(error)

        monkeypatch.setattr(urllib.request.OpenerDirector, "open", fail)
        with pytest.raises(WorkError, match=words):
            get(server, tmp_path)


def test_no_redirect_leads_from_https_to_http():
    request = urllib.request.Request("https://example.org/file")
    follow = _Redirects().redirect_request
    assert follow(request, None, 302, "Found", {}, "http://example.org/file") is None
    assert (
        follow(request, None, 302, "Found", {}, "https://elsewhere.org/file").full_url == "https://elsewhere.org/file"
    )


def test_no_network_is_said_in_plain_words(server, tmp_path, monkeypatch):
    def no_name(*_, **__):
        raise socket.gaierror(-3, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", no_name)
    with pytest.raises(WorkError, match=r"no network, or no such server\); check the network"):
        get(server, tmp_path)


def test_ctrl_c_leaves_what_arrived_and_the_next_run_goes_on(server, tmp_path):
    def stop(_name, there, size):
        if there > size // 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        get(server, tmp_path, progress=stop)
    assert visible(tmp_path) == []
    assert get(server, tmp_path) == CONTENT
    first, second = server.asked
    assert first[1] is None
    assert int(second[1][6:-1]) > len(CONTENT) // 2


def test_a_folder_that_cannot_be_made(server, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match=r"cannot write into .*file/data: Not a directory"):
        get(server, tmp_path / "file/data")


def archive(members):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            if isinstance(content, bytes):
                member.size = len(content)
                tar.addfile(member, io.BytesIO(content))
            else:
                member.type, member.linkname = tarfile.SYMTYPE, content
                tar.addfile(member)
    return buffer.getvalue()


@pytest.fixture
def serve_archive(server, monkeypatch):
    def serve(members):
        server.content = archive(members)
        remote = Remote(
            "batches",
            len(server.content),
            hashlib.sha256(server.content).hexdigest(),
            ("http://nowhere.invalid/batches.tar.gz",),
            unpack=("one", "two"),
        )
        monkeypatch.setitem(PUBLISHED, "mnist", (remote,))

    return serve


def test_of_an_archive_the_named_members_alone_are_taken(server, serve_archive, tmp_path):
    serve_archive({"batches/one": b"1", "../outside": b"no", "batches/two": b"22", "batches/three": b"333"})
    fetch(KNOWN["mnist"], tmp_path / "data", base_url=server.url, **QUICK)
    assert visible(tmp_path) == ["SHA256SUMS", "one", "two"]
    assert (tmp_path / "data/batches/two").read_bytes() == b"22"
    fetch(KNOWN["mnist"], tmp_path / "data", base_url=server.url, **QUICK)
    assert len(server.asked) == 1
    (tmp_path / "data/batches/two").write_bytes(b"damaged")
    fetch(KNOWN["mnist"], tmp_path / "data", base_url=server.url, **QUICK)
    assert (tmp_path / "data/batches/two").read_bytes() == b"22"


def test_an_archive_is_not_unpacked_through_a_link(server, serve_archive, tmp_path):
    serve_archive({"batches/one": b"1", "batches/two": b"22"})
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/one").write_bytes(b"mine")
    (tmp_path / "data").mkdir()
    (tmp_path / "data/batches").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(InputError, match="batches is a link, and nothing is written through one"):
        fetch(KNOWN["mnist"], tmp_path / "data", base_url=server.url, **QUICK)
    assert (tmp_path / "elsewhere/one").read_bytes() == b"mine"


@pytest.mark.parametrize("two", [None, "/etc/passwd", "../../outside"])
def test_an_archive_with_a_link_or_without_a_member_is_refused(server, serve_archive, tmp_path, two):
    serve_archive({"batches/one": b"1", **({"batches/two": two} if two else {})})
    with pytest.raises(WorkError, match="no archive with the expected files"):
        fetch(KNOWN["mnist"], tmp_path, base_url=server.url, **QUICK)
    assert visible(tmp_path) == []


def test_two_processes_fetch_once(server, tmp_path):
    (remote,) = PUBLISHED["mnist"]
    code = f"""
from pathlib import Path
from kerascnn.datasets import fetch as fetching
from kerascnn.datasets.published import PUBLISHED, Remote
from kerascnn.datasets.transfer import _Redirects
from kerascnn.datasets.known import KNOWN
PUBLISHED["mnist"] = ({remote!r},)
fetching.fetch(KNOWN["mnist"], Path({str(tmp_path)!r}), base_url={server.url!r}, patience=5)
"""
    server.mood = ["slow"]
    both = [subprocess.Popen([sys.executable, "-P", "-c", code]) for _ in range(2)]
    assert [process.wait(30) for process in both] == [0, 0]
    assert len(server.asked) == 1
    assert (tmp_path / "fashion-mnist/file.gz").read_bytes() == CONTENT


def test_the_sums_are_sums():
    for name, remotes in PUBLISHED.items():
        assert name in KNOWN
        for remote in remotes:
            assert len(bytes.fromhex(remote.sha256)) == 32
            assert all(url.startswith(("https://", "http://")) for url in remote.urls)
