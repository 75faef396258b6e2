//! OFF (Geomview): `OFF`, with `C`, `N`, `ST` before it for colours, normals and texture coordinates by vertex.
//!
//! ```text
//! OFF | vertices faces edges | x y z ... | corner count, indices, colour
//! ```
//!
//! Numbers stand one after the other; line ends count only after a face, where a colour may follow, and after the counts,
//! of which many programs leave the edges out.
//! OFF has no unit; it is taken to be millimetres.

use super::{
    Mesh,
    normals::Normals,
    polygon,
    seal::seal,
    text::{Lines, before_comment, float, without_mark, words},
    trouble::{LEFT_OUT, Limit, MALFORMED, Stop, TRUNCATED, count_of, figure, settle, spend},
};
use crate::{Budget, Finding, Findings, Place, Unit, Units};

/// Whether a word is the keyword that an OFF begins with.
pub(crate) fn is_keyword(word: &[u8]) -> bool {
    Header::of(word).is_some()
}

/// Reads as much of an OFF as is there.
pub fn read(bytes: &[u8], budget: &Budget, findings: &mut Findings) -> Option<(Mesh, Units)> {
    let mesh = settle(gather(bytes, budget, findings), findings)?;
    Some((seal(mesh, budget, findings), Units::assumed(Unit::Millimetre)))
}

/// What the first line says a vertex carries, in the order in which it carries it.
#[derive(Clone, Copy, Default)]
struct Header {
    has_normal: bool,
    has_color: bool,
    has_uv: bool,
    /// Four or more coordinates by vertex.
    is_other_space: bool,
}

impl Header {
    /// The header in `word`, and what of it may stick to the keyword without a blank: the first count.
    fn of(word: &[u8]) -> Option<(Self, &[u8])> {
        let at = memchr::memmem::find(word, b"OFF")?;
        let (prefix, rest) = (&word[..at], &word[at + 3..]);
        if !prefix.iter().all(|letter| b"STCN4n".contains(letter)) || !rest.iter().all(u8::is_ascii_digit) {
            return None;
        }
        let has = |letter: u8| prefix.contains(&letter);
        let header = Self {
            has_normal: has(b'N'),
            has_color: has(b'C'),
            has_uv: has(b'S'),
            is_other_space: has(b'4') || has(b'n'),
        };
        Some((header, rest))
    }
}

fn gather(bytes: &[u8], budget: &Budget, findings: &mut Findings) -> Result<Mesh, Stop> {
    let mut source = Source { lines: Lines::new(without_mark(bytes)), words: Vec::new(), number: 0 };
    let header = source.header();
    if header.is_other_space {
        let message = "The OFF file has more than three coordinates by vertex, which nothing can make.";
        return Err(Box::new(Finding::new(MALFORMED, message, "Export it with three coordinates.")));
    }
    let [Some(vertex_count), Some(face_count)] = source.counts() else {
        let is_cut = source.words.is_empty() && source.lines.rest().is_empty();
        let (code, message) = if is_cut {
            (TRUNCATED, "The OFF file ends before it says how many vertices and faces it has.")
        } else {
            (MALFORMED, "The OFF file does not say how many vertices and faces it has.")
        };
        return Err(Box::new(Finding::new(code, message, "Upload it again; if it stays so, export the model again.")));
    };
    spend(Limit::Vertices, vertex_count, budget.vertices_max)?;
    spend(Limit::Triangles, face_count, budget.triangles_max)?;
    let mut mesh = Mesh::default();
    let mut normals = Vec::new();
    let vertices = vertices(&mut source, header, vertex_count, &mut mesh, &mut normals);
    let faces = faces(&mut source, face_count, budget, &mut mesh, findings)?;
    let mut compared = Normals::default();
    compared.see_vertices(&mesh.positions, &mesh.triangles, &normals);
    compared.tell(findings);
    if vertices < vertex_count || faces < face_count {
        let message = format!(
            "The file ends early: {} of {} and {} of {} could be read.",
            figure(vertices as u64),
            count_of(vertex_count as u64, "vertex", "vertices"),
            figure(faces as u64),
            count_of(face_count as u64, "face", "faces"),
        );
        findings.push(Finding::new(TRUNCATED, message, "Upload it again; if it stays so, export the model again."));
    }
    Ok(mesh)
}

/// Words one after the other, and what is left of the line that the last one came from.
struct Source<'a> {
    lines: Lines<'a>,
    /// Words of the line that is open, last first.
    words: Vec<&'a [u8]>,
    number: u64,
}

