//! What a thing is made of and on: as its creator ticks and writes it, and as buyers read it.

use market::{
    FieldError, Fields,
    catalog::{self, Facet},
    limits,
};
use views::{
    Choice, Fact,
    pages::{Details, Own, Ticks},
};

use crate::{form::Form, words};

/// The property that names the very machine that a thing was tried on.
const TRIED_ON: &str = "tried_on";
const MATERIAL: &str = "material";
const MACHINE: &str = "machine";
const DIFFICULTY: &str = "difficulty";
/// Properties that the form asks for, and that buyers read, in their order; what is said of supports stands elsewhere.
const ASKED: [&str; 4] = [MATERIAL, MACHINE, TRIED_ON, DIFFICULTY];
/// Properties that only programs say: the form asks nobody for them, and shows those that a pattern has.
const BESIDE: [&str; 3] = ["fabric", "size", "bed"];

/// What creators say that it takes, a fact for each property: values that were ticked or written stand beside one another.
pub(super) fn said(attributes: &[(String, String)]) -> Vec<Fact> {
    let attributes: Vec<(&str, &str)> = attributes.iter().map(|(name, value)| told_apart(name, value)).collect();
    let fact = |name: &&str| {
        let values: Vec<&str> = attributes.iter().filter(|(of, _)| of == name).map(|(_, value)| *value).collect();
        let shown: Vec<&str> = values.iter().copied().filter(|value| !is_said_closer(name, value, &values)).collect();
        let value = if *name == DIFFICULTY { words::capital(&shown.join(", ")) } else { shown.join(", ") };
        (!shown.is_empty()).then(|| Fact::new(words::capital(name).replace('_', " "), value))
    };
    ASKED.iter().chain(&BESIDE).filter_map(fact).collect()
}

/// A property under the name that it belongs to: what names no sort of machine is the very one that it was tried on.
fn told_apart<'a>(name: &'a str, value: &'a str) -> (&'a str, &'a str) {
    let is_model = name == MACHINE && catalog::named(Facet::Machine, value).is_empty();
    (if is_model { TRIED_ON } else { name }, value)
}

/// Whether a tick says nothing beside what is written: PLA beside "PLA or PETG, white".
fn is_said_closer(name: &str, value: &str, values: &[&str]) -> bool {
    let Some(facet) = name.parse::<Facet>().ok() else { return false };
    let Some(ticked) = catalog::titled(facet, value) else { return false };
    let written = values.iter().filter(|other| catalog::titled(facet, other).is_none());
    written.into_iter().any(|other| catalog::named(facet, other).contains(&ticked))
}

/// The properties of a form, each with its name; what is too long is noted in `wrong` and left out.
pub(super) fn typed(form: &Form, wrong: &mut Fields) -> Vec<(String, String)> {
    let fields = [
        (MATERIAL, form.values("material")),
        (MACHINE, form.values("machine")),
        (TRIED_ON, form.values("tried_on")),
        (DIFFICULTY, form.values("difficulty")),
        (catalog::SUPPORTS, form.values(catalog::SUPPORTS)),
    ];
    let beside = BESIDE.map(|name| (name, form.values(name)));
    let mut attributes = Vec::new();
    for (name, values) in fields.into_iter().chain(beside) {
        for value in values.filter(|value| !value.trim().is_empty()) {
            match limits::ATTRIBUTE_VALUE.refusal_of(value) {
                Some(refusal) => wrong.wrong(name, refusal),
                None => attributes.push((name.to_owned(), value.to_owned())),
            }
        }
    }
    attributes
}

/// The form's own word for a field that properties are refused under.
pub(super) fn rename(error: FieldError) -> FieldError {
    let field = if error.field == "attributes" { MATERIAL.to_owned() } else { error.field };
    FieldError { field, ..error }
}

/// Properties as the form has them: a machine is ticked by each sort that it names, and named itself where it was tried.
pub(super) fn stored(attributes: &[(String, String)]) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    for (name, value) in attributes {
        if name == MACHINE && catalog::titled(Facet::Machine, value).is_none() {
            let sorts = catalog::named(Facet::Machine, value);
            pairs.extend(sorts.into_iter().map(|word| (MACHINE.to_owned(), word.title.to_owned())));
            pairs.push((TRIED_ON.to_owned(), value.clone()));
        } else {
            pairs.push((name.clone(), value.clone()));
        }
    }
    pairs
}

/// The part of the form that asks for it; `place` is the top category, whose words stand first.
pub(super) fn asked(form: &Form, place: &str) -> Details {
    Details {
        materials: ticks(form, Facet::Material, place, own(form, MATERIAL)),
        machines: ticks(form, Facet::Machine, place, own(form, TRIED_ON)),
        difficulties: difficulties(form.value("difficulty")),
        beside: BESIDE.iter().filter_map(|name| said_beside(form, name)).collect(),
        ..Details::default()
    }
}

/// What a program said under `name`, as a field in which it can be changed; none where it said nothing.
fn said_beside(form: &Form, name: &str) -> Option<Own> {
    let values: Vec<String> = form.values(name).map(str::to_owned).collect();
    (!values.is_empty()).then(|| Own { name: name.to_owned(), label: words::capital(name), values })
}

/// What was written and not ticked; one empty field where nothing was.
fn own(form: &Form, name: &str) -> Vec<String> {
    let ticked = |value: &str| name.parse::<Facet>().is_ok_and(|facet| catalog::titled(facet, value).is_some());
    let mut own: Vec<String> = form.values(name).filter(|value| !ticked(value)).map(str::to_owned).collect();
    if own.is_empty() {
        own.push(String::new());
    }
    own
}

fn ticks(form: &Form, facet: Facet, place: &str, own: Vec<String>) -> Ticks {
    let chosen = |title: &str| form.values(facet.word()).any(|value| value == title);
    let choice = |word: &catalog::Word| Choice::new(word.title, word.title).chosen(chosen(word.title));
    let (near, further): (Vec<_>, Vec<_>) =
        catalog::words_of(facet).iter().partition(|word| place.is_empty() || word.belongs_to(place));
    let choices = |words: Vec<&catalog::Word>| -> Vec<Choice> { words.into_iter().map(choice).collect() };
    Ticks { near: choices(near), further: choices(further), own }
}

fn difficulties(now: &str) -> Vec<Choice> {
    let words = catalog::words_of(Facet::Difficulty).iter().map(|word| Choice::new(word.word, word.title));
    let choices = std::iter::once(Choice::new("", "Not stated")).chain(words);
    choices.map(|choice| Choice { chosen: choice.value == now, ..choice }).collect()
}
