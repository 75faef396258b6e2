//! The floors of the house as data: the drawing in `ARCHITECTURE.md`, and what breaks it.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

/// The word that stands for every crate on the floors below.
const BELOW: &str = "below";

/// The one crate whose tests drive the whole house, so that its tests may use every crate.
const WHOLE_HOUSE_TESTER: &str = "maquette";

/// A crate as it is drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Room {
    /// The crate's name.
    pub name: String,
    /// The floor's index, 0 for the top one.
    floor_index: usize,
    /// Whether it may use every crate on the floors below.
    below: bool,
    /// The crates that it may use by name.
    named: Vec<String>,
}

/// The drawing: rooms from the roof to the cellar, and the order of nouns inside of a crate.
#[derive(Debug, Default)]
pub struct Floors {
    rooms: Vec<Room>,
    /// Crate -> its modules, the earliest first: a later one may use an earlier one.
    pub orders: BTreeMap<String, Vec<String>>,
}

/// A dependency of one crate of the house on another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Dependency {
    /// The crate that uses.
    pub from: String,
    /// The crate that is used.
    pub to: String,
    /// Whether only its tests, benches and examples use it.
    pub only_tests: bool,
}

/// Reads the fenced block `floors` of a Markdown text.
///
/// A line is `floor: crate -> allowed, allowed`, from the roof to the cellar. `below` among the
/// allowed stands for every crate on a lower floor. `order: crate -> module, module` orders the
/// modules inside of a crate.
///
/// # Errors
/// When there is no such block, a line is in no known form, a crate is drawn twice, or a crate is
/// allowed to use one that is not drawn below it.
pub fn parse(markdown: &str) -> Result<Floors> {
    let mut lines = markdown.lines();
    lines.by_ref().find(|line| line.trim() == "```floors").context("ARCHITECTURE.md has no fenced block ```floors")?;
    let mut floors = Floors::default();
    let mut floor_names: Vec<String> = Vec::new();
    for line in lines.take_while(|line| line.trim() != "```") {
        if !line.trim().is_empty() {
            read_line(line, &mut floors, &mut floor_names)
                .with_context(|| format!("in the floors of ARCHITECTURE.md: `{line}`"))?;
        }
    }
    check_drawing(&floors)?;
    Ok(floors)
}

fn read_line(line: &str, floors: &mut Floors, floor_names: &mut Vec<String>) -> Result<()> {
    let (floor, rest) = line.split_once(':').context("a line is `floor: crate -> allowed, allowed`")?;
    let (name, allowed) = rest.split_once("->").context("a line is `floor: crate -> allowed, allowed`")?;
    let (floor, name) = (floor.trim(), name.trim().to_owned());
    let words: Vec<String> =
        allowed.split(',').map(|word| word.trim().to_owned()).filter(|word| !word.is_empty()).collect();
    if floor == "order" {
        floors.orders.insert(name, words);
        return Ok(());
    }
    if floor_names.last().map(String::as_str) != Some(floor) {
        ensure!(
            !floor_names.iter().any(|known| known == floor),
            "the floor `{floor}` is in two places: keep its crates together"
        );
        floor_names.push(floor.to_owned());
    }
    ensure!(floors.room(&name).is_none(), "the crate `{name}` is drawn twice");
    floors.rooms.push(Room {
        name,
        floor_index: floor_names.len() - 1,
        below: words.iter().any(|word| word == BELOW),
        named: words.into_iter().filter(|word| word != BELOW).collect(),
    });
    Ok(())
}

/// A drawing without a ring: whoever is named stands on a lower floor, or further down on the same.
fn check_drawing(floors: &Floors) -> Result<()> {
    for (place, room) in floors.rooms.iter().enumerate() {
        for named in &room.named {
            let Some(used_place) = floors.rooms.iter().position(|other| &other.name == named) else {
                bail!("the floors let `{}` use `{named}`, which is not drawn", room.name);
            };
            ensure!(
                used_place > place,
                "the floors let `{}` use `{named}`, which is not drawn below it: that way lies a ring",
                room.name
            );
        }
    }
    for name in floors.orders.keys() {
        ensure!(floors.room(name).is_some(), "an order is drawn for `{name}`, which is no drawn crate");
    }
    Ok(())
}

