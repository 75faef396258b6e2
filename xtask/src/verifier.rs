//! The verifier for browsers: the crate `browser` compiled to WebAssembly, as a script in `assets/`.
//!
//! It travels as text in a script and not as a file that is fetched, because the page that uses it may open no connection.

use std::{io::Write, path::Path};

use anyhow::{Context, Result};

use crate::{assets_lock::base64, shell};

/// The file's name in `assets/`.
pub const FILE: &str = "verifier.js";

const TARGET: &str = "wasm32-unknown-unknown";

/// Brings `assets/verifier.js` to what the sources say.
///
/// Where the compiler has no such target and it cannot be added nothing is done, and that is said: pages are whole
/// without it.
pub fn ensure(root: &Path) -> Result<()> {
    if !has_target(root) {
        println!("assets: adding the target {TARGET} to the compiler, for the verifier that runs in browsers");
        let mut add = shell::program("rustup", root);
        if let Err(error) = shell::succeed(add.args(["target", "add", TARGET])) {
            println!("assets: the verifier for browsers is left out: {error:#}");
            return Ok(());
        }
    }
    let build = ["build", "--package", "browser", "--target", TARGET, "--profile", "wasm", "--locked"];
    shell::succeed(&mut shell::cargo(root, &build))?;
    let module = shell::target_folder(root)?.join(TARGET).join("wasm").join("browser.wasm");
    let bytes = std::fs::read(&module).with_context(|| format!("{} cannot be read", module.display()))?;
    let script = format!("export default \"{}\";\n", base64(&bytes));
    let path = root.join("assets").join(FILE);
    if std::fs::read_to_string(&path).is_ok_and(|known| known == script) {
        return Ok(());
    }
    std::fs::create_dir_all(root.join("assets"))?;
    let half = path.with_extension("part");
    std::fs::File::create(&half)?.write_all(script.as_bytes())?;
    std::fs::rename(&half, &path).with_context(|| format!("{} cannot be put in its place", path.display()))?;
    println!("assets: the verifier for browsers has {} kB", bytes.len() / 1000);
    Ok(())
}

fn has_target(root: &Path) -> bool {
    let folder = shell::output_of(shell::program("rustc", root).args(["--print", "target-libdir", "--target", TARGET]));
    folder.is_ok_and(|folder| Path::new(folder.trim()).is_dir())
}
