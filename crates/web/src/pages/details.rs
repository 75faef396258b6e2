//! What buyers will read, as its creator types it: the form beside the files, filled in, checked and saved.

use basis::{Currency, Money};
use locale::Forms;
use market::{
    FieldError, Fields,
    catalog::{self, CATEGORIES, Draft, Edit, EditOutcome, LICENSES, License, OfferInput},
};
use store::facts::Kind;
use uuid::Uuid;
use views::{
    Choice,
    pages::{AmountForm, Details, LicenceChoice},
};

use super::{making, own_state::save_label};
use crate::{App, fault::Fault, form::Form, visit::Visit, words};

/// Saves what was typed, or gives everything that is wrong with it, each with its field.
pub(super) async fn save_details(
    app: &App,
    visit: &Visit,
    id: Uuid,
    form: &Form,
) -> Result<Result<(), Vec<FieldError>>, Fault> {
    let currency = app.market.settings().currency;
    let mut wrong = Fields::default();
    let mut offers = Vec::new();
    for license in form.values("licence") {
        match price_of(form, license, currency) {
            Ok(price) => offers.push(OfferInput { license: license.to_owned(), price }),
            Err(error) => wrong.wrong(&price_field(license), words::no_amount(&visit.forms, &error, currency)),
        }
    }
    if form.value("ai").is_empty() {
        wrong.wrong("ai", "Say whether a model made it, or a part of it.");
    }
    let attributes = making::typed(form, &mut wrong);
    let edit = Edit {
        title: form.value("title").to_owned(),
        description: form.value("description").replace("\r\n", "\n"),
        category: form.value("category").to_owned(),
        tags: form.value("tags").split(',').map(str::to_owned).collect(),
        attributes,
        made_with_ai: !matches!(form.value("ai"), "" | "none"),
        offers,
    };
    if let Err(mut wrong) = wrong.done() {
        // All at once: whoever mends one thing should not find the next one only then.
        wrong
            .splice(0..0, catalog::wrong_with(&app.market, &edit).into_iter().map(|error| rename(&visit.forms, error)));
        return Ok(Err(wrong));
    }
    match catalog::edit(&app.market, &visit.actor, id, edit).await? {
        EditOutcome::Edited => Ok(Ok(())),
        EditOutcome::NotFound => Err(Fault::NotFound),
        EditOutcome::Invalid(wrong) => Ok(Err(wrong.into_iter().map(|error| rename(&visit.forms, error)).collect())),
    }
}

fn price_field(license: &str) -> String {
    format!("price_{license}")
}

/// The price that was typed for a licence; nothing typed is nothing to pay.
fn price_of(form: &Form, license: &str, currency: Currency) -> Result<Money, basis::MoneyError> {
    let typed = form.value(&price_field(license));
    Money::parse(if typed.trim().is_empty() { "0" } else { typed }, currency)
}

/// The form's own word for a field, with figures as they are read here.
fn rename(forms: &Forms, error: FieldError) -> FieldError {
    let field = if error.field == "offers" { "licence".to_owned() } else { error.field };
    let told = making::rename(FieldError { field, ..error });
    FieldError { message: forms.locale.figures(&told.message).into_owned(), ..told }
}

