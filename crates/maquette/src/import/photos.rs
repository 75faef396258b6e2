//! Photographs that the manifest names: where they lie, whether they are pictures, and which of a listing's they became.

use std::path::{Path, PathBuf};

use anyhow::Result;
use market::{ingest::UploadRefusal, limits};
use store::Hash;

use super::{
    archive::{self, Contents},
    content::format_of_file,
    manifest::Photo,
};

/// Where a photograph lies.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    /// In the folder, at this path.
    Plain(PathBuf),
    /// In a zip of the folder, which the market unpacks: it comes with that.
    Packed { zip: PathBuf, inner: String },
}

/// A photograph that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Photograph {
    place: Place,
    said: Photo,
}

impl Photograph {
    /// The photograph that a manifest's line names: a file of the folder, or one in the zip that the line is about.
    ///
    /// # Errors
    /// It is in neither, in a sentence.
    pub fn find(folder: &Path, zip: Option<(&Path, &Contents)>, said: &Photo) -> Result<Self, String> {
        let place = match zip {
            _ if folder.join(&said.file).is_file() => Place::Plain(said.file.clone().into()),
            Some((zip, contents)) if contents.paths.contains(&said.file) => {
                Place::Packed { zip: zip.to_owned(), inner: said.file.clone() }
            }
            Some(_) => {
                return Err(format!(
                    "There is no photograph {} in the folder, nor in the zip. Put it there, or name another.",
                    said.file
                ));
            }
            None => {
                return Err(format!(
                    "There is no photograph {} in the folder. Put it there, or name another.",
                    said.file
                ));
            }
        };
        Ok(Self { place, said: said.clone() })
    }
}

/// A photograph whose content is known.
#[derive(Clone, Debug)]
pub struct Shown {
    /// What is to be said of it.
    pub wanted: Wanted,
    /// The name that it is sent under; no two of one listing are alike.
    pub name: String,
    /// Where its bytes are; none of one that comes with its zip.
    pub path: Option<PathBuf>,
}

/// What is to be said of a photograph once it is among the listing's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// As the manifest names it.
    pub file: String,
    /// Its content.
    pub hash: Hash,
    /// What is on it.
    pub alt: String,
    /// Whether it is to stand for the listing.
    pub is_cover: bool,
}

/// The photographs with their content, or why one of them is none, in a sentence. What lies in a zip is looked at in
/// `scratch`.
///
/// # Errors
/// A file cannot be read.
pub fn ready(folder: &Path, scratch: &Path, photographs: &[Photograph]) -> Result<Result<Vec<Shown>, String>> {
    let mut shown: Vec<Shown> = Vec::with_capacity(photographs.len());
    for photograph in photographs {
        let said = &photograph.said;
        let path = match &photograph.place {
            Place::Plain(relative) => folder.join(relative),
            Place::Packed { zip, inner } => {
                let out = scratch.join("photograph");
                if let Err(why) = archive::take(&folder.join(zip), inner, &out, limits::PHOTO_BYTES.max as u64) {
                    return Ok(Err(why));
                }
                out
            }
        };
        if let Some(why) = refusal(&path, &said.file)? {
            return Ok(Err(why));
        }
        let hash = Hash::of_file(&path)?;
        let wanted = Wanted { file: said.file.clone(), hash, alt: said.alt.clone(), is_cover: said.cover };
        let name = own_name(&said.file, &shown);
        let path = matches!(photograph.place, Place::Plain(_)).then_some(path);
        shown.push(Shown { wanted, name, path });
    }
    Ok(Ok(shown))
}

/// Why the file at `path` is no photograph; none where it may be one.
fn refusal(path: &Path, file: &str) -> Result<Option<String>> {
    let bytes_max = limits::PHOTO_BYTES.max as u64;
    if std::fs::metadata(path)?.len() > bytes_max {
        return Ok(Some(format!("{file}: {}", UploadRefusal::TooLarge { bytes_max }.sentence())));
    }
    let is_picture = format_of_file(path)?.is_some_and(|format| format.kind() == pattern::Kind::Raster);
    Ok((!is_picture).then(|| format!("{file}: {}", UploadRefusal::NoPhoto.sentence())))
}

