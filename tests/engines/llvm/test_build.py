"""Module text becomes code that runs, here and in another process."""

import ctypes
import gc
import os
import pathlib
import subprocess
import sys
from dataclasses import replace

import pytest

from pronghorn import dtypes
from pronghorn.engines import base
from pronghorn.engines.llvm import binding as doors
from pronghorn.engines.llvm import build as room
from pronghorn.engines.llvm import schedule
from pronghorn.engines.llvm.binding import LLVMError
from pronghorn.engines.llvm.build import build, object_code
from pronghorn.engines.llvm.objects import Store, key_of
from pronghorn.engines.llvm.target import attributes, host, named
from pronghorn.ir import sizes
from pronghorn.passes import pipeline
from pronghorn.prims import views

AXPY = """
define void @axpy(ptr %x, ptr %y, float %a, i64 %n) #0 {{
entry:
  br label %loop
loop:
  %i = phi i64 [0, %entry], [%next, %loop]
  %px = getelementptr float, ptr %x, i64 %i
  %py = getelementptr float, ptr %y, i64 %i
  %vx = load float, ptr %px, align 4
  %vy = load float, ptr %py, align 4
  %p = fmul float %a, %vx
  %s = fadd float %p, %vy
  store float %s, ptr %py, align 4
  %next = add nuw nsw i64 %i, 1
  %again = icmp ult i64 %next, %n
  br i1 %again, label %loop, label %out
out:
  ret void
}}
define i64 @answer() #0 {{
  ret i64 42
}}
{attributes}
"""

OTHER_PROCESS = """
import ctypes, sys
from pronghorn.engines.llvm import build as room
from pronghorn.engines.llvm.objects import Store
from pronghorn.engines.llvm.target import attributes, host
def refuse(*args):
    raise AssertionError("compiled again")
room.object_code = refuse
code = room.build(sys.stdin.read(), ["answer"], host(), store=Store(sys.argv[1]))
print(ctypes.CFUNCTYPE(ctypes.c_int64)(code.address("answer"))(), sorted(code.times))
"""


def text(target=None):
    return AXPY.format(attributes=attributes(target or host()))


def answer(code):
    return ctypes.CFUNCTYPE(ctypes.c_int64)(code.address("answer"))()


@pytest.fixture
def store(tmp_path):
    return Store(str(tmp_path / "compiled"))


def entries(store):
    return [os.path.join(store.folder, n) for n in os.listdir(store.folder) if "object" in n]


def test_built_code_runs_on_arrays():
    times = {}
    code = build(text(), ["axpy", "answer"], host(), times=times)
    x = (ctypes.c_float * 5)(1, 2, 3, 4, 5)
    y = (ctypes.c_float * 5)(10, 20, 30, 40, 50)
    signature = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_float, ctypes.c_int64]
    ctypes.CFUNCTYPE(None, *signature)(code.address("axpy"))(x, y, 2.0, 5)
    assert list(y) == [12, 24, 36, 48, 60]
    assert answer(code) == 42
    assert set(times) == {"parse", "verify", "codegen", "load"}
    assert all(seconds > 0 for seconds in times.values())
    assert code.size > 100


def test_times_add_up_over_several_builds():
    times = {"load": 100.0}
    build(text(), ["answer"], host(), times=times)
    assert times["load"] > 100.0


def test_an_unknown_name_has_no_address():
    code = build(text(), ["answer"], host())
    with pytest.raises(KeyError):
        code.address("axpy")


def test_a_second_build_takes_the_object_from_the_disk(store):
    first = build(text(), ["answer"], host(), store=store)
    second = build(text(), ["answer"], host(), store=store)
    assert "codegen" in first.times
    assert set(second.times) == {"load"}
    assert answer(second) == 42


def test_an_object_built_here_runs_in_another_process(store):
    build(text(), ["answer"], host(), store=store)
    command = [sys.executable, "-c", OTHER_PROCESS, store.folder]
    said = subprocess.run(command, input=text(), capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "42 ['load']"


def test_text_and_target_decide_the_object(store):
    build(text(), ["answer"], host(), store=store)
    build(text() + "\n; another", ["answer"], host(), store=store)
    build(text(), ["answer"], replace(host(), l1_bytes=1), store=store)
    assert len(entries(store)) == 3


def test_a_damaged_object_is_rebuilt_and_never_run(store):
    build(text(), ["answer"], host(), store=store)
    (path,) = entries(store)
    with open(path, "r+b") as file:
        file.seek(200)
        file.write(b"\xcc" * 50)
    code = build(text(), ["answer"], host(), store=store)
    assert "codegen" in code.times
    assert answer(code) == 42
    assert set(build(text(), ["answer"], host(), store=store).times) == {"load"}


def test_an_object_that_lacks_a_function_is_built_anew(store):
    key = key_of(text(), host().key, str(room.CODEGEN_LEVEL), doors.binding().version)
    store.put("object", key, object_code("define i64 @f() { ret i64 0 }", host(), {}))
    assert answer(build(text(), ["answer"], host(), store=store)) == 42
    assert set(build(text(), ["answer"], host(), store=store).times) == {"load"}


@pytest.mark.parametrize("module", [base, dtypes, schedule, sizes, pipeline, views])
def test_code_on_disk_is_of_the_same_sources(module, monkeypatch):
    monkeypatch.setattr(room, "key_of", lambda *texts: texts)
    assert pathlib.Path(module.__file__).read_bytes() in room.sources.__wrapped__()


def test_the_fault_in_refused_text_is_kept_with_it():
    with pytest.raises(LLVMError) as caught:
        build("define nonsense", ["f"], host())
    with open(caught.value.path, encoding="utf-8") as file:
        assert file.read() == "define nonsense"
    os.unlink(caught.value.path)


def test_code_for_a_processor_this_is_not_is_refused():
    foreign = named("neoverse-n1" if "x86" in host().triple else "x86-64-v2")
    with pytest.raises(LLVMError, match="cannot run"):
        build(text(foreign), ["answer"], foreign)


@pytest.mark.parametrize("level", [2, 3, 4])
def test_named_targets_run_where_the_processor_has_what_they_need(level):
    target = named(f"x86-64-v{level}")
    if not target.runs_on(host()):
        pytest.skip(f"this processor is not {target.name}")
    assert answer(build(text(target), ["answer"], target)) == 42


def test_code_outlives_everything_but_its_own_reference():
    codes = [build(text() + f"\n; {n}", ["answer"], host()) for n in range(40)]
    kept = codes[7]
    del codes
    gc.collect()
    assert answer(kept) == 42


def test_the_public_door_builds_the_same(monkeypatch, store):
    build(text(), ["answer"], host(), store=store)
    monkeypatch.setattr(doors, "_opened", doors.open_public("a test"))
    code = build(text(), ["answer"], host(), store=store)
    assert set(code.times) == {"load"}
    assert answer(code) == 42
    assert answer(build(text(), ["answer"], host())) == 42
