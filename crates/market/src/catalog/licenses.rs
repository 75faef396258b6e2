//! Licences, in plain words beside their legal text.

/// A licence that a creator can offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct License {
    /// The word in addresses, files and rows.
    pub slug: &'static str,
    /// Its name to a buyer.
    pub title: &'static str,
    /// One line under the name.
    pub summary: &'static str,
    /// Whether what is made may be sold.
    pub commercial: bool,
    /// Whether it can be offered only for nothing, as open licences are.
    pub free_only: bool,
    /// SPDX identifier, where it has one.
    pub spdx: Option<&'static str>,
    /// Where the binding text is, where it is not these words.
    pub legal_url: Option<&'static str>,
    /// What a buyer may do.
    pub may: &'static [&'static str],
    /// What a buyer must do.
    pub must: &'static [&'static str],
    /// What a buyer may not do.
    pub may_not: &'static [&'static str],
}

/// What a licence says of an act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// It is allowed.
    May,
    /// It is asked for.
    Must,
    /// It is not allowed.
    MayNot,
}

impl Rule {
    /// What stands above a list of such acts, wherever a licence is read.
    pub fn heading(self) -> &'static str {
        match self {
            Self::May => "You may",
            Self::Must => "You must",
            Self::MayNot => "You may not",
        }
    }
}

impl License {
    /// Its lists that are not empty, in the order in which they are read.
    pub fn rules(self) -> impl Iterator<Item = (Rule, &'static [&'static str])> {
        let lists = [(Rule::May, self.may), (Rule::Must, self.must), (Rule::MayNot, self.may_not)];
        lists.into_iter().filter(|(_, lines)| !lines.is_empty())
    }

    /// The text that goes with the files, for `title` by `creator`.
    pub fn text(self, title: &str, creator: &str) -> String {
        let mut text = format!("{}\n\nPattern: {title}\nCreator: {creator}\n", self.title);
        for (rule, lines) in self.rules() {
            text.push_str(&format!("\n{}\n", rule.heading()));
            text.extend(lines.iter().map(|line| format!("- {line}\n")));
        }
        if let (Some(spdx), Some(url)) = (self.spdx, self.legal_url) {
            text.push_str(&format!("\nThe binding text is that of {spdx}, which gives no warranty:\n{url}\n"));
        }
        text
    }
}

/// All licences.
pub const LICENSES: [License; 7] = [
    License {
        slug: "personal",
        title: "Make it yourself",
        summary: "Any number, for you and for gifts",
        commercial: false,
        free_only: false,
        spdx: None,
        legal_url: None,
        may: &["Make as many as you like for yourself and as gifts.", "Change the file for your own use."],
        must: &[],
        may_not: &["Sell what you make.", "Share or sell the files, changed or not."],
    },
    License {
        slug: "commercial",
        title: "Sell what you make",
        summary: "Up to 500 pieces, credit the designer",
        commercial: true,
        free_only: false,
        spdx: None,
        legal_url: None,
        may: &["Make and sell up to 500 pieces.", "Change the file for the pieces that you sell."],
        must: &["Name the creator where you offer the pieces."],
        may_not: &["Share or sell the files, changed or not."],
    },
    License {
        slug: "cc0",
        title: "No rights kept (CC0)",
        summary: "Do anything, no credit needed",
        commercial: true,
        free_only: true,
        spdx: Some("CC0-1.0"),
        legal_url: Some("https://creativecommons.org/publicdomain/zero/1.0/legalcode"),
        may: &["Use, change, share and sell, without asking and without naming anyone."],
        must: &[],
        may_not: &[],
    },
    License {
        slug: "cc-by",
        title: "Credit the creator (CC BY)",
        summary: "Share, change and sell; name the creator",
        commercial: true,
        free_only: true,
        spdx: Some("CC-BY-4.0"),
        legal_url: Some("https://creativecommons.org/licenses/by/4.0/legalcode"),
        may: &["Use, change, share and sell, in any form."],
        must: &["Name the creator and the licence, and say what you changed."],
        may_not: &[],
    },
    License {
        slug: "cc-by-sa",
        title: "Credit, share alike (CC BY-SA)",
        summary: "Share, change and sell under the same licence",
        commercial: true,
        free_only: true,
        spdx: Some("CC-BY-SA-4.0"),
        legal_url: Some("https://creativecommons.org/licenses/by-sa/4.0/legalcode"),
        may: &["Use, change, share and sell, in any form."],
        must: &[
            "Name the creator and the licence, and say what you changed.",
            "Give what you change under the same licence.",
        ],
        may_not: &[],
    },
    License {
        slug: "cc-by-nc",
        title: "Credit, no sale (CC BY-NC)",
        summary: "Share and change; do not sell",
        commercial: false,
        free_only: true,
        spdx: Some("CC-BY-NC-4.0"),
        legal_url: Some("https://creativecommons.org/licenses/by-nc/4.0/legalcode"),
        may: &["Use, change and share, in any form."],
        must: &["Name the creator and the licence, and say what you changed."],
        may_not: &["Sell it, or what is made from it."],
    },
    License {
        slug: "cc-by-nd",
        title: "Credit, no changes (CC BY-ND)",
        summary: "Share and sell unchanged",
        commercial: true,
        free_only: true,
        spdx: Some("CC-BY-ND-4.0"),
        legal_url: Some("https://creativecommons.org/licenses/by-nd/4.0/legalcode"),
        may: &["Use and share it unchanged, also for sale."],
        must: &["Name the creator and the licence."],
        may_not: &["Share a changed version."],
    },
];

/// The licence with this slug.
pub fn license(slug: &str) -> Option<License> {
    LICENSES.into_iter().find(|license| license.slug == slug)
}
