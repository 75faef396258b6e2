//! M310 mesh-size-doubtful: the size, a comment or the file's name says that the unit is probably another.
//! Why it matters: most mesh formats carry no unit, and programs take millimetres. A part drawn in inches prints 25 times
//! too small, one in metres vanishes.

use pattern::{Code, Finding, Severity, Unit, Units, Witness};

use crate::{
    mesh::{Survey, share_of_whole},
    words::length,
};

pub(super) const CODE: Code = Code { id: "M310", name: "mesh-size-doubtful", severity: Severity::Warn };

/// The longest side of what makers print, mm.
const USUAL_MM: std::ops::RangeInclusive<f64> = 5.0..=600.0;
const SIZE_MIN_MM: f64 = 1.0;
const SIZE_MAX_MM: f64 = 2000.0;
/// Below either of these a slicer asks whether inches were meant (PrusaSlicer at 9 mm³).
const SMALL_MM: f64 = 5.0;
const SMALL_MM3: f64 = 9.0;
/// From here on, 100 litres, nobody prints it in one piece: it would take weeks and a hundred kilos.
const LARGE_MM3: f64 = 1e8;
/// Share of the coordinates that must be whole steps of a unit's ruler before it is evidence.
const WHOLE_SHARE_MIN: f64 = 0.8;
/// Readings that are told.
const READINGS_MAX: usize = 3;

/// One way in which units are mistaken for one another.
struct Mistake {
    /// What it would be is so many times as large.
    factor: f64,
    /// `Drawn in inches it would be ...`.
    drawn: &'static str,
    /// Steps of rulers, as read, mm, and what they are called: coordinates that are whole steps are evidence.
    rulers: &'static [(f64, &'static str)],
}

const SIXTEENTHS: &str = "sixteenths of an inch";
const HALVES: &str = "half millimetres";

/// Where the format has no unit and millimetres are taken. The likelier ones first.
const MISTAKES: [Mistake; 8] = [
    Mistake { factor: 25.4, drawn: "in inches", rulers: &[(1.0 / 16.0, SIXTEENTHS)] },
    Mistake { factor: 1000.0, drawn: "in metres", rulers: &[(0.0005, HALVES), (0.0254 / 16.0, SIXTEENTHS)] },
    Mistake { factor: 10.0, drawn: "in centimetres", rulers: &[(0.05, HALVES)] },
    Mistake { factor: 304.8, drawn: "in feet", rulers: &[(1.0 / 12.0, "inches")] },
    Mistake { factor: 0.001, drawn: "in thousandths of a millimetre", rulers: &[(500.0, HALVES)] },
    Mistake { factor: 0.0254, drawn: "in thousandths of an inch", rulers: &[(62.5, SIXTEENTHS)] },
    Mistake { factor: 1.0 / 25.4, drawn: "in millimetres and taken for inches", rulers: &[(12.7, HALVES)] },
    Mistake { factor: 0.1, drawn: "in millimetres and taken for centimetres", rulers: &[(5.0, HALVES)] },
];
/// Where the format says metres.
const MISTAKES_OF_METRES: [Mistake; 3] = [
    Mistake { factor: 0.001, drawn: "in millimetres and taken for metres", rulers: &[(500.0, HALVES)] },
    Mistake { factor: 0.01, drawn: "in centimetres and taken for metres", rulers: &[(50.0, HALVES)] },
    Mistake { factor: 0.0254, drawn: "in inches and taken for metres", rulers: &[(62.5, SIXTEENTHS)] },
];

pub(super) fn size_doubtful(survey: &Survey, units: Option<Units>) -> Option<Finding> {
    let size = survey.facts.size_mm.into_iter().fold(0.0, f64::max);
    if survey.facts.triangles == 0 {
        return None;
    }
    let told = units.and_then(|units| units.told.map(|told| (told, units.unit)));
    let contradiction = told.filter(|(told, taken)| told.unit != *taken);
    let facts = &survey.facts;
    let is_small =
        size < SMALL_MM || (facts.watertight && (f64::MIN_POSITIVE..SMALL_MM3).contains(&facts.volume_mm3.abs()));
    let is_stated = units.is_some_and(|units| units.stated);
    // Bodies in one another count once: no part is larger than the box round it.
    let within = facts.size_mm.iter().product::<f64>();
    let is_large = facts.watertight && facts.volume_mm3.abs().min(within) >= LARGE_MM3;
    let is_doubtful = !(SIZE_MIN_MM..=SIZE_MAX_MM).contains(&size) || ((is_small || is_large) && !is_stated);
    let like = likeness(size).map(|thing| format!(", about as long as {thing}")).unwrap_or_default();
    let mut message = format!("The longest side is {} as read{like}.", length(size));
    match (contradiction, told) {
        (Some((told, taken)), _) => {
            let real = size * told.unit.mm() / taken.mm();
            message.push_str(&format!(
                " {} says {}, by which programs do not go: in that unit it would be {}.",
                witness(told.by),
                plural(told.unit),
                length(real)
            ));
        }
        _ if !is_doubtful => return None,
        (None, Some((told, _))) => {
            message.push_str(&format!(" {} says {}, too.", witness(told.by), plural(told.unit)));
        }
        (None, None) => {
            let of_metres = units.is_some_and(|units| units.unit == Unit::Metre);
            message.push_str(&readings(survey, size, if of_metres { &MISTAKES_OF_METRES } else { &MISTAKES }));
        }
    }
    let fix = "Export in millimetres, or as 3MF, which states its unit; slicers can scale it, too (PrusaSlicer: Convert from \
               imperial units, Convert from meters). Blender: Scene, Units, then STL export with Scene Unit on.";
    // What says itself that it is so is believed.
    let is_known = units.is_some_and(|units| units.stated) || (told.is_some() && contradiction.is_none());
    let severity = if is_known { Severity::Info } else { CODE.severity };
    Some(Finding::new(CODE, message, fix).severity(severity))
}

