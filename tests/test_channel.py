"""Frames over a socket: limits on size and time hold against an end that says nothing, everything or half of it."""

from __future__ import annotations

import os
import socket
import threading
import time
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.channel import HEADER, Channel, ChannelClosed, ChannelTimeout
from autograder.codec import WireError

LIMIT = 1_000
SHORT = 0.05


@pytest.fixture
def ends():
    """A channel, and the raw socket at its other end."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield Channel(ours, LIMIT), theirs


def soon(seconds=SHORT):
    return time.monotonic() + seconds


def open_descriptors():
    return len(os.listdir("/dev/fd"))


# --- frames ------------------------------------------------------------------------------------------------


@settings(derandomize=True, database=None, deadline=None, max_examples=50)
@given(st.lists(st.binary(max_size=LIMIT), max_size=5))
def test_frames_arrive_whole_and_in_order(bodies):
    """What is sent frame by frame is received frame by frame, empty ones too."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        for body in bodies:
            Channel(ours, LIMIT).send(body)
        assert [Channel(theirs, LIMIT).receive(deadline=soon(5)) for _ in bodies] == bodies


def test_a_frame_may_come_in_pieces(ends):
    """A frame that arrives byte by byte is one frame."""
    channel, other = ends
    frame = HEADER.pack(3) + b"abc"
    pieces = threading.Thread(target=lambda: [other.send(frame[i : i + 1]) for i in range(len(frame))])
    pieces.start()
    assert channel.receive(deadline=soon(5)) == b"abc"
    pieces.join()


def test_a_large_frame_crosses():
    """A frame larger than the socket's buffer is sent while it is read."""
    ours, theirs = socket.socketpair()
    body = bytes(range(256)) * 2**14
    with ours, theirs:
        sender = threading.Thread(target=lambda: Channel(ours, 0).send(body, deadline=soon(10)))
        sender.start()
        assert Channel(theirs, len(body)).receive(deadline=soon(10)) == body
        sender.join()


def test_a_frame_at_the_limit_is_taken(ends):
    """The limit itself is allowed."""
    channel, other = ends
    other.sendall(HEADER.pack(LIMIT) + bytes(LIMIT))
    assert channel.receive(deadline=soon()) == bytes(LIMIT)


@pytest.mark.parametrize("size", [LIMIT + 1, 2**31, 2**32 - 1])
def test_a_frame_over_the_limit_is_refused_before_it_costs_memory(ends, size):
    """Only the header is read of a frame that claims too much."""
    channel, other = ends
    other.sendall(HEADER.pack(size))
    tracemalloc.start()
    try:
        with pytest.raises(WireError, match=f"a message of {size} bytes is over the limit of {LIMIT}") as caught:
            channel.receive(deadline=soon(5))
        assert tracemalloc.get_traced_memory()[1] < 2**16
    finally:
        tracemalloc.stop()
    assert not isinstance(caught.value, (ChannelClosed, ChannelTimeout))


