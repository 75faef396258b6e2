//! The shapes of events are a promise to programs outside: none changes without its version.

#![allow(clippy::expect_used)] // A test may fail by a panic, in its helpers too.

use std::{collections::BTreeSet, path::PathBuf};

use market::event::{Described, described, page};

fn docs() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs")
}

#[test]
fn no_shape_changes_without_its_version() {
    for kind in described() {
        let name = kind.file_name();
        let kept = std::fs::read_to_string(docs().join("events").join(&name));
        let kept = kept.unwrap_or_else(|error| {
            panic!("{name}: {error}; write it by `cargo run --package market --example event_schemas`")
        });
        let kept: serde_json::Value = serde_json::from_str(&kept).expect("JSON");
        assert_eq!(kept, kind.schema, "the shape of `{}` has changed: raise its version", kind.kind);
    }
}

#[test]
fn each_kind_is_told_once_and_in_words() {
    let kinds = described();
    let names: BTreeSet<&str> = kinds.iter().map(|kind| kind.kind).collect();
    assert_eq!(names.len(), kinds.len(), "two structs share a kind");
    for Described { kind, about, schema, .. } in &kinds {
        assert!(about.ends_with('.') && about.len() > 15, "{kind}: {about:?}");
        let fields = schema["properties"].as_object().expect("an object");
        for (name, field) in fields {
            let said = field["description"].as_str();
            assert!(said.is_some_and(|said| said.ends_with('.')), "{kind}.{name} is not explained: {field}");
        }
    }
}

#[test]
fn the_page_lists_what_is_told() {
    let kept = std::fs::read_to_string(docs().join("events.md")).expect("docs/events.md");
    assert_eq!(kept, page(), "write it anew by `cargo run --package market --example event_schemas`");
}
