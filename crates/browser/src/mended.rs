//! A file mended where it lies, before anybody else has seen it.

use askama::Template;
use locale::Locale;
use mend::{Options, Outcome};
use views::{pages::MendedHere, reported};

use crate::answer::read;

/// What mending a file came to.
#[derive(Clone, Debug)]
pub struct Mended {
    /// What was done and how far the file is the same, or why it is as it was: HTML.
    pub panel: String,
    /// The mended file, by name and bytes; none where nothing was mended.
    pub file: Option<(String, Vec<u8>)>,
}

/// Mends `bytes`, a file called `name`, as the server would. What is said of it has its figures as a reader of `locale` writes
/// them.
pub fn mended(name: &str, bytes: &[u8], locale: &Locale) -> Mended {
    let reading = read(name, bytes);
    let Outcome { pattern, steps, proof, refused } = mend::mend(&reading, &Options::default());
    let format = pattern.as_ref().and_then(|pattern| pattern::writable(pattern, reading.format));
    let written = pattern.zip(format).zip(proof).and_then(|((pattern, format), proof)| {
        let bytes = pattern::write(&pattern, format)?;
        Some((named(name, format), bytes, proof))
    });
    let Some((name, bytes, proof)) = written else {
        let words = refused.map_or_else(
            || "What was found is nothing that can be mended without guessing.".to_owned(),
            |refusal| locale.figures(&refusal.sentence).into_owned(),
        );
        return Mended { panel: panel(&MendedHere { words, ..MendedHere::default() }), file: None };
    };
    let told = MendedHere {
        name: Some(name.clone()),
        verdict: Some(reported::mended_verdict(proof.after.verdict)),
        steps: steps.iter().map(|step| locale.figures(&step.sentence).into_owned()).collect(),
        words: locale
            .figures(&reported::mended_words(proof.moved_mm(), proof.filled_mm2(), &proof.left()))
            .into_owned(),
    };
    Mended { panel: panel(&told), file: Some((name, bytes)) }
}

fn panel(told: &MendedHere) -> String {
    told.render().unwrap_or_default()
}

/// `vase (mended).stl`: whoever saves it beside the original keeps both.
fn named(own: &str, format: pattern::Format) -> String {
    let stem = own.rsplit_once('.').map_or(own, |(stem, _)| stem);
    format!("{stem} (mended).{}", format.extension())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A tetrahedron without its base, and with it.
    const OPEN: &[u8] = b"OFF\n4 3 0\n0 0 0\n10 0 0\n0 10 0\n0 0 10\n3 0 1 3\n3 1 2 3\n3 2 0 3\n";

    #[test]
    fn what_was_open_is_closed_and_says_how() {
        let Mended { panel, file } = mended("corner.v2.off", OPEN, &locale::HOUSE);
        let (name, bytes) = file.expect("it can be mended");
        // OFF is read and not written.
        assert_eq!(name, "corner.v2 (mended).stl");
        let report = inspect::inspect(&read(&name, &bytes));
        assert!(report.mesh.is_some_and(|mesh| mesh.watertight && mesh.triangles == 4));
        for words in
            ["Filled 1 hole with a rim of 34.1 mm.", "What was there has not moved.", "0.5 cm² of new surface", "Sound"]
        {
            assert!(panel.contains(words), "{words}: {panel}");
        }
    }

    #[test]
    fn a_german_reads_german_figures() {
        let german = Locale::named("de").expect("it is known");
        assert!(mended("corner.off", OPEN, german).panel.contains("a rim of 34,1 mm"));
    }

    #[test]
    fn what_cannot_be_mended_says_why_and_stays() {
        let Mended { panel, file } = mended("letter.stl", b"Dear all, this is no pattern.", &locale::HOUSE);
        assert!(file.is_none() && panel.contains("neither a surface nor a line"), "{panel}");
        // A name is text, whatever it is made of.
        assert!(!mended("<b>.off", OPEN, &locale::HOUSE).panel.contains("<b>"));
    }
}
