//! ASCII STL: several solids become parts, words may be in any case, and loops of more than three corners are cut.

use super::binary::Dropped;
use crate::mesh::{
    Mesh, Part,
    normals::Normals,
    polygon,
    text::{Lines, float, name, without_mark, words},
    trouble::{Limit, MALFORMED, Stop, TRUNCATED, count_of, spend},
    weld::Weld,
};
use crate::{Budget, Finding, Findings, Place};

/// Whether the first word is `solid` (or `facet`), comments aside, and what follows goes on as an ASCII STL does.
pub(super) fn is_ascii(bytes: &[u8]) -> bool {
    /// Lines looked at: some programs write comments under the name.
    const LINES_MAX: usize = 50;
    let lines = Lines::new(without_mark(bytes)).map(|(_, line)| line).filter(|line| !is_comment(line));
    let statements = lines.flat_map(|line| statements(line).take(LINES_MAX));
    let starts: Vec<&[u8]> = statements.filter_map(|line| words(line).next()).take(LINES_MAX).collect();
    match starts.as_slice() {
        [first, ..] if says(first, "facet") => true,
        [first, rest @ ..] if says(first, "solid") => {
            let is_text = bytes.iter().take(256).all(|&byte| byte != 0);
            is_text && (rest.is_empty() || rest.iter().any(|word| says(word, "facet") || says(word, "endsolid")))
        }
        _ => false,
    }
}

fn says(word: &[u8], what: &str) -> bool {
    word.eq_ignore_ascii_case(what.as_bytes())
}

/// The format has no comments, which keeps nobody from writing them.
fn is_comment(line: &[u8]) -> bool {
    let line = line.trim_ascii_start();
    line.starts_with(b"#") || line.starts_with(b";") || line.starts_with(b"//")
}

/// The statements of a line: mostly one, but a file that lost its line ends is one line.
fn statements(line: &[u8]) -> impl Iterator<Item = &[u8]> {
    /// Longer than any one statement but a name.
    const STATEMENT_BYTES: usize = 160;
    let is_one = line.len() <= STATEMENT_BYTES;
    let mut rest = Some(line);
    std::iter::from_fn(move || {
        let line = rest.take()?;
        if is_one {
            return Some(line);
        }
        let (statement, tail) = line.split_at(next_statement(line));
        rest = (!tail.is_empty()).then_some(tail);
        Some(statement)
    })
}

/// Where the second statement of a line begins; its end where there is only one.
fn next_statement(line: &[u8]) -> usize {
    const KEYWORDS: [&str; 6] = ["outer", "vertex", "endloop", "endfacet", "endsolid", "solid"];
    let mut words = words(line).skip(1).peekable();
    while let Some(word) = words.next() {
        // A name may hold the word `facet` alone.
        let is_facet = says(word, "facet") && words.peek().is_some_and(|next| says(next, "normal"));
        if is_facet || KEYWORDS.iter().any(|keyword| says(word, keyword)) {
            // Both slices are of one line.
            return word.as_ptr().addr() - line.as_ptr().addr();
        }
    }
    line.len()
}

/// Reads every facet that is whole.
pub(super) fn read(bytes: &[u8], budget: &Budget, findings: &mut Findings) -> Result<Mesh, Stop> {
    /// Bytes of the shortest facet, for the first guess of how many there are.
    const FACET_BYTES: usize = 160;
    let guess = (bytes.len() / FACET_BYTES).min(usize::try_from(budget.triangles_max).unwrap_or(usize::MAX));
    let mut reader = Reader {
        weld: Weld::for_triangles(guess),
        mesh: Mesh::default(),
        corners: Vec::new(),
        normal: [0.0; 3],
        normals: Normals::default(),
        is_finite: true,
        is_open: false,
        dropped: Dropped::default(),
        odd_lines: Vec::new(),
        odd_count: 0,
        budget,
    };
    let mut odd_before_last = 0;
    for (number, line) in Lines::new(without_mark(bytes)) {
        odd_before_last = reader.odd_count;
        for statement in statements(line) {
            reader.statement(number, statement)?;
        }
    }
    if reader.is_open && reader.odd_count > odd_before_last {
        // Where the file was cut, the last line was cut, too.
        reader.odd_count -= 1;
        reader.odd_lines.truncate(reader.odd_count as usize);
    }
    reader.finish(findings)
}

struct Reader<'a> {
    weld: Weld,
    mesh: Mesh,
    /// Corners of the facet that is open.
    corners: Vec<u32>,
    /// Its normal; zero where the file gives none.
    normal: [f32; 3],
    normals: Normals,
    is_finite: bool,
    /// Between `solid` and `endsolid`.
    is_open: bool,
    dropped: Dropped,
    odd_lines: Vec<Place>,
    odd_count: u64,
    budget: &'a Budget,
}

