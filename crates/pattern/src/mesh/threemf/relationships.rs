//! Relationships of the package and of its parts: which part is the model to start from, and what else belongs to it.

use quick_xml::{Reader, events::Event};

use super::package::Package;
use crate::mesh::trouble::{OVER_BUDGET, PART_MISSING, Stop};
use crate::mesh::xml::{attribute, decode, doctype_refused};
use crate::{Code, Finding, Findings, Severity};

/// The package does not say, or not clearly, where its model is, which the core specification (2.1.1) asks of it.
const START_UNCLEAR: Code = Code { id: "R117", name: "start-unclear", severity: Severity::Fail };

/// The last step of the type that points to the model; what stands before it changed with the versions.
const MODEL_TYPE_END: &str = "/3dmodel";

/// One relationship.
pub(super) struct Relationship {
    pub(super) id: String,
    /// An address that says what the target is.
    pub(super) kind: String,
    pub(super) target: Target,
}

/// Where a relationship leads.
pub(super) enum Target {
    /// A part, by its name from the package's root.
    Part(String),
    /// Out of the package.
    Outside(String),
}

impl Relationship {
    /// Whether its kind ends so.
    pub(super) fn is(&self, end: &str) -> bool {
        self.kind.ends_with(end)
    }

    /// The part that it leads to, where it stays inside.
    pub(super) fn part(&self) -> Option<&str> {
        match &self.target {
            Target::Part(part) => Some(part),
            Target::Outside(_) => None,
        }
    }
}

/// The relationships that lead from the package itself; what cannot be read is told and counts as none.
pub(super) fn of_package(package: &mut Package, findings: &mut Findings) -> Result<Vec<Relationship>, Stop> {
    const RELATIONSHIPS: &str = "_rels/.rels";
    match package.has(RELATIONSHIPS).then(|| package.part(RELATIONSHIPS)) {
        None => Ok(Vec::new()),
        Some(Ok(bytes)) => read("", &bytes, RELATIONSHIPS),
        Some(Err(stop)) => {
            findings.push((*stop).severity(Severity::Warn));
            Ok(Vec::new())
        }
    }
}

/// The relationships that lead from `part`; none where there are none or they cannot be read.
pub(super) fn of_part(part: &str, package: &mut Package) -> Result<Vec<Relationship>, Stop> {
    let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
    let own = format!("{folder}/_rels/{file}.rels");
    match package.part(&own) {
        Ok(bytes) => read(part, &bytes, &own),
        Err(stop) if stop.code == OVER_BUDGET.id => Err(stop),
        Err(_) => Ok(Vec::new()),
    }
}

/// The name of the model part that the package starts from.
pub(super) fn start_part(list: &[Relationship], package: &Package, findings: &mut Findings) -> Result<String, Stop> {
    let mut targets = list.iter().filter(|one| one.is(MODEL_TYPE_END)).filter_map(Relationship::part);
    let (first, others) = (targets.next(), targets.count());
    if others > 0 {
        let message = format!("The package names {} models to start from; the first was read.", others + 1);
        findings.push(Finding::new(START_UNCLEAR, message, "Export the model again with one start part."));
    }
    if let Some(first) = first {
        return Ok(first.to_owned());
    }
    let found = package.any_model().ok_or_else(no_model)?;
    let message = "The package does not say which part is its model; the first one found was read.";
    let fix = "Open it in the program that made it, check that it is the right model, and save it as 3MF again.";
    findings.push(Finding::new(START_UNCLEAR, message, fix));
    Ok(found)
}

/// For a zip that only the name of the file calls a 3MF.
fn no_model() -> Stop {
    let message = "There is no 3D model in the package: it is a zip archive of other files.";
    Box::new(Finding::new(PART_MISSING, message, "Unpack it and upload the files one by one."))
}

/// Reads `bytes`, the part `own`; targets are seen from `source`. What stands after a break is not read.
fn read(source: &str, bytes: &[u8], own: &str) -> Result<Vec<Relationship>, Stop> {
    let text = decode(bytes);
    let mut reader = Reader::from_str(&text);
    let mut list = Vec::new();
    loop {
        match reader.read_event() {
            Ok(Event::Start(element) | Event::Empty(element))
                if element.local_name().into_inner() == "Relationship" =>
            {
                let of = |wanted| attribute(&element, wanted).unwrap_or_default();
                let address = of("Target");
                let target = if of("TargetMode") == "External" || leads_out(&address) {
                    Target::Outside(address)
                } else {
                    Target::Part(resolve(source, &address))
                };
                list.push(Relationship { id: of("Id"), kind: of("Type"), target });
            }
            Ok(Event::DocType(_)) => return Err(doctype_refused(&format!("The part {own}"), "3MF forbids")),
            Ok(Event::Eof) | Err(_) => return Ok(list),
            Ok(_) => {}
        }
    }
}

/// Whether an address begins with a scheme (`http:`, or the drive of a Windows path) or names another machine.
fn leads_out(address: &str) -> bool {
    let scheme = address.split_once(':').map_or("", |(scheme, _)| scheme);
    let is_scheme = scheme.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && scheme.chars().all(|letter| letter.is_ascii_alphanumeric() || "+-.".contains(letter));
    is_scheme || address.starts_with("//") || address.starts_with('\\')
}

/// `address` as it is seen from the part `source`, from the package's root.
fn resolve(source: &str, address: &str) -> String {
    if address.starts_with('/') {
        return address.to_owned();
    }
    let folder = source.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut steps: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in address.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop();
            }
            step => steps.push(step),
        }
    }
    format!("/{}", steps.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_seen_from_the_part_that_names_them() {
        assert_eq!(resolve("/3D/3dmodel.model", "Texture/a.png"), "/3D/Texture/a.png");
        assert_eq!(resolve("/3D/3dmodel.model", "../Metadata/./a.png"), "/Metadata/a.png");
        assert_eq!(resolve("/3D/3dmodel.model", "/a.png"), "/a.png");
        assert_eq!(resolve("", "../../3D/3dmodel.model"), "/3D/3dmodel.model");
    }

    #[test]
    fn an_address_with_a_scheme_or_a_machine_leads_out() {
        assert!(
            ["http://example.org/a", "C:/a.png", "file:///a", "//host/a", "\\\\host\\a"].iter().all(|a| leads_out(a))
        );
        assert!(["/3D/a.model", "a.model", "a/b:c", ""].iter().all(|a| !leads_out(a)));
    }
}
