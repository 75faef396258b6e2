//! The checks: one file a finding. Each looks at facts already gathered and says what a maker must know.

pub mod codes;
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
mod d421_narrower_than_tool;
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
mod m330_not_judged_for_making;
mod m331_thin_wall;
mod m332_thin_feature;
mod m333_narrow_gap;
mod m334_tight_clearance;
mod m335_overhang;
mod m336_long_bridge;
mod m337_island;
mod m338_trapped_volume;
mod m339_suction_cup;
mod m340_falls_over;
mod m341_small_contact;
mod m342_better_laid_otherwise;
mod m343_undercut;
mod m344_sharp_inside_corner;
mod m399_left_out;
mod making;
mod p501_low_resolution;
mod repeats;
mod s601_piece_open;
mod s602_no_grainline;
mod s603_no_test_square;
mod s604_test_square_false;
mod s605_allowance_uneven;
mod s606_size_missing;
mod s607_sizes_unnamed;
mod s608_notch_astray;
mod s609_seams_differ;
mod s610_notches_differ;

pub(crate) use repeats::without_repeats;

pub(crate) use crate::places::{PLACES_MAX, largest};

use pattern::{Code, Finding, Units};

use crate::{Options, Use, drawing, mesh::Survey, report::RasterFacts, sewing};

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
        m330_not_judged_for_making::not_judged(survey, options),
        m331_thin_wall::thin_wall(survey),
        m332_thin_feature::thin_feature(survey),
        m333_narrow_gap::narrow_gap(survey),
        m334_tight_clearance::tight_clearance(survey),
        m335_overhang::overhang(survey),
        m336_long_bridge::long_bridge(survey),
        m337_island::island(survey),
        m338_trapped_volume::trapped_volume(survey),
        m339_suction_cup::suction_cup(survey),
        m340_falls_over::falls_over(survey),
        m341_small_contact::small_contact(survey),
        m342_better_laid_otherwise::better_laid(survey),
        m343_undercut::undercut(survey),
        m344_sharp_inside_corner::sharp_inside_corner(survey),
        m399_left_out::left_out(survey),
    ];
    found.into_iter().flatten()
}

/// Everything that the checks of drawings have to say, of what is asked of one with its use.
pub(crate) fn drawing(
    survey: &drawing::Survey,
    units: Option<Units>,
    options: &Options,
) -> impl Iterator<Item = Finding> {
    let one = [
        d401_no_paths::no_paths(survey),
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
        d421_narrower_than_tool::narrower_than_tool(survey, options.sheet.as_ref()),
    ];
    let several = [
        d402_open_path::open_path(survey),
        d403_self_crossing::self_crossing(survey),
        d407_zero_length::zero_length(survey),
        d414_effect_ignored::effect_ignored(survey),
        d417_contours_cross::contours_cross(survey),
        d418_thin_bridge::thin_bridge(survey, options.sheet.as_ref()),
    ];
    let used_for = survey.facts.used_for;
    several
        .into_iter()
        .flatten()
        .chain(one.into_iter().flatten())
        .filter(move |finding| is_asked(used_for, &finding.code))
}

/// Whether a check is asked of a drawing that is used for this: what a cutter leaves out, a pen draws, and what falls out of a
/// sheet stays where it is only engraved.
fn is_asked(used_for: Use, code: &str) -> bool {
    /// What a tool that goes through the material does.
    const CUTTING: [Code; 6] = [
        d402_open_path::CODE,
        d412_filled_only::CODE,
        d416_falls_out::CODE,
        d417_contours_cross::CODE,
        d418_thin_bridge::CODE,
        d421_narrower_than_tool::CODE,
    ];
    /// What a pen, a printer or a projector shows as it is meant.
    const FOLLOWING: [Code; 5] = [
        d403_self_crossing::CODE,
        d406_raster_inside::CODE,
        d407_zero_length::CODE,
        d413_wide_line::CODE,
        d414_effect_ignored::CODE,
    ];
    /// What is left to ask of a sewing pattern, beside its own checks.
    const SEWING: [Code; 4] =
        [d401_no_paths::CODE, d408_drawing_size_doubtful::CODE, d409_lines_left_out::CODE, d419_scale_doubtful::CODE];
    let is_of = |codes: &[Code]| codes.iter().any(|known| known.id == code);
    match used_for {
        Use::Cut => true,
        Use::Engrave => !is_of(&CUTTING),
        Use::Plot => !is_of(&CUTTING) && !is_of(&FOLLOWING),
        Use::Sew => is_of(&SEWING),
    }
}

/// Everything that the checks of sewing patterns have to say.
pub(crate) fn sewing(drawing: &drawing::Survey, survey: &sewing::Survey) -> Vec<Finding> {
    let one = [
        s601_piece_open::piece_open(drawing, survey),
        s602_no_grainline::no_grainline(drawing, survey),
        s603_no_test_square::no_test_square(drawing, survey),
        s604_test_square_false::test_square_false(drawing, survey),
        s605_allowance_uneven::allowance_uneven(drawing, survey),
        s606_size_missing::size_missing(drawing, survey),
        s607_sizes_unnamed::sizes_unnamed(survey),
        s608_notch_astray::notch_astray(drawing, survey),
        s610_notches_differ::notches_differ(drawing, survey),
    ];
    one.into_iter().flatten().chain(s609_seams_differ::seams_differ(drawing, survey)).collect()
}

/// Everything that the checks of pictures have to say.
pub(crate) fn raster(facts: &RasterFacts) -> impl Iterator<Item = Finding> {
    p501_low_resolution::low_resolution(facts).into_iter()
}