def test_a_claimed_size_under_the_limit_costs_only_what_comes():
    """A frame that claims 1 GiB and sends ten bytes costs no gigabyte."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(HEADER.pack(2**30) + bytes(10))
        tracemalloc.start()
        try:
            with pytest.raises(ChannelTimeout):
                Channel(ours, 2**30).receive(deadline=soon())
            assert tracemalloc.get_traced_memory()[1] < 2**22
        finally:
            tracemalloc.stop()


# --- deadlines ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("begun", [b"", b"\x01", HEADER.pack(10), HEADER.pack(10) + b"half"])
def test_silence_ends_at_the_deadline(ends, begun):
    """No frame, half a header or half a body: waiting ends at the deadline, not before it and not much later."""
    channel, other = ends
    other.sendall(begun)
    deadline = soon()
    with pytest.raises(ChannelTimeout):
        channel.receive(deadline=deadline)
    assert 0 <= time.monotonic() - deadline < 1


def test_dripping_bytes_do_not_move_the_deadline():
    """An end that sends a byte now and then gets no more time than one that is silent."""
    ours, theirs = socket.socketpair()
    stop = threading.Event()

    def drip():
        theirs.sendall(HEADER.pack(LIMIT))
        while not stop.wait(0.01):
            theirs.send(b".")

    with ours, theirs:
        dripping = threading.Thread(target=drip)
        dripping.start()
        deadline = soon(0.2)
        try:
            with pytest.raises(ChannelTimeout):
                Channel(ours, LIMIT).receive(deadline=deadline)
            assert 0 <= time.monotonic() - deadline < 1
        finally:
            stop.set()
            dripping.join()


@pytest.mark.parametrize("ready", [True, False])
def test_a_deadline_in_the_past_times_out(ends, ready):
    """A deadline that is over is over, whether or not a frame lies ready."""
    channel, other = ends
    if ready:
        other.sendall(HEADER.pack(0))
    with pytest.raises(ChannelTimeout):
        channel.receive(deadline=time.monotonic() - 1)
    with pytest.raises(ChannelTimeout):
        channel.send(b"", deadline=time.monotonic() - 1)


def test_sending_to_an_end_that_never_reads_times_out(ends):
    """A full socket does not hold the sender beyond its deadline."""
    channel, _ = ends
    deadline = soon()
    with pytest.raises(ChannelTimeout):
        channel.send(bytes(2**24), deadline=deadline)
    assert 0 <= time.monotonic() - deadline < 1


def test_a_later_wait_without_deadline_forgets_the_earlier_one(ends):
    """Each wait has its own deadline; ``None`` is none."""
    channel, other = ends
    with pytest.raises(ChannelTimeout):
        channel.receive(deadline=soon(0.01))
    late = threading.Timer(0.1, lambda: other.sendall(HEADER.pack(2) + b"ok"))
    late.start()
    assert channel.receive() == b"ok"
    with pytest.raises(ChannelTimeout):
        channel.receive(deadline=soon(0.01))
    late = threading.Timer(0.1, lambda: other.sendall(HEADER.pack(2) + b"ok"))
    late.start()
    assert channel.receive_fds() == (b"ok", [])


# --- the other end is gone ---------------------------------------------------------------------------------


@pytest.mark.parametrize("begun", [b"", b"\x01", HEADER.pack(10), HEADER.pack(10) + b"half"])
@pytest.mark.parametrize("receive", [lambda c: c.receive(deadline=soon(5)), lambda c: c.receive(), Channel.receive_fds])
def test_the_end_of_the_stream_is_the_end_of_the_channel(ends, begun, receive):
    """EOF, wherever in a frame it comes, is ChannelClosed at once."""
    channel, other = ends
    other.sendall(begun)
    other.close()
    with pytest.raises(ChannelClosed):
        receive(channel)


def test_a_frame_sent_before_the_end_is_still_received(ends):
    """What was sent whole before the other end closed is not lost."""
    channel, other = ends
    other.sendall(HEADER.pack(3) + b"end")
    other.close()
    assert channel.receive(deadline=soon(5)) == b"end"


def test_sending_to_nobody_is_the_end_of_the_channel(ends):
    """A closed other end takes no frame."""
    channel, other = ends
    other.close()
    with pytest.raises(ChannelClosed):
        channel.send(b"hello", deadline=soon(5))


@pytest.mark.parametrize(
    "use",
    [
        lambda c: c.send(b""),
        lambda c: c.send(b"", deadline=soon(5)),
        lambda c: c.receive(),
        lambda c: c.receive(deadline=soon(5)),
        lambda c: c.receive_fds(),
    ],
    ids=["send", "send in time", "receive", "receive in time", "receive with descriptors"],
)
def test_a_channel_closed_on_this_side_is_closed(ends, use):
    """Using it after ``close`` is ChannelClosed, and no bare OSError."""
    channel, _ = ends
    channel.close()
    assert channel.fileno() == -1
    with pytest.raises(ChannelClosed):
        use(channel)


# --- descriptors -------------------------------------------------------------------------------------------


def test_descriptors_cross_with_their_frame(ends):
    """A descriptor that is sent along opens the same file at the other end."""
    channel, other = ends
    reading, writing = os.pipe()
    Channel(other, LIMIT).send(b"take this", fds=(writing,))
    os.close(writing)
    body, fds = channel.receive_fds()
    assert body == b"take this"
    (received,) = fds
    os.write(received, b"through the pipe")
    os.close(received)
    assert os.read(reading, 100) == b"through the pipe"
    os.close(reading)


def test_frames_with_and_without_descriptors_keep_apart(ends):
    """Descriptors stay with the frame that they were sent with."""
    channel, other = ends
    sender = Channel(other, LIMIT)
    sender.send(b"one")
    sender.send(b"two", fds=(0, 1))
    sender.send(b"three")
    received = [channel.receive_fds() for _ in range(3)]
    assert [(body, len(fds)) for body, fds in received] == [(b"one", 0), (b"two", 2), (b"three", 0)]
    for fd in received[1][1]:
        os.close(fd)


@pytest.mark.parametrize("frame", [HEADER.pack(LIMIT + 1), HEADER.pack(10) + b"half", b"\x01"])
def test_descriptors_of_a_refused_frame_are_closed(ends, frame):
    """A frame that is too large or ends too soon leaves no descriptor open."""
    channel, other = ends
    before = open_descriptors()
    socket.send_fds(other, [frame], (0, 1, 2))
    other.shutdown(socket.SHUT_WR)
    with pytest.raises(WireError):
        channel.receive_fds()
    assert open_descriptors() == before
