//! The `sbom` command: what is in the product, as a CycloneDX bill of materials, from the lock files themselves.
//!
//! Crates with the checksums of `Cargo.lock`, licences and dependencies as cargo tells them, and the front-end packages of
//! `assets.lock.json` with every file that is taken out of them. The same lock files give the same bytes.

use std::{collections::BTreeMap, path::Path};

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value, json};

use crate::{assets_lock, shell};

/// Which CycloneDX it is.
const SPECIFICATION: &str = "1.6";

/// Where it is written to unless a file is named.
const USUAL_FILE: &str = "target/maquette.cdx.json";

/// Runs the command `sbom`.
pub fn run(arguments: &[String]) -> Result<()> {
    let file = match arguments {
        [] => USUAL_FILE,
        [file] => file.as_str(),
        _ => bail!("`sbom` takes one file at most, and got {}", arguments.len()),
    };
    let root = shell::repository_root()?;
    let bill = bill(&root)?;
    let path = root.join(file);
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    }
    let text = serde_json::to_string_pretty(&bill)? + "\n";
    std::fs::write(&path, text).with_context(|| format!("{} cannot be written", path.display()))?;
    let count = bill["components"].as_array().map_or(0, Vec::len);
    println!("sbom: {count} components in {}", path.display());
    Ok(())
}

/// The whole bill of the repository at `root`.
fn bill(root: &Path) -> Result<Value> {
    let checksums = checksums(&read(&root.join("Cargo.lock"))?);
    let arguments = ["metadata", "--format-version", "1", "--locked", "--all-features"];
    let text = shell::output_of(&mut shell::cargo(root, &arguments))?;
    let metadata: Value = serde_json::from_str(&text).context("cargo metadata answered no JSON")?;
    let names = references(&metadata);
    let mut components: Vec<Value> =
        list(&metadata["packages"]).map(|package| krate(package, &names, &checksums)).collect();
    components.extend(assets_lock::read(root)?.packages.iter().map(asset));
    components.sort_by_key(|component| text_of(&component["bom-ref"]));
    let product = components.iter().find(|component| component["name"] == "maquette").cloned().unwrap_or_default();
    components.retain(|component| component["bom-ref"] != product["bom-ref"]);
    let mut itself = product.as_object().cloned().unwrap_or_default();
    itself.insert("type".to_owned(), json!("application"));
    Ok(json!({
        "$schema": format!("http://cyclonedx.org/schema/bom-{SPECIFICATION}.schema.json"),
        "bomFormat": "CycloneDX",
        "specVersion": SPECIFICATION,
        "version": 1,
        "metadata": { "component": itself },
        "components": components,
        "dependencies": dependencies(&metadata, &names),
    }))
}

fn read(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))
}

/// The SHA-256 of every crate that `Cargo.lock` has one of, by name and version.
fn checksums(lock: &str) -> BTreeMap<(String, String), String> {
    let mut checksums = BTreeMap::new();
    for package in lock.split("[[package]]").skip(1) {
        let value = |key: &str| {
            let line = package.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(" = \""));
            line.and_then(|line| line.strip_suffix('"')).map(str::to_owned)
        };
        if let (Some(name), Some(version), Some(checksum)) = (value("name"), value("version"), value("checksum")) {
            checksums.insert((name, version), checksum);
        }
    }
    checksums
}

/// What each package is called here, by cargo's own identifier of it.
fn references(metadata: &Value) -> BTreeMap<String, String> {
    let reference = |package: &Value| (text_of(&package["id"]), purl("cargo", &package["name"], &package["version"]));
    list(&metadata["packages"]).map(reference).collect()
}

/// A package URL; `@` in a name is the scope of an npm package.
fn purl(kind: &str, name: &Value, version: &Value) -> String {
    format!("pkg:{kind}/{}@{}", text_of(name).replacen('@', "%40", 1), text_of(version).replace('+', "%2B"))
}

fn krate(package: &Value, names: &BTreeMap<String, String>, checksums: &BTreeMap<(String, String), String>) -> Value {
    let (name, version) = (text_of(&package["name"]), text_of(&package["version"]));
    let reference = names.get(&text_of(&package["id"])).cloned().unwrap_or_default();
    let mut component = Map::new();
    let mut put = |key: &str, value: Value| drop(component.insert(key.to_owned(), value));
    put("type", json!("library"));
    put("bom-ref", json!(reference));
    put("name", json!(name));
    put("version", json!(version));
    put("purl", json!(reference));
    if let Some(checksum) = checksums.get(&(name, version)) {
        put("hashes", json!([{ "alg": "SHA-256", "content": checksum }]));
    }
    match package["license"].as_str() {
        // A stroke is an older way to write it.
        Some(license) => {
            let choices: Vec<_> = license.split('/').map(str::trim).collect();
            put("licenses", json!([{ "expression": choices.join(" OR ") }]));
        }
        None => put("licenses", json!([{ "license": { "name": text_of(&package["license_file"]) } }])),
    }
    if let Some(repository) = package["repository"].as_str() {
        put("externalReferences", json!([{ "type": "vcs", "url": repository }]));
    }
    Value::Object(component)
}

/// A front-end package with the files that are taken out of it. One that serves tests alone is not in the product.
fn asset(package: &assets_lock::Package) -> Value {
    let reference = purl("npm", &json!(package.name), &json!(package.version));
    let file = |file: &assets_lock::AssetFile| {
        json!({
            "type": "file",
            "bom-ref": format!("{reference}#{}", file.to),
            "name": file.to,
            "hashes": [{ "alg": "SHA-256", "content": file.sha256 }],
        })
    };
    let (group, name) = match package.name.split_once('/') {
        Some((group, name)) => (group, name),
        None => ("", package.name.as_str()),
    };
    json!({
        "type": "library",
        "bom-ref": reference,
        "group": group,
        "name": name,
        "version": package.version,
        "purl": reference,
        "scope": if package.dev { "excluded" } else { "required" },
        "licenses": [{ "expression": package.license }],
        "hashes": [{ "alg": "SHA-512", "content": hex_of_integrity(&package.integrity) }],
        "components": package.files.iter().map(file).collect::<Vec<_>>(),
    })
}

