//! D414 effect-ignored: clips, masks, filters, gradients, patterns and transparency.
//! Why it matters: a machine follows whole paths. What a clip or a mask hides on the screen is cut all the same;
//! shades and blurs are not made at all. A clip as large as the sheet, which some programs always write, is none.

use pattern::{Code, Finding, Place, Severity};

use crate::{drawing::Survey, words::count};

use super::PLACES_MAX;

pub(super) const CODE: Code = Code { id: "D414", name: "effect-ignored", severity: Severity::Warn };

pub(super) fn effect_ignored(survey: &Survey) -> Vec<Finding> {
    [hidden(survey), shaded(survey)].into_iter().flatten().collect()
}

fn hidden(survey: &Survey) -> Option<Finding> {
    let effects = &survey.drawing.effects;
    let elements = effects.clips + effects.masks;
    let message = format!(
        "{} by a clip or a mask. A machine follows the whole paths, also where they are hidden.",
        count(elements, "element is cut off", "elements are cut off")
    );
    let fix = "Make the clip real. Inkscape: Object, Clip, Release, then Path, Intersection. Illustrator: Pathfinder, \
               Crop. Affinity: Layer, Geometry, Intersect.";
    let places = effects.hiding.iter().take(PLACES_MAX).map(Place::element);
    (elements > 0).then(|| Finding::new(CODE, message, fix).times(elements).at(places))
}

fn shaded(survey: &Survey) -> Option<Finding> {
    let effects = &survey.drawing.effects;
    let sees_through = |color: Option<[u8; 4]>| color.is_some_and(|[.., alpha]| alpha < 255);
    let paths = survey.drawing.paths.iter();
    let hatched = survey.drawing.y == pattern::drawing::YAxis::Up;
    // A hatch of a CAD drawing is taken over as a fill that lets half through: that is ours, not the maker's.
    let clear =
        if hatched { 0 } else { paths.filter(|path| sees_through(path.stroke) || sees_through(path.fill)).count() };
    let kinds = [
        (effects.shaded, "gradient or pattern", "gradients or patterns"),
        (effects.filters, "filter", "filters"),
        (effects.translucent + clear as u64, "transparent element", "transparent elements"),
    ];
    let named: Vec<String> =
        kinds.iter().filter(|kind| kind.0 > 0).map(|&(number, one, many)| count(number, one, many)).collect();
    let message =
        format!("The drawing has {}. A print shows them; a machine that follows lines does not.", named.join(", "));
    let fix =
        "Nothing to do for a print. For a cutter say in the description what each shape is, or use plain colours.";
    let all = kinds.iter().map(|kind| kind.0).sum();
    let finding = || Finding::new(CODE, message, fix).severity(Severity::Info).times(all);
    (!named.is_empty() && !survey.drawing.repeat).then(finding)
}
