"""Known processors, and the one of this machine."""

from dataclasses import replace

import pytest

from pronghorn.engines.llvm import target
from pronghorn.engines.llvm.binding import binding
from pronghorn.engines.llvm.build import CODEGEN_LEVEL, object_code
from pronghorn.engines.llvm.target import NAMED, Target, attributes, bits_of, host, named


def dot(this: Target) -> str:
    """A module with every kind of thing the emitter relies on: wide load, fma, mask, reduction."""
    n = this.lanes("float32")
    vector = f"<{n} x float>"
    mask = ", ".join(f"i1 {int(lane < n - 1)}" for lane in range(n))
    return f"""
define float @dot(ptr noalias %x, ptr noalias %y, i64 %rows) #0 {{
entry:
  br label %loop
loop:
  %i = phi i64 [0, %entry], [%next, %loop]
  %sum = phi {vector} [zeroinitializer, %entry], [%more, %loop]
  %px = getelementptr inbounds float, ptr %x, i64 %i
  %py = getelementptr inbounds float, ptr %y, i64 %i
  %a = load {vector}, ptr %px, align 4
  %b = call {vector} @llvm.masked.load.v{n}f32.p0(ptr %py, i32 4, <{n} x i1> <{mask}>,
    {vector} zeroinitializer)
  %more = call {vector} @llvm.fma.v{n}f32({vector} %a, {vector} %b, {vector} %sum)
  %next = add nuw nsw i64 %i, {n}
  %again = icmp ult i64 %next, %rows
  br i1 %again, label %loop, label %out
out:
  %total = call reassoc float @llvm.vector.reduce.fadd.v{n}f32(float 0.0, {vector} %more)
  ret float %total
}}
declare {vector} @llvm.fma.v{n}f32({vector}, {vector}, {vector})
declare {vector} @llvm.masked.load.v{n}f32.p0(ptr, i32, <{n} x i1>, {vector})
declare float @llvm.vector.reduce.fadd.v{n}f32(float, {vector})
{attributes(this)}
"""


@pytest.mark.parametrize("name", NAMED)
def test_every_named_target_gets_verified_object_code(name):
    times: dict[str, float] = {}
    data = object_code(dot(named(name)), named(name), times)
    assert data[:4] in (b"\x7fELF", b"\xcf\xfa\xed\xfe")
    assert set(times) == {"parse", "verify", "codegen"}


def test_the_processor_reaches_the_code_generator_through_the_machine():
    text = dot(named("x86-64-v3"))
    made = {name: object_code(text, named(name), {}) for name in ("x86-64-v2", "x86-64-v3")}
    fused_multiply_add = b"\xc4\xe2"  # the VEX prefix of vfmadd231ps on low registers
    assert fused_multiply_add in made["x86-64-v3"]
    assert fused_multiply_add not in made["x86-64-v2"]


def test_wide_vectors_stay_whole_on_processors_that_prefer_narrow_ones():
    wide = replace(named("x86-64-v4"), cpu="skylake-avx512")
    evex_512 = [bytes([0x62, *rest]) for rest in ((0xF2, 0x7D, 0x48), (0xF2, 0x75, 0x48))]
    data = object_code(dot(wide), wide, {})
    assert any(prefix in data for prefix in evex_512)


@pytest.mark.parametrize(
    ("name", "float32", "float64", "int8"),
    [
        ("x86-64-v2", 4, 2, 16),
        ("x86-64-v3", 8, 4, 32),
        ("x86-64-v4", 16, 8, 64),
        ("apple-m1", 4, 2, 16),
        ("neoverse-n1", 4, 2, 16),
    ],
)
def test_lanes_follow_from_the_vector_width(name, float32, float64, int8):
    this = named(name)
    lanes = [this.lanes(dtype) for dtype in ("float32", "float64", "int8", "bool")]
    assert lanes == [float32, float64, int8, int8]


def test_a_dtype_without_a_size_is_refused():
    assert bits_of("bfloat16") == 16
    with pytest.raises(ValueError, match="string"):
        bits_of("string")


def test_an_unknown_target_is_refused_with_the_known_names():
    with pytest.raises(ValueError, match="neoverse-n1"):
        named("pentium")


def test_the_host_is_described_and_looked_up_once():
    this = host()
    assert this is host()
    assert this.triple, this.cpu
    assert this.vector_bits in (128, 256, 512)
    assert this.l1_bytes >= 16 << 10
    assert this.l2_bytes > this.l1_bytes
    assert this.runs_on(this)
    object_code(dot(this), this, {})


def test_a_machine_runs_what_is_no_wider_than_itself():
    v2, v3, v4 = (named(f"x86-64-v{level}") for level in (2, 3, 4))
    assert v2.runs_on(v3)
    assert v3.runs_on(v4)
    assert not v4.runs_on(v3)
    assert not named("neoverse-n1").runs_on(v4)
    assert not named("neoverse-n1").runs_on(named("apple-m1"))


def test_the_release_of_macos_does_not_matter():
    this = named("apple-m1")
    assert this.runs_on(replace(this, triple="aarch64-apple-darwin23.4.0"))


def test_equal_targets_have_equal_keys():
    v3 = named("x86-64-v3")
    assert v3.key == replace(v3).key
    assert v3.key != replace(v3, l1_bytes=1).key


def test_cache_sizes_are_read_from_the_system(tmp_path):
    entries = [("1", "Data", "48K"), ("1", "Instruction", "32K"), ("2", "Unified", "2M")]
    for number, facts in enumerate([*entries, ("3", "Unified", "nonsense")]):
        folder = tmp_path / f"index{number}"
        folder.mkdir()
        for name, fact in zip(("level", "type", "size"), facts, strict=True):
            (folder / name).write_text(fact + "\n")
    (tmp_path / "index9").mkdir()
    assert target._cache_sizes(str(tmp_path)) == {1: 48 << 10, 2: 2 << 20}
    assert target._cache_sizes(str(tmp_path / "absent")) == {}


def test_the_code_generator_takes_the_hosts_own_words():
    this = host()
    binding().machine(this.triple, this.cpu, this.features, CODEGEN_LEVEL)
