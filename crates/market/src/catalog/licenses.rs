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
    /// What may be done.
    pub may: &'static [&'static str],
    /// What may not, and what must.
    pub must: &'static [&'static str],
}

impl License {
    /// The text that goes with the files, for `title` by `creator`.
    pub fn text(self, title: &str, creator: &str) -> String {
        let mut text = format!("{}\n\nPattern: {title}\nCreator: {creator}\n\nYou may\n", self.title);
        for line in self.may {
            text.push_str(&format!("- {line}\n"));
        }
        text.push_str("\nPlease keep to this\n");
        for line in self.must {
            text.push_str(&format!("- {line}\n"));
        }
        if let Some(spdx) = self.spdx {
            text.push_str(&format!("\nThe binding text is that of {spdx}, published by Creative Commons.\n"));
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
        may: &["Make as many as you like for yourself and as gifts.", "Change the file for your own use."],
        must: &["Do not sell what you make.", "Do not share or sell the files, changed or not."],
    },
    License {
        slug: "commercial",
        title: "Sell what you make",
        summary: "Up to 500 pieces, credit the designer",
        commercial: true,
        free_only: false,
        spdx: None,
        may: &["Make and sell up to 500 pieces.", "Change the file for the pieces that you sell."],
        must: &["Name the creator where you offer the pieces.", "Do not share or sell the files, changed or not."],
    },
    License {
        slug: "cc0",
        title: "No rights kept (CC0)",
        summary: "Do anything, no credit needed",
        commercial: true,
        free_only: true,
        spdx: Some("CC0-1.0"),
        may: &["Use, change, share and sell, without asking and without naming anyone."],
        must: &["The creator gives no warranty."],
    },
    License {
        slug: "cc-by",
        title: "Credit the creator (CC BY)",
        summary: "Share, change and sell; name the creator",
        commercial: true,
        free_only: true,
        spdx: Some("CC-BY-4.0"),
        may: &["Use, change, share and sell, in any form."],
        must: &["Name the creator and the licence, and say what you changed."],
    },
    License {
        slug: "cc-by-sa",
        title: "Credit, share alike (CC BY-SA)",
        summary: "Share, change and sell under the same licence",
        commercial: true,
        free_only: true,
        spdx: Some("CC-BY-SA-4.0"),
        may: &["Use, change, share and sell, in any form."],
        must: &[
            "Name the creator and the licence, and say what you changed.",
            "Give what you change under the same licence.",
        ],
    },
    License {
        slug: "cc-by-nc",
        title: "Credit, no sale (CC BY-NC)",
        summary: "Share and change; do not sell",
        commercial: false,
        free_only: true,
        spdx: Some("CC-BY-NC-4.0"),
        may: &["Use, change and share, in any form."],
        must: &[
            "Name the creator and the licence, and say what you changed.",
            "Do not sell it or what is made from it.",
        ],
    },
    License {
        slug: "cc-by-nd",
        title: "Credit, no changes (CC BY-ND)",
        summary: "Share and sell unchanged",
        commercial: true,
        free_only: true,
        spdx: Some("CC-BY-ND-4.0"),
        may: &["Use and share it unchanged, also for sale."],
        must: &["Name the creator and the licence.", "Do not share a changed version."],
    },
];

/// The licence with this slug.
pub fn license(slug: &str) -> Option<License> {
    LICENSES.into_iter().find(|license| license.slug == slug)
}
