//! seccomp: which system calls this process may make. All others fail with "operation not permitted".

use anyhow::{Context, Result};
use libc::c_long;
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule, TargetArch,
};

/// What memory, threads, clocks, chance and open files need, and opening the files that Landlock allows.
const ALLOWED: [c_long; 45] = [
    libc::SYS_brk,
    libc::SYS_clock_getres,
    libc::SYS_clock_gettime,
    libc::SYS_clock_nanosleep,
    libc::SYS_clone3, // Answered as a kernel that does not have it: see `hold`.
    libc::SYS_close,
    libc::SYS_epoll_ctl,
    libc::SYS_epoll_pwait,
    libc::SYS_exit,
    libc::SYS_exit_group,
    libc::SYS_fadvise64,
    libc::SYS_fcntl,
    libc::SYS_fstat,
    libc::SYS_futex,
    libc::SYS_getpid,
    libc::SYS_getrandom,
    libc::SYS_getrusage,
    libc::SYS_gettid,
    libc::SYS_lseek,
    libc::SYS_madvise,
    libc::SYS_mmap,
    libc::SYS_mprotect,
    libc::SYS_mremap,
    libc::SYS_munmap,
    libc::SYS_nanosleep,
    libc::SYS_newfstatat,
    libc::SYS_openat,
    libc::SYS_ppoll,
    libc::SYS_pread64,
    libc::SYS_read,
    libc::SYS_readv,
    libc::SYS_restart_syscall,
    libc::SYS_rseq,
    libc::SYS_rt_sigaction,
    libc::SYS_rt_sigprocmask,
    libc::SYS_rt_sigreturn,
    libc::SYS_sched_getaffinity,
    libc::SYS_sched_yield,
    libc::SYS_set_robust_list,
    libc::SYS_sigaltstack,
    libc::SYS_statx,
    libc::SYS_sysinfo,
    libc::SYS_uname,
    libc::SYS_write,
    libc::SYS_writev,
];

/// Allows what reading a file needs and nothing else.
///
/// # Errors
/// The kernel has no seccomp, or the filter is not written for this processor.
pub fn hold() -> Result<bool> {
    // What it is asked for lies in memory, where no filter can look. Without it a thread is made by `clone`.
    apply([(libc::SYS_clone3, Vec::new())], SeccompAction::Allow, SeccompAction::Errno(libc::ENOSYS as u32))?;
    let number = SeccompCmpArgLen::Dword;
    let thread = libc::CLONE_THREAD as u64;
    let threads = rule(0, number.clone(), SeccompCmpOp::MaskedEq(thread), thread)?;
    let own_name = rule(0, number.clone(), SeccompCmpOp::Eq, libc::PR_SET_NAME as u64)?;
    // A panic ends the process by a signal to itself.
    let itself = rule(0, number, SeccompCmpOp::Eq, u64::from(std::process::id()))?;
    let asks_only = rule(2, SeccompCmpArgLen::Qword, SeccompCmpOp::Eq, 0)?;
    let conditional = [
        (libc::SYS_clone, vec![threads]),
        (libc::SYS_prctl, vec![own_name]),
        (libc::SYS_tgkill, vec![itself]),
        (libc::SYS_prlimit64, vec![asks_only]),
    ];
    let allowed = ALLOWED.into_iter().map(|call| (call, Vec::new())).chain(conditional);
    apply(allowed, SeccompAction::Errno(libc::EPERM as u32), SeccompAction::Allow)?;
    Ok(true)
}

/// The argument at `index` is as told.
fn rule(index: u8, length: SeccompCmpArgLen, operator: SeccompCmpOp, value: u64) -> Result<SeccompRule> {
    let condition = SeccompCondition::new(index, length, operator, value)?;
    Ok(SeccompRule::new(vec![condition])?)
}

fn apply(
    rules: impl IntoIterator<Item = (c_long, Vec<SeccompRule>)>,
    others: SeccompAction,
    named: SeccompAction,
) -> Result<()> {
    let machine: TargetArch = std::env::consts::ARCH.try_into().context("no filter is written for this processor")?;
    let filter = SeccompFilter::new(rules.into_iter().collect(), others, named, machine)?;
    let program: BpfProgram = filter.try_into()?;
    Ok(seccompiler::apply_filter_all_threads(&program)?)
}
