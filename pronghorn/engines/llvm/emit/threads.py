"""The threads' side of shared loops: how they are woken, what each of them runs, how they sleep.

One block of memory serves a pool. The calling thread writes a job into it and opens it by a new
generation; every thread claims stretches of the loop's turns, ever fewer at once, until none is
left. So a thread that the system keeps from running holds nobody up before it has claimed any.
Who waits looks for a while, as the next loop is often near, and then sleeps until it is woken.
No floating-point number depends on which thread runs what.
"""

from __future__ import annotations

from pronghorn.engines.llvm.target import Target, attributes

# Words of the block. What different threads write lies on different cache lines.
FORK, WAIT, WAKE = 0, 1, 2
CLAIM, LEFT, CALLER_SLEEPS, SLEEPERS = 8, 16, 24, 32
FUNCTION, CAPTURED, START, STOP, STEP, TURNS, STRETCHES, LEAVE, COUNT = range(40, 49)
WORDS = 56

# Looks before sleep; a pause takes 40 to 140 cycles, so some 20 to 50 us. Waking takes about 50.
LOOKS = 1500

# Stretches for each thread, and by how much what it claims at once is less than its share of those
# left: claiming takes some 50 ns, and those that are claimed last, one by one, are over together.
SHARE, LESS = 16, 4

# Linux: FUTEX_WAIT and FUTEX_WAKE of this process's own (man 2 futex); the calls by processor.
_FUTEX = {"x86_64": 202, "aarch64": 98}
_PRIVATE = 128

