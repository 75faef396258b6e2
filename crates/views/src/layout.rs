//! What every page shares: the head, the header, the footer and who is looking.

use locale::Locale;

/// The person who is signed in, as far as the header needs to know.
#[derive(Clone, Debug, Default)]
pub struct Viewer {
    /// What to call them.
    pub name: String,
    /// They have a shop.
    pub is_creator: bool,
    /// They decide about held patterns.
    pub is_moderator: bool,
    /// They run the server.
    pub is_operator: bool,
}

impl Viewer {
    /// What a narrow header shows.
    pub(crate) fn first_name(&self) -> &str {
        self.name.split_whitespace().next().unwrap_or(&self.name)
    }

    /// What follows it where there is room, with its space.
    pub(crate) fn other_names(&self) -> &str {
        self.name.trim_start().strip_prefix(self.first_name()).unwrap_or_default()
    }
}

/// Which third-party files this server carries under `/assets/`; pages are whole without any.
#[derive(Clone, Copy, Debug, Default)]
pub struct Assets {
    /// `instrument-sans.woff2`, `plex-mono.woff2`, `plex-mono-500.woff2`.
    pub fonts: bool,
    /// `three.module.min.js` with `three.core.min.js`, `OrbitControls.min.js`, `GLTFLoader.min.js`.
    pub three: bool,
    /// The address of the verifier that runs in a browser.
    pub verifier: Option<&'static str>,
}

/// A word that leads somewhere.
#[derive(Clone, Debug, Default)]
pub struct Link {
    /// Where to.
    pub href: String,
    /// What it says.
    pub label: String,
}

impl Link {
    /// `label`, leading to `href`.
    pub fn new(href: impl Into<String>, label: impl Into<String>) -> Self {
        Self { href: href.into(), label: label.into() }
    }
}

/// A step on the way from the front page to here; the last has no address.
#[derive(Clone, Debug, Default)]
pub struct Crumb {
    /// Where it leads, unless it is this page.
    pub href: Option<String>,
    /// What it says.
    pub label: String,
}

/// The frame around every page.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    /// The marketplace's name.
    pub site_name: String,
    /// The page's name, without the site's.
    pub title: String,
    /// One sentence for search engines.
    pub description: String,
    /// The one address of this page, absolute; none keeps search engines out.
    pub canonical: Option<String>,
    /// A JPEG of 1200 by 630 pixels for links shared elsewhere, absolute.
    pub share_image: Option<String>,
    /// Who is signed in.
    pub viewer: Option<Viewer>,
    /// The token that every form which changes something sends back as `csrf`.
    pub csrf: String,
    /// In which form figures are read.
    pub locale: &'static Locale,
    /// Things in the basket.
    pub basket_count: u32,
    /// What stands in the search field.
    pub query: String,
    /// What just happened, said once at the top.
    pub notice: Option<String>,
    /// Which third-party files are there.
    pub assets: Assets,
    /// The operator's own pages: terms, privacy, imprint, contact.
    pub house: Vec<Link>,
}

impl Layout {
    /// A frame for somebody who is not signed in.
    pub fn new(site_name: impl Into<String>) -> Self {
        Self { site_name: site_name.into(), ..Self::default() }
    }

    /// With the page's name and its one sentence.
    #[must_use]
    pub fn titled(mut self, title: impl Into<String>, description: impl Into<String>) -> Self {
        self.title = title.into();
        self.description = description.into();
        self
    }

    /// The one sheet: with the faces if the server carries them.
    pub(crate) fn sheet(&self) -> String {
        crate::asset_url(if self.assets.fonts { "maquette.css" } else { "plain.css" })
    }

    /// The locale as the verifier in a browser is told of it: its place in [`Locale::all`].
    pub(crate) fn locale_number(&self) -> usize {
        Locale::all().position(|locale| locale == self.locale).unwrap_or_default()
    }

    /// What stands before a fraction, where scripts must know that it is no point.
    pub(crate) fn decimal(&self) -> Option<char> {
        Some(self.locale.marks().0).filter(|mark| *mark != '.')
    }

    /// What a browser's tab shows.
    pub(crate) fn tab(&self) -> String {
        match self.title.as_str() {
            "" => self.site_name.clone(),
            title => format!("{title} · {}", self.site_name),
        }
    }
}
