//! The programs that tests need: what is missing is installed by its package's name, and said.

use std::path::Path;
use std::process::Stdio;

use anyhow::{Context, Result, bail};

use crate::{postgres, shell};

/// A program from the system's packages: how its presence shows, and the package that brings it.
pub struct SystemTool {
    /// Whether it is there.
    pub is_present: fn() -> bool,
    /// The system package that brings it.
    pub package: &'static str,
    /// What it is for, as said while it is installed.
    pub purpose: &'static str,
}

const SYSTEM_TOOLS: &[SystemTool] = &[
    SystemTool {
        is_present: || postgres::binaries().is_some(),
        package: "postgresql",
        purpose: "the second database that tests run on",
    },
    SystemTool {
        is_present: || shell::is_on_path("chromium"),
        package: "chromium",
        purpose: "the browser that tests drive",
    },
    SystemTool {
        is_present: || shell::is_on_path("chromedriver"),
        package: "chromium-driver",
        purpose: "what tests drive the browser with",
    },
    SystemTool { is_present: || shell::is_on_path("npm"), package: "npm", purpose: "front-end packages" },
    SystemTool { is_present: || shell::is_on_path("curl"), package: "curl", purpose: "the script of docs/graphql.md" },
    SystemTool { is_present: || shell::is_on_path("jq"), package: "jq", purpose: "the script of docs/graphql.md" },
];

/// Installs the system packages that are missing.
///
/// # Errors
/// When something is missing and cannot be installed; the sentence names the packages.
pub fn ensure_system_tools(root: &Path) -> Result<()> {
    ensure(root, SYSTEM_TOOLS)
}

/// Installs those of `tools` that are missing.
///
/// # Errors
/// When something is missing and cannot be installed; the sentence names the packages.
pub fn ensure(root: &Path, tools: &[SystemTool]) -> Result<()> {
    let missing: Vec<&SystemTool> = tools.iter().filter(|tool| !(tool.is_present)()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    for tool in &missing {
        println!("installing `{}` (system package): {}", tool.package, tool.purpose);
    }
    let packages: Vec<&str> = missing.iter().map(|tool| tool.package).collect();
    install_system_packages(root, &packages)
        .with_context(|| format!("install these packages and run again: {}", packages.join(" ")))
}

fn install_system_packages(root: &Path, packages: &[&str]) -> Result<()> {
    if !shell::is_on_path("apt-get") {
        bail!("this system has no apt-get");
    }
    let user_id = shell::output_of(shell::program("id", root).arg("-u"))?;
    let prefix: &[&str] = if user_id.trim() == "0" { &["apt-get"] } else { &["sudo", "-n", "apt-get"] };
    let apt = |arguments: &[&str]| {
        let mut command = shell::program(prefix[0], root);
        command.args(&prefix[1..]).args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
        shell::succeed(command.stdout(Stdio::null()))
    };
    apt(&["update", "-qq"])?;
    let mut arguments = vec!["install", "-y", "-qq", "--no-install-recommends"];
    arguments.extend(packages);
    apt(&arguments)
}

/// Installs a cargo subcommand that is missing, built from its own lock file.
///
/// It is built without optimisation: on two cores that takes a third of the time, and what it
/// does here takes seconds either way.
pub fn ensure_cargo_tool(root: &Path, package: &str) -> Result<()> {
    if shell::is_on_path(package) {
        return Ok(());
    }
    println!("installing `{package}` with cargo: it is missing, and building it takes minutes");
    let mut command = shell::cargo(root, &["install", package, "--locked", "--debug", "--quiet"]);
    // Not in our own target folder: nothing of it is ever used again.
    shell::succeed(command.env_remove("CARGO_TARGET_DIR"))
}