# `claim` holds the generation in its upper half and the next stretch in its lower. A job is only
# written when all stretches of the one before are done and the word is closed, its lower half
# beyond any number of stretches. So who claims one by exchanging the word that it read before the
# job has read the whole of that job, and nobody claims a stretch of a job that is being written.
# To dismiss is to open a job without stretches: a worker that comes late from the job before, whose
# caller and memory may be gone, finds nothing of it to claim.
_BODY = """
define internal void @stretches(ptr %pool, i64 %thread) #0 {{
entry:
{places}
  br label %look
look:
  %claim = load atomic i64, ptr %at.claim seq_cst, align 8
  %number = and i64 %claim, 4294967295
  %stretches = load atomic i64, ptr %at.stretches monotonic, align 8
  %some = icmp ult i64 %number, %stretches
  br i1 %some, label %read, label %done
read:
  %function = load atomic ptr, ptr %at.function monotonic, align 8
  %captured = load atomic ptr, ptr %at.captured monotonic, align 8
  %start = load atomic i64, ptr %at.start monotonic, align 8
  %stop = load atomic i64, ptr %at.stop monotonic, align 8
  %step = load atomic i64, ptr %at.step monotonic, align 8
  %turns = load atomic i64, ptr %at.turns monotonic, align 8
  %rest = sub i64 %stretches, %number
  %count = load i64, ptr %at.count
  %parts = mul i64 %count, {less}
  %fair = udiv i64 %rest, %parts
  %many = icmp ugt i64 %fair, 1
  %claimed = select i1 %many, i64 %fair, i64 1
  %following = add i64 %claim, %claimed
  %pair = cmpxchg ptr %at.claim, i64 %claim, i64 %following seq_cst seq_cst
  %mine = extractvalue {{ i64, i1 }} %pair, 1
  br i1 %mine, label %run, label %look
run:
  %low.all = mul i64 %turns, %number
  %low = udiv i64 %low.all, %stretches
  %next = add i64 %number, %claimed
  %high.all = mul i64 %turns, %next
  %high = udiv i64 %high.all, %stretches
  %begin.offset = mul i64 %low, %step
  %begin = add i64 %start, %begin.offset
  %end.offset = mul i64 %high, %step
  %end.even = add i64 %start, %end.offset
  %beyond = icmp sgt i64 %end.even, %stop
  %end = select i1 %beyond, i64 %stop, i64 %end.even
  %status = call i64 %function(ptr %captured, i64 %begin, i64 %end, i64 %thread)
  %before = atomicrmw sub ptr %at.left, i64 %claimed seq_cst
  %final = icmp eq i64 %before, %claimed
  br i1 %final, label %report, label %look
report:
  %sleeps = load atomic i64, ptr %at.caller_sleeps seq_cst, align 8
  %waits = icmp ne i64 %sleeps, 0
  br i1 %waits, label %call, label %look
call:
  call void @wake(ptr %pool, ptr %at.left)
  br label %look
done:
  ret void
}}

define internal void @close(ptr %pool) #0 {{
entry:
{places}
  %before = load atomic i64, ptr %at.claim seq_cst, align 8
  %closed = or i64 %before, 4294967295
  store atomic i64 %closed, ptr %at.claim seq_cst, align 8
  ret void
}}

define internal void @open(ptr %pool) #0 {{
entry:
{places}
  %old = load atomic i64, ptr %at.claim seq_cst, align 8
  %generation = lshr i64 %old, 32
  %raised = add i64 %generation, 1
  %new = shl i64 %raised, 32
  store atomic i64 %new, ptr %at.claim seq_cst, align 8
  %asleep = load atomic i64, ptr %at.sleepers seq_cst, align 8
  %any = icmp ne i64 %asleep, 0
  br i1 %any, label %rouse, label %done
rouse:
  call void @wake(ptr %pool, ptr %at.generation)
  br label %done
done:
  ret void
}}

define i64 @fork(ptr %pool, ptr %function, ptr %captured, i64 %start, i64 %stop, i64 %step) #0 {{
entry:
{places}
  %span = sub i64 %stop, %start
  %more = sub i64 %step, 1
  %rounded = add i64 %span, %more
  %turns = sdiv i64 %rounded, %step
  %none = icmp sle i64 %turns, 0
  br i1 %none, label %done, label %post
post:
  %count = load i64, ptr %at.count
  %wanted = mul i64 %count, {share}
  %few = icmp slt i64 %turns, %wanted
  %stretches = select i1 %few, i64 %turns, i64 %wanted
  call void @close(ptr %pool)
  store atomic ptr %function, ptr %at.function monotonic, align 8
  store atomic ptr %captured, ptr %at.captured monotonic, align 8
  store atomic i64 %start, ptr %at.start monotonic, align 8
  store atomic i64 %stop, ptr %at.stop monotonic, align 8
  store atomic i64 %step, ptr %at.step monotonic, align 8
  store atomic i64 %turns, ptr %at.turns monotonic, align 8
  store atomic i64 %stretches, ptr %at.left seq_cst, align 8
  store atomic i64 %stretches, ptr %at.stretches seq_cst, align 8
  call void @open(ptr %pool)
  call void @stretches(ptr %pool, i64 0)
  br label %look
look:
  %looks = phi i64 [0, %post], [%looked, %again]
  %left = load atomic i64, ptr %at.left acquire, align 8
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
  %still = load atomic i64, ptr %at.left seq_cst, align 8
  %finished = icmp eq i64 %still, 0
  br i1 %finished, label %up, label %rest
rest:
  call void @wait(ptr %pool, ptr %at.left, i64 %still)
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
  %seen = phi i64 [0, %entry], [%seen, %rested], [%now, %run]
  br label %look
look:
  %looks = phi i64 [0, %outer], [%looked, %again]
  %claim = load atomic i64, ptr %at.claim acquire, align 8
  %now = lshr i64 %claim, 32
  %fresh = icmp ne i64 %now, %seen
  br i1 %fresh, label %job, label %again
again:
  {pause}
  %looked = add i64 %looks, 1
  %tired = icmp sge i64 %looked, {looks}
  br i1 %tired, label %lie, label %look
lie:
  %lying = atomicrmw add ptr %at.sleepers, i64 1 seq_cst
  %last = load atomic i64, ptr %at.claim seq_cst, align 8
  %generation = lshr i64 %last, 32
  %same = icmp eq i64 %generation, %seen
  br i1 %same, label %rest, label %rested
rest:
  call void @wait(ptr %pool, ptr %at.generation, i64 %seen)
  br label %rested
rested:
  %rising = atomicrmw sub ptr %at.sleepers, i64 1 seq_cst
  br label %outer
job:
  %leave = load atomic i64, ptr %at.leave seq_cst, align 8
  %leaves = icmp ne i64 %leave, 0
  br i1 %leaves, label %gone, label %run
run:
  call void @stretches(ptr %pool, i64 %thread)
  br label %outer
gone:
  ret i64 0
}}

define i64 @dismiss(ptr %pool) #0 {{
entry:
{places}
  store atomic i64 1, ptr %at.leave seq_cst, align 8
  call void @close(ptr %pool)
  store atomic i64 0, ptr %at.stretches seq_cst, align 8
  call void @open(ptr %pool)
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
  %r = call i32 %call(ptr %word, i64 %value, i64 4, i32 0)
  ret void
}}
define internal void @wake(ptr %pool, ptr %word) #0 {{
  %at = getelementptr i64, ptr %pool, i64 {wake}
  %call = load ptr, ptr %at
  %r = call i32 %call(ptr %word, i64 4, i32 0)
  ret void
}}
""",
    "windows": """
define internal void @wait(ptr %pool, ptr %word, i64 %value) #0 {{
  %at = getelementptr i64, ptr %pool, i64 {wait}
  %call = load ptr, ptr %at
  %old = alloca i64
  store i64 %value, ptr %old
  %r = call i32 %call(ptr %word, ptr %old, i64 4, i32 -1)
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
    "claim": CLAIM,
    "left": LEFT,
    "caller_sleeps": CALLER_SLEEPS,
    "sleepers": SLEEPERS,
    "function": FUNCTION,
    "captured": CAPTURED,
    "start": START,
    "stop": STOP,
    "step": STEP,
    "turns": TURNS,
    "stretches": STRETCHES,
    "leave": LEAVE,
    "count": COUNT,
}


def text(target: Target) -> str:
    """The module of `fork`, which shares a loop, `work`, in which workers stay, and `dismiss`."""
    places = [
        f"  %at.{name} = getelementptr i64, ptr %pool, i64 {word}" for name, word in _PLACES.items()
    ]
    # All processors here keep the lower half of a word first.
    places.append("  %at.generation = getelementptr i8, ptr %at.claim, i64 4")
    pause = "@llvm.aarch64.hint(i32 1)" if target.family == "aarch64" else "@llvm.x86.sse2.pause()"
    body = _BODY.format(
        places="\n".join(places), pause=f"call void {pause}", looks=LOOKS, share=SHARE, less=LESS
    )
    sleep = _SLEEP[target.system].format(
        wait=WAIT,
        wake=WAKE,
        futex=_FUTEX.get(target.family, 0),
        sleep=_PRIVATE,
        rouse=_PRIVATE | 1,
    )
    return body + sleep + attributes(target) + "\n"
