"""The door to LLVM: both routes, loading and freeing of code."""

import ctypes
import gc
import subprocess
import sys
import threading

import pytest

from pronghorn.engines.llvm import binding as doors
from pronghorn.engines.llvm.binding import EngineUnavailable, LLVMError

TWICE = "define i64 @twice(i64 %x) {\n  %y = mul i64 %x, 2\n  ret i64 %y\n}\n"

# A jump table, constants in memory and a call to the C library: all that a loader has to relocate.
RELOCATED = """
@table = internal constant [4 x i64] [i64 11, i64 22, i64 33, i64 44]
define i64 @choose(i64 %x) {
entry:
  switch i64 %x, label %other [i64 0, label %a
    i64 1, label %b
    i64 2, label %c
    i64 3, label %d
    i64 4, label %e]
a:
  ret i64 7
b:
  %p = getelementptr i64, ptr @table, i64 %x
  %v = load i64, ptr %p
  ret i64 %v
c:
  %q = call i64 @local(i64 %x)
  ret i64 %q
d:
  ret i64 5
e:
  ret i64 -1
other:
  %r = frem double 7.5, 2.0
  %s = fptosi double %r to i64
  ret i64 %s
}
define internal i64 @local(i64 %x) noinline {
  %y = add i64 %x, 100
  ret i64 %y
}
define double @remainder(double %x, double %y) {
  %z = frem double %x, %y
  ret double %z
}
"""


@pytest.fixture(params=["private", "public"], scope="module")
def door(request):
    return doors.open_private() if request.param == "private" else doors.open_public("a test")


def compiled(door, text):
    module = door.parse(text)
    door.verify(module)
    return door.emit(module, door.machine(*door.host(), 2))


def call(library, name, *args):
    function = ctypes.CFUNCTYPE(ctypes.c_int64, *[ctypes.c_int64] * len(args))
    return function(library.addresses[name])(*args)


def resident_bytes():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096


def test_the_private_door_is_the_one_taken():
    door = doors.binding()
    assert (door.route, door.reason) == ("private", "")
    assert door is doors.binding()


def test_both_doors_see_the_same_machine():
    one, other = doors.open_private(), doors.open_public("a test")
    assert one.host() == other.host()
    assert (one.version, one.llvm_version) == (other.version, other.llvm_version)
    assert other.reason == "a test"


def test_text_becomes_a_function(door):
    library = door.load([compiled(door, TWICE)], ["twice"])
    assert call(library, "twice", 21) == 42


CALLER = (
    "declare i64 @twice(i64)\ndefine i64 @f(i64 %x) {\n%y = call i64 @twice(i64 %x)\nret i64 %y\n}"
)


def test_modules_that_are_loaded_together_call_each_other(door):
    library = door.load([compiled(door, CALLER), compiled(door, TWICE)], ["f"])
    assert call(library, "f", 21) == 42


def test_both_doors_make_the_same_object():
    objects = {compiled(d, TWICE) for d in (doors.open_private(), doors.open_public(""))}
    assert len(objects) == 1


def test_a_loaded_object_is_relocated(door):
    library = door.load([compiled(door, RELOCATED)], ["choose", "remainder"])
    assert [call(library, "choose", x) for x in range(6)] == [7, 22, 102, 5, -1, 1]
    double = ctypes.c_double
    remainder = ctypes.CFUNCTYPE(double, double, double)(library.addresses["remainder"])
    assert remainder(7.5, 2.0) == 1.5


def test_a_hundred_libraries_live_side_by_side(door):
    texts = [f"define i64 @f() {{ ret i64 {n} }}" for n in range(100)]
    libraries = [door.load([compiled(door, text)], ["f"]) for text in texts]
    assert [call(library, "f") for library in libraries] == list(range(100))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("define i64 @f(", "expected type"),
        ("define i64 @f() { ret i64 %unknown }", "undefined value"),
        ("define i64 @f() { ret i64 1 }\0", "NUL"),
    ],
)
def test_text_that_does_not_parse_is_refused_in_llvms_words(door, text, words):
    with pytest.raises(LLVMError, match=words):
        door.parse(text)


