//! The `assets` command: front-end files from npm, by name, version and hash, into `assets/`.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use crate::assets_lock::{self, AssetFile, Lock, Package};
use crate::{shell, verifier};

/// Where the files go; git ignores it, and `web` embeds what it finds there.
const ASSETS_FOLDER: &str = "assets";

/// Where the files go that only tests use; nothing below is embedded.
const DEV_FOLDER: &str = "assets/dev";

/// What the repository itself has in that folder.
const README: &str = "README.md";

/// Runs the command `assets`.
pub fn run(arguments: &[String]) -> Result<()> {
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        [] => ensure_assets(&shell::repository_root()?),
        ["--pin"] => pin(&shell::repository_root()?),
        other => bail!("`assets` takes nothing or `--pin`, and got `{}`", other.join(" ")),
    }
}

/// Brings `assets/` to what the lock file lists. Quick when it is so already.
///
/// Without npm nothing is done and that is said: pages are whole without these files.
pub fn ensure_assets(root: &Path) -> Result<()> {
    verifier::ensure(root)?;
    let lock = assets_lock::read(root)?;
    let missing: Vec<&Package> = lock
        .packages
        .iter()
        .filter(|package| !package.files.iter().all(|file| is_there(root, package, file)))
        .collect();
    if missing.is_empty() {
        println!("assets: all {} files are there", lock.file_count());
        return remove_unlisted(root, &lock);
    }
    if !shell::is_on_path("npm") {
        println!(
            "assets: npm is missing, so the 3D viewer, charts and fonts are left out; pages are whole without.\n\
             Install the package `npm` and run `cargo xtask assets` to have them."
        );
        return Ok(());
    }
    let workshop = Workshop::open(root)?;
    let minifier = workshop.minifier(&lock)?;
    for package in missing {
        println!("assets: {}@{} ({})", package.name, package.version, package.license);
        let archive = workshop.pack(&package.name, &package.version)?;
        assets_lock::check_integrity(&std::fs::read(&archive)?, &package.integrity)
            .with_context(|| format!("the package {}@{}", package.name, package.version))?;
        for file in &package.files {
            let content = workshop.make(&archive, file, &minifier)?;
            assets_lock::check_sha256(&content, &file.sha256).with_context(|| format!("the file {}", file.to))?;
            write_whole(&root.join(folder_of(package)), &file.to, &content)?;
        }
    }
    println!("assets: {} files are in {ASSETS_FOLDER}/", lock.file_count());
    remove_unlisted(root, &lock)
}

/// Writes the hashes of what npm gives today for the versions in the lock file. For a person who
/// changes a version and looks at the difference before committing it.
fn pin(root: &Path) -> Result<()> {
    let mut lock = assets_lock::read(root)?;
    let workshop = Workshop::open(root)?;
    let minifier = workshop.minifier(&lock)?;
    for package in &mut lock.packages {
        let archive = workshop.pack(&package.name, &package.version)?;
        package.integrity = assets_lock::integrity_of(&std::fs::read(&archive)?);
        for file in &mut package.files {
            file.sha256 = assets_lock::sha256_of(&workshop.make(&archive, file, &minifier)?);
        }
        println!("assets: {}@{} {}", package.name, package.version, package.integrity);
    }
    drop(workshop);
    assets_lock::write(root, &lock)?;
    ensure_assets(root)
}

fn folder_of(package: &Package) -> &'static str {
    if package.dev { DEV_FOLDER } else { ASSETS_FOLDER }
}

fn is_there(root: &Path, package: &Package, file: &AssetFile) -> bool {
    std::fs::read(root.join(folder_of(package)).join(&file.to))
        .is_ok_and(|content| assets_lock::sha256_of(&content) == file.sha256)
}

/// Takes away what an earlier lock file brought, so that it is not embedded.
fn remove_unlisted(root: &Path, lock: &Lock) -> Result<()> {
    for folder in [ASSETS_FOLDER, DEV_FOLDER] {
        let here = lock.packages.iter().filter(|package| folder_of(package) == folder);
        let listed: BTreeSet<&str> = here.flat_map(|package| &package.files).map(|file| file.to.as_str()).collect();
        let Ok(entries) = std::fs::read_dir(root.join(folder)) else { continue };
        for entry in entries {
            let entry = entry?;
            let name = entry.file_name();
            if entry.file_type()?.is_file()
                && name != verifier::FILE
                && name != README
                && !listed.contains(name.to_string_lossy().as_ref())
            {
                println!("assets: {folder}/{} is no longer listed and removed", name.to_string_lossy());
                std::fs::remove_file(entry.path())?;
            }
        }
    }
    Ok(())
}

