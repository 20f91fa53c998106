"""The cache on disk: damage, foreign owners, crashes, limits."""

import errno
import os
import stat
import subprocess
import sys
import time

import pytest

from pronghorn import messages
from pronghorn.config import settings
from pronghorn.engines.llvm import objects
from pronghorn.engines.llvm.objects import HEADER, LEDGER, PARTIAL, Store, key_of, shared_store

KEY = key_of("text", "target")
AS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


@pytest.fixture
def notes(monkeypatch):
    said = []
    monkeypatch.setattr(messages, "note", lambda code, **facts: said.append(code))
    return said


@pytest.fixture
def store(tmp_path):
    return Store(str(tmp_path / "cache" / "compiled"))


def entry(store, kind="object", key=KEY):
    return os.path.join(store.folder, f"{key.hex()}.{kind}")


def test_a_payload_comes_back_in_another_process_by_kind_and_key(store):
    store.put("object", KEY, b"code")
    store.put("program", KEY, b"record")
    other = Store(store.folder)
    assert other.get("object", KEY) == b"code"
    assert other.get("program", KEY) == b"record"
    assert other.get("object", key_of("another")) is None


def test_a_payload_may_be_put_only_if_there_is_none(store):
    store.put("object", KEY, b"quick", over=False)
    assert store.get("object", KEY) == b"quick"
    store.put("object", KEY, b"better")
    store.put("object", KEY, b"quick", over=False)
    assert store.get("object", KEY) == b"better"


def test_an_empty_payload_is_a_payload(store):
    store.put("program", KEY, b"")
    assert store.get("program", KEY) == b""


def test_looking_makes_no_folder(store):
    assert store.get("object", KEY) is None
    assert not os.path.exists(store.folder)


def test_an_unknown_kind_is_refused(store):
    with pytest.raises(ValueError, match="pickle"):
        store.put("pickle", KEY, b"")


def test_keys_tell_parts_apart():
    assert key_of("ab", "c") != key_of("a", "bc")
    assert key_of("ab") == key_of(b"ab")
    assert len(key_of()) == 32


@pytest.mark.skipif(os.name != "posix", reason="modes of POSIX")
def test_folder_and_entries_are_private(store):
    store.put("object", KEY, b"code")
    assert stat.S_IMODE(os.stat(store.folder).st_mode) == 0o700
    assert stat.S_IMODE(os.stat(entry(store)).st_mode) == 0o600


def test_a_folder_others_could_read_is_closed_to_them(store):
    os.makedirs(store.folder, mode=0o755)
    store.put("object", KEY, b"code")
    assert stat.S_IMODE(os.stat(store.folder).st_mode) == 0o700


def damage_head(data):
    return b"\0" + data[1:]


def damage_payload(data):
    return data[:-1] + bytes([data[-1] ^ 1])


def cut(data):
    return data[:-5]


def lengthen(data):
    return data + b"more"


