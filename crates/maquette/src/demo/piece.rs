//! A piece of the collection as a creator would hand it in: a file, and what is said of it.

use anyhow::{Result, bail};
use basis::{Currency, Money};
use generate::Piece;
use market::catalog::{self, Edit, OfferInput};
use pattern::{Format, Pattern};

/// The piece in the format its creator sells it in.
pub(super) fn file_of(pattern: &Pattern, format: Format) -> Result<Vec<u8>> {
    Ok(match (pattern, format) {
        (Pattern::Mesh(mesh), Format::Stl) => pattern::mesh::stl::write(mesh),
        (Pattern::Mesh(mesh), Format::Obj) => pattern::mesh::obj::write(mesh),
        (Pattern::Mesh(mesh), Format::Ply) => pattern::mesh::ply::write(mesh),
        (Pattern::Mesh(mesh), Format::ThreeMf) => pattern::mesh::threemf::write(mesh),
        (Pattern::Mesh(mesh), Format::Glb) => pattern::mesh::gltf::write(mesh),
        (Pattern::Drawing(drawing), Format::Svg) => pattern::drawing::svg::write(drawing).into_bytes(),
        _ => bail!("{} is not written for this kind of pattern", format.title()),
    })
}

/// What its creator says of it.
pub(super) fn edit_of(piece: &Piece) -> Edit {
    let property = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    // Sizes are not declared: they are measured.
    let mut attributes = vec![
        property("material", piece.material),
        property("difficulty", piece.difficulty.word()),
        property("machine", piece.machine.words()),
    ];
    let supports = |needed| if needed { catalog::SUPPORTS_NEEDED } else { catalog::SUPPORTS_NONE };
    attributes.extend(piece.supports.map(|needed| property(catalog::SUPPORTS, supports(needed))));
    let offer = |offer: &generate::collection::Offer| OfferInput {
        license: license_slug(offer.licence.word()).to_owned(),
        price: Money::new(offer.price_minor, Currency::EUR),
    };
    Edit {
        title: piece.title.to_owned(),
        description: piece.description.to_owned(),
        category: piece.category.to_owned(),
        tags: piece.tags.iter().map(|tag| (*tag).to_owned()).collect(),
        attributes,
        made_with_ai: piece.made_with_ai,
        offers: piece.offers.iter().map(offer).collect(),
    }
}

/// The market's word for a licence, from the collection's.
fn license_slug(word: &str) -> &str {
    match word {
        "CC0-1.0" => "cc0",
        "CC-BY-4.0" => "cc-by",
        "CC-BY-SA-4.0" => "cc-by-sa",
        "CC-BY-NC-4.0" => "cc-by-nc",
        own => own,
    }
}
