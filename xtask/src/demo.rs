//! The `demo` command: builds the product, makes demo data with it, and serves them.

use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Result, bail};

use crate::{assets, shell};

/// Where demo data lie; git ignores it.
pub const DATA_FOLDER: &str = ".maquette/demo";

/// Runs the command `demo`: all that follows goes to `maquette demo`.
pub fn run(arguments: &[String]) -> Result<()> {
    let root = shell::repository_root()?;
    if let Err(error) = assets::ensure_assets(&root) {
        eprintln!("demo: goes on without front-end packages, pages are whole without: {error:#}");
    }
    let start = Instant::now();
    shell::succeed(&mut shell::cargo(&root, &["build", "--package", "maquette", "--locked"]))?;
    println!("demo: built in {:.1} s", start.elapsed().as_secs_f64());

    let mut command = shell::program(&binary(&root)?.to_string_lossy(), &root);
    command.arg("demo");
    let names_folder = |argument: &String| argument == "--data" || argument.starts_with("--data=");
    if !arguments.iter().any(names_folder) {
        command.args(["--data", DATA_FOLDER]);
    }
    command.args(arguments);
    // It takes our place, so that Ctrl-C reaches it alone and we do not end before it has drained.
    let error = command.exec();
    bail!("`{}` cannot be started: {error}", shell::line_of(&command))
}

/// Where cargo put the product.
fn binary(root: &Path) -> Result<PathBuf> {
    Ok(shell::target_folder(root)?.join("debug").join("maquette"))
}
