//! The manifest: one line of JSON a file, saying what the file's name cannot.

use std::{
    collections::BTreeSet,
    path::{Component, Path},
};

use anyhow::{Context, Result, bail, ensure};
use market::limits;
use pattern::{Format, Kind};
use serde::Deserialize;

/// What a line may say. Only `file` is needed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Line {
    /// Path of the file, relative to the imported folder.
    pub file: String,
    /// Name of the listing.
    pub title: Option<String>,
    /// What a buyer reads.
    pub description: String,
    /// Words it is found by.
    pub tags: Vec<String>,
    /// Slug of a category.
    pub category: Option<String>,
    /// Slug of a licence.
    pub license: Option<String>,
    /// Its price, minor units; what has none is given for nothing, under an open licence alone.
    pub price_minor: Option<i64>,
    /// The price's currency.
    pub currency: Option<String>,
    /// E-mail address of whoever made it, or their name.
    pub creator: Option<String>,
    /// Whether a model made it or part of it.
    pub made_with_ai: bool,
    /// Name and value of properties that a maker filters by.
    pub attributes: Vec<(String, String)>,
    /// Several licences with a price each, in place of `license` and `price_minor`.
    pub offers: Vec<Offer>,
    /// Photographs of what was made, in the order in which they are shown.
    pub photos: Vec<Photo>,
}

impl Line {
    /// What this line says, and what `other` says where it is silent.
    #[must_use]
    pub fn over(self, other: Self) -> Self {
        fn either<T>(own: Vec<T>, other: Vec<T>) -> Vec<T> {
            if own.is_empty() { other } else { own }
        }
        let sold = self.license.is_some() || self.price_minor.is_some() || !self.offers.is_empty();
        let offered = if sold { self.clone() } else { other.clone() };
        Self {
            title: self.title.or(other.title),
            description: if self.description.is_empty() { other.description } else { self.description },
            tags: either(self.tags, other.tags),
            category: self.category.or(other.category),
            creator: self.creator.or(other.creator),
            made_with_ai: self.made_with_ai || other.made_with_ai,
            attributes: either(self.attributes, other.attributes),
            photos: either(self.photos, other.photos),
            // Licence and price belong together: those of two hands are never mixed.
            license: offered.license,
            price_minor: offered.price_minor,
            currency: offered.currency,
            offers: offered.offers,
            file: self.file,
        }
    }
}

/// A licence at a price.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Offer {
    /// Slug of a licence.
    pub license: String,
    /// Its price, minor units.
    pub price_minor: i64,
    /// The price's currency.
    pub currency: String,
}

/// A photograph of what was made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Photo {
    /// Its path, relative to the imported folder; one in the zip that the line is about is named by its path in there.
    pub file: String,
    /// What is on it, for those who do not see it.
    pub alt: String,
    /// Whether it stands for the listing on shelves, in place of the picture made from the file.
    pub cover: bool,
}

/// Reads the manifest at `path`; every file it names must be in `folder`.
///
/// # Errors
/// The manifest cannot be read, a line is no such object, or names a file that is not there.
pub fn read(path: &Path, folder: &Path) -> Result<Vec<Line>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
    let numbered = text.lines().enumerate().filter(|(_, text)| !text.trim().is_empty());
    let read_line = |(index, text): (usize, &str)| {
        line(text, folder).with_context(|| format!("line {} of {}", index + 1, path.display()))
    };
    numbered.map(read_line).collect()
}

fn line(text: &str, folder: &Path) -> Result<Line> {
    let line: Line = serde_json::from_str(text)?;
    ensure!(is_inside(&line.file), "`{}` is no path inside the folder", line.file);
    ensure!(folder.join(&line.file).is_file(), "there is no file {} in the folder", line.file);
    check_photos(&line.photos)?;
    Ok(line)
}

fn is_inside(path: &str) -> bool {
    let stays = |part| matches!(part, Component::Normal(_) | Component::CurDir);
    !path.is_empty() && Path::new(path).components().all(stays)
}

/// Holds photographs against every limit that a market would hold them against, before anything is sent.
fn check_photos(photos: &[Photo]) -> Result<()> {
    if let Some(refusal) = limits::PHOTOS.refusal(photos.len()) {
        bail!("`photos`: {refusal}");
    }
    ensure!(photos.iter().filter(|photo| photo.cover).count() <= 1, "only one of the `photos` can be the `cover`");
    let mut named = BTreeSet::new();
    for Photo { file, alt, .. } in photos {
        ensure!(is_inside(file), "`{file}` is no path inside the folder");
        let is_picture = Format::from_name(file).is_some_and(|format| format.kind() == Kind::Raster);
        ensure!(is_picture, "{file} is no photograph by its name: that is a JPEG, PNG or WebP");
        ensure!(named.insert(file), "{file} is named twice among the `photos`");
        if let Some(refusal) = limits::PHOTO_ALT.refusal_of(alt) {
            bail!("`alt` of {file}: {refusal}");
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_needs_only_its_file_and_may_not_leave_the_folder() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("vase.stl"), b"solid").expect("written");
        let read = line(r#"{"file":"vase.stl","price_minor":650}"#, folder.path()).expect("reads");
        assert_eq!((read.file.as_str(), read.price_minor, read.license), ("vase.stl", Some(650), None));
        for bad in
            [r#"{"file":"../vase.stl"}"#, r#"{"file":"/etc/passwd"}"#, r#"{"file":"pot.stl"}"#, r#"{"titel":""}"#]
        {
            assert!(line(bad, folder.path()).is_err(), "{bad}");
        }
    }

    #[test]
    fn photographs_are_held_against_the_limits_before_anything_is_sent() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("vase.stl"), b"solid").expect("written");
        let of = |photos: &str| line(&format!(r#"{{"file":"vase.stl","photos":{photos}}}"#), folder.path());
        let read = of(r#"[{"file":"shelf/a.JPG","alt":"On a shelf","cover":true},{"file":"b.webp"}]"#).expect("reads");
        assert_eq!(
            (read.photos[0].alt.as_str(), read.photos[0].cover, read.photos[1].cover),
            ("On a shelf", true, false)
        );
        let many: Vec<String> = (0..13).map(|number| format!(r#"{{"file":"{number}.png"}}"#)).collect();
        let long = format!(r#"[{{"file":"a.png","alt":"{}"}}]"#, "x".repeat(201));
        for (photos, said) in [
            (format!("[{}]", many.join(",")).as_str(), "Send at most 12 entries; there are 13."),
            (long.as_str(), "Write at most 200 characters; there are 201."),
            (r#"[{"file":"notes.txt"}]"#, "notes.txt is no photograph by its name: that is a JPEG, PNG or WebP"),
            (r#"[{"file":"vase.stl"}]"#, "vase.stl is no photograph by its name"),
            (r#"[{"file":"../a.png"}]"#, "is no path inside the folder"),
            (r#"[{"alt":"a vase"}]"#, "is no path inside the folder"),
            (r#"[{"file":"a.png"},{"file":"a.png"}]"#, "a.png is named twice"),
            (r#"[{"file":"a.png","cover":true},{"file":"b.png","cover":true}]"#, "only one of the `photos`"),
            (r#"[{"file":"a.png","title":"A"}]"#, "unknown field"),
        ] {
            let refused = format!("{:#}", of(photos).expect_err(photos));
            assert!(refused.contains(said), "{refused}");
        }
    }
}
