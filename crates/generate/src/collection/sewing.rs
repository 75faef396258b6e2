//! Sewing patterns.

use pattern::Pattern;

use super::{
    creator::THREADWORK,
    piece::{Difficulty, Licence, Machine, Piece},
};
use crate::{
    bag,
    garment::{self, Draft},
};

pub(super) fn pieces() -> Vec<Piece> {
    vec![
        Piece::drawn(THREADWORK, "bodice-block", "Bodice block, 36 to 44", "sewing/garments", || Pattern::Drawing(garment::bodice(&Draft::default())))
            .says(
                "Front and back to the waist with one waist dart, five sizes nested, 60 mm of ease. Seam allowance of 15 mm is drawn round the largest. Toile it before you design on it: the shoulder is drawn square.",
                &["bodice", "block", "sizes 36-44"],
            )
            .of("Calico", "745 x 525 mm")
            .costs(900)
            .trade(4500)
            .on(Machine::Sewing)
            .level(Difficulty::Medium),
        Piece::drawn(THREADWORK, "bodice-block-large", "Bodice block, 46 to 52", "sewing/garments", || Pattern::Drawing(garment::bodice(&Draft { sizes: vec![46, 48, 50, 52], seam_mm: 20.0, ease_mm: 70.0 })))
            .says(
                "The same block drafted for larger sizes, with 70 mm of ease and 20 mm to let out. Four lines, four dashes. Check the bust point before cutting the dart.",
                &["bodice", "block", "sizes 46-52"],
            )
            .of("Calico", "850 x 547 mm")
            .costs(900)
            .on(Machine::Sewing)
            .level(Difficulty::Medium),
        Piece::drawn(THREADWORK, "sleeve-block", "Sleeve block, 36 to 44", "sewing/garments", || Pattern::Drawing(garment::sleeve(&Draft::default())))
            .says(
                "Sets into the bodice block with about 25 mm of ease in the head. Two notches mark the back, one the front. Wrist takes a hand of 230 mm without a vent.",
                &["sleeve", "block", "sizes 36-44"],
            )
            .of("Calico", "531 x 687 mm")
            .costs(500)
            .on(Machine::Sewing)
            .level(Difficulty::Medium),
        Piece::drawn(THREADWORK, "a-line-skirt", "A-line skirt, 36 to 44", "sewing/garments", || Pattern::Drawing(garment::skirt(&Draft::default())))
            .says(
                "Two panels on the fold, one dart each, and a straight waistband. 560 mm long. 1.2 m of cloth at 140 cm for every size; zip in the left seam.",
                &["skirt", "A-line", "beginner"],
            )
            .of("Cotton twill", "1073 x 656 mm")
            .costs(700)
            .on(Machine::Sewing),
        Piece::drawn(THREADWORK, "trouser-block", "Trouser block, 36 to 44", "sewing/garments", || Pattern::Drawing(garment::trousers(&Draft::default())))
            .says(
                "Front and back leg with straight legs of 200 mm at the hem. Rise is measured sitting; compare with trousers that fit before you cut. 15 mm allowance, 40 mm at the hem is yours to add.",
                &["trousers", "block", "sizes 36-44"],
            )
            .of("Wool or twill", "948 x 1191 mm")
            .costs(1200)
            .trade(5500)
            .on(Machine::Sewing)
            .level(Difficulty::Advanced),
        Piece::drawn(THREADWORK, "boxed-tote", "Boxed tote bag", "sewing/bags", || Pattern::Drawing(bag::tote(380.0, 360.0, 120.0)))
            .says(
                "380 x 360 mm on a base of 120 mm, lined, with a pocket and two straps. Corners are boxed: sew the notch shut after the sides. 0.9 m canvas, 0.7 m lining.",
                &["bag", "tote", "canvas"],
            )
            .of("Canvas 12 oz", "1072 x 724 mm")
            .free(Licence::CcBySa)
            .on(Machine::Sewing),
        Piece::drawn(THREADWORK, "bib-apron", "Bib apron", "sewing/garments", || Pattern::Drawing(bag::apron()))
            .says(
                "One piece on the fold, a pocket and three ties, one size for 160 to 190 cm. Hem curves by hand, 10 mm twice. Linen of 250 g/m2 hangs best.",
                &["apron", "kitchen", "linen"],
            )
            .of("Linen", "1025 x 890 mm")
            .costs(300)
            .on(Machine::Sewing),
        Piece::drawn(THREADWORK, "zip-pouch", "Zip pouch", "sewing/bags", || Pattern::Drawing(bag::pouch(240.0, 160.0)))
            .says(
                "240 x 160 mm for a 22 cm zip, lined, with tabs at both ends. 8 mm allowance is included in the dashed line. An hour's work.",
                &["bag", "pouch", "zip"],
            )
            .of("Cotton", "783 x 236 mm")
            .free(Licence::CcBy)
            .on(Machine::Sewing),
    ]
}
