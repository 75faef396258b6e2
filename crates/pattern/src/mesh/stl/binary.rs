//! Binary STL, with the colours that Magics and VisCAM put into it.

use std::collections::HashMap;

use rayon::prelude::*;

use super::{HEADER_BYTES, RECORD_BYTES};
use crate::mesh::{
    Mesh, Part,
    normals::Normals,
    seal::not_finite,
    soup,
    trouble::{Limit, Stop, TRAILING_BYTES, TRUNCATED, count_of, figure, over, spend},
    weld::Weld,
};
use crate::{Budget, Code, Finding, Findings, Place, Severity};

/// A binary STL announces no triangle, and has some.
const NOT_COUNTED: Code = Code { id: "R142", name: "not-counted", severity: Severity::Info };

/// Triangles welded in one go: their corners' places in the table fit the first-level cache.
const BLOCK: usize = 64;
/// From so many triangles on they are welded on all cores; up to here a table that the cache holds is quicker.
const SOUP_TRIANGLES_MIN: usize = 1 << 16;
/// Triangles looked at in one go by one thread.
const STRETCH: usize = 1 << 14;

/// Triangles that the header announces; none where the file ends before the count.
pub(super) fn announced(bytes: &[u8]) -> Option<u64> {
    let count = bytes.get(HEADER_BYTES - 4..HEADER_BYTES)?;
    Some(u64::from(u32::from_le_bytes(count.try_into().ok()?)))
}

/// Whether the first records hold numbers as a triangle has them.
pub(super) fn is_plausible(bytes: &[u8]) -> bool {
    /// Records looked at; chance passes none of them.
    const RECORDS_MAX: usize = 8;
    /// Larger than any print, in any unit.
    const COORDINATE_MAX: f32 = 1e7;
    let mut records = records(bytes).iter().take(RECORDS_MAX).peekable();
    let plausible = |record: &[u8; RECORD_BYTES]| {
        let normal = vector(record, 0);
        let length = normal.iter().map(|value| value * value).sum::<f32>();
        let is_normal = length == 0.0 || (length - 1.0).abs() < 0.02;
        let corners = [12, 24, 36].map(|at| vector(record, at));
        let is_sane = |value: &f32| value.abs() < COORDINATE_MAX && (*value == 0.0 || value.abs() > 1e-20);
        is_normal
            && corners.as_flattened().iter().all(is_sane)
            && corners.as_flattened().iter().any(|&value| value != 0.0)
    };
    records.peek().is_some() && records.all(plausible)
}

/// Reads as many records as are there and announced.
pub(super) fn read(bytes: &[u8], budget: &Budget, findings: &mut Findings) -> Result<Mesh, Stop> {
    let Some(announced) = announced(bytes) else {
        return Err(Box::new(cut_in_header(bytes.len())));
    };
    let there = (bytes.len() - HEADER_BYTES) / RECORD_BYTES;
    let is_uncounted = announced == 0 && there > 0 && is_plausible(bytes);
    let announced = if is_uncounted { there as u64 } else { announced };
    let count = usize::try_from(announced).map_or(there, |announced| announced.min(there));
    spend(Limit::Triangles, count, budget.triangles_max)?;
    if is_uncounted {
        findings.push(uncounted(announced));
    }
    compare(announced, there as u64, bytes.len(), findings);
    let records = &records(bytes)[..count];
    let (look, normals) = Look::at(records);
    let mesh = match Palette::of(bytes, look) {
        Some(palette) => colored(records, &palette, budget, findings),
        None => plain(records, look, budget, findings),
    }?;
    normals.tell(findings);
    Ok(mesh)
}

/// What all records have in common.
#[derive(Clone, Copy)]
struct Look {
    /// No coordinate is infinite or no number.
    are_finite: bool,
    /// Some attribute is not 0.
    has_attributes: bool,
    /// Each attribute that is not 0 has its top bit set.
    are_marked: bool,
    /// The least and the greatest attribute.
    attributes: [u16; 2],
    /// Every bit that some attribute has set, but for the top one: none of them, and every colour is black.
    color_bits: u16,
}

impl Look {
    const NOTHING: Self =
        Self { are_finite: true, has_attributes: false, are_marked: true, attributes: [u16::MAX, 0], color_bits: 0 };

