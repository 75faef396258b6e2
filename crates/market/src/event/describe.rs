//! The kinds of events as a program outside reads of them: a list, and a JSON Schema each.

use std::fmt::Write as _;

use serde_json::Value;

use super::shapes;

/// One kind of event, described.
#[derive(Clone, Debug, PartialEq)]
pub struct Described {
    /// CloudEvents `type`: `listing.published`.
    pub kind: &'static str,
    /// Version of its shape.
    pub version: i32,
    /// What happened, in a sentence or two.
    pub about: String,
    /// JSON Schema (draft 2020-12) of its data.
    pub schema: Value,
}

impl Described {
    /// The name of the file that holds its schema: `listing.published.v1.json`.
    pub fn file_name(&self) -> String {
        format!("{}.v{}.json", self.kind, self.version)
    }
}

/// Every kind, in the order of a market's day: accounts, listings, orders, the shop front.
pub fn described() -> Vec<Described> {
    let described = |(kind, version, schema): (&'static str, i32, schemars::Schema)| {
        let mut schema = schema.to_value();
        schema["$id"] = format!("urn:maquette:event:{kind}:{version}").into();
        let about = schema["description"].as_str().unwrap_or_default().replace('\n', " ");
        Described { kind, version, about, schema }
    };
    shapes().into_iter().map(described).collect()
}

/// The page that lists every kind, as Markdown.
pub fn page() -> String {
    let mut page = String::from(
        "# Events\n\n\
         Every change that matters is told as a [CloudEvents 1.0](https://cloudevents.io) event, written in the transaction\n\
         of the change. `type` is the kind, `subject` whom it is about, `dataschema` names kind and version, `data` has the\n\
         shape that the schema says. People stand in events by their identifiers alone.\n\n\
         A version goes up with every change of shape. Fields are added and never taken away, so that a program that leaves\n\
         out what it does not know reads later versions, too; what would mislead it gets a kind of its own. The schemas of\n\
         older versions stay in `docs/events`. This page and the schemas are written by\n\
         `cargo run --package market --example event_schemas`, and a test fails where they no longer fit.\n\n\
         | kind | version | told when |\n|---|---|---|\n",
    );
    for kind in described() {
        // Writing into a text cannot fail.
        let _ =
            writeln!(page, "| [`{}`](events/{}) | {} | {} |", kind.kind, kind.file_name(), kind.version, kind.about);
    }
    page
}
