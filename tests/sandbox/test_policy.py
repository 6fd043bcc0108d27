"""Parts of the sandbox's policy that are plain functions: folders that hold others, and the filter of system calls."""

from __future__ import annotations

import struct
import sys

import pytest

from autograder.sandbox import syscalls
from autograder.sandbox.namespaces import outermost

linux = pytest.mark.skipif(sys.platform != "linux", reason="a policy of Linux")


@pytest.fixture
def folders(tmp_path):
    """Some folders in each other, and two whose names begin alike."""
    for name in ("lib/python/site", "library", "bin"):
        (tmp_path / name).mkdir(parents=True)
    return tmp_path


def test_a_folder_covers_what_lies_in_it(folders):
    """Only the outermost of nested folders is bound, each once and in order."""
    given = [folders / "lib" / "python" / "site", folders / "lib", folders / "bin", folders / "lib"]
    assert outermost(map(str, given)) == [str(folders / "bin"), str(folders / "lib")]


def test_a_name_that_begins_alike_is_no_folder_within(folders):
    """/library does not lie in /lib."""
    given = [str(folders / "lib"), str(folders / "library")]
    assert outermost(given) == given


def test_what_does_not_exist_is_left_out(folders):
    """A folder of another distribution is no error."""
    assert outermost([str(folders / "lib64"), str(folders / "bin")]) == [str(folders / "bin")]
    assert outermost([]) == []


def test_a_path_is_told_by_what_it_means(folders):
    """Trailing slashes and dots do not make another path."""
    given = [f"{folders}/lib/", f"{folders}/bin/../lib/python", f"{folders}/./lib"]
    assert outermost(given) == [str(folders / "lib")]


def test_the_root_covers_everything(folders):
    """With / nothing else is needed."""
    assert outermost([str(folders), "/"]) == ["/"]


@linux
@pytest.mark.parametrize("own_uid", [True, False])
def test_the_filter_is_a_bpf_program(own_uid):
    """Whole instructions, few enough for the kernel, ending in a return; the same each time."""
    program = syscalls.compile_filter(own_uid=own_uid)
    assert len(program) % 8 == 0
    codes = [struct.unpack_from("<H", program, start)[0] for start in range(0, len(program), 8)]
    assert 10 < len(codes) <= 4_096
    assert codes[-1] == 0x06  # BPF_RET | BPF_K
    assert syscalls.compile_filter(own_uid=own_uid) == program


def test_no_call_is_both_allowed_and_refused():
    """The lists of names are apart, and hold none twice."""
    assert not set(syscalls.ALLOWED) & set(syscalls.REFUSED)
    for names in (syscalls.ALLOWED, syscalls.REFUSED):
        assert len(names) == len(set(names))


def test_what_leads_out_is_not_allowed():
    """Nothing that starts programs, opens sockets, loads code into the kernel or reaches another process is listed."""
    dangerous = (
        "execve execveat socket connect bind ptrace process_vm_readv process_vm_writev kill tgkill mount umount2 setns "
        "unshare clone3 bpf perf_event_open io_uring_setup keyctl add_key init_module finit_module kexec_load "
        "userfaultfd open_by_handle_at pivot_root chroot setuid reboot swapon iopl"
    ).split()
    assert not set(dangerous) & set(syscalls.ALLOWED)