impl Floors {
    fn room(&self, name: &str) -> Option<&Room> {
        self.rooms.iter().find(|room| room.name == name)
    }

    /// Whether the drawing lets the first crate use the second.
    fn allows(&self, from: &Room, to: &Room) -> bool {
        from.named.contains(&to.name) || (from.below && to.floor_index > from.floor_index)
    }
}

/// What is wrong between the drawing and the real crates, one sentence each.
pub fn breaches(floors: &Floors, crates: &BTreeSet<String>, dependencies: &[Dependency]) -> Vec<String> {
    let mut sentences = Vec::new();
    for name in crates {
        if floors.room(name).is_none() {
            sentences.push(format!("the crate `{name}` is on no floor: draw it in ARCHITECTURE.md"));
        }
    }
    for room in &floors.rooms {
        if !crates.contains(&room.name) {
            sentences.push(format!("ARCHITECTURE.md draws `{}`, which is no crate", room.name));
        }
    }
    for dependency in dependencies {
        if let (Some(from), Some(to)) = (floors.room(&dependency.from), floors.room(&dependency.to)) {
            let is_free = dependency.only_tests && from.name == WHOLE_HOUSE_TESTER;
            if !is_free && !floors.allows(from, to) {
                sentences.push(undrawn(dependency));
            }
        }
    }
    let edges: Vec<(&str, &str)> = dependencies.iter().map(|edge| (edge.from.as_str(), edge.to.as_str())).collect();
    for ring in rings(&edges) {
        sentences.push(format!("these crates form a ring: {}", ring.join(", ")));
    }
    sentences
}

fn undrawn(dependency: &Dependency) -> String {
    let manner = if dependency.only_tests { "uses in its tests" } else { "uses" };
    format!(
        "`{}` {manner} `{}`, which the floors do not allow: move the code down, or draw it in ARCHITECTURE.md",
        dependency.from, dependency.to
    )
}

/// Sets of names that reach each other along the edges, each in alphabetical order.
pub fn rings(edges: &[(&str, &str)]) -> Vec<Vec<String>> {
    let mut reach: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (from, _) in edges {
        reach.entry(from).or_insert_with(|| reachable_from(from, edges));
    }
    let mut found: BTreeSet<Vec<String>> = BTreeSet::new();
    for (name, reached) in &reach {
        if reached.contains(name) {
            let ring = reached
                .iter()
                .filter(|other| reach.get(*other).is_some_and(|theirs| theirs.contains(name)))
                .map(|other| (*other).to_owned())
                .collect();
            found.insert(ring);
        }
    }
    found.into_iter().collect()
}

fn reachable_from<'a>(start: &str, edges: &[(&'a str, &'a str)]) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let mut open = vec![start];
    while let Some(name) = open.pop() {
        for (from, to) in edges {
            if *from == name && reached.insert(*to) {
                open.push(to);
            }
        }
    }
    reached
}

