//! Every question that the real schema takes, written from what the schema says of itself.

use std::collections::BTreeMap;

use axum::Router;
use serde_json::{Value, json};

use crate::browser::ask;

/// How deep an answer is looked into.
const DEPTH: usize = 3;

/// Arguments that say where a page begins and how long it is: none names a thing.
const PAGING: [&str; 4] = ["after", "before", "first", "last"];

/// The types of the schema by their names.
pub struct Schema {
    types: BTreeMap<String, Value>,
}

/// A question about one field of the root, with `value` wherever a name of something is taken.
#[derive(Clone, Debug)]
pub struct Question {
    /// `mutation editListing`.
    pub field: String,
    before: String,
}

/// Lists of words out of fixed vocabularies: any other word is refused, and with it all else that the filter asks.
const WORDS: [(&str, &str); 4] = [
    ("materials", r#"["pla"]"#),
    ("machines", r#"["fdm-printer"]"#),
    ("formats", r#"["svg"]"#),
    ("difficulties", r#"["easy"]"#),
];

/// Stands where the name of something goes.
const NAME: &str = "\u{1}";

impl Question {
    pub fn with(&self, value: &str) -> Value {
        json!({ "query": self.before.replace(NAME, value) })
    }
}

impl Schema {
    /// As the door itself tells it.
    pub async fn of(router: &Router) -> Self {
        let of_type = "ofType { kind name ".repeat(5) + &"} ".repeat(5);
        let query = format!(
            "{{ __schema {{ types {{ kind name fields {{ name args {{ name type {{ kind name {of_type} }} }} \
             type {{ kind name {of_type} }} }} inputFields {{ name type {{ kind name {of_type} }} }} \
             enumValues {{ name }} }} }} }}"
        );
        let body = ask(router, None, &json!({ "query": query })).await;
        let types = body["data"]["__schema"]["types"].as_array().unwrap_or_else(|| panic!("{body}"));
        let named = types.iter().map(|described| (text(&described["name"]), described.clone()));
        Self { types: named.collect() }
    }

    /// For each field of both roots: one question with all of its arguments, and one with each optional one alone.
    pub fn questions(&self) -> Vec<Question> {
        let mut questions = Vec::new();
        for (kind, root) in [("query", "Query"), ("mutation", "Mutation")] {
            for field in self.types[root]["fields"].as_array().expect("fields") {
                let arguments: Vec<_> = list(&field["args"]).filter(|argument| !is_paging(argument)).collect();
                let required: Vec<_> = arguments.iter().copied().filter(|argument| is_required(argument)).collect();
                let optional: Vec<_> = arguments.iter().copied().filter(|argument| !is_required(argument)).collect();
                let mut sets = vec![arguments.clone()];
                if optional.len() + required.len() > 1 {
                    sets.extend(optional.iter().map(|one| [&required[..], &[*one]].concat()));
                }
                sets.extend((!optional.is_empty()).then(|| required.clone()));
                for set in sets {
                    questions.push(self.question(kind, field, &set));
                }
            }
        }
        assert!(questions.len() > 25, "{}", questions.len());
        questions
    }

    fn question(&self, kind: &str, field: &Value, arguments: &[&Value]) -> Question {
        let name = text(&field["name"]);
        let selection = self.selection(&field["type"], DEPTH);
        let before = format!("{kind} {{ {name}{} {selection} }}", self.arguments(field, arguments));
        Question { field: format!("{kind} {name}"), before }
    }

    /// The arguments of a field in brackets; a page is a short one.
    fn arguments(&self, field: &Value, arguments: &[&Value]) -> String {
        let said = arguments
            .iter()
            .map(|argument| format!("{}: {}", text(&argument["name"]), self.literal(&argument["type"])));
        let is_page = list(&field["args"]).any(|argument| text(&argument["name"]) == "first");
        let said: Vec<_> = said.chain(is_page.then(|| "first: 2".to_owned())).collect();
        if said.is_empty() { String::new() } else { format!("({})", said.join(", ")) }
    }

    /// A value of a type: names and texts are the name of something, all else is plausible.
    fn literal(&self, of: &Value) -> String {
        match text(&of["kind"]).as_str() {
            "NON_NULL" => self.literal(&of["ofType"]),
            "LIST" => format!("[{}]", self.literal(&of["ofType"])),
            "ENUM" => text(&self.types[&text(&of["name"])]["enumValues"][0]["name"]),
            "INPUT_OBJECT" => {
                let fields: Vec<_> = list(&self.types[&text(&of["name"])]["inputFields"])
                    .map(|field| format!("{}: {}", text(&field["name"]), self.field_literal(field)))
                    .collect();
                format!("{{ {} }}", fields.join(", "))
            }
            "SCALAR" => match text(&of["name"]).as_str() {
                "ID" | "String" => format!("\"{NAME}\""),
                "Int" => "650".to_owned(),
                "Float" => "1.5".to_owned(),
                "Boolean" => "true".to_owned(),
                other => panic!("say here what a `{other}` looks like"),
            },
            other => panic!("say here what a value of kind {other} looks like"),
        }
    }

    /// A value of an input's field.
    fn field_literal(&self, field: &Value) -> String {
        let name = text(&field["name"]);
        let word = WORDS.iter().find(|(list, _)| *list == name);
        word.map_or_else(|| self.literal(&field["type"]), |(_, word)| (*word).to_owned())
    }

    /// All fields of a type, as deep as that goes; those that take a name are given one.
    fn selection(&self, of: &Value, depth: usize) -> String {
        let of = named(of);
        let described = &self.types[&text(&of["name"])];
        if text(&described["kind"]) != "OBJECT" {
            return String::new();
        }
        let is_page = text(&described["name"]).ends_with("Connection");
        let mut fields = vec!["__typename".to_owned()];
        for field in list(&described["fields"]) {
            let name = text(&field["name"]);
            let is_object = text(&self.types[&text(&named(&field["type"])["name"])]["kind"]) == "OBJECT";
            if is_object && (depth == 0 || (is_page && name != "nodes")) {
                continue;
            }
            let mut arguments: Vec<_> = list(&field["args"]).filter(|argument| is_required(argument)).collect();
            arguments.retain(|argument| !is_paging(argument));
            let said = self.arguments(field, &arguments);
            // A page and its nodes are one step.
            let deeper = if is_page { depth } else { depth.saturating_sub(1) };
            fields.push(format!("{name}{said} {}", self.selection(&field["type"], deeper)));
        }
        format!("{{ {} }}", fields.join(" "))
    }
}

fn named(of: &Value) -> &Value {
    if of["ofType"].is_object() { named(&of["ofType"]) } else { of }
}

fn is_required(argument: &Value) -> bool {
    text(&argument["type"]["kind"]) == "NON_NULL"
}

fn is_paging(argument: &Value) -> bool {
    PAGING.contains(&text(&argument["name"]).as_str())
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}
