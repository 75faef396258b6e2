//! Landlock: which files this process may open, and that it may reach no port.

use std::path::Path;

use anyhow::Result;
use landlock::{
    ABI, Access, AccessFs, AccessNet, PathBeneath, PathFd, Ruleset, RulesetAttr, RulesetCreatedAttr, RulesetStatus,
    Scope,
};

/// What is asked of the kernel (Linux 6.12): files, TCP ports, abstract sockets and signals. An older one holds what it knows.
const ASKED: ABI = ABI::V6;

/// Takes everything away but reading `input` and making files in `out`; false where the kernel has no Landlock.
pub fn hold(input: &Path, out: &Path) -> Result<bool> {
    let makes = AccessFs::MakeReg | AccessFs::WriteFile | AccessFs::Truncate;
    let status = Ruleset::default()
        .handle_access(AccessFs::from_all(ASKED))?
        .handle_access(AccessNet::from_all(ASKED))?
        .scope(Scope::from_all(ASKED))?
        .create()?
        .add_rule(PathBeneath::new(PathFd::new(input)?, AccessFs::ReadFile))?
        .add_rule(PathBeneath::new(PathFd::new(out)?, makes))?
        .restrict_self()?;
    Ok(status.ruleset != RulesetStatus::NotEnforced)
}
