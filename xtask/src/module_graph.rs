//! Which module of a crate names which other one, at every level of its folders.
//!
//! Paths are followed as the compiler follows them: `crate::`, `self::` and `super::`, what `use` brought in, names
//! that another module re-exports, modules within modules, in a `use` and in the middle of an expression. A module is
//! its file and everything below it, so that two siblings form a ring when anything below the one names anything
//! below the other and the reverse. A parent and its children may name each other: they are one module. Tests count
//! with the file they are in; the folders `tests` and `bin` are crates of their own.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::module_source::{self, Module, Names};

/// Pairs of sibling modules: the first one uses the second one.
pub type Graph = BTreeSet<(String, String)>;

/// The graph of each folder: by the path of the parent module (`mesh::threemf`, the root's is empty).
pub type Graphs = BTreeMap<String, Graph>;

/// Re-exports of re-exports that are followed.
const HOPS_MAX: u32 = 16;

/// The graphs of one crate of the workspace.
///
/// `files` are the workspace's Rust files, relative to `root`.
pub fn of_crate(root: &Path, name: &str, files: &[PathBuf]) -> Result<Graphs> {
    let sources = [PathBuf::from("crates").join(name).join("src"), PathBuf::from(name).join("src")];
    let mut modules = Vec::new();
    for file in files {
        let relative = sources.iter().find_map(|folder| file.strip_prefix(folder).ok());
        let Some(path) = relative.and_then(|relative| module_of(&relative.to_string_lossy())) else { continue };
        let text =
            std::fs::read_to_string(root.join(file)).with_context(|| format!("{} cannot be read", file.display()))?;
        let found = module_source::modules(&path, &text).with_context(|| format!("{} is no Rust", file.display()))?;
        modules.extend(found);
    }
    Ok(Crate::new(modules).graphs())
}

/// The module that a file below `src/` is; none for binaries beside the crate. The root's is empty.
fn module_of(path: &str) -> Option<Names> {
    let path = path.strip_suffix(".rs")?;
    let mut names: Names = path.split('/').map(str::to_owned).collect();
    match (names[0].as_str(), names.len()) {
        ("bin", 2..) => return None,
        ("lib" | "main", 1) => names.clear(),
        _ => {}
    }
    if names.last().is_some_and(|name| name == "mod") {
        names.pop();
    }
    Some(names)
}

/// All modules of a crate.
struct Crate {
    modules: BTreeMap<Names, Module>,
}

impl Crate {
    fn new(modules: Vec<Module>) -> Self {
        let mut all: BTreeMap<Names, Module> = BTreeMap::new();
        for module in modules {
            // A crate may have two roots, `lib.rs` and `main.rs`.
            let known = all.entry(module.path.clone()).or_insert_with(|| Module {
                path: module.path.clone(),
                file: module.file.clone(),
                ..Module::default()
            });
            known.items.extend(module.items);
            known.imports.extend(module.imports);
            known.globs.extend(module.globs);
            known.mentions.extend(module.mentions);
        }
        Self { modules: all }
    }

    fn graphs(&self) -> Graphs {
        let mut graphs = Graphs::new();
        for module in self.modules.values() {
            let paths = module.imports.values().chain(&module.globs).chain(&module.mentions);
            for target in paths.filter_map(|path| self.home(&module.path, path)) {
                let Some(Module { file: target, .. }) = self.modules.get(&target) else { continue };
                let common = module.file.iter().zip(target).take_while(|(one, other)| one == other).count();
                if let (Some(from), Some(to)) = (module.file.get(common), target.get(common)) {
                    graphs.entry(module.file[..common].join("::")).or_default().insert((from.clone(), to.clone()));
                }
            }
        }
        graphs
    }

    /// The module in which that is defined what `path` names, seen from the module `from`; none for what is not of
    /// this crate, and for names of one module's own.
    fn home(&self, from: &[String], path: &[String]) -> Option<Names> {
        match self.follow(from, path, 0)? {
            Step::Into(module) | Step::Item(module) => Some(module),
        }
    }

    fn follow(&self, from: &[String], path: &[String], hops: u32) -> Option<Step> {
        let (first, rest) = path.split_first()?;
        let mut step = match first.as_str() {
            "crate" => Step::Into(Names::new()),
            "self" => Step::Into(from.to_vec()),
            "super" => Step::Into(parent(from)?),
            name => self.step(from, name, hops)?,
        };
        for name in rest {
            // What follows an item (a variant, an associated function) belongs to it.
            let Step::Into(at) = step else { break };
            step = match name.as_str() {
                "super" => Step::Into(parent(&at)?),
                "self" => Step::Into(at),
                // What a macro defines is not seen, but the path says where it is.
                name => self.step(&at, name, hops).unwrap_or(Step::Item(at)),
            };
        }
        Some(step)
    }

    /// What `name` is in the module `at`.
    fn step(&self, at: &[String], name: &str, hops: u32) -> Option<Step> {
        let child: Names = [at, &[name.to_owned()]].concat();
        if self.modules.contains_key(&child) {
            return Some(Step::Into(child));
        }
        let module = self.modules.get(at)?;
        if module.items.contains(name) {
            return Some(Step::Item(at.to_vec()));
        }
        if hops >= HOPS_MAX {
            return None;
        }
        // `use other_crate;` stands for itself.
        if let Some(path) = module.imports.get(name).filter(|path| path[0] != name) {
            return self.follow(at, path, hops + 1);
        }
        module.globs.iter().find_map(|glob| match self.follow(at, glob, hops + 1)? {
            Step::Into(home) if home != at => self.step(&home, name, hops + 1),
            _ => None,
        })
    }
}

