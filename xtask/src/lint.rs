//! The `lint` command: the floors against the real dependencies, rings of modules, and the rules of a file.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::{findings, floors, module_graph, shell};

/// Lines of a Rust file at most; a longer one is two files.
const FILE_LINES_MAX: usize = 600;

/// Rules that are bent today. The list only shrinks: a line that is no longer needed fails, too.
const EXCEPTIONS: &str = "xtask/exceptions.txt";

/// A rule that a file or a crate breaks: the key that an exception would name, and a sentence.
#[derive(Debug, PartialEq, Eq)]
struct Breach {
    key: String,
    sentence: String,
}

/// Runs the command `lint`.
pub fn run(arguments: &[String]) -> Result<()> {
    if let Some(unknown) = arguments.first() {
        bail!("`lint` takes no arguments, and got `{unknown}`");
    }
    let root = shell::repository_root()?;
    let drawing = read(&root.join("ARCHITECTURE.md"))?;
    let floors = floors::parse(&drawing)?;
    let (crates, dependencies) = workspace(&root)?;
    let mut sentences = floors::breaches(&floors, &crates, &dependencies);

    let files = rust_files(&root)?;
    let mut breaches = Vec::new();
    for file in &files {
        let text = read(&root.join(file))?;
        breaches.extend(file_breaches(&file.to_string_lossy(), &text));
    }
    for name in &crates {
        for (folder, graph) in module_graph::of_crate(&root, name, &files)? {
            let order = floors.orders.get(name).filter(|_| folder.is_empty());
            breaches.extend(module_breaches(name, &folder, &graph, order));
        }
    }
    let exceptions = read(&root.join(EXCEPTIONS)).unwrap_or_default();
    sentences.extend(after_exceptions(breaches, &exceptions));

    sentences.extend(findings::drift(&root)?);

    if sentences.is_empty() {
        println!("lint: {} crates stand as drawn, {} files keep the rules", crates.len(), files.len());
        return Ok(());
    }
    bail!("{} to mend:\n  {}", sentences.len(), sentences.join("\n  "))
}

fn workspace(root: &Path) -> Result<(BTreeSet<String>, Vec<floors::Dependency>)> {
    let arguments = ["metadata", "--format-version", "1", "--no-deps"];
    let text = shell::output_of(&mut shell::cargo(root, &arguments))?;
    let metadata = serde_json::from_str(&text).context("cargo metadata answered no JSON")?;
    floors::from_metadata(&metadata)
}

/// What one file breaks by itself.
fn file_breaches(path: &str, text: &str) -> Vec<Breach> {
    let mut breaches = Vec::new();
    if !opens_with_a_sentence(text) {
        breaches.push(Breach {
            key: format!("opening {path}"),
            sentence: format!("{path} does not open with a `//!` sentence that says what it is for"),
        });
    }
    let line_count = text.lines().count();
    if line_count > FILE_LINES_MAX {
        breaches.push(Breach {
            key: format!("length {path}"),
            sentence: format!(
                "{path} has {line_count} lines, and {FILE_LINES_MAX} are the limit: make two files of it"
            ),
        });
    }
    // A row is what a table holds today; whoever shows things reads what the market makes of it.
    let shows =
        ["crates/web/src/", "crates/graphql/src/", "crates/maquette/src/"].iter().any(|room| path.starts_with(room));
    if shows && (text.contains("store::entities") || text.contains("    entities::")) {
        breaches.push(Breach {
            key: format!("rows {path}"),
            sentence: format!("{path} names `store::entities`: rows are the market's, and it gives values"),
        });
    }
    breaches
}

/// Whether the first line is a `//!` comment, and its paragraph ends as a sentence does.
fn opens_with_a_sentence(text: &str) -> bool {
    let paragraph: Vec<&str> = text
        .lines()
        .map_while(|line| line.strip_prefix("//!"))
        .map(str::trim)
        .take_while(|line| !line.is_empty())
        .collect();
    let opening = paragraph.join(" ");
    let has_words = opening.split_whitespace().count() >= 2;
    has_words && opening.ends_with(['.', '!', '?', ':'])
}

/// What the modules right below one module of a crate break among themselves; `folder` is the path of that one.
fn module_breaches(name: &str, folder: &str, graph: &module_graph::Graph, order: Option<&Vec<String>>) -> Vec<Breach> {
    let place = if folder.is_empty() { name.to_owned() } else { format!("{name}::{folder}") };
    let edges: Vec<(&str, &str)> = graph.iter().map(|(from, to)| (from.as_str(), to.as_str())).collect();
    let mut breaches: Vec<Breach> = floors::rings(&edges)
        .into_iter()
        .map(|ring| Breach {
            key: format!("ring {place} {}", ring.join(" ")),
            sentence: format!("in `{place}` modules name each other: {}; a third is missing", arrows(&ring, &edges)),
        })
        .collect();
    let place_of = |module: &str| order?.iter().position(|known| known == module);
    for (from, to) in edges {
        if let (Some(from_place), Some(to_place)) = (place_of(from), place_of(to))
            && to_place > from_place
        {
            breaches.push(Breach {
                key: format!("order {name} {from} {to}"),
                sentence: format!(
                    "in `{name}` the module `{from}` uses `{to}`, which the order in ARCHITECTURE.md puts after it"
                ),
            });
        }
    }
    breaches
}

