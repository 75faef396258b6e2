//! The picture of one file, with the places of what was found on it.

use ::inspect::Report;
use pattern::Pattern;
use render::{Image, Still, Studio};
use views::{Mark, reported};

/// Side of a picture, pixels.
const SIZE_PX: u32 = 768;
/// Quality of pictures, 0 to 100.
const WEBP_QUALITY: f32 = 82.0;

/// How a file looks, and where its findings are on the picture.
pub(super) struct Shown {
    /// The picture's bytes.
    pub(super) webp: Vec<u8>,
    /// Whether it is drawn in lines.
    pub(super) drawn: bool,
    /// Where the findings are, percent of its sides.
    pub(super) marks: Vec<Mark>,
}

/// A picture of `pattern` with the places of `report`; none where there is nothing to show.
pub(super) fn show(pattern: &Pattern, report: &Report) -> Option<Shown> {
    let still = Still { size_px: SIZE_PX, ..Still::default() };
    let (image, marks): (Image, Vec<Mark>) = match pattern {
        Pattern::Mesh(mesh) => {
            let studio = Studio::new(mesh)?;
            let camera = studio.camera(&still);
            (studio.still(&still), reported::marks(report, |point| camera.on_picture(point)))
        }
        Pattern::Drawing(sheet) => {
            let place = (!sheet.repeat).then(|| render::drawing_place(sheet)).flatten();
            let put = |[x, y, _]: [f64; 3]| {
                let percent = |[offset, scale]: [f64; 2], value: f64| ((offset + scale * value) * 100.0) as f32;
                place.map(|place| (percent(place.x, x), percent(place.y, y)))
            };
            (render::picture(pattern, SIZE_PX)?, reported::marks(report, put))
        }
        Pattern::Raster(_) => (render::picture(pattern, SIZE_PX)?, Vec::new()),
    };
    let drawn = matches!(pattern, Pattern::Drawing(_));
    Some(Shown { webp: image.webp(WEBP_QUALITY).ok()?, drawn, marks })
}
