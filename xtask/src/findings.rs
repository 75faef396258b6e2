//! The `findings` command: `docs/findings.md`, written from the checks' own sources, so that it cannot drift.
//!
//! A check's opening comment is its manual page: what it finds, and why that matters; what to do is the text that the check
//! itself gives. The readers' codes have their comment beside them.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::shell;

const DOCUMENT: &str = "docs/findings.md";
/// The smallest pattern that has each finding; their pictures lie in a folder beside them.
const SAMPLES: &str = "docs/findings";
const CHECKS: &str = "crates/inspect/src/checks";
const READERS: &str = "crates/pattern/src";

/// One code, as its source tells of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    id: String,
    name: String,
    severity: String,
    /// What is found, and why it matters: paragraphs.
    about: Vec<String>,
    /// What to do.
    fix: Option<String>,
}

/// Runs the command `findings`: writes the document.
pub fn run(arguments: &[String]) -> Result<()> {
    if let Some(unknown) = arguments.first() {
        bail!("`findings` takes no arguments, and got `{unknown}`");
    }
    let root = shell::repository_root()?;
    let example =
        ["run", "--quiet", "--locked", "--package", "browser", "--example", "finding_pictures", "--", SAMPLES];
    shell::succeed(&mut shell::cargo(&root, &example))?;
    std::fs::write(root.join(DOCUMENT), document(&root)?).with_context(|| format!("{DOCUMENT} cannot be written"))?;
    println!("findings: {DOCUMENT} is written");
    Ok(())
}

/// What is wrong with the document as it stands, if anything.
pub fn drift(root: &Path) -> Result<Option<String>> {
    let stands = std::fs::read_to_string(root.join(DOCUMENT)).unwrap_or_default();
    let wanted = document(root)?;
    Ok((stands != wanted)
        .then(|| format!("{DOCUMENT} tells of other findings than the checks do: run `cargo xtask findings`")))
}

fn document(root: &Path) -> Result<String> {
    let mut checks = Vec::new();
    for path in sources(&root.join(CHECKS))? {
        let text = std::fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
        checks.extend(check(&text));
    }
    let mut readers = Vec::new();
    for path in sources(&root.join(READERS))? {
        let text = std::fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
        readers.extend(codes(&text));
    }
    checks.sort();
    readers.sort();
    readers.dedup_by(|next, first| next.id == first.id);
    let mut out = String::from(
        "# Findings\n\nEvery finding that a report can hold, by its code. A code is never used for another meaning. **Fail** means \
         that the work\nis ruined and the file cannot go on sale like this; **warn** that it may go wrong and somebody should look \
         at the\nplaces; **info** that it is worth knowing. Where a finding says `…`, the report has a figure.\n\n\
         This page is written by `cargo xtask findings` from the checks themselves. The pictures show the samples in\n\
         [`findings`](findings), the smallest patterns that have each finding, with a ring round every place; a second part in\n\
         a sample's name is the way of making, the use, the bed (220 x 220 x 250 mm) or the sheet it is asked for.\n",
    );
    let parts = [("Models", 'M'), ("Drawings", 'D'), ("Sewing patterns", 'S'), ("Pictures", 'P')];
    for (title, letter) in parts {
        let _ = writeln!(out, "\n## {title}"); // Writing to a string cannot fail.
        for entry in checks.iter().filter(|entry| entry.id.starts_with(letter)) {
            let picture = format!("pictures/{}.svg", entry.id);
            let is_drawn = root.join(SAMPLES).join(&picture).is_file();
            add(&mut out, entry, is_drawn.then_some(picture.as_str()));
        }
    }
    let _ = writeln!(
        out,
        "\n## Reading\n\nWhat a reader says before any check looks: the report gives the place, and what to do.\n"
    );
    let _ = writeln!(out, "| code | name | how bad | |\n|---|---|---|---|");
    for Entry { id, name, severity, about, .. } in &readers {
        let _ = writeln!(out, "| {id} | {name} | {severity} | {} |", about.join(" ").replace('|', "\\|"));
    }
    Ok(out)
}

