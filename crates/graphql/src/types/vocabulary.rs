//! Fixed vocabularies that listings are filtered by.

use async_graphql::{Object, SimpleObject};
use market::catalog::{self, Facet};

/// A fixed list of words that listings are filtered by.
pub(crate) struct Vocabulary(pub(crate) Facet);

/// A word of a vocabulary.
#[derive(SimpleObject)]
struct VocabularyWord {
    /// The word in addresses and filters: `pla`.
    word: &'static str,
    /// Its name: `PLA`.
    title: &'static str,
}

#[Object]
impl Vocabulary {
    /// The name in addresses: `material`.
    async fn name(&self) -> &'static str {
        self.0.word()
    }

    /// All its words.
    async fn words(&self) -> Vec<VocabularyWord> {
        let words = catalog::words_of(self.0).iter();
        words.map(|word| VocabularyWord { word: word.word, title: word.title }).collect()
    }
}