/// Where one name of a path leads.
enum Step {
    /// To this module.
    Into(Names),
    /// To something that this module defines.
    Item(Names),
}

fn parent(path: &[String]) -> Option<Names> {
    path.split_last().map(|(_, above)| above.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The graphs of planted sources: path below `src/`, and text.
    fn graphs(sources: &[(&str, &str)]) -> Graphs {
        let modules = sources
            .iter()
            .filter_map(|(path, text)| Some(module_source::modules(&module_of(path)?, text).expect("Rust")));
        Crate::new(modules.flatten().collect()).graphs()
    }

    fn edges(folder: &str, pairs: &[(&str, &str)]) -> Graphs {
        let graph = pairs.iter().map(|(from, to)| ((*from).to_owned(), (*to).to_owned())).collect();
        [(folder.to_owned(), graph)].into()
    }

    #[test]
    fn a_path_and_a_group_are_both_seen() {
        let sources = [
            ("a.rs", "use crate::b::X; use crate::{c::{Y, Z}, d};"),
            ("b/mod.rs", ""),
            ("c.rs", ""),
            ("d/mod.rs", "mod deep;"),
            ("d/deep.rs", "fn f() { crate::a::g() }"),
        ];
        assert_eq!(graphs(&sources), edges("", &[("a", "b"), ("a", "c"), ("a", "d"), ("d", "a")]));
    }

    #[test]
    fn a_re_exported_name_counts_as_its_module() {
        let sources = [
            ("lib.rs", "mod a;\nmod b;\npub use a::{Kept, inner::{Deep as Shown}}; pub use a::all::*;"),
            ("a/mod.rs", "pub mod inner; pub mod all;"),
            ("a/inner.rs", "pub struct Deep;"),
            ("a/all.rs", "pub struct Wide;"),
            ("b.rs", "use crate::Shown;"),
            ("c.rs", "use crate::Wide;"),
        ];
        assert_eq!(graphs(&sources), edges("", &[("b", "a"), ("c", "a")]));
    }

    #[test]
    fn a_comment_a_string_and_another_crate_are_no_dependency() {
        let sources = [
            (
                "a.rs",
                "// use crate::b\nuse other_crate::b;\nuse crate::a::Own; use ::b::X; const S: &str = \"crate::b\";",
            ),
            ("b.rs", ""),
        ];
        assert_eq!(graphs(&sources), Graphs::new());
    }

    #[test]
    fn siblings_that_name_each_other_by_super_are_seen() {
        let sources = [
            ("a/mod.rs", "mod one; mod two;"),
            ("a/one.rs", "use super::two::Two; pub struct One;"),
            ("a/two.rs", "pub struct Two(super::one::One);"),
        ];
        assert_eq!(graphs(&sources), edges("a", &[("one", "two"), ("two", "one")]));
    }

    #[test]
    fn files_in_other_folders_are_lifted_to_the_folders_that_are_siblings() {
        let sources = [
            ("a/b/deep/one.rs", "use super::super::super::c::two::X;"),
            ("a/c/two.rs", "pub struct X; fn f() { crate::a::b::deep::g() }"),
            ("a/b/deep/mod.rs", "mod one; pub fn g() {}"),
            ("a/b/mod.rs", "pub mod deep;"),
            ("a/c/mod.rs", "pub mod two;"),
            ("a/mod.rs", "mod b; mod c;"),
        ];
        assert_eq!(graphs(&sources), edges("a", &[("b", "c"), ("c", "b")]));
    }

    #[test]
    fn a_path_in_the_middle_of_an_expression_is_followed_through_what_use_brought_in() {
        let sources = [
            ("a/mod.rs", "mod one; mod two; pub use two::Two as Other;"),
            ("a/one.rs", "use super::two; fn f() -> u8 { two::g(vec![super::Other::new()]) }"),
            ("a/two.rs", "use super::one as first; fn g() { first::f(); } pub struct Two;"),
        ];
        assert_eq!(graphs(&sources), edges("a", &[("one", "two"), ("two", "one")]));
    }

    #[test]
    fn a_name_that_the_parent_brings_in_for_its_tests_leads_to_its_home() {
        let sources = [
            ("a/mod.rs", "mod one; mod two; use two::Two;"),
            ("a/one.rs", "mod tests { use super::super::*; fn f(_: Two) {} }"),
            ("a/two.rs", "pub struct Two;"),
        ];
        assert_eq!(graphs(&sources), edges("a", &[("one", "two")]));
    }

    #[test]
    fn a_parent_and_its_child_are_one_module() {
        let sources = [
            ("a/mod.rs", "mod one; pub struct Shared; fn f() { one::g() }"),
            ("a/one.rs", "use super::Shared; pub fn g() { super::f() }"),
        ];
        assert_eq!(graphs(&sources), Graphs::new());
    }

    #[test]
    fn imports_that_lead_to_each_other_end() {
        let sources = [("a.rs", "pub use crate::b::X;"), ("b.rs", "pub use crate::a::X; pub use crate::a::*;")];
        assert_eq!(graphs(&sources), edges("", &[("a", "b"), ("b", "a")]));
    }
}
