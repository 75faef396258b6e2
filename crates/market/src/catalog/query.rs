//! What is looked for among everything on sale, and in which order it is shown.

use std::collections::BTreeSet;

use store::facts::Kind;

use super::vocabulary::{Facet, plural, word};
use crate::{Error, Fields, fields::clean_line, limits};

/// In which order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// The best match first; newest first where no words are looked for.
    #[default]
    Best,
    /// Newest first.
    Newest,
    /// Lowest price first.
    Cheapest,
    /// Highest price first.
    Dearest,
    /// By title.
    Title,
}

impl Sort {
    /// The word in addresses.
    pub fn word(self) -> &'static str {
        match self {
            Self::Best => "best",
            Self::Newest => "newest",
            Self::Cheapest => "price",
            Self::Dearest => "price-down",
            Self::Title => "title",
        }
    }

    /// The order behind the word; the best match first where it is unknown.
    pub fn from_word(word: &str) -> Self {
        let chosen = [Self::Newest, Self::Cheapest, Self::Dearest, Self::Title];
        chosen.into_iter().find(|sort| sort.word() == word).unwrap_or_default()
    }
}

/// What is looked for. Everything left empty leaves nothing out.
#[derive(Clone, Debug, Default)]
pub struct Browse {
    /// Words, the last one perhaps only begun.
    pub text: String,
    /// mesh, drawing or raster.
    pub kind: Option<Kind>,
    /// Slug of a category; those below it count, too.
    pub category: Option<String>,
    /// Handle of a shop.
    pub shop: Option<String>,
    /// At most this many minor units.
    pub price_minor_max: Option<i64>,
    /// What is made may be sold.
    pub commercial: bool,
    /// Slug of a licence that is offered.
    pub license: Option<String>,
    /// Prints without supports.
    pub no_supports: bool,
    /// Declared as made without AI.
    pub without_ai: bool,
    /// Width, depth and height of the asker's machine, millimetres; turning on the bed is allowed.
    pub bed_mm: Option<[f64; 3]>,
    /// A tag.
    pub tag: Option<String>,
    /// Name and value of properties, as their creators typed them; all of them must hold.
    pub attributes: Vec<(String, String)>,
    /// Words of vocabularies: of each vocabulary that is named one must hold.
    pub ticked: Vec<(Facet, String)>,
    /// In which order.
    pub sort: Sort,
    /// Which page, from 0.
    pub page: u64,
    /// How many on a page.
    pub size: u64,
}

impl Browse {
    /// The order in force: the best match first needs words to match.
    pub fn order(&self) -> Sort {
        if self.sort == Sort::Best && !self.has_words() { Sort::Newest } else { self.sort }
    }

    /// Whether it is the front of a shelf that many ask for: nothing narrows it down but kind and category.
    pub(super) fn is_front(&self) -> bool {
        self.text.is_empty() && self.page == 0 && !self.is_filtered()
    }

    /// Whether anything but its words narrows it down.
    pub(super) fn is_narrowed(&self) -> bool {
        self.is_filtered() || self.kind.is_some() || self.category.is_some()
    }

    fn is_filtered(&self) -> bool {
        let flags = self.commercial || self.no_supports || self.without_ai;
        let words = self.license.is_some() || self.shop.is_some() || self.tag.is_some();
        let lists = !self.attributes.is_empty() || !self.ticked.is_empty();
        flags || words || lists || self.price_minor_max.is_some() || self.bed_mm.is_some()
    }

    /// The words of a vocabulary that are ticked, each once.
    pub(super) fn ticked_of(&self, facet: Facet) -> BTreeSet<&str> {
        self.ticked.iter().filter(|(of, _)| *of == facet).map(|(_, word)| word.as_str()).collect()
    }

    /// The same query with nothing ticked of one vocabulary.
    pub(super) fn without(&self, facet: Facet) -> Self {
        let ticked = self.ticked.iter().filter(|(of, _)| *of != facet).cloned().collect();
        Self { ticked, ..self.clone() }
    }

    /// That only words are ticked that there are, and no more than there are.
    fn check_ticked(&self, fields: &mut Fields) {
        for facet in Facet::ALL {
            let count = self.ticked.iter().filter(|(of, _)| of == facet).count();
            if !fields.list(plural(*facet), count, &limits::TICKS) {
                continue;
            }
            for unknown in self.ticked_of(*facet).into_iter().filter(|ticked| word(*facet, ticked).is_none()) {
                let shown: String = clean_line(unknown).chars().take(limits::ATTRIBUTE_VALUE.max).collect();
                fields.wrong(plural(*facet), format!("There is no {facet} `{shown}` here; `vocabularies` lists them."));
            }
        }
    }

    /// Whether everything looked for is within its limit; whatever reads what is found asks this first.
    ///
    /// # Errors
    /// [`Error::Refused`] with what is not.
    pub fn check(&self) -> Result<(), Error> {
        let mut fields = Fields::default();
        fields.word("text", &self.text, &limits::SEARCH_WORDS);
        let words =
            [("category", &self.category), ("shop", &self.shop), ("license", &self.license), ("tag", &self.tag)];
        for (name, value) in words {
            if let Some(value) = value {
                fields.word(name, value, &limits::FILTER_WORD);
            }
        }
        if fields.list("attributes", self.attributes.len(), &limits::FILTER_ATTRIBUTES) {
            for (name, value) in &self.attributes {
                fields.word("attributes", name, &limits::FILTER_WORD);
                fields.word("attributes", value, &limits::FILTER_WORD);
            }
        }
        self.check_ticked(&mut fields);
        if self.bed_mm.iter().flatten().any(|side| side.is_nan()) {
            fields.wrong("fits", "Give each side of the machine in millimetres.");
        }
        fields.done().map_err(Error::Refused)
    }

    /// Whether words are looked for.
    pub fn has_words(&self) -> bool {
        self.text.chars().any(char::is_alphanumeric)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_match_comes_first_where_there_are_words_and_no_other_order_was_chosen() {
        let order = |text: &str, word: &str| {
            Browse { text: text.to_owned(), sort: Sort::from_word(word), ..Browse::default() }.order()
        };
        assert_eq!(order("vase", ""), Sort::Best);
        assert_eq!(order("vase", "best"), Sort::Best);
        assert_eq!(order("vase", "newest"), Sort::Newest);
        assert_eq!(order("", ""), Sort::Newest);
        assert_eq!(order(" * ", "best"), Sort::Newest);
        assert_eq!(order("", "price"), Sort::Cheapest);
    }
}
