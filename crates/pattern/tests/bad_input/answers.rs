//! Asking the one door, and what it answers as a person reads it.

use pattern::{Budget, Pattern, Reading};

/// Reads `bytes` as they would be uploaded under `name`, within the budget of every day.
pub fn read(bytes: &[u8], name: &str) -> Reading {
    let reading = pattern::read(bytes, Some(name), &Budget::default());
    keeps_its_promises(&reading, name);
    reading
}

/// The same within a budget of one's own.
pub fn read_within(bytes: &[u8], name: &str, budget: &Budget) -> Reading {
    let reading = pattern::read(bytes, Some(name), budget);
    keeps_its_promises(&reading, name);
    reading
}

/// What holds of every answer: numbers are finite, indices in range, sentences whole, and no answer is empty.
fn keeps_its_promises(reading: &Reading, name: &str) {
    match &reading.pattern {
        Some(Pattern::Mesh(mesh)) => {
            assert!(mesh.positions.as_flattened().iter().all(|value| value.is_finite()), "{name}");
            let vertex_count = mesh.positions.len();
            assert!(mesh.triangles.as_flattened().iter().all(|&index| (index as usize) < vertex_count), "{name}");
            assert!(mesh.colors.is_empty() || mesh.colors.len() == vertex_count, "{name}");
            assert!(mesh.uvs.is_empty() || mesh.uvs.len() == vertex_count, "{name}");
        }
        Some(Pattern::Drawing(drawing)) => {
            let is_sound =
                |path: &pattern::drawing::Path| path.geometry.is_finite() && path.layer < drawing.layers.len();
            assert!(drawing.paths.iter().all(is_sound), "{name}");
        }
        Some(Pattern::Raster(raster)) => {
            assert_eq!(raster.pixels.len() as u64, u64::from(raster.width) * u64::from(raster.height), "{name}");
        }
        None => assert!(!reading.findings.is_empty(), "{name}: nothing was read, and nothing is said"),
    }
    for finding in &reading.findings {
        for sentence in [&finding.message, &finding.fix] {
            let begins = sentence.chars().next().is_some_and(|letter| !letter.is_lowercase());
            assert!(begins && sentence.ends_with('.'), "{name}: “{sentence}” is no sentence");
            assert!(!sentence.contains(['\n', '\r', '\u{202e}']), "{name}: “{sentence}” breaks its line");
        }
    }
}

/// What was read and what is said about it, one finding in two lines: what is so, and what to do.
pub fn told(reading: &Reading) -> String {
    let mut text = match &reading.pattern {
        Some(Pattern::Mesh(mesh)) => format!("    read: {} triangles\n", mesh.triangles.len()),
        Some(Pattern::Drawing(drawing)) => {
            format!("    read: {} paths, {} texts\n", drawing.paths.len(), drawing.texts.len())
        }
        Some(Pattern::Raster(raster)) => format!("    read: {} x {} pixels\n", raster.width, raster.height),
        None => "    read: nothing\n".to_owned(),
    };
    for finding in &reading.findings {
        let count = if finding.count > 1 { format!(" x{}", finding.count) } else { String::new() };
        text += &format!("    {} {}{count}: {}\n", finding.code, finding.severity.word(), finding.message);
        text += &format!("        -> {}\n", finding.fix);
    }
    text
}

/// Names with their answers, for one snapshot.
pub fn sheet(cases: impl IntoIterator<Item = (String, Reading)>) -> String {
    cases.into_iter().map(|(name, reading)| format!("{name}\n{}", told(&reading))).collect()
}
