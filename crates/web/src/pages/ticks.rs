//! The filters of which several may be ticked: materials, machines, formats, difficulties.

use market::catalog::{self, Browse, Facet, Facets};
use views::{Choice, pages::FilterGroup};

use crate::form::Form;

/// The vocabulary that a name in an address stands for, if it stands for one.
pub(super) fn facet(name: &str) -> Option<Facet> {
    name.parse().ok()
}

/// The same pairs with the words themselves in place of what names them: addresses of before carry what creators typed, and
/// that may name several.
pub(super) fn spelled_out(pairs: Vec<(String, String)>) -> Vec<(String, String)> {
    let mut spelled = Vec::with_capacity(pairs.len());
    for (name, value) in pairs {
        let Some(facet) = facet(&name) else {
            spelled.push((name, value));
            continue;
        };
        for word in catalog::meant(facet, &value) {
            let pair = (name.clone(), word.word.to_owned());
            if !spelled.contains(&pair) {
                spelled.push(pair);
            }
        }
    }
    spelled
}

/// The words that are ticked.
pub(super) fn ticked(asked: &Form) -> Vec<(Facet, String)> {
    asked.0.iter().filter_map(|(name, value)| Some((facet(name)?, value.clone()))).collect()
}

/// What a word is called on pages; none where the name stands for no vocabulary, or the word for nothing.
pub(super) fn title(name: &str, word: &str) -> Option<&'static str> {
    Some(catalog::word(facet(name)?, word)?.title)
}

/// The words of a vocabulary that something has, most first, and those that are ticked; no figure is shown that is not so.
pub(super) fn group(facet: Facet, wanted: &Browse, facets: &Facets) -> FilterGroup {
    let counts = facets.of(facet).map(|words| (words.is_all, words.counts.as_slice())).unwrap_or_default();
    let (is_all, counts) = counts;
    let is_ticked = |word: &str| wanted.ticked.iter().any(|(of, ticked)| *of == facet && ticked == word);
    let count_of = |word: &str| counts.iter().find(|(counted, _)| counted == word).map(|(_, count)| *count);
    let mut choices: Vec<Choice> = catalog::words_of(facet)
        .iter()
        .filter(|word| is_ticked(word.word) || count_of(word.word).is_some())
        .map(|word| Choice {
            count: is_all.then(|| count_of(word.word).unwrap_or_default()),
            ..Choice::new(word.word, word.title).chosen(is_ticked(word.word))
        })
        .collect();
    if facet != Facet::Difficulty {
        // The sort is stable: of two that are as frequent, the one that stands first in the vocabulary does.
        choices.sort_by_key(|choice| std::cmp::Reverse(count_of(&choice.value)));
    }
    let title = match facet {
        Facet::Material => "Material",
        Facet::Machine => "Machine",
        Facet::Format => "File format",
        Facet::Difficulty => "Difficulty",
    };
    FilterGroup { name: facet.word().to_owned(), title: title.to_owned(), many: true, choices }
}