    /// Goes over the records once, and holds the stored normals against the corners on the way.
    fn at(records: &[[u8; RECORD_BYTES]]) -> (Self, Normals) {
        let of_stretch = |first: usize, stretch: &[[u8; RECORD_BYTES]]| {
            let mut normals = Normals::default();
            let mut look = Self::NOTHING;
            for (offset, record) in stretch.iter().enumerate() {
                let (attribute, corners) = (attribute(record), corners(record));
                normals.see(first + offset, vector(record, 0), &corners);
                look = look.with(Self {
                    are_finite: are_finite(&corners),
                    has_attributes: attribute != 0,
                    are_marked: attribute == 0 || attribute & 0x8000 != 0,
                    attributes: [attribute; 2],
                    color_bits: attribute & 0x7FFF,
                });
            }
            (look, normals)
        };
        if records.len() < SOUP_TRIANGLES_MIN {
            return of_stretch(0, records);
        }
        let stretches = records.par_chunks(STRETCH).enumerate().map(|(at, stretch)| of_stretch(at * STRETCH, stretch));
        let both = |one: (Self, Normals), other: (Self, Normals)| (one.0.with(other.0), one.1.with(other.1));
        // In order: the places that are kept are the first ones on any number of cores.
        stretches.reduce(|| (Self::NOTHING, Normals::default()), both)
    }

    fn with(self, other: Self) -> Self {
        Self {
            are_finite: self.are_finite & other.are_finite,
            has_attributes: self.has_attributes | other.has_attributes,
            are_marked: self.are_marked & other.are_marked,
            attributes: [self.attributes[0].min(other.attributes[0]), self.attributes[1].max(other.attributes[1])],
            color_bits: self.color_bits | other.color_bits,
        }
    }

    /// Whether the attributes are colours as VisCAM writes them. One and the same attribute everywhere says nothing
    /// (Autodesk's translator marks each triangle so), and neither does a file whose every colour is black.
    fn has_colors(self) -> bool {
        let [least, greatest] = self.attributes;
        self.has_attributes && self.are_marked && least != greatest && self.color_bits != 0
    }
}

fn records(bytes: &[u8]) -> &[[u8; RECORD_BYTES]] {
    bytes.get(HEADER_BYTES..).unwrap_or_default().as_chunks::<RECORD_BYTES>().0
}

fn cut_in_header(size: usize) -> Finding {
    let message = format!("The STL file ends inside its header: {size} of at least {HEADER_BYTES} bytes are there.");
    Finding::new(TRUNCATED, message, "Upload it again; if it stays so, export the model again.")
}

/// A program that could not go back to the header left the count at 0.
fn uncounted(count: u64) -> Finding {
    let triangles = count_of(count, "triangle", "triangles");
    let message = format!("The count in the header is 0, but {triangles} follow; they were read.");
    Finding::new(NOT_COUNTED, message, "Export it again: some programs go by the count and see an empty file.")
}

/// Tells where the count and the size of the file disagree.
fn compare(announced: u64, there: u64, size: usize, findings: &mut Findings) {
    if there < announced {
        let message = format!(
            "The file ends early: {} of {} announced could be read.",
            figure(there),
            count_of(announced, "triangle", "triangles")
        );
        findings.push(Finding::new(TRUNCATED, message, "Upload it again; if it stays so, export the model again."));
    }
    let used = HEADER_BYTES as u64 + announced * RECORD_BYTES as u64;
    if size as u64 > used {
        let message =
            format!("{} after the last triangle were not read.", count_of(size as u64 - used, "byte", "bytes"));
        findings.push(Finding::new(TRAILING_BYTES, message, "Nothing needs to be done unless triangles are missing."));
    }
}

#[inline]
fn vector(record: &[u8; RECORD_BYTES], at: usize) -> [f32; 3] {
    [0, 4, 8].map(|offset| {
        let at = at + offset;
        f32::from_le_bytes([record[at], record[at + 1], record[at + 2], record[at + 3]])
    })
}

/// Written out: a `map` over the arrays is not inlined everywhere, and this is asked for every corner of a file.
#[inline]
fn corners(record: &[u8; RECORD_BYTES]) -> [[f32; 3]; 3] {
    let values = record[12..48].as_chunks().0;
    let value = |index: usize| f32::from_le_bytes(values[index]);
    [[value(0), value(1), value(2)], [value(3), value(4), value(5)], [value(6), value(7), value(8)]]
}

#[inline]
fn are_finite(corners: &[[f32; 3]; 3]) -> bool {
    // A product with zero is zero for finite values only, and takes no branch for each.
    corners.as_flattened().iter().map(|value| value * 0.0).sum::<f32>() == 0.0
}

fn attribute(record: &[u8; RECORD_BYTES]) -> u16 {
    u16::from_le_bytes([record[48], record[49]])
}

fn plain(records: &[[u8; RECORD_BYTES]], look: Look, budget: &Budget, findings: &mut Findings) -> Result<Mesh, Stop> {
    if records.len() < SOUP_TRIANGLES_MIN || !look.are_finite {
        return one_by_one(records, budget, findings);
    }
    let soup::Welded { positions, triangles } =
        soup::weld(records, corners, budget.vertices_max).ok_or_else(|| over(Limit::Vertices, budget.vertices_max))?;
    Ok(Mesh { positions, triangles, ..Mesh::default() })
}