impl Reader<'_> {
    fn statement(&mut self, number: u64, line: &[u8]) -> Result<(), Stop> {
        let mut words = words(line);
        let Some(first) = words.next() else {
            return Ok(());
        };
        let first = first.to_ascii_lowercase();
        match first.as_slice() {
            b"vertex" => self.vertex(number, [words.next(), words.next(), words.next()])?,
            b"facet" => self.begin_facet(words),
            b"outer" | b"loop" => self.corners.clear(),
            b"endloop" => {}
            b"endfacet" => self.end_facet()?,
            b"solid" => self.begin_solid(number, line)?,
            b"endsolid" => self.is_open = false,
            _ if is_comment(line) => {}
            _ => self.odd_line(number),
        }
        Ok(())
    }

    /// `facet normal x y z`; a normal that is none is not missed.
    fn begin_facet<'w>(&mut self, words: impl Iterator<Item = &'w [u8]>) {
        self.corners.clear();
        self.normal = [0.0; 3];
        for (slot, word) in self.normal.iter_mut().zip(words.skip(1)) {
            *slot = float(word).unwrap_or_default();
        }
    }

    fn begin_solid(&mut self, number: u64, line: &[u8]) -> Result<(), Stop> {
        self.is_open = true;
        self.end_part();
        spend(Limit::Nodes, self.mesh.parts.len() + 1, self.budget.nodes_max)?;
        let start = self.mesh.triangles.len();
        let trimmed = line.trim_ascii_start();
        let title = name(trimmed.get("solid".len()..).unwrap_or_default());
        self.mesh.parts.push(Part {
            name: title,
            triangles: start..start,
            color: None,
            source: format!("line {number}"),
        });
        Ok(())
    }

    /// The part that is open ends at the last triangle; without triangles it was none.
    fn end_part(&mut self) {
        let end = self.mesh.triangles.len();
        if let Some(part) = self.mesh.parts.last_mut() {
            part.triangles.end = end;
        }
        self.mesh.parts.pop_if(|part| part.triangles.is_empty());
    }

    fn vertex(&mut self, number: u64, words: [Option<&[u8]>; 3]) -> Result<(), Stop> {
        let [Some(x), Some(y), Some(z)] = words.map(|word| word.and_then(float)) else {
            self.odd_line(number);
            return Ok(());
        };
        let position = [x, y, z];
        if position.iter().all(|value| value.is_finite()) {
            self.corners.push(self.weld.vertex(position));
        } else {
            self.is_finite = false;
        }
        spend(Limit::Vertices, self.weld.positions.len(), self.budget.vertices_max)
    }

    fn end_facet(&mut self) -> Result<(), Stop> {
        if !self.is_finite {
            self.dropped.note(self.mesh.triangles.len(), self.budget);
        } else {
            let positions = &self.weld.positions;
            let (triangles, normals, normal) = (&mut self.mesh.triangles, &mut self.normals, self.normal);
            polygon::triangulate(
                &self.corners,
                |corner| positions.get(corner as usize).copied(),
                |triangle| {
                    normals.see(triangles.len(), normal, &triangle.map(|vertex| positions[vertex as usize]));
                    triangles.push(triangle);
                },
            );
        }
        self.is_finite = true;
        self.corners.clear();
        spend(Limit::Triangles, self.mesh.triangles.len(), self.budget.triangles_max)
    }

    fn odd_line(&mut self, number: u64) {
        self.odd_count += 1;
        if self.odd_lines.len() < self.budget.places_max {
            self.odd_lines.push(Place::element(format!("line {number}")));
        }
    }

    fn finish(mut self, findings: &mut Findings) -> Result<Mesh, Stop> {
        self.end_part();
        self.dropped.tell(findings);
        self.normals.tell(findings);
        let read = self.mesh.triangles.len() as u64;
        if self.is_open {
            let message = format!(
                "The file ends before its `endsolid`: {} could be read.",
                count_of(read, "triangle", "triangles")
            );
            findings.push(Finding::new(TRUNCATED, message, "Upload it again; if it stays so, export the model again."));
        }
        if self.odd_count > 0 {
            let message = format!("{} could not be understood.", count_of(self.odd_count, "line", "lines"));
            let fix = "Export the model again, best as binary STL or 3MF.";
            findings.push(Finding::new(MALFORMED, message, fix).times(self.odd_count).at(self.odd_lines));
        }
        self.mesh.positions = self.weld.positions;
        if let [only] = self.mesh.parts.as_slice()
            && only.name.is_empty()
        {
            self.mesh.parts.clear();
        }
        cover(&mut self.mesh);
        Ok(self.mesh)
    }
}

/// Facets that stand before the first `solid` get a part of their own, so that the parts cover all triangles.
fn cover(mesh: &mut Mesh) {
    let Some(first) = mesh.parts.first() else {
        return;
    };
    if first.triangles.start > 0 {
        let range = 0..first.triangles.start;
        mesh.parts.insert(0, Part { name: String::new(), triangles: range, color: None, source: "line 1".to_owned() });
    }
}