impl<'a> Source<'a> {
    fn word(&mut self) -> Option<&'a [u8]> {
        while self.words.is_empty() {
            let (number, line) = self.lines.next()?;
            self.number = number;
            self.words.extend(words(before_comment(line)));
            self.words.reverse();
        }
        self.words.pop()
    }

    /// The keyword; without one the counts follow at once, as the format allows.
    fn header(&mut self) -> Header {
        let Some(word) = self.word() else {
            return Header::default();
        };
        match Header::of(word) {
            Some((header, rest)) => {
                self.words.extend(Some(rest).filter(|rest| !rest.is_empty()));
                header
            }
            None => {
                self.words.push(word);
                Header::default()
            }
        }
    }

    /// Vertices and faces; the edges that may follow say nothing.
    fn counts(&mut self) -> [Option<usize>; 2] {
        let vertices = self.count();
        let line = self.number;
        let faces = self.count();
        // Counts that fill their line are all there is, unless the next line has one number alone.
        let fill_line = self.number == line && self.words.is_empty();
        let mut next =
            self.lines.clone().map(|(_, line)| words(before_comment(line)).count()).filter(|&words| words > 0);
        if !fill_line || next.next() == Some(1) {
            self.count();
        }
        [vertices, faces]
    }

    fn count(&mut self) -> Option<usize> {
        std::str::from_utf8(self.word()?).ok()?.parse().ok()
    }

    fn float(&mut self) -> Option<f32> {
        Some(float(self.word()?).unwrap_or(f32::NAN))
    }

    fn floats<const N: usize>(&mut self) -> Option<[f32; N]> {
        let mut values = [0.0; N];
        for value in &mut values {
            *value = self.float()?;
        }
        Some(values)
    }

    fn end_line(&mut self) {
        self.words.clear();
    }
}

/// Reads vertices until there are enough or the file ends; gives how many there are.
fn vertices(source: &mut Source, header: Header, count: usize, mesh: &mut Mesh, normals: &mut Vec<[f32; 3]>) -> usize {
    for index in 0..count {
        let Some(position) = source.floats::<3>() else {
            return index;
        };
        let normal = if header.has_normal { source.floats::<3>() } else { Some([0.0; 3]) };
        mesh.positions.push(position);
        let Some(normal) = normal else {
            return index;
        };
        if header.has_normal {
            normals.push(normal);
        }
        if header.has_color {
            // Colours end their line, so that three and four channels can be told apart.
            let limit = if header.has_uv { source.words.len().saturating_sub(2) } else { source.words.len() };
            mesh.colors.push(color(source, limit).unwrap_or([255; 4]));
        }
        if header.has_uv {
            mesh.uvs.push(source.floats::<2>().unwrap_or_default());
        }
    }
    count
}

/// Up to four channels, of 0 to 255 or, where one has a point, of 0 to 1.
fn color(source: &mut Source, words: usize) -> Option<[u8; 4]> {
    let taken: Vec<&[u8]> = (0..words.min(4)).filter_map(|_| source.words.pop()).collect();
    if taken.len() < 3 {
        return None;
    }
    let is_unit = taken.iter().any(|word| word.contains(&b'.'));
    let mut color = [255; 4];
    for (channel, word) in color.iter_mut().zip(taken) {
        let value = float(word).unwrap_or(1.0);
        *channel = (if is_unit { value * 255.0 } else { value }).round() as u8;
    }
    Some(color)
}

/// Reads faces until there are enough or the file ends; gives how many there are.
fn faces(
    source: &mut Source,
    count: usize,
    budget: &Budget,
    mesh: &mut Mesh,
    findings: &mut Findings,
) -> Result<usize, Stop> {
    /// Words of a colour behind a face.
    const COLOR_WORDS_MAX: usize = 4;
    let mut corners: Vec<u32> = Vec::new();
    let mut without_surface = 0;
    let mut line_of_several = 0;
    for index in 0..count {
        let Some(word) = source.word() else {
            return Ok(index);
        };
        let Some(corner_count) = std::str::from_utf8(word).ok().and_then(|text| text.parse::<usize>().ok()) else {
            findings.push(odd_face(source.number));
            source.end_line();
            continue;
        };
        corners.clear();
        for _ in 0..corner_count {
            let Some(word) = source.word() else {
                return Ok(index);
            };
            let corner = std::str::from_utf8(word).ok().and_then(|text| text.parse().ok());
            corners.push(corner.unwrap_or(u32::MAX));
        }
        // More than a colour behind a face is the next face.
        if source.words.len() > COLOR_WORDS_MAX {
            line_of_several = source.number;
        }
        if source.number != line_of_several {
            source.end_line();
        }
        without_surface += u64::from(corner_count < 3);
        let (positions, triangles) = (&mesh.positions, &mut mesh.triangles);
        polygon::triangulate(
            &corners,
            |corner| positions.get(corner as usize).copied(),
            |triangle| triangles.push(triangle),
        );
        spend(Limit::Triangles, mesh.triangles.len(), budget.triangles_max)?;
    }
    if without_surface > 0 {
        let message = format!(
            "{} left out: only faces have a surface.",
            count_of(without_surface, "point or line was", "points or lines were")
        );
        findings.push(
            Finding::new(LEFT_OUT, message, "Nothing needs to be done if they were only guides.")
                .times(without_surface),
        );
    }
    Ok(count)
}

fn odd_face(line: u64) -> Finding {
    let fix = "Export the model again, best as 3MF or STL.";
    Finding::new(MALFORMED, "Some faces could not be understood.", fix).at([Place::element(format!("line {line}"))])
}