/// The file's own name where no photograph before it has that, else a numbered one: one of the same name would take the
/// place of the other.
fn own_name(file: &str, before: &[Shown]) -> String {
    let name = file.rsplit('/').next().unwrap_or(file);
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    let is_free = |name: &String| before.iter().all(|shown| !shown.name.eq_ignore_ascii_case(name));
    let numbered = (2..).map(|number| format!("{stem} ({number}).{ending}"));
    // No listing has as many photographs as there are numbers.
    std::iter::once(name.to_owned()).chain(numbered).find(is_free).unwrap_or_default()
}

/// A photograph of a listing, as its market tells of it.
#[derive(Clone, Debug)]
pub struct OfListing<I> {
    /// Which it is there.
    pub id: I,
    /// BLAKE3 of what was sent, in hex.
    pub blob: String,
    /// Whether it could not be read.
    pub is_broken: bool,
}

/// What is to be said of a listing's photographs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arranged<I> {
    /// In their order, with what is on each.
    pub photos: Vec<(I, String)>,
    /// Which stands for the listing; none where that stays as it is.
    pub cover: Option<I>,
}

/// Which of a listing's photographs are those that the manifest names.
///
/// # Errors
/// One is not among them, or could not be read, in a sentence.
pub fn arranged<I: Clone>(wanted: &[Wanted], mut there: Vec<OfListing<I>>) -> Result<Arranged<I>, String> {
    let mut arranged = Arranged { photos: Vec::with_capacity(wanted.len()), cover: None };
    for photo in wanted {
        let file = &photo.file;
        let Some(at) = there.iter().position(|one| one.blob == photo.hash.as_str()) else {
            return Err(format!(
                "{file} is not among the listing's photographs: in the zip it is a pattern or a texture, or another of its name took its place. Put it beside the zip under a name of its own."
            ));
        };
        // Two of the same content are told apart by their order.
        let found = there.remove(at);
        if found.is_broken {
            return Err(format!("{file} could not be read. Save it anew as a JPEG, PNG or WebP, and import it again."));
        }
        if photo.is_cover {
            arranged.cover = Some(found.id.clone());
        }
        arranged.photos.push((found.id, photo.alt.clone()));
    }
    Ok(arranged)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(file: &str, content: &str, is_cover: bool) -> Wanted {
        Wanted { file: file.to_owned(), hash: Hash::of(content.as_bytes()), alt: format!("of {file}"), is_cover }
    }

    fn there(id: u32, content: &str, is_broken: bool) -> OfListing<u32> {
        OfListing { id, blob: Hash::of(content.as_bytes()).to_string(), is_broken }
    }

    #[test]
    fn photographs_are_known_by_their_content_and_two_alike_by_their_order() {
        let wanted = [wanted("b.png", "b", true), wanted("a.png", "a", false), wanted("again.png", "b", false)];
        let all = || vec![there(1, "a", false), there(2, "b", false), there(3, "b", false), there(4, "c", false)];
        let arranged = super::arranged(&wanted, all()).expect("all there");
        let said = |id: u32, file: &str| (id, format!("of {file}"));
        assert_eq!(arranged.photos, [said(2, "b.png"), said(1, "a.png"), said(3, "again.png")]);
        assert_eq!(arranged.cover, Some(2));
        let gone = super::arranged(&wanted, vec![there(2, "b", false)]).expect_err("one is missing");
        assert!(gone.starts_with("a.png is not among the listing's photographs"), "{gone}");
        let broken = super::arranged(&wanted, vec![there(2, "b", true)]).expect_err("one is broken");
        assert!(broken.starts_with("b.png could not be read."), "{broken}");
    }

    #[test]
    fn photographs_of_one_name_in_several_folders_are_sent_under_names_of_their_own() {
        let mut shown = Vec::new();
        for file in ["a/front.jpg", "b/front.jpg", "FRONT.jpg", "back.jpg"] {
            let name = own_name(file, &shown);
            shown.push(Shown { wanted: wanted(file, file, false), name, path: None });
        }
        let names: Vec<_> = shown.iter().map(|shown| shown.name.as_str()).collect();
        assert_eq!(names, ["front.jpg", "front (2).jpg", "FRONT (3).jpg", "back.jpg"]);
    }
}
