//! A drawing to be looked at closely: its picture in several sizes, each cut into tiles, with hairlines in all of them.
//!
//! What is sold are the lines, so that what is shown stays pixels, and has an end. A picture of 2048 pixels is what any page
//! may show of any drawing: that is enough to judge a small thing by. Beyond it goes only what stays at four pixels to a
//! millimetre or less. That is a drawing at its true size on a screen, and a quarter of a millimetre for each pixel: whoever
//! traces it back comes out above the width of a laser's cut (0.1 to 0.2 mm), without layers, arcs, or curves that close.

use pattern::Drawing;
use resvg::tiny_skia::Pixmap;

use super::drawing::{View, draw, drawing_place};
use super::ink;
use crate::Image;

/// Side of a tile, pixels; those at the right and at the bottom may be narrower.
pub const TILE_PX: u32 = 512;

/// The picture's side from which on the millimetre sets the bound, pixels.
const FREE_SIDE_PX: u32 = 2048;
/// The finest that is shown beyond it.
const PX_PER_MM_MAX: f64 = 4.0;
/// Longest side, pixels.
const SIDE_PX_MAX: u32 = 8192;
/// The smallest level's side is at least so long, and less than twice as long, pixels.
const SIDE_PX_MIN: u32 = 1024;

/// Thinnest line of every level, pixels. The viewer shows a level at 0.6 to 1.25 times its size: on a screen of one device
/// pixel to the CSS pixel, a hairline is about one pixel wide at any zoom, 0.8 to 1.6.
const HAIRLINE_PX: f32 = 1.3;

/// What drawing a level may cost: points of the drawing, each drawn once for each row of tiles. A second at most.
const POINTS_DRAWN_MAX: u64 = 8_000_000;

const _: () = assert!(SIDE_PX_MIN <= FREE_SIDE_PX && FREE_SIDE_PX <= SIDE_PX_MAX && TILE_PX <= SIDE_PX_MIN);

/// A drawing's picture in one size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Level {
    /// Side of the whole picture, pixels.
    pub side_px: u32,
}

impl Level {
    /// Tiles along each side.
    pub fn across(self) -> u32 {
        self.side_px.div_ceil(TILE_PX)
    }

    /// Pixels of a row or column of tiles.
    fn length_px(self, place: u32) -> u32 {
        TILE_PX.min(self.side_px - place * TILE_PX)
    }
}

/// The sizes in which `drawing` may be looked at, the smallest first, each half the next; none where it has no path, and
/// fewer where drawing the largest would take too long.
pub fn levels(drawing: &Drawing) -> Vec<Level> {
    let Some(place) = drawing_place(drawing) else { return Vec::new() };
    let mut side_px = side_px_max(place.x[1]);
    let mut levels = Vec::new();
    while side_px >= SIDE_PX_MIN {
        levels.push(Level { side_px });
        side_px = side_px.div_ceil(2);
    }
    let points: u64 = drawing.paths.iter().map(|path| path.geometry.elements().len() as u64).sum();
    levels.retain(|level| points.saturating_mul(u64::from(level.across())) <= POINTS_DRAWN_MAX);
    levels.reverse();
    levels
}

/// Side of the largest picture where a millimetre takes `share` of it.
fn side_px_max(share: f64) -> u32 {
    let side_px = PX_PER_MM_MAX / share;
    (side_px.clamp(f64::from(FREE_SIDE_PX), f64::from(SIDE_PX_MAX))) as u32
}

/// The tiles of one of [`levels`], row by row from the top; none for each on which nothing is drawn.
///
/// Side by side they are the picture that [`drawing`](super::drawing()) makes in this size, but for its lines: hairlines
/// stay hairlines. One row of tiles is in memory at a time.
pub fn tiles(drawing: &Drawing, level: Level) -> impl Iterator<Item = Option<Image>> {
    (0..level.across()).flat_map(move |row| {
        let band = band(drawing, level, row);
        (0..level.across()).map(move |column| tile(band.as_ref()?, column * TILE_PX, level.length_px(column)))
    })
}

/// A row of tiles as one picture.
fn band(drawing: &Drawing, level: Level, row: u32) -> Option<Pixmap> {
    let mut pixmap = Pixmap::new(level.side_px, level.length_px(row))?;
    let view = View { size_px: level.side_px, hairline_px: HAIRLINE_PX, corner_px: [0, row * TILE_PX] };
    draw(drawing, view, &mut pixmap)?;
    Some(pixmap)
}

/// What `band` holds from `left` on; none where that is nothing.
fn tile(band: &Pixmap, left: u32, width: u32) -> Option<Image> {
    let (start, end) = (left as usize, (left + width) as usize);
    let rows = || band.pixels().chunks(band.width() as usize).map(|row| &row[start..end]);
    if rows().flatten().all(|pixel| pixel.alpha() == 0) {
        return None;
    }
    Some(Image { width, height: band.height(), pixels: rows().flatten().map(ink::straight).collect() })
}

#[cfg(test)]
mod tests {
    use kurbo::{BezPath, Shape};
    use pattern::drawing::Path;

    use super::*;

    /// A line of no width.
    fn line(geometry: BezPath) -> Path {
        Path { stroke: Some(ink::INK), ..Path::line(geometry) }
    }