/// What a lock file of npm writes in base64, in the hexadecimal digits of CycloneDX.
fn hex_of_integrity(integrity: &str) -> String {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let base64 = integrity.strip_prefix("sha512-").unwrap_or(integrity);
    let (mut bits, mut count, mut hex) = (0u32, 0, String::new());
    for value in base64.bytes().filter_map(|byte| ALPHABET.iter().position(|known| *known == byte)) {
        bits = (bits << 6) | value as u32;
        count += 6;
        if count >= 8 {
            count -= 8;
            hex += &format!("{:02x}", (bits >> count) & 0xff);
        }
    }
    hex
}

fn dependencies(metadata: &Value, names: &BTreeMap<String, String>) -> Vec<Value> {
    let name = |id: &Value| names.get(&text_of(id)).cloned();
    let mut all: Vec<Value> = list(&metadata["resolve"]["nodes"])
        .map(|node| {
            let mut on: Vec<_> = list(&node["dependencies"]).filter_map(name).collect();
            on.sort();
            on.dedup();
            json!({ "ref": name(&node["id"]), "dependsOn": on })
        })
        .collect();
    all.sort_by_key(|dependency| text_of(&dependency["ref"]));
    all
}

fn text_of(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn hex(value: &Value, length: usize) -> bool {
        let text = text_of(value);
        text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
    }

    #[test]
    fn every_crate_and_every_package_of_the_lock_files_is_in_it_with_licence_and_hash() {
        let root = shell::repository_root().unwrap();
        let bill = bill(&root).unwrap();
        let lock = read(&root.join("Cargo.lock")).unwrap();
        let all: Vec<_> = list(&bill["components"]).chain([&bill["metadata"]["component"]]).collect();
        let find = |purl: &str| all.iter().find(|component| component["purl"] == purl);
        let mut crates = 0;
        for package in lock.split("[[package]]").skip(1) {
            let mut lines = package.trim().lines().filter_map(|line| line.split_once(" = "));
            let (_, name) = lines.next().unwrap();
            let (_, version) = lines.next().unwrap();
            let purl =
                format!("pkg:cargo/{}@{}", name.trim_matches('"'), version.trim_matches('"').replace('+', "%2B"));
            let component = find(&purl).unwrap_or_else(|| panic!("{purl} is missing"));
            let checksum =
                lines.find(|(key, _)| *key == "checksum").map(|(_, value)| value.trim_matches('"').to_owned());
            if let Some(checksum) = checksum {
                assert_eq!(text_of(&component["hashes"][0]["content"]), checksum, "{purl}");
            }
            crates += 1;
        }
        assert!(crates > 400, "{crates}");
        let packages = assets_lock::read(&root).unwrap().packages;
        for package in &packages {
            let purl = format!("pkg:npm/{}@{}", package.name.replace('@', "%40"), package.version);
            let component = find(&purl).unwrap_or_else(|| panic!("{purl} is missing"));
            assert!(hex(&component["hashes"][0]["content"], 128), "{component}");
            assert_eq!(list(&component["components"]).count(), package.files.len());
            assert!(list(&component["components"]).all(|file| hex(&file["hashes"][0]["content"], 64)), "{component}");
        }
        assert_eq!(all.len(), crates + packages.len(), "and nothing else");
    }

    #[test]
    fn it_is_what_readers_of_the_format_expect() {
        let root = shell::repository_root().unwrap();
        let bill = bill(&root).unwrap();
        assert_eq!(
            (&bill["bomFormat"], &bill["specVersion"], &bill["version"]),
            (&json!("CycloneDX"), &json!("1.6"), &json!(1))
        );
        assert_eq!(
            (&bill["metadata"]["component"]["type"], &bill["metadata"]["component"]["name"]),
            (&json!("application"), &json!("maquette"))
        );
        let all: Vec<_> = list(&bill["components"]).chain([&bill["metadata"]["component"]]).collect();
        let references: BTreeSet<_> = all.iter().map(|component| text_of(&component["bom-ref"])).collect();
        assert_eq!(references.len(), all.len(), "each is named once");
        for component in &all {
            for key in ["type", "name", "version", "bom-ref", "purl"] {
                assert!(component[key].as_str().is_some_and(|text| !text.is_empty()), "{key}: {component}");
            }
            let license = &component["licenses"][0];
            let named =
                [&license["expression"], &license["license"]["name"]].into_iter().any(|text| !text_of(text).is_empty());
            assert!(named && !text_of(&license["expression"]).contains('/'), "{component}");
        }
        let mut edges = 0;
        for dependency in list(&bill["dependencies"]) {
            assert!(references.contains(&text_of(&dependency["ref"])), "{dependency}");
            for on in list(&dependency["dependsOn"]) {
                assert!(references.contains(&text_of(on)), "{dependency}");
                edges += 1;
            }
        }
        assert!(edges > 1_000, "{edges}");
        assert_eq!(super::bill(&root).unwrap(), bill, "twice the same");
    }

    #[test]
    fn a_hash_of_npm_is_written_in_hexadecimal() {
        let nothing = "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e";
        assert_eq!(hex_of_integrity(&assets_lock::integrity_of(b"")), nothing);
    }
}
