//! What a person typed and what was wrong with it, by field name.

/// Values and complaints of one form; a template asks for them by the field's name.
#[derive(Clone, Debug, Default)]
pub struct Form {
    values: Vec<(String, String)>,
    errors: Vec<(String, String)>,
    /// What is wrong with the whole rather than one field.
    pub refusal: Option<String>,
}

impl Form {
    /// Empty and without complaint.
    pub fn new() -> Self {
        Self::default()
    }

    /// With what was typed into `name`; a list of ticks repeats the name.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.values.push((name.to_owned(), value.into()));
        self
    }

    /// With a complaint about `name`: what is so, and what to do.
    #[must_use]
    pub fn wrong(mut self, name: &str, words: impl Into<String>) -> Self {
        self.errors.push((name.to_owned(), words.into()));
        self
    }

    /// With a complaint about the whole.
    #[must_use]
    pub fn refused(mut self, words: impl Into<String>) -> Self {
        self.refusal = Some(words.into());
        self
    }

    /// What was typed into `name`, or nothing.
    pub fn value(&self, name: &str) -> &str {
        let found = self.values.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value)
    }

    /// Whether `value` is ticked under `name`.
    pub fn has(&self, name: &str, value: &str) -> bool {
        self.values.iter().any(|(known, typed)| known == name && typed == value)
    }

    /// What is wrong with `name`.
    pub fn error(&self, name: &str) -> Option<&str> {
        let found = self.errors.iter().find(|(known, _)| known == name);
        found.map(|(_, words)| words.as_str())
    }

    /// Every complaint with its field, in the order given.
    pub fn errors(&self) -> &[(String, String)] {
        &self.errors
    }

    /// Whether anything is wrong.
    pub fn is_wrong(&self) -> bool {
        self.refusal.is_some() || !self.errors.is_empty()
    }
}

/// One answer of several in a list, a group of ticks or a row of radio buttons.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
    /// How many patterns it would leave, where that is known.
    pub count: Option<u64>,
    /// Whether it is chosen now.
    pub chosen: bool,
}

impl Choice {
    /// Not chosen, no count.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), count: None, chosen: false }
    }

    /// With the number of patterns behind it.
    #[must_use]
    pub fn counted(mut self, count: u64) -> Self {
        self.count = Some(count);
        self
    }

    /// Chosen, if so.
    #[must_use]
    pub fn chosen(mut self, chosen: bool) -> Self {
        self.chosen = chosen;
        self
    }
}