/// Who names whom in a ring.
fn arrows(ring: &[String], edges: &[(&str, &str)]) -> String {
    let is_in = |name: &str| ring.iter().any(|known| known == name);
    let inside = edges.iter().filter(|(from, to)| from != to && is_in(from) && is_in(to));
    inside.map(|(from, to)| format!("{from} -> {to}")).collect::<Vec<_>>().join(", ")
}

/// The sentences that remain when the exceptions are taken away, and one for each exception too many.
fn after_exceptions(breaches: Vec<Breach>, exceptions: &str) -> Vec<String> {
    let mut unused: BTreeSet<&str> =
        exceptions.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    let known = unused.clone();
    let mut sentences = Vec::new();
    for breach in breaches {
        unused.remove(breach.key.as_str());
        if !known.contains(breach.key.as_str()) {
            sentences.push(breach.sentence);
        }
    }
    for line in unused {
        sentences.push(format!("{EXCEPTIONS} still names `{line}`, which holds by now: take the line out"));
    }
    sentences
}

/// Every Rust file of the workspace, relative to the root, in order.
fn rust_files(root: &Path) -> Result<Vec<PathBuf>> {
    let mut open = vec![PathBuf::from("crates"), PathBuf::from("xtask")];
    let mut files = Vec::new();
    while let Some(folder) = open.pop() {
        let entries =
            std::fs::read_dir(root.join(&folder)).with_context(|| format!("{} cannot be read", folder.display()))?;
        for entry in entries {
            let entry = entry?;
            let path = folder.join(entry.file_name());
            if entry.file_type()?.is_dir() {
                if entry.file_name() != "target" {
                    open.push(path);
                }
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}

fn read(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_opens_with_a_sentence() {
        assert!(opens_with_a_sentence("//! What it is for.\nfn main() {}\n"));
        assert!(opens_with_a_sentence("//! A sentence over\n//! two lines.\n//!\n//! More\n"));
        assert!(!opens_with_a_sentence("fn main() {}\n//! Too late.\n"));
        assert!(!opens_with_a_sentence("//! no end\n"));
        assert!(!opens_with_a_sentence("//! Word.\n"));
        assert!(!opens_with_a_sentence("// A plain comment.\n"));
        assert!(!opens_with_a_sentence(""));
    }

    #[test]
    fn a_file_at_the_limit_passes_and_one_line_more_fails() {
        let of_lines = |count: usize| format!("//! A file.\n{}", "\n".repeat(count - 1));
        assert_eq!(file_breaches("a.rs", &of_lines(FILE_LINES_MAX)), []);
        let breaches = file_breaches("a.rs", &of_lines(FILE_LINES_MAX + 1));
        assert_eq!(breaches.len(), 1);
        assert_eq!(breaches[0].key, "length a.rs");
    }

    #[test]
    fn rows_reach_nobody_who_shows_things() {
        let text = "//! A page.\nuse store::entities::listing;\n";
        assert_eq!(file_breaches("crates/web/src/pages/home.rs", text)[0].key, "rows crates/web/src/pages/home.rs");
        assert_eq!(file_breaches("crates/market/src/catalog/page.rs", text), []);
        assert_eq!(file_breaches("crates/web/src/pages/home.rs", "//! A page.\nuse store::Hash;\n"), []);
    }

    #[test]
    fn an_exception_covers_its_breach_and_no_other() {
        let breaches = file_breaches("a.rs", "fn a() {}");
        assert!(after_exceptions(breaches, "# bent\nopening a.rs\n").is_empty());
        let breaches = file_breaches("b.rs", "fn b() {}");
        assert_eq!(after_exceptions(breaches, "").len(), 1);
    }

    #[test]
    fn an_exception_that_is_no_longer_needed_fails() {
        let sentences = after_exceptions(Vec::new(), "length a.rs\n");
        assert_eq!(sentences.len(), 1);
        assert!(sentences[0].contains("`length a.rs`"), "{sentences:?}");
    }

    #[test]
    fn modules_that_call_each_other_fail() {
        let edge = |from: &str, to: &str| (from.to_owned(), to.to_owned());
        let graph = [edge("a", "b"), edge("b", "a"), edge("b", "c")].into();
        let breaches = module_breaches("house", "", &graph, None);
        assert_eq!(breaches.len(), 1);
        assert_eq!(breaches[0].key, "ring house a b");
        assert_eq!(module_breaches("house", "cellar", &graph, None)[0].key, "ring house::cellar a b");
    }

    #[test]
    fn a_module_may_use_an_earlier_one_and_no_later_one() {
        let edge = |from: &str, to: &str| (from.to_owned(), to.to_owned());
        let order = vec!["accounts".to_owned(), "catalog".to_owned()];
        let down = [edge("catalog", "accounts"), edge("catalog", "elsewhere")].into();
        assert_eq!(module_breaches("market", "", &down, Some(&order)), []);
        let up = [edge("accounts", "catalog")].into();
        let breaches = module_breaches("market", "", &up, Some(&order));
        assert_eq!(breaches[0].key, "order market accounts catalog");
    }
}
