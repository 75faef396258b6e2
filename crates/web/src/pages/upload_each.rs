//! Several files that become a pattern each: what came of them, said where the drafts are listed.

use axum::response::Response;

use locale::Forms;

use crate::{
    fault::Fault,
    visit::Visit,
    words::{bytes, count, spelled},
};

/// What came of the files of one form.
#[derive(Default)]
pub(super) struct Each {
    /// Drafts that were made, those by earlier requests of the same page among them.
    pub(super) came: u64,
    /// Files that were not taken: their names, and why.
    refused: Vec<(String, String)>,
}

/// Characters of a file's name in the sentence.
const NAME_CHARACTERS_MAX: usize = 40;
/// Bytes of the sentence at most: it travels in a cookie.
const SENTENCE_BYTES_MAX: usize = 460;

impl Each {
    /// Notes why a file was not taken and goes on with the next one.
    ///
    /// # Errors
    /// What ends the whole form: none of the other files would be taken either.
    pub(super) fn refuse(&mut self, forms: &Forms, name: &str, fault: Fault) -> Result<(), Fault> {
        let why = match fault {
            Fault::Unreadable(words) | Fault::TooMany(words, _) => words,
            Fault::TooLarge(bytes_max) => format!("A file has at most {} here.", bytes(forms, bytes_max)),
            other => return Err(other),
        };
        self.refused.push((name.chars().take(NAME_CHARACTERS_MAX).collect(), why));
        Ok(())
    }

    /// How many files came and which did not, and why.
    pub(super) fn sentence(&self, forms: &Forms) -> String {
        let mut sentence = match self.came {
            0 => "No draft was made.".to_owned(),
            1 => "One draft was made.".to_owned(),
            came => format!("{}, one for each file.", spelled(forms, came, "draft was made", "drafts were made")),
        };
        for (told, (name, why)) in self.refused.iter().enumerate() {
            let next = format!(" {name} was not taken: {why}");
            if sentence.len() + next.len() > SENTENCE_BYTES_MAX {
                let left = (self.refused.len() - told) as u64;
                let more = if told == 0 { "" } else { "more " };
                sentence.push_str(&format!(
                    " {} {more}{} not taken.",
                    count(forms, left),
                    if left == 1 { "was" } else { "were" }
                ));
                break;
            }
            sentence.push_str(&next);
        }
        sentence
    }

    /// Goes where the drafts are listed; back to the form where there is none.
    pub(super) fn answer(&self, visit: &Visit) -> Response {
        visit.go(if self.came == 0 { "/upload" } else { "/studio" }, &self.sentence(&visit.forms))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sentence_says_how_many_came_and_which_did_not_and_fits_into_its_cookie() {
        let mut each = Each { came: 3, ..Each::default() };
        assert_eq!(each.sentence(&Forms::default()), "Three drafts were made, one for each file.");
        each.refuse(&Forms::default(), "a.exe", Fault::Unreadable("It is no pattern.".to_owned()))
            .expect("only this file");
        assert_eq!(
            each.sentence(&Forms::default()),
            "Three drafts were made, one for each file. a.exe was not taken: It is no pattern."
        );
        for number in 0..60 {
            each.refuse(&Forms::default(), &format!("{number}.stl"), Fault::TooLarge(2_000_000_000))
                .expect("only this file");
        }
        let sentence = each.sentence(&Forms::default());
        assert!(sentence.len() < 500 && sentence.ends_with("more were not taken."), "{sentence}");
        assert_eq!(Each { came: 1, ..Each::default() }.sentence(&Forms::default()), "One draft was made.");
        assert!(each.refuse(&Forms::default(), "b.stl", Fault::StaleForm).is_err(), "no other file would be taken");
    }
}
