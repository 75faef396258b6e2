//! Relationships of the package: which part is the model to start from.

use quick_xml::{Reader, events::Event};

use super::{
    package::{Package, missing},
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
    let mut targets = match package.part("_rels/.rels") {
        Ok(bytes) => model_targets(&bytes)?,
        Err(stop) => {
            findings.push((*stop).severity(Severity::Warn));
            Vec::new()
        }
    };
    if targets.len() > 1 {
        let message = format!("The package names {} models to start from; the first was read.", targets.len());
        findings.push(Finding::new(START_UNCLEAR, message, "Export the model again with one start part."));
    }
    if targets.is_empty() {
        let message = "The package does not say which part is its model; the first one found was read.";
        findings.push(Finding::new(START_UNCLEAR, message, "Export the model again."));
        targets.extend(package.any_model());
    }
    targets.into_iter().next().ok_or_else(|| missing("3D/3dmodel.model"))
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