/// Something that everybody knows and that is about as long; none where the size is a usual one, or beyond imagination.
fn likeness(mm: f64) -> Option<&'static str> {
    Some(match mm {
        0.1..0.8 => "a grain of sand",
        0.8..2.5 => "a pinhead is wide",
        2.5..5.0 => "a peppercorn",
        5.0..9.0 => "a pea",
        800.0..1_300.0 => "a kitchen counter is high",
        1_300.0..2_300.0 => "a person is tall",
        2_300.0..6_000.0 => "a car",
        6_000.0..15_000.0 => "a bus",
        15_000.0..60_000.0 => "an airliner",
        _ => return None,
    })
}

/// What it would be in other units, as far as that is a usual size, and what speaks for one of them.
fn readings(survey: &Survey, size: f64, mistakes: &[Mistake]) -> String {
    let usual: Vec<&Mistake> = mistakes.iter().filter(|mistake| USUAL_MM.contains(&(size * mistake.factor))).collect();
    let mut text = String::new();
    for (index, mistake) in usual.iter().take(READINGS_MAX).enumerate() {
        let would_be = length(size * mistake.factor);
        text.push_str(&match index {
            0 => format!(" Drawn {} it would be {would_be}", mistake.drawn),
            _ => format!(", {} {would_be}", mistake.drawn),
        });
    }
    if !usual.is_empty() {
        text.push('.');
    }
    if let Some(Evidence { mistake, ruler, share }) = evidence(survey, &usual) {
        let all = if share > 0.995 { "All".to_owned() } else { format!("{:.0} %", 100.0 * share) };
        let unit = mistake.drawn.strip_prefix("in ").unwrap_or(mistake.drawn);
        text.push_str(&format!(" {all} of its coordinates are whole {ruler} then, which speaks for {unit}."));
    }
    text
}

/// Round coordinates that speak for one reading.
struct Evidence<'a> {
    mistake: &'a Mistake,
    ruler: &'static str,
    /// Of the coordinates, 0 to 1.
    share: f64,
}

/// The one mistake for which round coordinates speak; none where they speak for several, or none.
fn evidence<'a>(survey: &Survey, usual: &[&'a Mistake]) -> Option<Evidence<'a>> {
    let rulers = usual.iter().flat_map(|&mistake| mistake.rulers.iter().map(move |&ruler| (mistake, ruler)));
    let mut fits: Vec<(f64, Evidence)> = rulers
        .filter_map(|(mistake, (step, ruler))| {
            let share = share_of_whole(survey.mesh, step)?;
            (share >= WHOLE_SHARE_MIN).then_some((step, Evidence { mistake, ruler, share }))
        })
        .collect();
    fits.sort_by(|a, b| b.0.total_cmp(&a.0));
    // What is whole by a coarse ruler is whole by each that divides it, too; by any other it is whole by chance, or this is.
    let (coarsest, _) = fits.first()?;
    let divides = |step: f64| ((coarsest / step).round() - coarsest / step).abs() < 1e-9;
    fits.iter().all(|(step, _)| divides(*step)).then(|| fits.swap_remove(0).1)
}

fn witness(witness: Witness) -> &'static str {
    match witness {
        Witness::Comment => "A comment in the file",
        Witness::Name => "The file's name",
    }
}

fn plural(unit: Unit) -> &'static str {
    match unit {
        Unit::Micron => "micrometres",
        Unit::Millimetre => "millimetres",
        Unit::Centimetre => "centimetres",
        Unit::Inch => "inches",
        Unit::Foot => "feet",
        Unit::Metre => "metres",
        Unit::Point => "points",
        Unit::Pixel => "pixels",
    }
}
