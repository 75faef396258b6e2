//! Files that go along with a pattern and are not judged: instructions, editable sources, print profiles.
//!
//! What one is called says what it claims to be, and its first bytes must agree. Nothing of it is opened here: it is handed
//! out as it came, as a download and never as a page.

/// A sort of file that goes along.
#[derive(Debug, PartialEq, Eq)]
pub struct Attachment {
    /// What its name ends in, the usual ending first; in lower case and without the dot.
    pub extensions: &'static [&'static str],
    /// What people call it.
    pub title: &'static str,
    /// As it is served.
    pub media_type: &'static str,
    content: Content,
}

/// What the first bytes of a file must be.
#[derive(Debug, PartialEq, Eq)]
enum Content {
    /// It begins with one of these.
    Begins(&'static [&'static [u8]]),
    /// It holds this: readers of PDF look for it in the first kilobyte.
    Holds(&'static [u8]),
    /// Text, whatever it says.
    Text,
}

/// Bytes of a file that are looked at.
pub const HEAD_BYTES: usize = 1_024;

/// How a zip begins: several programs keep their projects in one.
const ZIP: &[u8] = b"PK\x03\x04";
/// Whatever no table names.
const BYTES: &str = "application/octet-stream";

const fn attachment(
    extensions: &'static [&'static str],
    title: &'static str,
    media_type: &'static str,
    content: Content,
) -> Attachment {
    Attachment { extensions, title, media_type, content }
}

/// Every sort of file that goes along.
pub const ALL: [Attachment; 13] = [
    attachment(&["pdf"], "PDF", "application/pdf", Content::Holds(b"%PDF-")),
    attachment(&["txt"], "text", "text/plain", Content::Text),
    attachment(&["md"], "Markdown", "text/markdown", Content::Text),
    attachment(&["step", "stp"], "STEP", "model/step", Content::Begins(&[b"ISO-10303-21"])),
    attachment(&["iges", "igs"], "IGES", "model/iges", Content::Text),
    attachment(&["scad"], "OpenSCAD", "application/x-openscad", Content::Text),
    attachment(&["fcstd"], "FreeCAD", BYTES, Content::Begins(&[ZIP])),
    attachment(&["f3d"], "Fusion", BYTES, Content::Begins(&[ZIP])),
    // Blender packs its files by Zstandard, and did by gzip before.
    attachment(&["blend"], "Blender", BYTES, Content::Begins(&[b"BLENDER", b"\x28\xb5\x2f\xfd", b"\x1f\x8b"])),
    attachment(&["ai"], "Illustrator", "application/postscript", Content::Begins(&[b"%PDF-", b"%!PS"])),
    attachment(&["eps"], "EPS", "application/postscript", Content::Begins(&[b"%!PS", b"\xc5\xd0\xd3\xc6"])),
    attachment(&["ini"], "print profile", "text/plain", Content::Text),
    attachment(&["json"], "print profile", "application/json", Content::Text),
];

/// What a file of this name claims to be, if it is one that goes along.
pub fn by_name(name: &str) -> Option<&'static Attachment> {
    let (_, extension) = name.rsplit_once('.')?;
    ALL.iter().find(|known| known.extensions.iter().any(|known| known.eq_ignore_ascii_case(extension)))
}

impl Attachment {
    /// Whether a file that begins with `head` is what it claims to be. Of a longer file [`HEAD_BYTES`] are enough.
    pub fn agrees(&self, head: &[u8]) -> bool {
        let head = &head[..head.len().min(HEAD_BYTES)];
        match self.content {
            Content::Begins(signatures) => signatures.iter().any(|signature| head.starts_with(signature)),
            Content::Holds(signature) => head.windows(signature.len()).any(|window| window == signature),
            // UTF-16 has a mark at its beginning, and every second byte of it may be 0.
            Content::Text => head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") || !head.contains(&0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_its_name_says_or_is_not_taken() {
        let pdf = by_name("Instructions A4.PDF").expect("known");
        assert_eq!(pdf.title, "PDF");
        assert!(pdf.agrees(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3"));
        assert!(pdf.agrees(b"\xef\xbb\xbf%PDF-1.4"), "readers pass over what stands before");
        assert!(!pdf.agrees(b"<html>"));
        assert!(!pdf.agrees(b""));
        let step = by_name("case.stp").expect("known");
        assert!(step.agrees(b"ISO-10303-21;\nHEADER;") && !step.agrees(b"solid case"));
        let text = by_name("read me.txt").expect("known");
        assert!(text.agrees("Größe 38\n".as_bytes()) && text.agrees(b"Gr\xf6\xdfe") && text.agrees(b"\xff\xfeG\0"));
        assert!(!text.agrees(b"MZ\x90\0\x03\0\0\0"), "a program is no text");
        for name in ["vase.stl", "vase.3mf", "plan.svg", "setup.exe", "pdf", "archive.zip", "page.html"] {
            assert_eq!(by_name(name), None, "{name}");
        }
    }
}
