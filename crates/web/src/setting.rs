//! A setting in force, as whoever runs the market may see it.

/// One setting of this process. What is secret never comes this far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Setting {
    /// The group it belongs to: `The doors`.
    pub part: String,
    /// As it is written in a file of settings.
    pub name: String,
    /// What it means, in Markdown.
    pub words: String,
    /// Its value; empty where it is empty.
    pub value: String,
    /// Whether it is a secret that is set: then the value only says so.
    pub is_hidden: bool,
    /// What it is when nobody says otherwise.
    pub default: String,
    /// Who set it, as a short sentence; none where nobody did.
    pub origin: Option<String>,
}
