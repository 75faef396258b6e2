//! When something cannot be: what happened, that nothing is lost, and the next step.

use askama::Template;

use crate::{Layout, Link};

/// Any answer that is an error.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "problem.html")]
pub struct Problem {
    /// The frame.
    pub layout: Layout,
    /// The HTTP status.
    pub status: u16,
    /// What happened, short.
    pub title: String,
    /// What it means and what is not lost.
    pub words: String,
    /// What to do next; the first is the page's act.
    pub steps: Vec<Link>,
    /// The number of the request, for the operator.
    pub request_id: Option<String>,
}

impl Problem {
    /// A problem of `status` in these words.
    pub fn new(mut layout: Layout, status: u16, title: &str, words: &str) -> Self {
        title.clone_into(&mut layout.title);
        layout.canonical = None;
        let (title, words) = (title.to_owned(), words.to_owned());
        Self { layout, status, title, words, steps: Vec::new(), request_id: None }
    }

    /// With a next step.
    #[must_use]
    pub fn step(mut self, href: &str, label: &str) -> Self {
        self.steps.push(Link::new(href, label));
        self
    }

    /// 404.
    pub fn not_found(layout: Layout) -> Self {
        let words = "The pattern may have been taken off sale, or the address may have lost a letter. \
                     What you bought is still in your library.";
        Self::new(layout, 404, "Nothing is at this address", words)
            .step("/browse", "Browse patterns")
            .step("/library", "To your library")
    }

    /// 403, for somebody who may not.
    pub fn forbidden(layout: Layout) -> Self {
        let words = "This page belongs to another account, or to people with another task here. \
                     Nothing was changed.";
        Self::new(layout, 403, "This is not yours to open", words)
            .step("/", "To the front page")
            .step("/sign-in", "Sign in with another account")
    }

    /// 403, for a form whose token is too old.
    pub fn stale_form(layout: Layout) -> Self {
        let words = "The page stood open for so long that its form is no longer valid, or cookies are \
                     switched off. Nothing was sent. Go back, load the page again and send it once more.";
        Self::new(layout, 403, "This form has expired", words).step("/", "To the front page")
    }

    /// 413.
    pub fn too_large(layout: Layout, limit_words: &str) -> Self {
        let words = format!(
            "A file here may have at most {limit_words}. Nothing was kept of this one; your other files \
             are where they were. Save it in a binary form (STL or 3MF), or reduce its triangles."
        );
        Self::new(layout, 413, "The file is too large", &words).step("/upload", "Upload another file")
    }

    /// 429.
    pub fn too_many(layout: Layout, wait_words: &str) -> Self {
        let words = format!("That was tried too often in a short time. Nothing is lost. Try again {wait_words}.");
        Self::new(layout, 429, "Please wait a moment", &words).step("/", "To the front page")
    }

    /// 500.
    pub fn server(layout: Layout) -> Self {
        let words = "The mistake is ours and has been written down. What you had saved is safe, and \
                     nothing was charged that is not in your library. Try again in a minute.";
        Self::new(layout, 500, "Something broke on our side", words).step("/", "To the front page")
    }

    /// 503, while the server starts, stops or lacks its store.
    pub fn unavailable(layout: Layout) -> Self {
        let words = "The server is starting or being looked after. Nothing is lost. Try again in a minute.";
        Self::new(layout, 503, "Not ready for the moment", words).step("/", "Try again")
    }
}
