"""The threads' side of shared loops: how they are woken, what each of them runs, how they sleep.

One block of memory serves a pool. The calling thread writes a job into it, raises the generation
and runs its own turns; every worker that sees a new generation runs its turns and counts down.
Who waits spins for a while, as the next loop is often near, and then sleeps until it is woken, so
that more threads than processors do no harm. No floating-point number depends on any of this.
"""

from __future__ import annotations

from pronghorn.engines.llvm.target import Target, attributes

# Words of the block. What different threads write lies on different cache lines.
FORK, WAIT, WAKE, COUNT = 0, 1, 2, 3
GENERATION, PENDING, CALLER_SLEEPS, SLEEPERS = 8, 16, 24, 32
FUNCTION, CAPTURED, START, STOP, STEP, LEAVE = 40, 41, 42, 43, 44, 45
WORDS = 48

# Looks before sleep; a pause takes 40 to 140 cycles, so some 20 to 50 us. Waking takes about 50.
LOOKS = 1500

# Linux: FUTEX_WAIT and FUTEX_WAKE of this process's own (man 2 futex); the calls by processor.
_FUTEX = {"x86_64": 202, "aarch64": 98}
_PRIVATE = 128

_BODY = """
define internal void @turns(ptr %pool, i64 %thread) #0 {{
entry:
{job}
  %span = sub i64 %stop, %start
  %more = sub i64 %step, 1
  %rounded = add i64 %span, %more
  %turns = sdiv i64 %rounded, %step
  %low.all = mul i64 %turns, %thread
  %low = sdiv i64 %low.all, %count
  %next = add i64 %thread, 1
  %high.all = mul i64 %turns, %next
  %high = sdiv i64 %high.all, %count
  %some = icmp slt i64 %low, %high
  br i1 %some, label %run, label %done
run:
  %begin.offset = mul i64 %low, %step
  %begin = add i64 %start, %begin.offset
  %end.offset = mul i64 %high, %step
  %end.even = add i64 %start, %end.offset
  %beyond = icmp sgt i64 %end.even, %stop
  %end = select i1 %beyond, i64 %stop, i64 %end.even
  %status = call i64 %function(ptr %captured, i64 %begin, i64 %end, i64 %thread)
  br label %done
done:
  ret void
}}

define i64 @fork(ptr %pool, ptr %function, ptr %captured, i64 %start, i64 %stop, i64 %step) #0 {{
entry:
{places}
  store ptr %function, ptr %at.function
  store ptr %captured, ptr %at.captured
  store i64 %start, ptr %at.start
  store i64 %stop, ptr %at.stop
  store i64 %step, ptr %at.step
  %count = load i64, ptr %at.count
  %workers = sub i64 %count, 1
  store atomic i64 %workers, ptr %at.pending seq_cst, align 8
  %old = atomicrmw add ptr %at.generation, i64 1 seq_cst
  %asleep = load atomic i64, ptr %at.sleepers seq_cst, align 8
  %any = icmp ne i64 %asleep, 0
  br i1 %any, label %rouse, label %own
rouse:
  call void @wake(ptr %pool, ptr %at.generation)
  br label %own
own:
  call void @turns(ptr %pool, i64 0)
  br label %look
look:
  %looks = phi i64 [0, %own], [%looked, %again]
  %left = load atomic i64, ptr %at.pending acquire, align 8
  %over = icmp eq i64 %left, 0
  br i1 %over, label %done, label %again
again:
  {pause}
  %looked = add i64 %looks, 1
  %tired = icmp sge i64 %looked, {looks}
  br i1 %tired, label %lie, label %look
lie:
  store atomic i64 1, ptr %at.caller_sleeps seq_cst, align 8
  br label %sleep
sleep:
  %still = load atomic i64, ptr %at.pending seq_cst, align 8
  %finished = icmp eq i64 %still, 0
  br i1 %finished, label %up, label %rest
rest:
  call void @wait(ptr %pool, ptr %at.pending, i64 %still)
  br label %sleep
up:
  store atomic i64 0, ptr %at.caller_sleeps seq_cst, align 8
  br label %done
done:
  ret i64 0
}}

define i64 @work(ptr %pool, i64 %thread) #0 {{
entry:
{places}
  br label %outer
outer:
  %seen = phi i64 [0, %entry], [%seen, %rested], [%new, %counted]
  br label %look
look:
  %looks = phi i64 [0, %outer], [%looked, %again]
  %now = load atomic i64, ptr %at.generation acquire, align 8
  %fresh = icmp ne i64 %now, %seen
  br i1 %fresh, label %job, label %again
again:
  {pause}
  %looked = add i64 %looks, 1
  %tired = icmp sge i64 %looked, {looks}
  br i1 %tired, label %lie, label %look
lie:
  %lying = atomicrmw add ptr %at.sleepers, i64 1 seq_cst
  %last = load atomic i64, ptr %at.generation seq_cst, align 8
  %same = icmp eq i64 %last, %seen
  br i1 %same, label %rest, label %rested
rest:
  call void @wait(ptr %pool, ptr %at.generation, i64 %seen)
  br label %rested
rested:
  %rising = atomicrmw sub ptr %at.sleepers, i64 1 seq_cst
  br label %outer
job:
  %new = add i64 %seen, 1
  %leave = load atomic i64, ptr %at.leave seq_cst, align 8
  %leaves = icmp ne i64 %leave, 0
  br i1 %leaves, label %gone, label %run
run:
  call void @turns(ptr %pool, i64 %thread)
  %before = atomicrmw sub ptr %at.pending, i64 1 seq_cst
  %final = icmp eq i64 %before, 1
  br i1 %final, label %report, label %counted
report:
  %sleeps = load atomic i64, ptr %at.caller_sleeps seq_cst, align 8
  %waits = icmp ne i64 %sleeps, 0
  br i1 %waits, label %call, label %counted
call:
  call void @wake(ptr %pool, ptr %at.pending)
  br label %counted
counted:
  br label %outer
gone:
  ret i64 0
}}

define i64 @dismiss(ptr %pool) #0 {{
entry:
{places}
  store atomic i64 1, ptr %at.leave seq_cst, align 8
  %old = atomicrmw add ptr %at.generation, i64 1 seq_cst
  call void @wake(ptr %pool, ptr %at.generation)
  ret i64 0
}}
"""

