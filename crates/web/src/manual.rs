//! The manual of findings: `docs/findings.md`, which is written from the checks themselves, taken apart for its page.

use std::sync::LazyLock;

use crate::words;

/// What is known of a finding.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Manual {
    /// `M302`.
    pub(crate) code: String,
    /// `open edge`.
    pub(crate) name: String,
    /// `fail`, `warn`, `info`.
    pub(crate) severity: String,
    /// What is found.
    pub(crate) what: String,
    /// Why it matters; empty where that says itself.
    pub(crate) why: String,
    /// What to do; empty where the report says it.
    pub(crate) cure: String,
}

/// A part of the manual with its findings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Part {
    /// `Models`.
    pub(crate) title: String,
    /// In the order of their codes.
    pub(crate) findings: Vec<Manual>,
}

/// The whole manual.
pub(crate) static PARTS: LazyLock<Vec<Part>> = LazyLock::new(|| parts(include_str!("../../../docs/findings.md")));

fn parts(text: &str) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for line in text.lines() {
        if let Some(title) = line.strip_prefix("## ") {
            parts.push(Part { title: title.to_owned(), findings: Vec::new() });
        } else if let Some(part) = parts.last_mut() {
            take(&mut part.findings, line);
        }
    }
    parts
}

/// Takes over what a line says: the head of a finding, something about the last one, or a finding in a row of a table.
fn take(findings: &mut Vec<Manual>, line: &str) {
    if let Some((code, name)) = line.strip_prefix("### ").and_then(|head| head.split_once(' ')) {
        findings.push(Manual { code: code.to_owned(), name: name.to_owned(), ..Manual::default() });
        return;
    }
    if let Some(row) = line.strip_prefix("| ").and_then(|row| row.strip_suffix(" |")) {
        let cells: Vec<&str> = row.splitn(4, " | ").collect();
        if let [code, name, severity, what] = cells[..]
            && code != "code"
        {
            findings.push(Manual {
                code: code.to_owned(),
                name: name.replace('-', " "),
                severity: severity.to_owned(),
                what: what.replace("\\|", "|"),
                ..Manual::default()
            });
        }
        return;
    }
    let Some(last) = findings.last_mut() else { return };
    if let Some(severity) = line.strip_prefix("**").and_then(|rest| rest.strip_suffix("**")) {
        last.severity = severity.to_lowercase();
    } else if let Some(why) = line.strip_prefix("Why it matters: ") {
        last.why = words::capital(why);
    } else if let Some(cure) = line.strip_prefix("What to do: ") {
        last.cure = cure.to_owned();
    } else if !line.is_empty() && !line.starts_with("![") {
        last.what = line.to_owned();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manual_tells_of_every_finding() {
        let titles: Vec<&str> = PARTS.iter().map(|part| part.title.as_str()).collect();
        assert_eq!(titles, ["Models", "Drawings", "Sewing patterns", "Pictures", "Reading"]);
        let known: Vec<&Manual> = PARTS.iter().flat_map(|part| &part.findings).collect();
        for code in inspect::codes::ALL {
            assert!(known.iter().any(|finding| finding.code == code.id), "{}", code.id);
        }
        for finding in known {
            assert!(matches!(&*finding.severity, "fail" | "warn" | "info"), "{finding:?}");
            assert!(finding.what.len() > 5 && !finding.what.contains("\\|"), "{finding:?}");
        }
    }

    #[test]
    fn a_finding_is_taken_apart() {
        let hole = PARTS[0].findings.iter().find(|finding| finding.code == "M302").expect("it is there");
        assert_eq!((&*hole.name, &*hole.severity), ("open edge", "fail"));
        assert_eq!(hole.what, "An edge with a triangle on one side only, so the surface has a hole.");
        assert_eq!(hole.why, "A slicer closes it by guessing, and two slicers print two different parts.");
        assert!(hole.cure.starts_with("Fill the holes and export again. Blender: "), "{}", hole.cure);
    }
}
