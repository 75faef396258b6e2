//! In which form somebody reads figures and times: what the page of the account offers to choose.

use basis::Money;
use locale::{Locale, Zone};
use market::accounts::Reading;
use views::{
    Choice,
    pages::{ChoiceGroup, ReadingChoices},
};

use crate::{App, visit::Visit, words};

/// What the sample shows beside the present moment, in minor units: it has thousands and a fraction.
const SAMPLE_MINOR: i64 = 123_450;

/// What can be chosen, with what is `chosen` now.
pub(super) fn choices(app: &App, visit: &Visit, chosen: &Reading) -> ReadingChoices {
    let (said, forms) = (&visit.said, &visit.forms);
    let follow = Choice::new("", format!("As my browser says: {}", said.locale.title));
    let locale = |locale: &'static Locale| {
        Choice::new(locale.tag, locale.title).chosen(chosen.locale.is_some_and(|other| other.tag == locale.tag))
    };
    let amount = Money::new(SAMPLE_MINOR, app.market.settings().currency);
    ReadingChoices {
        locales: std::iter::once(follow).chain(Locale::all().map(locale)).collect(),
        zone_of_browser: format!("As my browser says: {}", said.zone.name().replace('_', " ")),
        zones: zones(chosen.zone.as_ref().map(Zone::name)),
        sample: format!("{}; {}", words::moment(forms, app.market.now()), words::money(forms, amount)),
    }
}

/// The time zones by their areas, UTC first.
fn zones(chosen: Option<&str>) -> Vec<ChoiceGroup> {
    let choice = |name: &str, label: &str| Choice::new(name, label).chosen(chosen == Some(name));
    let mut groups = vec![ChoiceGroup { title: "Everywhere".to_owned(), choices: vec![choice("UTC", "UTC")] }];
    for name in Zone::names() {
        let Some((area, place)) = name.split_once('/') else { continue };
        if groups.last().is_none_or(|group| group.title != area) {
            groups.push(ChoiceGroup { title: area.to_owned(), choices: Vec::new() });
        }
        let label = place.replace('/', ", ").replace('_', " ");
        groups.last_mut().into_iter().for_each(|group| group.choices.push(choice(name, &label)));
    }
    groups
}