_SLEEP = {
    "linux": """
define internal void @wait(ptr %pool, ptr %word, i64 %value) #0 {{
  %at = getelementptr i64, ptr %pool, i64 {wait}
  %call = load ptr, ptr %at
  %low = trunc i64 %value to i32
  %r = call i64 (i64, ...) %call(i64 {futex}, ptr %word, i32 {sleep}, i32 %low, ptr null)
  ret void
}}
define internal void @wake(ptr %pool, ptr %word) #0 {{
  %at = getelementptr i64, ptr %pool, i64 {wake}
  %call = load ptr, ptr %at
  %r = call i64 (i64, ...) %call(i64 {futex}, ptr %word, i32 {rouse}, i32 2147483647)
  ret void
}}
""",
    "darwin": """
define internal void @wait(ptr %pool, ptr %word, i64 %value) #0 {{
  %at = getelementptr i64, ptr %pool, i64 {wait}
  %call = load ptr, ptr %at
  %r = call i32 %call(ptr %word, i64 %value, i64 8, i32 0)
  ret void
}}
define internal void @wake(ptr %pool, ptr %word) #0 {{
  %at = getelementptr i64, ptr %pool, i64 {wake}
  %call = load ptr, ptr %at
  %r = call i32 %call(ptr %word, i64 8, i32 0)
  ret void
}}
""",
    "windows": """
define internal void @wait(ptr %pool, ptr %word, i64 %value) #0 {{
  %at = getelementptr i64, ptr %pool, i64 {wait}
  %call = load ptr, ptr %at
  %old = alloca i64
  store i64 %value, ptr %old
  %r = call i32 %call(ptr %word, ptr %old, i64 8, i32 -1)
  ret void
}}
define internal void @wake(ptr %pool, ptr %word) #0 {{
  %at = getelementptr i64, ptr %pool, i64 {wake}
  %call = load ptr, ptr %at
  call void %call(ptr %word)
  ret void
}}
""",
}

# Where each system keeps what sleeps on an address and what wakes; the library, if not the C one.
SYSTEM_CALLS = {
    "linux": (None, "syscall", "syscall"),
    "darwin": (None, "os_sync_wait_on_address", "os_sync_wake_by_address_all"),
    "windows": ("api-ms-win-core-synch-l1-2-0.dll", "WaitOnAddress", "WakeByAddressAll"),
}

_PLACES = {
    "count": COUNT,
    "generation": GENERATION,
    "pending": PENDING,
    "caller_sleeps": CALLER_SLEEPS,
    "sleepers": SLEEPERS,
    "function": FUNCTION,
    "captured": CAPTURED,
    "start": START,
    "stop": STOP,
    "step": STEP,
    "leave": LEAVE,
}


def text(target: Target) -> str:
    """The module of `fork`, which shares a loop, `work`, in which workers stay, and `dismiss`."""
    places = [
        f"  %at.{name} = getelementptr i64, ptr %pool, i64 {word}" for name, word in _PLACES.items()
    ]
    loads = [
        f"  %{name} = load {'ptr' if name in ('function', 'captured') else 'i64'}, ptr %at.{name}"
        for name in ("function", "captured", "start", "stop", "step", "count")
    ]
    pause = "@llvm.aarch64.hint(i32 1)" if target.family == "aarch64" else "@llvm.x86.sse2.pause()"
    body = _BODY.format(
        places="\n".join(places),
        job="\n".join([*places, *loads]),
        pause=f"call void {pause}",
        looks=LOOKS,
    )
    sleep = _SLEEP[target.system].format(
        wait=WAIT,
        wake=WAKE,
        futex=_FUTEX.get(target.family, 0),
        sleep=_PRIVATE,
        rouse=_PRIVATE | 1,
    )
    return body + sleep + attributes(target) + "\n"