def test_a_module_that_breaks_the_rules_is_refused(door):
    text = "define i64 @f() {\n %a = add i64 %b, 1\n %b = add i64 1, 1\n ret i64 %a\n}"
    module = door.parse(text)
    with pytest.raises(LLVMError, match="does not dominate"):
        door.verify(module)


@pytest.mark.parametrize("damage", ["absent name", "not an object", "cut short"])
def test_a_failed_load_leaves_the_door_in_order(door, damage):
    data = compiled(door, TWICE)
    wrong = {"not an object": b"garbage", "cut short": data[:300]}.get(damage, data)
    with pytest.raises(LLVMError):
        door.load([wrong], ["missing" if damage == "absent name" else "twice"])
    assert call(door.load([data], ["twice"]), "twice", 4) == 8


def test_an_unknown_processor_family_is_refused(door):
    with pytest.raises(LLVMError):
        door.machine("abacus-unknown-linux-gnu", "", "", 2)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_memory_does_not_grow_with_loads_and_unloads(door):
    data = compiled(door, RELOCATED)

    def cycles(count):
        for _ in range(count):
            door.load([data], ["choose"])
            door.parse(TWICE)
        gc.collect()
        return resident_bytes()

    before = cycles(100)
    assert cycles(300) - before < 1 << 20


def test_threads_compile_and_load_at_once(door):
    wrong = []

    def work(seed):
        for n in range(seed, seed + 10):
            text = f"define i64 @f() {{ ret i64 {n} }}"
            if call(door.load([compiled(door, text)], ["f"]), "f") != n:
                wrong.append(n)

    threads = [threading.Thread(target=work, args=(100 * k,)) for k in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


@pytest.fixture
def unopened(monkeypatch):
    monkeypatch.setattr(doors, "_opened", None)
    return monkeypatch


def test_an_untested_release_is_reached_through_the_public_door(unopened):
    unopened.setattr(doors, "TESTED_BELOW", (0, 1))
    door = doors.binding()
    assert door.route == "public"
    assert "has not been tested" in door.reason


def test_a_missing_symbol_leads_to_the_public_door(unopened):
    unopened.setitem(doors.SIGNATURES, "LLVMPY_NoSuchFunction", (None, []))
    door = doors.binding()
    assert door.route == "public"
    assert "LLVMPY_NoSuchFunction" in door.reason


def test_an_unstated_version_leads_to_the_public_door(unopened, tmp_path):
    (tmp_path / "_version.py").write_text("# nothing here\n")
    with pytest.raises(LookupError):
        doors._stated_version(tmp_path)


def test_without_llvmlite_the_engine_is_unavailable(unopened):
    unopened.setitem(sys.modules, "llvmlite", None)
    with pytest.raises(EngineUnavailable, match="llvmlite"):
        doors.binding()


def test_a_hook_that_raises_leaves_the_engine_unavailable(unopened):
    class Forbidding:
        def find_spec(self, name, *_):
            if name.startswith("llvmlite"):
                raise RuntimeError("not today")

    for name in [name for name in sys.modules if name.startswith("llvmlite")]:
        unopened.delitem(sys.modules, name)
    unopened.setattr(sys, "meta_path", [Forbidding(), *sys.meta_path])
    with pytest.raises(EngineUnavailable, match="not today"):
        doors.binding()


def test_a_release_too_old_leaves_the_engine_unavailable(unopened):
    unopened.setattr(doors, "TESTED_FROM", (7, 0))
    with pytest.raises(EngineUnavailable, match="older than 7"):
        doors.binding()


def test_without_executable_memory_the_engine_is_unavailable():
    with pytest.raises(EngineUnavailable, match="machine code"):
        doors._require_executable_memory(13)


def test_the_private_door_does_not_import_llvmlite():
    script = (
        "import sys; from pronghorn.engines.llvm.binding import binding;"
        "binding().host(); print(binding().route, 'llvmlite' in sys.modules)"
    )
    said = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert said.stdout.split() == ["private", "False"]