def keep_half_the_head(data):
    return data[: HEADER.size // 2]


def empty(data):
    return b""


@pytest.mark.parametrize(
    "damage", [damage_head, damage_payload, cut, lengthen, keep_half_the_head, empty]
)
def test_a_damaged_entry_is_not_returned_and_is_removed(store, notes, damage):
    store.put("object", KEY, b"machine code")
    with open(entry(store), "rb") as file:
        data = file.read()
    with open(entry(store), "wb") as file:
        file.write(damage(data))
    assert store.get("object", KEY) is None
    assert not os.path.exists(entry(store))
    assert notes == ["G05"]
    store.put("object", KEY, b"machine code")
    assert store.get("object", KEY) == b"machine code"


def test_any_flipped_byte_is_noticed(store, notes):
    store.put("object", KEY, b"machine code")
    with open(entry(store), "rb") as file:
        data = file.read()
    for place in range(len(data)):
        wrong = bytearray(data)
        wrong[place] ^= 0x10
        assert objects._payload_of(bytes(wrong), "object", KEY) is None
    assert objects._payload_of(data, "object", KEY) == b"machine code"


def test_an_entry_of_another_key_or_kind_is_not_taken(store, notes):
    store.put("object", KEY, b"code")
    other = key_of("other")
    os.rename(entry(store), entry(store, key=other))
    assert store.get("object", other) is None
    store.put("object", KEY, b"code")
    os.rename(entry(store), entry(store, kind="program"))
    assert store.get("program", KEY) is None


@pytest.mark.skipif(os.name != "posix", reason="links, owners and modes of POSIX")
class TestWhomToTrust:
    def test_a_link_in_place_of_an_entry(self, store, tmp_path):
        store.put("object", KEY, b"code")
        elsewhere = tmp_path / "elsewhere"
        os.rename(entry(store), elsewhere)
        os.symlink(elsewhere, entry(store))
        assert store.get("object", KEY) is None

    def test_an_entry_that_others_may_write(self, store):
        store.put("object", KEY, b"code")
        os.chmod(entry(store), 0o666)
        assert store.get("object", KEY) is None

    def test_a_pipe_in_place_of_an_entry_does_not_block(self, store):
        store.put("object", KEY, b"code")
        os.unlink(entry(store))
        os.mkfifo(entry(store), 0o600)
        assert store.get("object", KEY) is None

    @pytest.mark.skipif(not AS_ROOT, reason="only root gives files away")
    def test_an_entry_of_another_user(self, store):
        store.put("object", KEY, b"code")
        os.chown(entry(store), 12345, -1)
        assert store.get("object", KEY) is None

    @pytest.mark.skipif(not AS_ROOT, reason="only root gives folders away")
    def test_a_folder_of_another_user(self, store, notes):
        store.put("object", KEY, b"code")
        os.chown(store.folder, 12345, -1)
        other = Store(store.folder)
        assert other.get("object", KEY) is None
        other.put("object", KEY, b"code")
        assert notes == ["G03"]

    def test_a_folder_that_others_may_write(self, store, notes):
        store.put("object", KEY, b"code")
        os.chmod(store.folder, 0o777)
        other = Store(store.folder)
        assert other.get("object", KEY) is None
        other.put("program", KEY, b"record")
        assert not os.path.exists(entry(other, "program"))
        assert notes == ["G10"]

    def test_a_link_in_place_of_the_folder(self, tmp_path, notes):
        real = Store(str(tmp_path / "real"))
        real.put("object", KEY, b"code")
        os.symlink(real.folder, tmp_path / "link")
        linked = Store(str(tmp_path / "link"))
        assert linked.get("object", KEY) is None
        linked.put("object", KEY, b"code")
        assert notes == ["G03"]

    def test_a_file_in_place_of_the_folder(self, tmp_path, notes):
        (tmp_path / "file").write_text("")
        store = Store(str(tmp_path / "file"))
        store.put("object", KEY, b"code")
        assert store.get("object", KEY) is None
        assert notes == ["G03"]


@pytest.mark.parametrize(
    ("number", "code"), [(errno.ENOSPC, "G04"), (errno.EROFS, "G03"), (errno.EACCES, "G03")]
)
def test_a_disk_that_refuses_costs_one_note(store, notes, monkeypatch, number, code):
    store.put("program", KEY, b"earlier")

    def refuse(*args):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(objects.os, "write", refuse)
    store.put("object", KEY, b"code")
    store.put("object", KEY, b"code")
    assert notes == [code]
    assert not [name for name in os.listdir(store.folder) if name.endswith(PARTIAL)]
    assert store.get("object", KEY) is None
    assert store.get("program", KEY) == b"earlier"


def test_a_folder_that_cannot_be_made_costs_one_note(tmp_path, notes):
    (tmp_path / "file").write_text("")
    store = Store(str(tmp_path / "file" / "compiled"))
    assert store.get("object", KEY) is None
    store.put("object", KEY, b"code")
    assert notes == ["G03"]


def test_a_folder_deleted_meanwhile_is_made_again(store, notes):
    store.put("object", KEY, b"code")
    for name in os.listdir(store.folder):
        os.unlink(os.path.join(store.folder, name))
    os.rmdir(store.folder)
    assert store.get("object", KEY) is None
    store.put("object", KEY, b"code")
    assert store.get("object", KEY) == b"code"
    assert not notes


def test_an_interrupted_write_leaves_what_was_there(store, monkeypatch):
    store.put("object", KEY, b"code")

    def interrupt(*args):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(objects.os, "replace", interrupt)
        with pytest.raises(KeyboardInterrupt):
            store.put("object", KEY, b"other")
    assert store.get("object", KEY) == b"code"
    assert not [name for name in os.listdir(store.folder) if name.endswith(PARTIAL)]


def test_a_writer_killed_in_mid_write_leaves_nothing_that_is_read(store):
    script = (
        "import os, signal, sys\n"
        "from pronghorn.engines.llvm import objects\n"
        "objects.os.replace = lambda *args: os.kill(os.getpid(), signal.SIGKILL)\n"
        "objects.Store(sys.argv[1]).put('object', objects.key_of('text', 'target'), b'code')\n"
    )
    subprocess.run([sys.executable, "-c", script, store.folder], check=False)
    (left,) = os.listdir(store.folder)
    assert left.endswith(PARTIAL)
    assert store.get("object", KEY) is None
    old = time.time() - 2 * objects.ABANDONED_AFTER
    os.utime(os.path.join(store.folder, left), (old, old))
    store.sweep()
    assert os.listdir(store.folder) == []


WRITER = """
import sys
from pronghorn.engines.llvm.objects import Store, key_of
store = Store(sys.argv[1], limit=1 << 20)
for turn in range(150):
    key = key_of(str(turn % 5))
    payload = (b"%d" % (turn % 5)) * 5000
    store.put("object", key, payload)
    found = store.get("object", key)
    assert found is None or found == payload, "torn"
"""


def test_writers_at_the_same_time_never_see_a_torn_entry(store):
    command = [sys.executable, "-c", WRITER, store.folder]
    writers = [subprocess.Popen(command, stderr=subprocess.PIPE) for _ in range(3)]
    for writer in writers:
        _, words = writer.communicate()
        assert writer.returncode == 0, words.decode()
        assert not words
    assert {name.rpartition(".")[2] for name in os.listdir(store.folder)} <= {"object", LEDGER}


def held(store):
    return [name for name in os.listdir(store.folder) if name.endswith(".object")]


def test_the_least_recently_used_entries_go_first(store):
    store.limit = 10 * objects.DISK_BLOCK
    keys = [key_of(str(n)) for n in range(20)]
    for age, key in enumerate(keys):
        Store(store.folder).put("object", key, b"x" * 100)
        moment = time.time() - 10_000 + age
        os.utime(entry(store, key=key), (moment, moment))
    assert store.get("object", keys[0])  # a use makes it young
    store.sweep()
    assert len(held(store)) == 8
    assert store.get("object", keys[0])
    assert store.get("object", keys[1]) is None
    assert store.get("object", keys[19])


def test_the_folder_stays_within_its_limit_unasked(tmp_path):
    limit = 4 << 20
    for n in range(300):
        Store(str(tmp_path / "s"), limit).put("object", key_of(str(n)), b"x" * 40_000)
    files = [tmp_path / "s" / name for name in os.listdir(tmp_path / "s")]
    assert limit // 2 < sum(file.stat().st_size for file in files) < limit * 1.1


def test_a_payload_out_of_all_proportion_is_not_kept(store):
    store.limit = 1 << 20
    store.put("object", KEY, b"x" * (1 << 19))
    assert store.get("object", KEY) is None


def test_the_settings_say_where_the_shared_store_is(tmp_path):
    settings.cache = str(tmp_path)
    store = shared_store()
    assert isinstance(store, Store)
    assert store is shared_store()
    assert store.folder == str(tmp_path / "compiled")
    settings.cache = "off"
    assert shared_store() is None