fn add(out: &mut String, Entry { id, name, severity, about, fix }: &Entry, picture: Option<&str>) {
    let _ = writeln!(out, "\n### {id} {}\n\n**{}**", name.replace('-', " "), capital(severity));
    if let Some(picture) = picture {
        let alt = about.first().map(|what| what.trim_end_matches('.')).unwrap_or(name);
        let _ = writeln!(out, "\n![{alt}](findings/{picture})");
    }
    for paragraph in about {
        let _ = writeln!(out, "\n{paragraph}");
    }
    if let Some(fix) = fix {
        let _ = writeln!(out, "\nWhat to do: {fix}");
    }
}

/// The Rust files below a folder, in order.
fn sources(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(folder) = open.pop() {
        let entries = std::fs::read_dir(&folder).with_context(|| format!("{} cannot be read", folder.display()))?;
        for entry in entries {
            let path = entry?.path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// The entry of a check's file; none of a file that is no check.
fn check(text: &str) -> Option<Entry> {
    let mut entry = codes(text).into_iter().next()?;
    let comment: Vec<&str> = text.lines().map_while(|line| line.strip_prefix("//!")).map(str::trim).collect();
    let whole = comment.join(" ");
    let (what, why) = whole.split_once("Why it matters:").unwrap_or((&whole, ""));
    let what = what.split_once(": ").map_or(what, |(_, what)| what).trim();
    entry.about = vec![capital(what)];
    if !why.trim().is_empty() {
        entry.about.push(format!("Why it matters: {}", why.trim()));
    }
    entry.fix = text.split_once("let fix = ").and_then(|(_, rest)| literal(rest));
    Some(entry)
}

/// The codes that a source declares, each with the comment above it.
fn codes(text: &str) -> Vec<Entry> {
    let mut found = Vec::new();
    let lines: Vec<&str> = text.lines().collect();
    for (at, line) in lines.iter().enumerate() {
        if !line.contains(": Code =") {
            continue;
        }
        let declaration = lines[at..lines.len().min(at + 6)].join(" ");
        let field = |name: &str| {
            let (_, rest) = declaration.split_once(&format!("{name}: "))?;
            let value: String =
                rest.trim_start_matches('"').chars().take_while(|letter| !"\",} ".contains(*letter)).collect();
            Some(value)
        };
        let (Some(id), Some(name), Some(severity)) = (field("id"), field("name"), field("severity")) else { continue };
        let comment = lines[..at].iter().rev().map_while(|line| line.trim().strip_prefix("///")).map(str::trim);
        let mut comment: Vec<&str> = comment.collect();
        comment.reverse();
        let about = if comment.is_empty() { Vec::new() } else { vec![comment.join(" ")] };
        let severity = severity.rsplit("::").next().unwrap_or_default().to_lowercase();
        found.push(Entry { id, name, severity, about, fix: None });
    }
    found
}

/// The text of the first string of an expression that ends with a semicolon; what is filled in is an ellipsis.
fn literal(rest: &str) -> Option<String> {
    let (_, rest) = rest.split_once('"').filter(|(before, _)| !before.contains(';'))?;
    let mut text = String::new();
    let mut letters = rest.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => return Some(text),
            '\\' => match letters.next()? {
                '\n' => while letters.next_if(|letter| letter.is_whitespace()).is_some() {},
                other => text.push(other),
            },
            '{' => {
                while letters.next()? != '}' {}
                text.push('…');
            }
            other => text.push(other),
        }
    }
    None
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_check_is_told_from_its_source() {
        let source = "//! M302 open-edge: an edge with a triangle on one side only,\n//! so there is a hole.\n//! Why it matters: a slicer \
                      guesses.\n\npub(super) const CODE: Code = Code { id: \"M302\", name: \"open-edge\", severity: Severity::Fail };\n\
                      fn f() { let fix = format!(\"Fill {} \\\n    holes.\", count); }\n";
        let entry = check(source).unwrap();
        assert_eq!((entry.id.as_str(), entry.name.as_str(), entry.severity.as_str()), ("M302", "open-edge", "fail"));
        assert_eq!(
            entry.about,
            ["An edge with a triangle on one side only, so there is a hole.", "Why it matters: a slicer guesses."]
        );
        assert_eq!(entry.fix.as_deref(), Some("Fill … holes."));
    }

    #[test]
    fn a_source_without_a_code_is_no_check() {
        assert_eq!(check("//! The checks.\nmod m301;\n"), None);
    }
}
