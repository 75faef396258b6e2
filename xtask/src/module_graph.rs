//! Which top-level module of a crate names which other one, read from the sources.
//!
//! Only paths that begin with `crate::` are seen. A name that the crate's root re-exports counts
//! as the module that it comes from. Inline test modules count with the file they are in.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// Pairs of modules: the first one uses the second one.
pub type Graph = BTreeSet<(String, String)>;

/// The graph of one crate of the workspace.
///
/// `files` are the workspace's Rust files, relative to `root`.
pub fn of_crate(root: &Path, name: &str, files: &[PathBuf]) -> Result<Graph> {
    let sources = [PathBuf::from("crates").join(name).join("src"), PathBuf::from(name).join("src")];
    let mut texts = BTreeMap::new();
    for file in files {
        let relative = sources.iter().find_map(|folder| file.strip_prefix(folder).ok());
        if let Some(relative) = relative {
            let text = std::fs::read_to_string(root.join(file))
                .with_context(|| format!("{} cannot be read", file.display()))?;
            texts.insert(relative.to_string_lossy().into_owned(), text);
        }
    }
    Ok(of_sources(&texts))
}

/// The graph of sources given as path below `src/` and text.
fn of_sources(texts: &BTreeMap<String, String>) -> Graph {
    let modules: BTreeSet<&str> = texts.keys().filter_map(|path| module_of(path)).collect();
    let mut homes: BTreeMap<String, String> = BTreeMap::new();
    for root in ["lib.rs", "main.rs"] {
        if let Some(text) = texts.get(root) {
            homes.extend(re_exports(&without_comments(text), &modules));
        }
    }
    let mut graph = Graph::new();
    for (path, text) in texts {
        let Some(from) = module_of(path) else {
            continue;
        };
        for name in names_after_crate(&without_comments(text)) {
            let to = if modules.contains(name.as_str()) { Some(&name) } else { homes.get(&name) };
            if let Some(to) = to.filter(|to| *to != from) {
                graph.insert((from.to_owned(), to.clone()));
            }
        }
    }
    graph
}

/// The top-level module that a file belongs to; none for the crate's root and for binaries.
fn module_of(path: &str) -> Option<&str> {
    let first = path.split('/').next()?;
    match first {
        "lib.rs" | "main.rs" | "bin" => None,
        _ => Some(first.strip_suffix(".rs").unwrap_or(first)),
    }
}

/// Names that the root brings up from its modules: name -> module.
fn re_exports(root_text: &str, modules: &BTreeSet<&str>) -> BTreeMap<String, String> {
    let mut homes = BTreeMap::new();
    for statement in root_text.split(';') {
        let Some((_, path)) = statement.rsplit_once("use ") else {
            continue;
        };
        let path = path.trim_start_matches("crate::").trim_start_matches("self::");
        let Some((module, rest)) = path.split_once("::") else {
            continue;
        };
        if modules.contains(module) {
            for name in leaves(rest) {
                homes.insert(name, module.to_owned());
            }
        }
    }
    homes
}

/// The names that a use tree ends in: `a::{B, c::D as E}` ends in `B` and `E`.
fn leaves(tree: &str) -> Vec<String> {
    tree.split([',', '{', '}'])
        .filter(|part| !part.trim().ends_with("::"))
        .filter_map(|part| part.rsplit("::").next())
        .map(|part| part.rsplit(" as ").next().unwrap_or(part).trim().to_owned())
        .filter(|name| !name.is_empty() && name != "*")
        .collect()
}

/// The first names of all paths that begin with `crate::`, those in braces included.
fn names_after_crate(text: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for (at, marker) in text.match_indices("crate::") {
        let before = text[..at].chars().next_back();
        if before.is_some_and(|letter| letter.is_alphanumeric() || letter == '_' || letter == '$') {
            continue;
        }
        let rest = &text[at + marker.len()..];
        match rest.strip_prefix('{') {
            Some(group) => names.extend(group_heads(group)),
            None => names.extend(leading_name(rest)),
        }
    }
    names
}

/// The first name of each entry of a braced group whose opening brace is already taken off.
fn group_heads(group: &str) -> Vec<String> {
    let mut depth = 0_u32;
    let mut heads = Vec::new();
    let mut at_head = true;
    for (at, letter) in group.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => at_head = true,
            _ if at_head && !letter.is_whitespace() => {
                heads.extend(leading_name(&group[at..]));
                at_head = false;
            }
            _ => {}
        }
    }
    heads
}

fn leading_name(text: &str) -> Option<String> {
    let is_part = |letter: char| letter.is_alphanumeric() || letter == '_';
    let name: String = text.chars().take_while(|letter| is_part(*letter)).collect();
    (!name.is_empty()).then_some(name)
}

/// The text without line comments, so that a name in a sentence is no dependency.
fn without_comments(text: &str) -> String {
    text.lines().map(|line| line.find("//").map_or(line, |at| &line[..at])).collect::<Vec<&str>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graph(sources: &[(&str, &str)]) -> Graph {
        let owned = |(path, text): &(&str, &str)| ((*path).to_owned(), (*text).to_owned());
        of_sources(&sources.iter().map(owned).collect())
    }

    fn edges(pairs: &[(&str, &str)]) -> Graph {
        pairs.iter().map(|(from, to)| ((*from).to_owned(), (*to).to_owned())).collect()
    }

    #[test]
    fn a_path_and_a_group_are_both_seen() {
        let sources = [
            ("a.rs", "use crate::b::X; use crate::{c::{Y, Z}, d};"),
            ("b/mod.rs", ""),
            ("c.rs", ""),
            ("d/deep/file.rs", "fn f() { crate::a::g() }"),
        ];
        let expected = edges(&[("a", "b"), ("a", "c"), ("a", "d"), ("d", "a")]);
        assert_eq!(graph(&sources), expected);
    }

    #[test]
    fn a_re_exported_name_counts_as_its_module() {
        let sources = [
            ("lib.rs", "mod a;\nmod b;\npub use a::{Kept, inner::{Deep as Shown}};"),
            ("a.rs", ""),
            ("b.rs", "use crate::Shown;"),
        ];
        assert_eq!(graph(&sources), edges(&[("b", "a")]));
    }

    #[test]
    fn a_comment_and_another_crate_are_no_dependency() {
        let sources = [("a.rs", "// use crate::b\nuse other_crate::b;\nuse crate::a::Own;"), ("b.rs", "")];
        assert_eq!(graph(&sources), Graph::new());
    }
}
