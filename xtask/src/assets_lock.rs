//! `assets.lock.json`: which front-end files we take, from which packages, and what their hashes are.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use sha2::{Digest, Sha256, Sha512};

/// The lock file's name, in the repository's root.
pub const FILE: &str = "assets.lock.json";

/// Everything that is pinned.
#[derive(Debug, PartialEq, Eq)]
pub struct Lock {
    /// The packages that files come from.
    pub packages: Vec<Package>,
    /// The program that makes scripts small: system and processor (`linux-x86_64`) -> package.
    pub minifiers: BTreeMap<String, Tool>,
}

/// A package that is run while assets are made, and not shipped.
#[derive(Debug, PartialEq, Eq)]
pub struct Tool {
    pub name: String,
    pub version: String,
    pub integrity: String,
}

/// A package that files are taken from.
#[derive(Debug, PartialEq, Eq)]
pub struct Package {
    /// Its name on npm.
    pub name: String,
    /// Its exact version.
    pub version: String,
    /// Its licence, as an SPDX expression.
    pub license: String,
    /// Whether only tests use it: then its files lie apart and are not embedded.
    pub dev: bool,
    /// `sha512-` and the archive's hash in base64, as npm writes it.
    pub integrity: String,
    /// The files that are taken.
    pub files: Vec<AssetFile>,
}

/// A file that is taken.
#[derive(Debug, PartialEq, Eq)]
pub struct AssetFile {
    /// Its path inside of the package.
    pub from: String,
    /// Its name in `assets/`, which has no folders.
    pub to: String,
    /// The hash of what stands in `assets/`, in hexadecimal digits.
    pub sha256: String,
    /// Texts that are replaced everywhere in the file, for imports that a browser cannot resolve.
    pub rewrite: BTreeMap<String, String>,
    /// Whether it is made small.
    pub minify: bool,
}

/// Reads the lock file below the repository's root.
pub fn read(root: &Path) -> Result<Lock> {
    let text = std::fs::read_to_string(root.join(FILE)).with_context(|| format!("{FILE} cannot be read"))?;
    parse(&text).with_context(|| format!("{FILE} is not as it should be"))
}

/// Writes the lock file below the repository's root.
pub fn write(root: &Path, lock: &Lock) -> Result<()> {
    std::fs::write(root.join(FILE), format(lock)?).with_context(|| format!("{FILE} cannot be written"))
}

impl Lock {
    /// How many files are listed.
    pub fn file_count(&self) -> usize {
        self.packages.iter().map(|package| package.files.len()).sum()
    }
}

fn parse(text: &str) -> Result<Lock> {
    let value: Value = serde_json::from_str(text).context("it is no JSON")?;
    let packages: Vec<Package> = list(&value, "packages")?.iter().map(package).collect::<Result<_>>()?;
    let mut minifiers = BTreeMap::new();
    for (target, tool) in value["minifiers"].as_object().context("`minifiers` is missing")? {
        minifiers.insert(
            target.clone(),
            Tool { name: string(tool, "name")?, version: exact_version(tool)?, integrity: string(tool, "integrity")? },
        );
    }
    let mut names: Vec<&str> =
        packages.iter().flat_map(|package| &package.files).map(|file| file.to.as_str()).collect();
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    ensure!(names.len() == count, "two files have the same name in assets/");
    Ok(Lock { packages, minifiers })
}

fn package(value: &Value) -> Result<Package> {
    let name = string(value, "name")?;
    let read = || -> Result<Package> {
        Ok(Package {
            name: name.clone(),
            version: exact_version(value)?,
            license: string(value, "license")?,
            dev: value["dev"].as_bool().unwrap_or(false),
            integrity: string(value, "integrity")?,
            files: list(value, "files")?.iter().map(asset_file).collect::<Result<_>>()?,
        })
    };
    read().with_context(|| format!("in the package `{name}`"))
}

fn asset_file(value: &Value) -> Result<AssetFile> {
    let to = string(value, "to")?;
    ensure!(!to.contains(['/', '\\']) && !to.starts_with('.'), "`{to}` is no plain file name");
    let mut rewrite = BTreeMap::new();
    for (before, after) in value["rewrite"].as_object().into_iter().flatten() {
        rewrite.insert(before.clone(), after.as_str().context("a rewrite is a text")?.to_owned());
    }
    Ok(AssetFile {
        from: string(value, "from")?,
        to,
        sha256: string(value, "sha256")?,
        rewrite,
        minify: value["minify"].as_bool().unwrap_or(false),
    })
}

/// A version like 1.2.3: neither a range nor a tag, which could mean another file tomorrow.
fn exact_version(value: &Value) -> Result<String> {
    let version = string(value, "version")?;
    let core = version.split(['-', '+']).next().unwrap_or_default();
    let parts: Vec<&str> = core.split('.').collect();
    let is_number = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    ensure!(parts.len() == 3 && parts.iter().all(is_number), "`{version}` is no exact version");
    Ok(version)
}

fn string(value: &Value, key: &str) -> Result<String> {
    value[key].as_str().map(str::to_owned).with_context(|| format!("`{key}` is missing"))
}

fn list<'a>(value: &'a Value, key: &str) -> Result<&'a Vec<Value>> {
    value[key].as_array().with_context(|| format!("`{key}` is missing"))
}