    /// A frame of `width` by `height` mm in lines of no width, with a diagonal and a round hole.
    fn plate(width: f64, height: f64) -> Drawing {
        let mut diagonal = BezPath::new();
        diagonal.move_to((0.0, 0.0));
        diagonal.line_to((width, height));
        let frame = kurbo::Rect::new(0.0, 0.0, width, height).to_path(0.01);
        let hole = kurbo::Circle::new((width * 0.7, height * 0.3), width * 0.1).to_path(0.01);
        Drawing { paths: [frame, diagonal, hole].map(line).into(), ..Drawing::default() }
    }

    fn sides(drawing: &Drawing) -> Vec<u32> {
        levels(drawing).iter().map(|level| level.side_px).collect()
    }

    /// All tiles of a level in their places.
    fn assembled(drawing: &Drawing, level: Level) -> Image {
        let mut whole = Image::clear(level.side_px, level.side_px);
        let mut count = 0;
        for (index, tile) in tiles(drawing, level).enumerate() {
            count += 1;
            let Some(tile) = tile else { continue };
            let (row, column) = (index / level.across() as usize, index % level.across() as usize);
            for (y, line) in tile.pixels.chunks(tile.width as usize).enumerate() {
                let at = (row * TILE_PX as usize + y) * level.side_px as usize + column * TILE_PX as usize;
                whole.pixels[at..at + line.len()].copy_from_slice(line);
            }
        }
        assert_eq!(count, level.across() * level.across());
        whole
    }

    #[test]
    fn what_is_shown_has_an_end() {
        assert_eq!(
            sides(&plate(100.0, 80.0)),
            [1024, 2048],
            "a small thing is seen, however many pixels a millimetre has"
        );
        assert_eq!(sides(&plate(900.0, 500.0)), [1047, 2093, 4186], "four pixels to a millimetre, and margins");
        assert_eq!(sides(&plate(30_000.0, 500.0)), [1024, 2048, 4096, 8192]);
        for width in [200.0, 470.0, 900.0, 1900.0, 6000.0] {
            let drawing = plate(width, width / 2.0);
            let share = drawing_place(&drawing).unwrap().x[1];
            let last = f64::from(levels(&drawing).last().unwrap().side_px);
            assert!(share * last <= PX_PER_MM_MAX || last <= f64::from(FREE_SIDE_PX), "{width}: {}", share * last);
        }
        assert!(levels(&Drawing::default()).is_empty());
    }

    #[test]
    fn a_drawing_of_very_many_points_is_shown_less_closely() {
        let mut drawing = plate(1900.0, 900.0);
        let mut scribble = BezPath::new();
        scribble.move_to((0.0, 0.0));
        (0..1_200_000).for_each(|step| scribble.line_to((f64::from(step % 1900), f64::from(step % 900))));
        let all = sides(&drawing).len();
        drawing.paths.push(line(scribble));
        assert_eq!((all, sides(&drawing).len()), (4, 2), "its large levels would take too long");
    }

    #[test]
    fn tiles_side_by_side_are_the_picture_made_at_once() {
        for drawing in [plate(100.0, 80.0), plate(700.0, 300.0)] {
            for level in levels(&drawing) {
                let mut whole = Pixmap::new(level.side_px, level.side_px).unwrap();
                let view = View { size_px: level.side_px, hairline_px: HAIRLINE_PX, corner_px: [0; 2] };
                draw(&drawing, view, &mut whole).unwrap();
                let (whole, assembled) = (ink::image(&whole), assembled(&drawing, level));
                let apart = |(a, b): (&[u8; 4], &[u8; 4])| a[3].abs_diff(b[3]);
                let differences: Vec<u8> = whole.pixels.iter().zip(&assembled.pixels).map(apart).collect();
                let drawn = whole.pixels.iter().filter(|pixel| pixel[3] > 0).count();
                // An edge is smoothed in four steps: one that is begun elsewhere may round to the next of them.
                let next_step = differences.iter().filter(|apart| **apart > 24).count();
                let most = differences.iter().max().copied().unwrap_or_default();
                assert!(most <= 80, "{most} of 255, of {} pixels a side", level.side_px);
                assert!(next_step * 100 <= drawn, "{next_step} of {drawn} of {} pixels a side", level.side_px);
            }
        }
    }

    #[test]
    fn a_hairline_is_seen_in_every_level_and_no_wider_in_the_last() {
        let drawing = plate(1900.0, 1200.0);
        let place = drawing_place(&drawing).unwrap();
        for level in levels(&drawing) {
            let side = f64::from(level.side_px);
            // Across the left edge, below the diagonal and above the scale bar.
            let y = ((place.y[0] + place.y[1] * 900.0) * side) as usize;
            let x = (place.x[0] * side) as usize;
            let whole = assembled(&drawing, level);
            let line = &whole.pixels[y * level.side_px as usize..][x - 6..x + 7];
            let width = line.iter().map(|pixel| f32::from(pixel[3]) / 255.0).sum::<f32>();
            assert!((width - HAIRLINE_PX).abs() < 0.2, "{width} px of {} px", level.side_px);
            assert!(line.iter().any(|pixel| pixel[3] > 150), "it is dark somewhere");
        }
    }

    #[test]
    fn nothing_is_kept_of_tiles_on_which_nothing_is_drawn() {
        let drawing = plate(1900.0, 1200.0);
        let level = *levels(&drawing).last().unwrap();
        let there = tiles(&drawing, level).flatten().count();
        let all = (level.across() * level.across()) as usize;
        assert!(there * 3 < all, "{there} of {all}");
    }
}
