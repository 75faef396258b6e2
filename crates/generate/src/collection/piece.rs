//! What a piece of the demonstration shop says of itself.

use pattern::{Format, Kind, Pattern};

/// How hard it is to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Difficulty {
    /// A first project.
    Easy,
    /// Some practice, or some fitting.
    Medium,
    /// Exact settings, assembly or sewing experience.
    Advanced,
}

impl Difficulty {
    /// The word that is stored and shown.
    pub fn word(self) -> &'static str {
        match self {
            Self::Easy => "easy",
            Self::Medium => "medium",
            Self::Advanced => "advanced",
        }
    }
}

/// What it is made on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // The names say it.
pub enum Machine {
    Fdm,
    Resin,
    Laser,
    Cnc,
    Plotter,
    Printer,
    Sewing,
}

impl Machine {
    /// The words that are stored and shown.
    pub fn words(self) -> &'static str {
        match self {
            Self::Fdm => "FDM printer",
            Self::Resin => "Resin printer",
            Self::Laser => "Laser cutter",
            Self::Cnc => "CNC router or mill",
            Self::Plotter => "Pen plotter",
            Self::Printer => "Paper or fabric printer",
            Self::Sewing => "Sewing machine",
        }
    }
}

/// What a buyer may do with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Licence {
    /// Make it for oneself.
    Personal,
    /// Sell what one makes with it.
    Commercial,
    /// Creative Commons Attribution 4.0.
    CcBy,
    /// Creative Commons Attribution-ShareAlike 4.0.
    CcBySa,
    /// Creative Commons Attribution-NonCommercial 4.0.
    CcByNc,
    /// Creative Commons Zero 1.0.
    Cc0,
}

impl Licence {
    /// The word that is stored: SPDX where it has one.
    pub fn word(self) -> &'static str {
        match self {
            Self::Personal => "personal",
            Self::Commercial => "commercial",
            Self::CcBy => "CC-BY-4.0",
            Self::CcBySa => "CC-BY-SA-4.0",
            Self::CcByNc => "CC-BY-NC-4.0",
            Self::Cc0 => "CC0-1.0",
        }
    }
}

/// A licence and what it costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Under which of the market's licences it is offered.
    pub licence: Licence,
    /// Its price in euro cents; 0 is free.
    pub price_minor: i64,
}

/// One listing.
#[derive(Clone, Debug)]
pub struct Piece {
    /// The listing's address and the file's name without its extension.
    pub slug: &'static str,
    /// Index into [`creators`](super::creators).
    pub creator: usize,
    /// A short title.
    pub title: &'static str,
    /// Two to four sentences of facts that a maker needs.
    pub description: &'static str,
    /// Words to find it by.
    pub tags: &'static [&'static str],
    /// Where it stands in the tree of categories: `3d-print/vases`.
    pub category: &'static str,
    /// The format that the shop's file is written in.
    pub format: Format,
    /// Licences on offer: one or two.
    pub offers: Vec<Offer>,
    /// As buyers filter by it: `PLA`, `Plywood`.
    pub material: &'static str,
    /// How large it is when made, in words: `96 x 96 x 150 mm`.
    pub size: &'static str,
    /// For whoever makes it, not for whoever draws it.
    pub difficulty: Difficulty,
    /// The machine that most people will make it on.
    pub machine: Machine,
    /// Whether it needs supports in print; none where it is not printed.
    pub supports: Option<bool>,
    /// Whether the creator declares that it was made with AI.
    pub made_with_ai: bool,
    /// What was broken on purpose, so that a report has something to show.
    pub broken: Option<&'static str>,
    /// Makes it.
    pub make: fn() -> Pattern,
}

impl Piece {
    /// What sort of pattern it is.
    pub fn kind(&self) -> Kind {
        self.format.kind()
    }

    /// The file's name.
    pub fn file_name(&self) -> String {
        format!("{}.{}", self.slug, self.format.extension())
    }

    /// A printed piece without supports, easy, in PLA, free under CC BY until said otherwise.
    pub(super) fn printed(
        creator: usize,
        slug: &'static str,
        title: &'static str,
        category: &'static str,
        make: fn() -> Pattern,
    ) -> Self {
        Self {
            slug,
            creator,
            title,
            description: "",
            tags: &[],
            category,
            format: Format::Stl,
            offers: vec![Offer { licence: Licence::CcBy, price_minor: 0 }],
            material: "PLA",
            size: "",
            difficulty: Difficulty::Easy,
            machine: Machine::Fdm,
            supports: Some(false),
            made_with_ai: false,
            broken: None,
            make,
        }
    }

    /// A drawing for `machine`, easy, free under CC BY until said otherwise.
    pub(super) fn drawn(
        creator: usize,
        slug: &'static str,
        title: &'static str,
        category: &'static str,
        make: fn() -> Pattern,
    ) -> Self {
        Self {
            format: Format::Svg,
            machine: Machine::Laser,
            material: "Birch plywood 3 mm",
            supports: None,
            ..Self::printed(creator, slug, title, category, make)
        }
    }

    /// With its description and the words to find it by.
    pub(super) fn says(mut self, description: &'static str, tags: &'static [&'static str]) -> Self {
        (self.description, self.tags) = (description, tags);
        self
    }

    /// With its material and its size in words.
    pub(super) fn of(mut self, material: &'static str, size: &'static str) -> Self {
        (self.material, self.size) = (material, size);
        self
    }

    /// For sale to people who make it for themselves, at `cents`.
    pub(super) fn costs(mut self, cents: i64) -> Self {
        self.offers = vec![Offer { licence: Licence::Personal, price_minor: cents }];
        self
    }

    /// Also for sale to people who sell what they make, at `cents`.
    pub(super) fn trade(mut self, cents: i64) -> Self {
        self.offers.push(Offer { licence: Licence::Commercial, price_minor: cents });
        self
    }

    /// Free under `licence`.
    pub(super) fn free(mut self, licence: Licence) -> Self {
        self.offers = vec![Offer { licence, price_minor: 0 }];
        self
    }

    /// In `format`.
    pub(super) fn format(mut self, format: Format) -> Self {
        self.format = format;
        self
    }

    /// As hard as `difficulty`.
    pub(super) fn level(mut self, difficulty: Difficulty) -> Self {
        self.difficulty = difficulty;
        self
    }

    /// Made on `machine`.
    pub(super) fn on(mut self, machine: Machine) -> Self {
        self.machine = machine;
        if !matches!(machine, Machine::Fdm | Machine::Resin) {
            self.supports = None;
        }
        self
    }

    /// Needs supports in print.
    pub(super) fn supported(mut self) -> Self {
        self.supports = Some(true);
        self
    }

    /// Declared as made with AI.
    pub(super) fn with_ai(mut self) -> Self {
        self.made_with_ai = true;
        self
    }

    /// Broken on purpose.
    pub(super) fn broken(mut self, how: &'static str) -> Self {
        self.broken = Some(how);
        self
    }
}
