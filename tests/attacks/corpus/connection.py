"""Attacks on the connection to the grader: what is broken there is the student's own, and nothing is forged."""

from functools import partial

from tests.attacks.attack import Attack

wire = partial(Attack, stopped_by="wire")

ATTACKS = [
    wire("garbage", "write what is no message", "os.write(channel(), b'\\x00garbage' * 999)", points=None),
    wire(
        "huge-header", "claim a message of four gigabytes", "os.write(channel(), b'\\xff\\xff\\xff\\xff')", points=None
    ),
    wire("half-a-frame", "send half of a message", "os.write(channel(), frame(b'x' * 99)[:50])", points=None),
    wire("close-it", "close the connection", "os.close(channel())"),
    wire("shut-it-down", "shut the connection down", "socket.socket(fileno=os.dup(channel())).shutdown(2)"),
    wire(
        "replace-it",
        "put another socket in the connection's place",
        "a, b = socket.socketpair()\nos.dup2(a.fileno(), channel())",
    ),
    wire(
        "answers-in-advance",
        "write the answers before the questions come",
        "from autograder import codec\nvalue = codec.Array('float64', (3,), __import__('numpy').array([6.0, -2.0, 4.0]).tobytes())\nfor message in (codec.CellDone(None, '', 0.0), codec.Done(), codec.Ready(), codec.Answer(value), codec.Answer(value)):\n    os.write(channel(), frame(codec.encode(message)))",
        points=None,
    ),
    wire(
        "flood-of-frames",
        "send messages without end",
        "def flood():\n    while True: os.write(channel(), frame(b'\\x80' * 999))\nthreading.Thread(target=flood, daemon=True).start()\ntime.sleep(0.05)",
        points=None,
    ),
    wire(
        "descriptors-to-the-grader",
        "send descriptors to the grader until it has no room",
        "s = socket.socket(fileno=os.dup(channel()))\nfor _ in range(9): socket.send_fds(s, [b''], [0] * 200)\ntry: socket.send_fds(s, [frame(b'x')], [0] * 200)\nexcept OSError: pass",
        points=None,
    ),
    wire(
        "slow-drip",
        "send a message byte by byte",
        "def drip():\n    for byte in frame(b'x' * 999):\n        os.write(channel(), bytes([byte])); time.sleep(0.3)\nthreading.Thread(target=drip, daemon=True).start()\ntime.sleep(0.05)",
        points=None,
        seconds=20.0,
    ),
    wire(
        "requests-stolen",
        "read the grader's requests before the session does",
        "def steal():\n    while True:\n        os.read(channel(), 99); time.sleep(0.001)\nthreading.Thread(target=steal, daemon=True).start()\ntime.sleep(0.05)",
        points=None,
        seconds=25.0,
    ),
    wire(
        "not-a-time",
        "report a time that is no number",
        "import autograder.worker.session as s\nrun = s.run_cell\ns.run_cell = lambda *a: __import__('msgspec').structs.replace(run(*a), wall_seconds=float('nan'))",
    ),
    wire(
        "harness-taken-apart",
        "take the harness's modules away",
        "for name in [n for n in sys.modules if n.startswith(('autograder', 'msgspec'))]: sys.modules[name] = None",
    ),
    wire(
        "encoder-replaced",
        "replace the encoder",
        "import autograder.codec as c\nc._encoder = None\nc.encode = lambda message: b'\\xc0'",
        points=None,
    ),
    wire(
        "serve-never-returns",
        "end every copy before it answers",
        "import autograder.worker.session as s\ns.Objects = lambda *a: os._exit(0)",
        points=0.0,
    ),
    wire("copy-closes-its-connection", "close the connection in a call", "def double(x): os.close(channel())"),
    wire(
        "copy-answers-twice",
        "answer a call several times",
        "def double(x):\n    from autograder import codec\n    os.write(channel(), frame(codec.encode(codec.Answer(1.0))) * 9)\n    return x",
    ),
    wire(
        "copy-hands-its-connection-on",
        "answer from a child, and end oneself",
        "def double(x):\n    if os.fork(): os._exit(0)\n    time.sleep(60)",
    ),
    wire(
        "copy-drips",
        "answer byte by byte",
        "def double(x):\n    fd = channel()\n    for byte in frame(b'x' * 999):\n        os.write(fd, bytes([byte])); time.sleep(0.1)",
    ),
    wire(
        "copy-sends-without-end",
        "send an answer without end",
        "def double(x):\n    os.write(channel(), (2**24).to_bytes(4, 'little'))\n    while True: os.write(channel(), b'\\x00' * 65536)",
    ),
    wire(
        "arrays-patched",
        "replace NumPy's functions that make arrays",
        "import numpy\nnumpy.asarray = numpy.ascontiguousarray = lambda *a, **k: numpy.zeros(3)\ndef double(x): return [x]",
        points=3.0,
    ),
    wire(
        "own-connection-passed-on",
        "send the connection itself through a pair to a child, and talk from there",
        "a, b = socket.socketpair()\nsocket.send_fds(a, [b'x'], [channel()])\nif os.fork() == 0:\n"
        "    fd = socket.recv_fds(b, 1, 1)[1][0]\n    while True: os.write(fd, frame(b'x' * 99)); time.sleep(0.01)",
        points=None,
    ),
    wire(
        "connection-made-blocking",
        "change what the connection does: timeouts, buffers, flags",
        "import fcntl\nfd = channel()\nos.set_blocking(fd, False)\n"
        "for call in (lambda: fcntl.fcntl(fd, fcntl.F_SETFL, os.O_NONBLOCK | os.O_ASYNC),\n"
        "             lambda: fcntl.fcntl(fd, fcntl.F_SETFD, 0), lambda: fcntl.ioctl(fd, 0x5421, b'\\1\\0\\0\\0')):\n"
        "    try: call()\n    except OSError: pass",
        points=None,
    ),
    wire(
        "old-number-of-another-process",
        "answer the greeting from a child that has ended",
        "import autograder.worker.session as s\ncalls = s.answer_calls\ndef from_child(channel, objects):\n"
        "    if os.fork() == 0:\n        channel.send(b'x'); os._exit(0)\n    time.sleep(0.2); calls(channel, objects)\n"
        "s.answer_calls = from_child",
        points=None,
    ),
    wire(
        "greeting-without-end",
        "greet with megabytes",
        "import autograder.worker.session as s\ndef greet(channel, objects):\n    channel.send(b'x' * 15_000_000); time.sleep(60)\n"
        "s.answer_calls = greet",
        points=0.0,
    ),
    wire(
        "copy-refused",
        "never make the copy that is asked for",
        "import autograder.worker.session as s\ns._fork = lambda: -1",
        points=0.0,
    ),
    wire(
        "copy-that-is-the-session",
        "answer as the session itself instead of as a copy",
        "import autograder.worker.session as s\ns._fork = lambda: 0",
        points=None,
    ),
]