fn format(lock: &Lock) -> Result<String> {
    let tool = |tool: &Tool| json!({"name": tool.name, "version": tool.version, "integrity": tool.integrity});
    let minifiers: serde_json::Map<String, Value> =
        lock.minifiers.iter().map(|(target, minifier)| (target.clone(), tool(minifier))).collect();
    let packages: Vec<Value> = lock.packages.iter().map(package_value).collect();
    let value = json!({"packages": packages, "minifiers": minifiers});
    Ok(format!("{}\n", serde_json::to_string_pretty(&value)?))
}

fn package_value(package: &Package) -> Value {
    let mut value = json!({
        "name": package.name, "version": package.version, "license": package.license,
        "integrity": package.integrity,
        "files": package.files.iter().map(file_value).collect::<Vec<Value>>(),
    });
    if package.dev {
        value["dev"] = json!(true);
    }
    value
}

fn file_value(file: &AssetFile) -> Value {
    let mut value = json!({"from": file.from, "to": file.to, "sha256": file.sha256});
    if file.minify {
        value["minify"] = json!(true);
    }
    if !file.rewrite.is_empty() {
        value["rewrite"] = json!(file.rewrite);
    }
    value
}

/// `sha512-` and the hash in base64, as npm writes it.
pub fn integrity_of(bytes: &[u8]) -> String {
    format!("sha512-{}", base64(&Sha512::digest(bytes)))
}

/// The hash in hexadecimal digits.
pub fn sha256_of(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Fails when an archive is not the one that is pinned.
pub fn check_integrity(bytes: &[u8], pinned: &str) -> Result<()> {
    let found = integrity_of(bytes);
    ensure!(found == pinned, "has the hash {found}, and {pinned} is pinned: do not use it");
    Ok(())
}

/// Fails when a file is not the one that is pinned.
pub fn check_sha256(bytes: &[u8], pinned: &str) -> Result<()> {
    let found = sha256_of(bytes);
    ensure!(found == pinned, "has the hash {found}, and {pinned} is pinned: do not use it");
    Ok(())
}

/// Base64 with padding (RFC 4648, section 4).
pub fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let bits = (0..3).fold(0_usize, |bits, at| bits << 8 | usize::from(group.get(at).copied().unwrap_or(0)));
        for digit in 0..4 {
            let is_padding = digit > group.len();
            let letter = DIGITS[bits >> (18 - 6 * digit) & 63];
            text.push(if is_padding { '=' } else { char::from(letter) });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lock_with(file_name: &str, version: &str) -> String {
        json!({
            "packages": [{
                "name": "three", "version": version, "license": "MIT", "integrity": "sha512-x", "dev": true,
                "files": [
                    {"from": "a.js", "to": file_name, "sha256": "00", "minify": true, "rewrite": {"'three'": "'./t.js'"}},
                    {"from": "LICENSE", "to": "LICENSE.txt", "sha256": "01"},
                ],
            }],
            "minifiers": {"linux-x86_64": {"name": "small", "version": "1.0.0", "integrity": "sha512-y"}},
        })
        .to_string()
    }

    #[test]
    fn base64_is_as_the_rfc_prints_it() {
        let printed = [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")];
        for (plain, encoded) in printed {
            assert_eq!(base64(plain.as_bytes()), encoded);
        }
    }

    #[test]
    fn the_integrity_of_nothing_is_the_known_one() {
        let known = "sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==";
        assert_eq!(integrity_of(b""), known);
        assert!(check_integrity(b"", known).is_ok());
        assert!(check_integrity(b"other", known).is_err());
    }

    #[test]
    fn a_changed_file_is_refused() {
        let pinned = sha256_of(b"as pinned");
        assert!(check_sha256(b"as pinned", &pinned).is_ok());
        assert!(check_sha256(b"changed", &pinned).is_err());
    }

    #[test]
    fn what_is_written_reads_back() {
        let lock = parse(&lock_with("a.js", "1.2.3")).unwrap();
        assert_eq!(parse(&format(&lock).unwrap()).unwrap(), lock);
    }

    #[test]
    fn a_range_or_a_tag_is_no_version() {
        assert!(parse(&lock_with("a.js", "1.2.3-rc.1")).is_ok());
        for version in ["^1.2.3", "1.2", "latest", "1.x.0", ""] {
            assert!(parse(&lock_with("a.js", version)).is_err(), "{version}");
        }
    }

    #[test]
    fn a_name_may_not_lead_out_of_the_folder() {
        for name in ["../a.js", "/a.js", ".a.js", "sub/a.js"] {
            assert!(parse(&lock_with(name, "1.2.3")).is_err(), "{name}");
        }
    }

    #[test]
    fn two_files_of_one_name_are_refused() {
        assert!(parse(&lock_with("LICENSE.txt", "1.2.3")).is_err());
    }

    #[test]
    fn the_repository_s_own_lock_file_is_sound_and_carries_licences() {
        let lock = read(&shell_root()).unwrap();
        for package in &lock.packages {
            let carries = package.files.iter().any(|file| file.from.starts_with("LICENSE"));
            assert!(carries, "{} comes without its licence", package.name);
        }
    }

    fn shell_root() -> std::path::PathBuf {
        crate::shell::repository_root().unwrap()
    }
}
