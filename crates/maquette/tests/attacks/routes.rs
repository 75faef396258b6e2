//! Every address of the real router, read from the router itself, and every name that its handlers read.

use std::{collections::BTreeSet, path::Path};

use axum::Router;

/// One address and one method.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Route {
    pub method: String,
    /// With its parameters in braces: `/l/{slug}`.
    pub path: String,
}

impl Route {
    /// The names of its parameters.
    pub fn parameters(&self) -> Vec<&str> {
        let names = self.path.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
        names.map(|(name, _)| name.trim_start_matches('*')).collect()
    }

    /// The address with `value` in the place of each parameter.
    pub fn with(&self, value: &str) -> String {
        let value = percent_encoding::utf8_percent_encode(value, percent_encoding::NON_ALPHANUMERIC).to_string();
        let mut parts = self.path.split('{');
        let mut address = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            address.push_str(&value);
            address.push_str(part.split_once('}').map_or("", |(_, rest)| rest));
        }
        address
    }
}

/// All routes, in a fixed order. A router tells no other way what it knows than by how it shows itself to a programmer.
pub fn of(router: &Router) -> Vec<Route> {
    let shown = format!("{router:?}");
    let (shown, _) = shown.split_once("fallback_router").expect("the router shows its fallback after its routes");
    let (endpoints, paths) = shown.split_once("node: Node").expect("the router shows its tree");
    let path_of = |id: &str| {
        let (_, rest) = paths.split_once(&format!("RouteId({id}): \"")).expect("each route has a path");
        rest.split('"').next().expect("its end").to_owned()
    };
    let mut routes = BTreeSet::new();
    for endpoint in endpoints.split("RouteId(").skip(1) {
        let (id, rest) = endpoint.split_once(')').expect("a number");
        let (_, allowed) = rest.split_once("allow_header: Bytes(b\"").expect("each route names its methods");
        let methods = allowed.split('"').next().expect("their end").split(',');
        // HEAD comes with GET.
        for method in methods.filter(|method| *method != "HEAD") {
            routes.insert(Route { method: method.to_owned(), path: path_of(id) });
        }
    }
    assert!(routes.len() > 50, "the way a router shows itself has changed: {} routes", routes.len());
    routes.into_iter().collect()
}

/// What stands between quotes after each `before` in the sources of the crate `web`, and in its structs that are read
/// from an address.
pub fn names_read() -> BTreeSet<String> {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("../web/src");
    let mut names = BTreeSet::new();
    let mut folders = vec![sources];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("the sources").flatten() {
            if entry.path().is_dir() {
                folders.push(entry.path());
            } else if entry.path().extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(entry.path()).expect("a source");
                names.extend(names_in(&text));
            }
        }
    }
    names.remove("");
    assert!(names.contains("listing") && names.contains("revision"), "the way a form is read has changed: {names:?}");
    names
}

fn names_in(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    for before in ["form.value(\"", "form.values(\"", "is_ticked(\""] {
        let found = text.split(before).skip(1).filter_map(|rest| rest.split('"').next());
        names.extend(found.map(str::to_owned));
    }
    // The parts of a form of several parts.
    let parts = text.lines().filter_map(|line| line.trim().strip_prefix('"')?.split_once("\" =>"));
    names.extend(parts.map(|(name, _)| name.to_owned()).filter(|name| name.chars().all(char::is_alphabetic)));
    for derived in text.split("Deserialize").skip(1) {
        let Some((_, body)) = derived.split_once("struct ").and_then(|(_, rest)| rest.split_once('{')) else {
            continue;
        };
        let fields = body.split('}').next().unwrap_or_default().lines().filter_map(|line| line.split_once(':'));
        let field = |(name, _): (&str, &str)| name.trim().trim_start_matches("pub(crate) ").to_owned();
        names.extend(
            fields.map(field).filter(|name| name.chars().all(|letter| letter.is_alphanumeric() || letter == '_')),
        );
    }
    names
}
