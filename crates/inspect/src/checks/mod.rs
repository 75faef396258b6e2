//! The checks: one file a finding. Each looks at facts already gathered and says what a maker must know.

mod d401_no_paths;
mod d402_open_path;
mod d403_self_crossing;
mod d404_doubled_line;
mod d405_text_not_outlined;
mod d406_raster_inside;
mod d407_zero_length;
mod d408_drawing_size_doubtful;
mod d409_lines_left_out;
mod d410_tiny_segments;
mod d411_spare_points;
mod d412_filled_only;
mod d413_wide_line;
mod d414_effect_ignored;
mod d415_coarse_curve;
mod d416_falls_out;
mod d417_contours_cross;
mod d418_thin_bridge;
mod d419_scale_doubtful;
mod d420_off_bed;
mod m301_no_triangles;
mod m302_open_edge;
mod m303_non_manifold_edge;
mod m304_inconsistent_winding;
mod m305_inside_out;
mod m306_degenerate_triangle;
mod m307_duplicate_triangle;
mod m308_many_shells;
mod m309_non_manifold_vertex;
mod m310_mesh_size_doubtful;
mod m311_flat;
mod m312_self_intersection;
mod m313_bed;
mod m314_near_vertices;
mod m315_t_junction;
mod m316_unused_vertex;
mod m317_rounding;
mod m318_bodies_overlap;
mod m319_bodies_touch;
mod m320_body_in_body;
mod m321_hollow;
mod m322_slivers;
mod m323_folded_face;
mod m399_left_out;
mod p501_low_resolution;

use pattern::{Code, Finding, Units};

use crate::{Options, drawing, mesh::Survey, report::RasterFacts};

/// Places listed in one finding; further ones are only counted.
pub const PLACES_MAX: usize = 20;

/// Every code of this crate, in order.
pub fn codes() -> Vec<Code> {
    vec![
        m301_no_triangles::CODE,
        m302_open_edge::CODE,
        m303_non_manifold_edge::CODE,
        m304_inconsistent_winding::CODE,
        m305_inside_out::CODE,
        m306_degenerate_triangle::CODE,
        m307_duplicate_triangle::CODE,
        m308_many_shells::CODE,
        m309_non_manifold_vertex::CODE,
        m310_mesh_size_doubtful::CODE,
        m311_flat::CODE,
        m312_self_intersection::CODE,
        m313_bed::CODE,
        m314_near_vertices::CODE,
        m315_t_junction::CODE,
        m316_unused_vertex::CODE,
        m317_rounding::CODE,
        m318_bodies_overlap::CODE,
        m319_bodies_touch::CODE,
        m320_body_in_body::CODE,
        m321_hollow::CODE,
        m322_slivers::CODE,
        m323_folded_face::CODE,
        m399_left_out::CODE,
        d401_no_paths::CODE,
        d402_open_path::CODE,
        d403_self_crossing::CODE,
        d404_doubled_line::CODE,
        d405_text_not_outlined::CODE,
        d406_raster_inside::CODE,
        d407_zero_length::CODE,
        d408_drawing_size_doubtful::CODE,
        d409_lines_left_out::CODE,
        d410_tiny_segments::CODE,
        d411_spare_points::CODE,
        d412_filled_only::CODE,
        d413_wide_line::CODE,
        d414_effect_ignored::CODE,
        d415_coarse_curve::CODE,
        d416_falls_out::CODE,
        d417_contours_cross::CODE,
        d418_thin_bridge::CODE,
        d419_scale_doubtful::CODE,
        d420_off_bed::CODE,
        p501_low_resolution::CODE,
    ]
}

/// Everything that the checks of meshes have to say.
pub(crate) fn mesh(survey: &Survey, units: Option<Units>, options: &Options) -> impl Iterator<Item = Finding> {
    let found = [
        m301_no_triangles::no_triangles(survey),
        m302_open_edge::open_edge(survey),
        m303_non_manifold_edge::non_manifold_edge(survey),
        m304_inconsistent_winding::inconsistent_winding(survey),
        m305_inside_out::inside_out(survey),
        m306_degenerate_triangle::degenerate_triangle(survey),
        m307_duplicate_triangle::duplicate_triangle(survey),
        m308_many_shells::many_shells(survey),
        m309_non_manifold_vertex::non_manifold_vertex(survey),
        m310_mesh_size_doubtful::size_doubtful(survey, units),
        m311_flat::flat(survey),
        m312_self_intersection::self_intersection(survey),
        m313_bed::larger_than_bed(survey, options),
        m314_near_vertices::near_vertices(survey),
        m315_t_junction::t_junction(survey),
        m316_unused_vertex::unused_vertex(survey),
        m317_rounding::rounding(survey),
        m318_bodies_overlap::bodies_overlap(survey),
        m319_bodies_touch::bodies_touch(survey),
        m320_body_in_body::body_in_body(survey),
        m321_hollow::hollow(survey),
        m322_slivers::slivers(survey),
        m323_folded_face::folded_face(survey),
        m399_left_out::left_out(survey),
    ];
    found.into_iter().flatten()
}

/// Everything that the checks of drawings have to say.
pub(crate) fn drawing(survey: &drawing::Survey, units: Option<Units>) -> impl Iterator<Item = Finding> {
    let one = [
        d401_no_paths::no_paths(survey),
        d403_self_crossing::self_crossing(survey),
        d404_doubled_line::doubled_line(survey),
        d405_text_not_outlined::text_not_outlined(survey),
        d406_raster_inside::raster_inside(survey),
        d408_drawing_size_doubtful::size_doubtful(survey, units),
        d409_lines_left_out::lines_left_out(survey),
        d410_tiny_segments::tiny_segments(survey),
        d411_spare_points::spare_points(survey),
        d412_filled_only::filled_only(survey),
        d413_wide_line::wide_line(survey),
        d415_coarse_curve::coarse_curve(survey),
        d416_falls_out::falls_out(survey),
        d419_scale_doubtful::scale_doubtful(survey, units),
        d420_off_bed::off_bed(survey),
    ];
    let several = [
        d402_open_path::open_path(survey),
        d407_zero_length::zero_length(survey),
        d414_effect_ignored::effect_ignored(survey),
        d417_contours_cross::contours_cross(survey),
        d418_thin_bridge::thin_bridge(survey),
    ];
    several.into_iter().flatten().chain(one.into_iter().flatten())
}

/// Everything that the checks of pictures have to say.
pub(crate) fn raster(facts: &RasterFacts) -> impl Iterator<Item = Finding> {
    p501_low_resolution::low_resolution(facts).into_iter()
}

/// The `PLACES_MAX` items of the largest measure, largest first.
pub(crate) fn largest<T: Copy>(items: &[T], measure: impl Fn(T) -> f64) -> Vec<T> {
    let mut ranked: Vec<(f64, T)> = items.iter().map(|&item| (measure(item), item)).collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
    ranked.into_iter().take(PLACES_MAX).map(|(_, item)| item).collect()
}