/// The crates of the house and their dependencies on each other, from `cargo metadata`'s answer.
///
/// A dependency of a build script counts like any other. One that is both real and for tests
/// counts as real.
pub fn from_metadata(metadata: &Value) -> Result<(BTreeSet<String>, Vec<Dependency>)> {
    let packages = metadata["packages"].as_array().context("cargo metadata lists no packages")?;
    let name_of = |value: &Value| value["name"].as_str().map(str::to_owned);
    let crates: BTreeSet<String> = packages.iter().filter_map(name_of).collect();
    let mut only_tests: BTreeMap<(String, String), bool> = BTreeMap::new();
    for package in packages {
        let from = name_of(package).context("a package without a name")?;
        for dependency in package["dependencies"].as_array().into_iter().flatten() {
            let Some(to) = name_of(dependency).filter(|to| crates.contains(to)) else {
                continue;
            };
            let is_test = dependency["kind"].as_str() == Some("dev");
            let known = only_tests.entry((from.clone(), to)).or_insert(is_test);
            *known &= is_test;
        }
    }
    let dependencies =
        only_tests.into_iter().map(|((from, to), only_tests)| Dependency { from, to, only_tests }).collect();
    Ok((crates, dependencies))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DRAWING: &str = "# House\n```floors\n\
        roof: maquette -> web, below\n\
        roof: web -> below\n\
        ground: inspect -> pattern, below\n\
        ground: pattern -> below\n\
        cellar: basis ->\n\
        order: pattern -> mesh, drawing\n```\nroof: not -> read\n";

    fn crates() -> BTreeSet<String> {
        ["maquette", "web", "inspect", "pattern", "basis"].map(str::to_owned).into()
    }

    fn uses(from: &str, to: &str) -> Dependency {
        Dependency { from: from.to_owned(), to: to.to_owned(), only_tests: false }
    }

    fn breaches_of(dependencies: &[Dependency]) -> Vec<String> {
        breaches(&parse(DRAWING).unwrap(), &crates(), dependencies)
    }

    #[test]
    fn a_drawn_dependency_passes() {
        let drawn = [uses("maquette", "web"), uses("web", "inspect"), uses("inspect", "pattern")];
        assert_eq!(breaches_of(&drawn), Vec::<String>::new());
    }

    #[test]
    fn an_undrawn_dependency_fails() {
        let sentences = breaches_of(&[uses("basis", "pattern")]);
        assert_eq!(sentences.len(), 1);
        assert!(sentences[0].starts_with("`basis` uses `pattern`"), "{sentences:?}");
    }

    #[test]
    fn a_neighbour_on_the_same_floor_must_be_named() {
        assert_eq!(breaches_of(&[uses("pattern", "inspect")]).len(), 1);
        assert_eq!(breaches_of(&[uses("inspect", "pattern")]).len(), 0);
    }

    #[test]
    fn a_ring_fails_even_where_cargo_accepts_it() {
        let sentences =
            breaches_of(&[uses("web", "inspect"), Dependency { only_tests: true, ..uses("inspect", "web") }]);
        assert!(sentences.iter().any(|sentence| sentence.contains("a ring: inspect, web")), "{sentences:?}");
    }

    #[test]
    fn only_the_tests_of_the_binary_may_use_every_crate() {
        let test_only = |from: &str, to: &str| Dependency { only_tests: true, ..uses(from, to) };
        assert_eq!(breaches_of(&[test_only("maquette", "basis")]).len(), 0);
        assert_eq!(breaches_of(&[test_only("pattern", "inspect")]).len(), 1);
    }

    #[test]
    fn a_crate_that_is_not_drawn_fails() {
        let mut crates = crates();
        crates.insert("attic".to_owned());
        crates.remove("web");
        let sentences = breaches(&parse(DRAWING).unwrap(), &crates, &[]);
        assert_eq!(sentences.len(), 2, "{sentences:?}");
    }

    #[test]
    fn a_drawing_that_goes_up_is_refused() {
        for drawing in [
            "```floors\nroof: a ->\nground: b -> a\n```",
            "```floors\nroof: a -> b\n```",
            "```floors\nroof: a ->\nroof: a ->\n```",
            "```floors\nroof: a ->\nground: b ->\nroof: c ->\n```",
            "```floors\nroof a\n```",
            "no block",
        ] {
            assert!(parse(drawing).is_err(), "{drawing}");
        }
    }

    #[test]
    fn an_order_inside_of_a_crate_is_read() {
        let floors = parse(DRAWING).unwrap();
        assert_eq!(floors.orders["pattern"], ["mesh", "drawing"]);
    }

    #[test]
    fn a_dependency_that_is_real_and_for_tests_counts_as_real() {
        let metadata = serde_json::json!({"packages": [
            {"name": "web", "dependencies": [
                {"name": "basis", "kind": "dev"},
                {"name": "basis", "kind": null},
                {"name": "serde", "kind": null},
            ]},
            {"name": "basis", "dependencies": []},
        ]});
        let (_, dependencies) = from_metadata(&metadata).unwrap();
        assert_eq!(dependencies, [uses("web", "basis")]);
    }
}
