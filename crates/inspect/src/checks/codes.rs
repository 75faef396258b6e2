//! The codes of this crate's findings, by name: for whoever asks whether a report has one.

use pattern::Code;

/// Declares a constant for each check's code, and the list of all.
macro_rules! codes {
    ($($name:ident = $check:ident,)*) => {
        $(
            #[doc = concat!("The code of `", stringify!($check), "`.")]
            pub const $name: Code = super::$check::CODE;
        )*

        /// Every code of this crate, in order.
        pub const ALL: &[Code] = &[$($name),*];
    };
}

codes! {
    NO_TRIANGLES = m301_no_triangles,
    OPEN_EDGE = m302_open_edge,
    NON_MANIFOLD_EDGE = m303_non_manifold_edge,
    INCONSISTENT_WINDING = m304_inconsistent_winding,
    INSIDE_OUT = m305_inside_out,
    DEGENERATE_TRIANGLE = m306_degenerate_triangle,
    DUPLICATE_TRIANGLE = m307_duplicate_triangle,
    MANY_SHELLS = m308_many_shells,
    NON_MANIFOLD_VERTEX = m309_non_manifold_vertex,
    MESH_SIZE_DOUBTFUL = m310_mesh_size_doubtful,
    FLAT = m311_flat,
    SELF_INTERSECTION = m312_self_intersection,
    BED = m313_bed,
    NEAR_VERTICES = m314_near_vertices,
    T_JUNCTION = m315_t_junction,
    UNUSED_VERTEX = m316_unused_vertex,
    ROUNDING = m317_rounding,
    BODIES_OVERLAP = m318_bodies_overlap,
    BODIES_TOUCH = m319_bodies_touch,
    BODY_IN_BODY = m320_body_in_body,
    HOLLOW = m321_hollow,
    SLIVERS = m322_slivers,
    FOLDED_FACE = m323_folded_face,
    NOT_JUDGED_FOR_MAKING = m330_not_judged_for_making,
    THIN_WALL = m331_thin_wall,
    THIN_FEATURE = m332_thin_feature,
    NARROW_GAP = m333_narrow_gap,
    TIGHT_CLEARANCE = m334_tight_clearance,
    OVERHANG = m335_overhang,
    LONG_BRIDGE = m336_long_bridge,
    ISLAND = m337_island,
    TRAPPED_VOLUME = m338_trapped_volume,
    SUCTION_CUP = m339_suction_cup,
    FALLS_OVER = m340_falls_over,
    SMALL_CONTACT = m341_small_contact,
    BETTER_LAID_OTHERWISE = m342_better_laid_otherwise,
    UNDERCUT = m343_undercut,
    SHARP_INSIDE_CORNER = m344_sharp_inside_corner,
    LEFT_OUT = m399_left_out,
    NO_PATHS = d401_no_paths,
    OPEN_PATH = d402_open_path,
    SELF_CROSSING = d403_self_crossing,
    DOUBLED_LINE = d404_doubled_line,
    TEXT_NOT_OUTLINED = d405_text_not_outlined,
    RASTER_INSIDE = d406_raster_inside,
    ZERO_LENGTH = d407_zero_length,
    DRAWING_SIZE_DOUBTFUL = d408_drawing_size_doubtful,
    LINES_LEFT_OUT = d409_lines_left_out,
    TINY_SEGMENTS = d410_tiny_segments,
    SPARE_POINTS = d411_spare_points,
    FILLED_ONLY = d412_filled_only,
    WIDE_LINE = d413_wide_line,
    EFFECT_IGNORED = d414_effect_ignored,
    COARSE_CURVE = d415_coarse_curve,
    FALLS_OUT = d416_falls_out,
    CONTOURS_CROSS = d417_contours_cross,
    THIN_BRIDGE = d418_thin_bridge,
    SCALE_DOUBTFUL = d419_scale_doubtful,
    OFF_BED = d420_off_bed,
    NARROWER_THAN_TOOL = d421_narrower_than_tool,
    LOW_RESOLUTION = p501_low_resolution,
    PIECE_OPEN = s601_piece_open,
    NO_GRAINLINE = s602_no_grainline,
    NO_TEST_SQUARE = s603_no_test_square,
    TEST_SQUARE_FALSE = s604_test_square_false,
    ALLOWANCE_UNEVEN = s605_allowance_uneven,
    SIZE_MISSING = s606_size_missing,
    SIZES_UNNAMED = s607_sizes_unnamed,
    NOTCH_ASTRAY = s608_notch_astray,
    SEAMS_DIFFER = s609_seams_differ,
    NOTCHES_DIFFER = s610_notches_differ,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_code_and_no_name_stands_for_two_findings() {
        for (at, code) in ALL.iter().enumerate() {
            let twin = ALL[at + 1..].iter().find(|other| other.id == code.id || other.name == code.name);
            assert_eq!(twin, None, "{code:?}");
        }
    }
}
