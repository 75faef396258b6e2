//! Relationships of the package: which part is the model to start from.

use quick_xml::{Reader, events::Event};

use super::{
    package::{PART_MISSING, Package},
    parse::{attribute, decode, doctype_refused},
};
use crate::mesh::trouble::Stop;
use crate::{Code, Finding, Findings, Severity};

/// The package does not say, or not clearly, where its model is.
const START_UNCLEAR: Code = Code { id: "R117", name: "start-unclear", severity: Severity::Warn };

/// The last step of the type that points to the model; what stands before it changed with the versions.
const MODEL_TYPE_END: &str = "/3dmodel";

/// The name of the model part that the package starts from.
pub(super) fn start_part(package: &mut Package, findings: &mut Findings) -> Result<String, Stop> {
    const RELATIONSHIPS: &str = "_rels/.rels";
    let targets = match package.has(RELATIONSHIPS).then(|| package.part(RELATIONSHIPS)) {
        None => Vec::new(),
        Some(Ok(bytes)) => model_targets(&bytes)?,
        Some(Err(stop)) => {
            findings.push((*stop).severity(Severity::Warn));
            return package.any_model().ok_or_else(no_model);
        }
    };
    if targets.len() > 1 {
        let message = format!("The package names {} models to start from; the first was read.", targets.len());
        findings.push(Finding::new(START_UNCLEAR, message, "Export the model again with one start part."));
    }
    if let Some(first) = targets.into_iter().next() {
        return Ok(first);
    }
    let found = package.any_model().ok_or_else(no_model)?;
    let message = "The package does not say which part is its model; the first one found was read.";
    let fix = "Check that it is the right one, or export the model again.";
    findings.push(Finding::new(START_UNCLEAR, message, fix));
    Ok(found)
}

/// For a zip that only the name of the file calls a 3MF.
fn no_model() -> Stop {
    let message = "There is no 3D model in the package: it is a zip archive of other files.";
    Box::new(Finding::new(PART_MISSING, message, "Unpack it and upload the files one by one."))
}

/// Targets inside the package; those outside are never followed.
fn model_targets(bytes: &[u8]) -> Result<Vec<String>, Stop> {
    let text = decode(bytes);
    let mut reader = Reader::from_str(&text);
    let mut targets = Vec::new();
    loop {
        match reader.read_event() {
            Ok(Event::Start(element) | Event::Empty(element))
                if element.local_name().into_inner() == "Relationship" =>
            {
                let is_model = attribute(&element, "Type").is_some_and(|kind| kind.ends_with(MODEL_TYPE_END));
                let is_inside = attribute(&element, "TargetMode").as_deref() != Some("External");
                if is_model && is_inside {
                    targets.extend(attribute(&element, "Target"));
                }
            }
            Ok(Event::DocType(_)) => return Err(doctype_refused("_rels/.rels")),
            Ok(Event::Eof) | Err(_) => return Ok(targets),
            Ok(_) => {}
        }
    }
}
