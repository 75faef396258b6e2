//! The programs that tests need: what is missing is installed by its package's name, and said.

use std::path::{Path, PathBuf};
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
    SystemTool {
        is_present: || shell::is_on_path("python3"),
        package: "python3-venv",
        purpose: "the S3-compatible store that tests keep blobs in",
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

/// Python packages in an environment of their own, outside of the checkout.
pub struct PythonPackages {
    /// The folder's name beside the caches of other programs.
    folder: &'static str,
    /// In versions that were tried.
    packages: &'static [&'static str],
    /// What they are for, as said while they are installed.
    purpose: &'static str,
}

/// The S3-compatible store that tests keep blobs in, with what its S3 needs and without the other services' parsers, which
/// take ten times as long to install.
pub const MOTO: PythonPackages = PythonPackages {
    folder: "moto",
    packages: &["moto[s3]==5.2.5", "flask==3.1.3", "flask-cors==6.0.5"],
    purpose: "the S3-compatible store of the tests",
};

/// The verifiers that ours stands beside.
pub const MESH_PEERS: PythonPackages = PythonPackages {
    folder: "mesh-peers",
    packages: &["trimesh==5.2.0", "numpy==2.4.6", "scipy==1.17.1", "networkx==3.6.1", "pymeshlab==2025.7.post1"],
    purpose: "the peers beside our verifier",
};

impl PythonPackages {
    /// Installs them from PyPI, unless they stand there.
    ///
    /// # Errors
    /// When they cannot be installed; the sentence names what is missing.
    pub fn ensure(&self, root: &Path) -> Result<()> {
        let folder = self.folder()?;
        let (stamp, versions) = (folder.join("installed"), self.packages.join(" "));
        if std::fs::read_to_string(&stamp).is_ok_and(|text| text == versions) {
            return Ok(());
        }
        println!("installing `{versions}` from PyPI into {}: {}", folder.display(), self.purpose);
        let mut command = shell::program("python3", root);
        shell::succeed(command.args(["-m", "venv", "--clear"]).arg(&folder))
            .context("a Python environment cannot be made: install the package `python3-venv` and run again")?;
        let mut command = shell::program(&folder.join("bin/pip").to_string_lossy(), root);
        shell::succeed(command.args(["install", "--quiet", "--disable-pip-version-check"]).args(self.packages))?;
        // Last, because its standing says that all the rest stands.
        std::fs::write(&stamp, versions).with_context(|| format!("{} cannot be written", stamp.display()))
    }

    /// A program that they brought.
    ///
    /// # Errors
    /// When it is not there.
    pub fn program(&self, name: &str) -> Result<PathBuf> {
        let program = self.folder()?.join("bin").join(name);
        if !program.is_file() {
            bail!("{} is missing: {} are installed by the command that needs them", program.display(), self.folder);
        }
        Ok(program)
    }

    /// Beside the caches of other programs, so that a fresh checkout finds it again.
    fn folder(&self) -> Result<PathBuf> {
        let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
        let home = || std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache"));
        let cache = cache.or_else(home).context("neither XDG_CACHE_HOME nor HOME says where caches are")?;
        Ok(cache.join("maquette").join(self.folder))
    }
}