/// The form with what is stored, or what was typed just now; `wrong` is what is wrong with that.
pub(super) fn details(app: &App, forms: &Forms, draft: &Draft, typed: Option<&Form>, wrong: &views::Form) -> Details {
    let stored = stored(forms, draft);
    let form = typed.unwrap_or(&stored);
    let chosen = |name: &'static str, value: &str| form.values(name).any(|known| known == value);
    let id = draft.listing.id;
    let settings = app.market.settings();
    let (fee, currency) = (settings.fee_basis_points, settings.currency);
    let sample = Money::new(1_000, currency);
    let licence = |license: &License| LicenceChoice {
        value: license.slug.to_owned(),
        name: license.title.to_owned(),
        words: license.summary.to_owned(),
        chosen: chosen("licence", license.slug),
        sells: license.commercial,
        price: (!license.free_only).then(|| form.value(&price_field(license.slug)).to_owned()),
        yours: price_of(form, license.slug, currency)
            .ok()
            .filter(|price| !price.is_zero())
            .map(|price| words::money(forms, price.split(fee).1)),
        wrong: wrong.error(&price_field(license.slug)).map(str::to_owned),
    };
    let licences: Vec<LicenceChoice> = LICENSES.iter().map(licence).collect();
    Details {
        form: form.again(),
        action: format!("/upload/{id}"),
        save_label: save_label(draft.listing.state).to_owned(),
        publish_action: format!("/upload/{id}/publish"),
        categories: CATEGORIES
            .iter()
            .map(|place| Choice::new(place.slug, place_words(*place)).chosen(chosen("category", place.slug)))
            .collect(),
        supports: supports(draft, form.value(catalog::SUPPORTS)),
        undercut: undercut(&licences),
        licences,
        ai: vec![
            Choice::new("none", "No").chosen(form.value("ai") == "none"),
            Choice::new("some", "Yes, in part or as a whole").chosen(form.value("ai") == "some"),
        ],
        amounts: amounts(forms, currency),
        fee_basis_points: fee,
        payout_words: format!(
            "You receive {} of each {}.",
            words::money(forms, sample.split(fee).1),
            words::money(forms, sample)
        ),
        ..making::asked(form, place(draft, form.value("category")))
    }
}

/// How the script writes an amount that it adds up while a price is typed.
fn amounts(forms: &Forms, currency: Currency) -> AmountForm {
    let (decimal, group, grouped_from) = forms.locale.marks();
    AmountForm {
        symbol: forms.locale.symbol(currency.code()).to_owned(),
        pattern: forms.locale.money_pattern(currency.code()),
        digits: currency.digits(),
        decimal,
        group,
        grouped_from,
    }
}

/// The top category that a pattern is filed under, or that its files speak for; nothing where neither says it.
fn place<'a>(draft: &Draft, category: &'a str) -> &'a str {
    let top = category.split('/').next().unwrap_or_default();
    if !matches!(top, "" | "other") {
        return top;
    }
    if draft.files.iter().any(|file| file.kind == Kind::Mesh) { "3d-print" } else { "" }
}

/// What is given away under one licence beside a price for no more under another, in a sentence.
fn undercut(licences: &[LicenceChoice]) -> Option<String> {
    let is_free = |licence: &LicenceChoice| licence.yours.is_none();
    let (free, paid): (Vec<_>, Vec<_>) = licences.iter().filter(|licence| licence.chosen).partition(|one| is_free(one));
    let pair = free.iter().find_map(|free| Some((free, paid.iter().find(|paid| free.sells || !paid.sells)?)));
    pair.map(|(free, paid)| LicenceChoice::undercut(&free.name, &paid.name))
}

/// What a creator can say about supports; nothing where there is no model to print.
fn supports(draft: &Draft, now: &str) -> Vec<Choice> {
    if !draft.files.iter().any(|file| file.kind == Kind::Mesh) {
        return Vec::new();
    }
    let choices = [
        ("", "As estimated from the file"),
        (catalog::SUPPORTS_NONE, "Prints without, as it lies in the file"),
        (catalog::SUPPORTS_NEEDED, "Needs them"),
    ];
    choices.into_iter().map(|(value, label)| Choice::new(value, label).chosen(value == now)).collect()
}

fn place_words(place: catalog::Category) -> String {
    place
        .parent()
        .map_or_else(|| place.title.to_owned(), |parent| format!("{}, {}", parent.title, place.title.to_lowercase()))
}

fn stored(forms: &Forms, draft: &Draft) -> Form {
    let listing = &draft.listing;
    let mut pairs = vec![
        ("title".to_owned(), listing.title.clone()),
        ("description".to_owned(), listing.description.clone()),
        ("tags".to_owned(), draft.tags.join(", ")),
        ("category".to_owned(), listing.category.clone()),
    ];
    // Nobody has said anything of a draft without a licence: nothing is ticked in its creator's name.
    if listing.state != catalog::State::Draft || !draft.offers.is_empty() {
        pairs.push(("ai".to_owned(), if listing.made_with_ai { "some" } else { "none" }.to_owned()));
    }
    pairs.extend(making::stored(&draft.attributes));
    for offer in &draft.offers {
        pairs.push(("licence".to_owned(), offer.license.slug.to_owned()));
        pairs.push((format!("price_{}", offer.license.slug), offer.price.typed(forms.locale)));
    }
    Form(pairs)
}
