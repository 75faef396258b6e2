//! The parts that several pages are made of: tiles, verdicts, facts, findings, pagination.

/// How good something is; shown by shape as well as by colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Grade {
    /// Sound.
    #[default]
    Pass,
    /// Worth knowing; nothing to do.
    Info,
    /// Somebody should look.
    Warn,
    /// It will not work.
    Fail,
}

impl Grade {
    /// The class that the style sheet knows.
    pub fn class(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Info => "info",
            Self::Warn => "warn",
            Self::Fail => "fail",
        }
    }

    /// The word beside the shape, for those who see neither.
    pub fn word(self) -> &'static str {
        match self {
            Self::Pass => "Sound",
            Self::Info => "To know",
            Self::Warn => "To look at",
            Self::Fail => "To mend",
        }
    }
}

/// A grade and a few words: "Prints without supports".
#[derive(Clone, Debug, Default)]
pub struct Verdict {
    /// Shape and colour.
    pub grade: Grade,
    /// At most some thirty letters.
    pub words: String,
}

impl Verdict {
    /// `words`, graded.
    pub fn new(grade: Grade, words: impl Into<String>) -> Self {
        Self { grade, words: words.into() }
    }
}

/// A square picture in its sizes.
#[derive(Clone, Debug, Default)]
pub struct Picture {
    /// 256 pixels a side.
    pub url256: String,
    /// All of it, where the squares show only its middle.
    pub whole: Option<String>,
    /// 384 pixels a side, where one was made.
    pub url384: Option<String>,
    /// 512 pixels a side.
    pub url512: String,
    /// 1024 pixels a side, where one was made.
    pub url1024: Option<String>,
    /// What it shows; empty where the words beside it say so already.
    pub alt: String,
    /// Ink on a sheet rather than plaster on the ground.
    pub drawn: bool,
}

impl Picture {
    /// The largest there is.
    pub(crate) fn largest(&self) -> &str {
        self.whole.as_deref().or(self.url1024.as_deref()).unwrap_or(&self.url512)
    }
}

/// One pattern among many.
#[derive(Clone, Debug, Default)]
pub struct Tile {
    /// The listing.
    pub href: String,
    /// Its name.
    pub title: String,
    /// How it looks.
    pub picture: Picture,
    /// `€ 6.50`, `from € 6.50` or `Free`.
    pub price: String,
    /// Who made it.
    pub creator: String,
    /// The one fact that decides.
    pub verdict: Option<Verdict>,
    /// `68 × 68 × 150 mm`.
    pub dims: Option<String>,
}

/// A word that narrows, as a link.
#[derive(Clone, Debug, Default)]
pub struct Chip {
    /// Where it leads.
    pub href: String,
    /// What it says.
    pub label: String,
    /// Whether this is the page it leads to.
    pub current: bool,
}

impl Chip {
    /// A chip that leads to `href`.
    pub fn new(href: impl Into<String>, label: impl Into<String>) -> Self {
        Self { href: href.into(), label: label.into(), current: false }
    }
}

/// How wide a fact stands in its title block.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FactWidth {
    /// Three in a row.
    #[default]
    Third,
    /// Two in a row.
    Half,
    /// The whole row.
    Full,
}

impl FactWidth {
    /// The class that the style sheet knows.
    pub fn class(self) -> &'static str {
        match self {
            Self::Third => "third",
            Self::Half => "half",
            Self::Full => "full",
        }
    }
}

/// One cell of a title block.
#[derive(Clone, Debug, Default)]
pub struct Fact {
    /// `Walls, thinnest`.
    pub term: String,
    /// `2.4 mm`: with its unit.
    pub value: String,
    /// How wide it stands.
    pub width: FactWidth,
    /// A shape before the value, where the fact is a judgement.
    pub grade: Option<Grade>,
}

impl Fact {
    /// A third of a row, no judgement.
    pub fn new(term: impl Into<String>, value: impl Into<String>) -> Self {
        Self { term: term.into(), value: value.into(), ..Self::default() }
    }

    /// As wide as this.
    #[must_use]
    pub fn wide(mut self, width: FactWidth) -> Self {
        self.width = width;
        self
    }

    /// Judged.
    #[must_use]
    pub fn graded(mut self, grade: Grade) -> Self {
        self.grade = Some(grade);
        self
    }
}

/// A place on a picture, in percent of its side from the upper left.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Mark {
    /// The finding's number.
    pub number: u32,
    /// Percent from the left, 0 to 100.
    pub x: f32,
    /// Percent from above, 0 to 100.
    pub y: f32,
}

impl Mark {
    /// Where the number stands: above the ring, or below it where there is no room above.
    pub(crate) fn label_y(&self) -> f32 {
        if self.y > 14.0 { self.y - 9.0 } else { self.y + 9.0 }
    }

    /// The leader's end at the ring.
    pub(crate) fn ring_y(&self) -> f32 {
        if self.y > 14.0 { self.y - 3.0 } else { self.y + 3.0 }
    }

    /// The leader's end at the number.
    pub(crate) fn lead_y(&self) -> f32 {
        if self.y > 14.0 { self.y - 6.6 } else { self.y + 6.6 }
    }

    /// The number's base line.
    pub(crate) fn base_y(&self) -> f32 {
        self.label_y() + 1.1
    }
}

/// One finding of a report, in a maker's words.
#[derive(Clone, Debug, Default)]
pub struct Finding {
    /// Its number on the picture and in the list, from 1.
    pub number: u32,
    /// `M302`.
    pub code: String,
    /// How bad it is.
    pub grade: Grade,
    /// `Walls thinner than your nozzle`.
    pub title: String,
    /// What is so, with figures.
    pub message: String,
    /// What to do next.
    pub fix: String,
    /// `214 places`, where there is more than one.
    pub places: Option<String>,
    /// Where, in words: `(12.0, 4.5, 88.0) mm`, `triangle 17`; only some of them.
    pub at: Vec<String>,
}

/// A file that belongs to a pattern.
#[derive(Clone, Debug, Default)]
pub struct FileLine {
    /// `fluted-twist-vase.stl`.
    pub name: String,
    /// `STL, 14 MB, 230,400 triangles`.
    pub facts: String,
    /// Sound or not.
    pub verdict: Option<Verdict>,
}

/// The way through several pages of results; every page has an address.
#[derive(Clone, Debug, Default)]
pub struct Pager {
    /// The page before this.
    pub previous: Option<String>,
    /// The page after this.
    pub next: Option<String>,
    /// Some of the pages, by number; an empty address is a gap.
    pub pages: Vec<Chip>,
}