fn one_by_one(records: &[[u8; RECORD_BYTES]], budget: &Budget, findings: &mut Findings) -> Result<Mesh, Stop> {
    let mut weld = Weld::for_triangles(records.len());
    let mut triangles = Vec::with_capacity(records.len());
    let mut dropped = Dropped::default();
    let mut block: Vec<[[f32; 3]; 3]> = Vec::with_capacity(BLOCK);
    for (index, records) in records.chunks(BLOCK).enumerate() {
        block.clear();
        block.extend(records.iter().map(corners));
        weld.ask(block.as_flattened());
        for (offset, corners) in block.iter().enumerate() {
            if are_finite(corners) {
                triangles.push(corners.map(|corner| weld.vertex(corner)));
            } else {
                dropped.note(index * BLOCK + offset, budget);
            }
        }
        if weld.positions.len() as u64 > budget.vertices_max {
            return Err(over(Limit::Vertices, budget.vertices_max));
        }
    }
    dropped.tell(findings);
    Ok(Mesh { positions: weld.positions, triangles, ..Mesh::default() })
}

/// Triangles left out because a coordinate is no number.
#[derive(Default)]
pub(super) struct Dropped {
    count: u64,
    places: Vec<Place>,
}

impl Dropped {
    pub(super) fn note(&mut self, index: usize, budget: &Budget) {
        self.count += 1;
        if self.places.len() < budget.places_max {
            self.places.push(Place::element(format!("triangle {index}")));
        }
    }

    pub(super) fn tell(self, findings: &mut Findings) {
        if self.count > 0 {
            findings.push(not_finite(self.count).at(self.places));
        }
    }
}

/// How the attributes say colours, and the colour of a triangle that has none of its own.
#[derive(Clone, Copy)]
struct Palette {
    /// Red sits in the low bits and a set top bit means "no own colour" (Magics); VisCAM has both the other way round.
    is_magics: bool,
    default: [u8; 4],
}

impl Palette {
    /// Magics says so in the header (`COLOR=` and four bytes); VisCAM only by its attributes.
    fn of(bytes: &[u8], look: Look) -> Option<Self> {
        let header = bytes.get(..80)?;
        if let Some(at) = memchr::memmem::find(header, b"COLOR=")
            && let Some(&[red, green, blue, alpha]) = header.get(at + 6..at + 10)
        {
            return Some(Self { is_magics: true, default: [red, green, blue, alpha] });
        }
        look.has_colors().then_some(Self { is_magics: false, default: [255; 4] })
    }

    fn color(self, attribute: u16) -> [u8; 4] {
        let own = (attribute & 0x8000 == 0) == self.is_magics;
        if !own {
            return self.default;
        }
        let [low, middle, high] = [0, 5, 10].map(|shift| {
            let five = (attribute >> shift & 31) as u8;
            five << 3 | five >> 2
        });
        if self.is_magics { [low, middle, high, 255] } else { [high, middle, low, 255] }
    }
}

/// Reads a coloured file: a corner is shared only by triangles of one colour, so that edges between colours stay sharp.
fn colored(
    records: &[[u8; RECORD_BYTES]],
    palette: &Palette,
    budget: &Budget,
    findings: &mut Findings,
) -> Result<Mesh, Stop> {
    let mut mesh = Mesh::default();
    let mut known: HashMap<([u32; 3], [u8; 4]), u32> = HashMap::new();
    let mut dropped = Dropped::default();
    for (index, record) in records.iter().enumerate() {
        let corners = corners(record);
        if !are_finite(&corners) {
            dropped.note(index, budget);
            continue;
        }
        let color = palette.color(attribute(record));
        mesh.triangles.push(corners.map(|corner| {
            let corner = corner.map(|value| value + 0.0);
            *known.entry((corner.map(f32::to_bits), color)).or_insert_with(|| {
                mesh.positions.push(corner);
                mesh.colors.push(color);
                (mesh.positions.len() - 1) as u32
            })
        }));
        spend(Limit::Vertices, mesh.positions.len(), budget.vertices_max)?;
    }
    dropped.tell(findings);
    gather_single_color(&mut mesh);
    Ok(mesh)
}

/// One colour all over is the part's colour and needs none by vertex.
fn gather_single_color(mesh: &mut Mesh) {
    let Some(&first) = mesh.colors.first() else {
        return;
    };
    if mesh.colors.iter().all(|&color| color == first) {
        mesh.colors.clear();
        mesh.parts = vec![Part {
            name: String::new(),
            triangles: 0..mesh.triangles.len(),
            color: Some(first),
            source: "header".to_owned(),
        }];
    }
}