/// Writes a file beside its place and moves it there, so that a build never sees half of it.
fn write_whole(folder: &Path, name: &str, content: &[u8]) -> Result<()> {
    std::fs::create_dir_all(folder)?;
    let half = folder.join(format!("{name}.part"));
    std::fs::write(&half, content).with_context(|| format!("{} cannot be written", half.display()))?;
    std::fs::rename(&half, folder.join(name)).with_context(|| format!("{name} cannot be put in its place"))
}

/// A temporary folder that packages are fetched into; gone when dropped.
struct Workshop<'a> {
    root: &'a Path,
    folder: PathBuf,
}

impl<'a> Workshop<'a> {
    fn open(root: &'a Path) -> Result<Self> {
        let folder = std::env::temp_dir().join(format!("maquette-assets-{}", std::process::id()));
        std::fs::create_dir(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
        Ok(Self { root, folder })
    }

    /// Fetches a package's archive. No script of it is run.
    fn pack(&self, name: &str, version: &str) -> Result<PathBuf> {
        let mut command = shell::program("npm", self.root);
        command.args(["pack", &format!("{name}@{version}"), "--json", "--ignore-scripts", "--silent"]);
        command.arg("--pack-destination").arg(&self.folder);
        let answer: Value = serde_json::from_str(&shell::output_of(&mut command)?).context("npm answered no JSON")?;
        let file_name = answer[0]["filename"].as_str().context("npm names no archive")?;
        // Older releases of npm answer `@scope/name.tgz` for a file that is called `scope-name.tgz`.
        Ok(self.folder.join(file_name.trim_start_matches('@').replace('/', "-")))
    }

    /// Fetches the minifier for this machine: checked by its hash like everything else.
    fn minifier(&self, lock: &Lock) -> Result<PathBuf> {
        let target = format!("{}-{}", std::env::consts::OS, std::env::consts::ARCH);
        let tool = lock
            .minifiers
            .get(&target)
            .with_context(|| format!("{} pins no minifier for {target}", assets_lock::FILE))?;
        let archive = self.pack(&tool.name, &tool.version)?;
        assets_lock::check_integrity(&std::fs::read(&archive)?, &tool.integrity)
            .with_context(|| format!("the package {}@{}", tool.name, tool.version))?;
        let folder = self.folder.join("minifier");
        std::fs::create_dir_all(&folder)?;
        shell::succeed(shell::program("tar", self.root).arg("-xzf").arg(&archive).arg("-C").arg(&folder))?;
        Ok(folder.join("package/bin/esbuild"))
    }

    /// One file of an archive, its imports rewritten and made small where the lock file says so.
    fn make(&self, archive: &Path, file: &AssetFile, minifier: &Path) -> Result<Vec<u8>> {
        let mut command = shell::program("tar", self.root);
        command.arg("-xzOf").arg(archive).arg(format!("package/{}", file.from));
        let output = command.output().context("`tar` cannot be started")?;
        ensure!(output.status.success(), "{} is not in the package", file.from);
        if file.rewrite.is_empty() && !file.minify {
            return Ok(output.stdout);
        }
        let mut text = String::from_utf8(output.stdout).with_context(|| format!("{} is no text", file.from))?;
        for (before, after) in &file.rewrite {
            ensure!(text.contains(before), "{} holds no `{before}` to rewrite", file.from);
            text = text.replace(before, after);
        }
        if !file.minify {
            return Ok(text.into_bytes());
        }
        minified(minifier, &text).with_context(|| format!("making {} small", file.to))
    }
}

fn minified(minifier: &Path, text: &str) -> Result<Vec<u8>> {
    let mut child = Command::new(minifier)
        .args(["--minify", "--format=esm", "--loader=js", "--log-level=warning"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("the minifier cannot be started")?;
    let mut input = child.stdin.take().context("the minifier has no input")?;
    // It reads to the end before it writes, so that neither waits for the other.
    input.write_all(text.as_bytes()).context("the minifier closed its input")?;
    drop(input);
    let output = child.wait_with_output().context("the minifier cannot be heard")?;
    ensure!(output.status.success(), "the minifier failed ({})", output.status);
    Ok(output.stdout)
}

impl Drop for Workshop<'_> {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.folder) {
            eprintln!("xtask: {} is left behind: {error}", self.folder.display());
        }
    }
}
