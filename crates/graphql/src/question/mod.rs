//! What a question may be made of: looked at before it is parsed, and again before it is checked against the schema.
//!
//! Everything that recurses over a question, the parser, the checks and the resolvers, goes no deeper than its brackets
//! and its fragments do; both are bounded here by one walk without recursion and one with a bounded depth. The sizes come
//! from [`market::limits`].

mod scan;

use std::collections::HashMap;

use async_graphql::{
    Error, Name, Request, Value,
    parser::types::{ExecutableDocument, OperationType, Selection, SelectionSet},
};
use market::limits::{self, Limit};

use crate::refusal::{Code, refuse};

/// Parses a question that is bounded in every way; the schema checks it next.
///
/// # Errors
/// A refusal with `BAD_QUESTION`, or `BAD_ARGUMENT` where a value cannot stay.
pub(crate) fn parse(request: &mut Request) -> Result<(), Error> {
    within(&limits::QUESTION, request.query.len())?;
    let scanned = scan::scan(&request.query);
    within(&limits::QUESTION_TOKENS, scanned.token_count)?;
    within(&limits::QUESTION_NESTING, scanned.nesting_max)?;
    within(&limits::QUESTION_VARIABLES, request.variables.len())?;
    if request.variables.values().any(has_nul) || request.query.contains('\0') || scanned.has_escaped_nul {
        return Err(refuse(Code::BadArgument, limits::NUL));
    }
    let document = request.parsed_query().map_err(|error| refuse(Code::BadQuestion, error.message))?;
    let mut count = Count::default();
    let mut reader = Reader { document, fields: HashMap::new() };
    for (_, operation) in document.operations.iter() {
        count.variables += operation.node.variable_definitions.len();
        count.directives += operation.node.directives.len();
        count.set(&operation.node.selection_set.node);
        count.fields = count.fields.saturating_add(reader.fields_of(&operation.node.selection_set.node, 0)?);
        if operation.node.ty == OperationType::Mutation {
            count.mutations = count.mutations.max(reader.roots_of(&operation.node.selection_set.node, 0)?);
        }
    }
    for fragment in document.fragments.values() {
        count.directives += fragment.node.directives.len();
        count.set(&fragment.node.selection_set.node);
    }
    count.within_limits()
}

fn within(limit: &Limit, count: usize) -> Result<(), Error> {
    if count <= limit.max {
        return Ok(());
    }
    let unit = limit.unit.word();
    let sentence =
        format!("{} may be at most {} {unit}, and there are {count}. Ask in several questions.", limit.what, limit.max);
    let mut letters = sentence.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    Err(refuse(Code::BadQuestion, first + letters.as_str()))
}

/// Whether a text in it holds a NUL. The depth is that of the JSON it came in, which its reader bounds to 128.
fn has_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::List(list) => list.iter().any(has_nul),
        Value::Object(map) => map.iter().any(|(name, value)| name.contains('\0') || has_nul(value)),
        _ => false,
    }
}

/// What a question is made of, as written.
#[derive(Default)]
struct Count {
    aliases: usize,
    directives: usize,
    variables: usize,
    fields: usize,
    mutations: usize,
}

impl Count {
    fn set(&mut self, set: &SelectionSet) {
        for selection in &set.items {
            self.directives += selection.node.directives().len();
            match &selection.node {
                Selection::Field(field) => {
                    self.aliases += usize::from(field.node.alias.is_some());
                    self.set(&field.node.selection_set.node);
                }
                Selection::InlineFragment(fragment) => self.set(&fragment.node.selection_set.node),
                Selection::FragmentSpread(_) => {}
            }
        }
    }

    fn within_limits(&self) -> Result<(), Error> {
        within(&limits::QUESTION_ALIASES, self.aliases)?;
        within(&limits::QUESTION_DIRECTIVES, self.directives)?;
        within(&limits::QUESTION_VARIABLES, self.variables)?;
        within(&limits::QUESTION_FIELDS, self.fields)?;
        within(&limits::QUESTION_MUTATIONS, self.mutations)
    }
}

/// Counts fields with fragments written out, each fragment looked at once: thirty that spread the next one twice are a
/// thousand million fields.
struct Reader<'a> {
    document: &'a ExecutableDocument,
    /// How many fields a fragment has; none while it is being counted.
    fields: HashMap<&'a Name, Option<usize>>,
}

impl<'a> Reader<'a> {
    fn fields_of(&mut self, set: &'a SelectionSet, depth: usize) -> Result<usize, Error> {
        within(&limits::QUESTION_NESTING, depth)?;
        let mut count = 0usize;
        for selection in &set.items {
            count = count.saturating_add(match &selection.node {
                Selection::Field(field) => self.fields_of(&field.node.selection_set.node, depth + 1)?.saturating_add(1),
                Selection::InlineFragment(fragment) => self.fields_of(&fragment.node.selection_set.node, depth + 1)?,
                Selection::FragmentSpread(spread) => self.fields_of_fragment(&spread.node.fragment_name.node, depth)?,
            });
        }
        Ok(count)
    }

    fn fields_of_fragment(&mut self, name: &'a Name, depth: usize) -> Result<usize, Error> {
        match self.fields.get(name) {
            Some(Some(count)) => return Ok(*count),
            Some(None) => return Err(refuse(Code::BadQuestion, format!("The fragment `{name}` spreads itself."))),
            None => {}
        }
        // What is not there is told by the schema.
        let Some(fragment) = self.document.fragments.get(name) else { return Ok(0) };
        self.fields.insert(name, None);
        let count = self.fields_of(&fragment.node.selection_set.node, depth + 1)?;
        self.fields.insert(name, Some(count));
        Ok(count)
    }

    /// How many fields stand at the root, those of fragments with it. The fields were counted before: no ring is left.
    fn roots_of(&self, set: &SelectionSet, depth: usize) -> Result<usize, Error> {
        within(&limits::QUESTION_NESTING, depth)?;
        let mut count = 0usize;
        for selection in &set.items {
            count = count.saturating_add(match &selection.node {
                Selection::Field(_) => 1,
                Selection::InlineFragment(fragment) => self.roots_of(&fragment.node.selection_set.node, depth + 1)?,
                Selection::FragmentSpread(spread) => {
                    match self.document.fragments.get(&spread.node.fragment_name.node) {
                        Some(fragment) => self.roots_of(&fragment.node.selection_set.node, depth + 1)?,
                        None => 0,
                    }
                }
            });
        }
        Ok(count)
    }
}
