//! The rules as data: what each asks, where the standard says so, how bad it is to break it, and what to do then.
//!
//! Broken rules fail a file where a consumer that keeps to the standard must refuse it or makes something else of it.
//! They are a warning where the standard tells consumers to go on (unknown markup is ignored, a default fills in), or
//! where its own samples break them; and no more than worth knowing where slicers of every day break them in every file.

use crate::Severity::{self, Fail, Info, Warn};
use crate::{Code, Severity as S};

/// The zip package: parts that are missing, doubled, or related in a way that the 3MF standard forbids.
const PACKAGE: Code = Code { id: "R130", name: "3mf-package", severity: S::Fail };
/// The XML of a part: markup that the standard forbids, or that programs read in different ways.
const MARKUP: Code = Code { id: "R131", name: "3mf-markup", severity: S::Fail };
/// The model itself: its unit, its language, its parts in the wrong order or number.
const MODEL: Code = Code { id: "R132", name: "3mf-model", severity: S::Fail };
/// Names and values about the model: doubled, unnamed, or of an unknown namespace.
const METADATA: Code = Code { id: "R133", name: "3mf-metadata", severity: S::Fail };
/// What objects refer to: an identifier that is missing, doubled, or declared too late.
const RESOURCE: Code = Code { id: "R134", name: "3mf-resource", severity: S::Fail };
/// An object or what it is built of: a kind, a component or a build item that cannot be.
const OBJECT: Code = Code { id: "R135", name: "3mf-object", severity: S::Fail };
/// Vertices and triangles of an object: too few, out of range, or numbers that are none.
const MESH: Code = Code { id: "R136", name: "3mf-mesh", severity: S::Fail };
/// Colours, materials and textures: an index or a group that does not exist.
const MATERIAL: Code = Code { id: "R137", name: "3mf-material", severity: S::Fail };
/// The production extension: an identifier or a path to another part that is not as it demands.
const PRODUCTION: Code = Code { id: "R138", name: "3mf-production", severity: S::Fail };
/// A lattice of beams: a radius, an end or a set of beams that cannot be.
const LATTICE: Code = Code { id: "R139", name: "3mf-beam-lattice", severity: S::Fail };
/// A stack of slices: heights out of order, or outlines that do not close.
const SLICES: Code = Code { id: "R140", name: "3mf-slices", severity: S::Fail };

/// Mends most: programs write what they understood.
const SAVE_AGAIN: &str =
    "Open it in PrusaSlicer, Bambu Studio, Cura or the program that made it, save it as 3MF again and upload that.";
/// For packages that were unpacked, changed and zipped by hand or by a script.
const PACK_AGAIN: &str = "Export it anew from the program that made it; a 3MF that was unpacked and zipped again \
                          by hand lacks what programs look for.";
/// For geometry that is announced but cannot be read.
const EXPORT_MESH: &str = "Repair the mesh in the program that made it and export it again; if a script wrote the \
                           file, check how it counts and how it writes numbers.";
/// For colours and materials.
const EXPORT_COLORS: &str = "Assign the colours or materials again and export as 3MF, or export without colours if \
                             none matter.";

/// A rule of the standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::mesh::threemf) enum Rule {
    ContentTypesMissing,
    ModelContentType,
    PartUntyped,
    ThumbnailContentType,
    TargetOutside,
    TargetMissing,
    RelationshipTwice,
    RelationshipIdTwice,
    PrintTicketTwice,
    PartName,
    PartNameTwice,
    Packing,
    TextureMissing,
    TextureUnrelated,
    NotUtf8,
    XmlSpace,
    XmlForeign,
    PrefixUndeclared,
    ElementUnknown,
    AttributeUnknown,
    ElementMisplaced,
    ForeignMisplaced,
    RootUnknown,
    RootTwice,
    ResourcesMissing,
    BuildMissing,
    SectionTwice,
    SectionOrder,
    ExtensionUndeclared,
    BuildItem,
    MetadataNameMissing,
    MetadataNameUnknown,
    MetadataNameTwice,
    MetadataAttribute,
    ResourceId,
    ResourceIdTwice,
    ReferenceForward,
    PropertyForward,
    ObjectAttribute,
    ObjectShape,
    ObjectPropertyGroup,
    ObjectPropertyDefault,
    ComponentsProperty,
    OtherBuilt,
    MeshVerticesFew,
    MeshTrianglesFew,
    MeshNotSolid,
    VertexNumber,
    TriangleIndex,
    TriangleRange,
    TriangleDistinct,
    TriangleProperty,
    TriangleGradient,
    Transform,
    TransformSingular,
    TriangleSet,
    MaterialAttribute,
    MaterialEmpty,
    CompositeBase,
    CompositeIndices,
    MultiOfMulti,
    MultiMaterials,
    MultiMaterialFirst,
    MultiColors,
    MultiGroup,
    ProductionUuid,
    ProductionUuidForm,
    ProductionRequired,
    ProductionDepth,
    ProductionUnrelated,
    LatticeAttribute,
    LatticeRequired,
    LatticeObject,
    LatticeBeam,
    LatticeClipping,
    SliceAttribute,
    SliceStackMixed,
    SliceOrder,
    SlicePolygon,
    SliceTransform,
    SliceRequired,
}

/// One line of the table.
pub(in crate::mesh::threemf) struct Entry {
    pub(super) rule: Rule,
    pub(super) code: Code,
    pub(super) severity: Severity,
    /// Where it stands: the specification and its chapter.
    pub(super) clause: &'static str,
    /// What is so in the file, without the full stop.
    pub(super) says: &'static str,
    pub(super) fix: &'static str,
}

const fn entry(
    rule: Rule,
    code: Code,
    severity: Severity,
    clause: &'static str,
    says: &'static str,
    fix: &'static str,
) -> Entry {
    Entry { rule, code, severity, clause, says, fix }
}

/// In the order of [`Rule`], which is the order of findings in a report.
#[rustfmt::skip] // A table: one rule a line or two.
pub(in crate::mesh::threemf) const TABLE: [Entry; 81] = [
    entry(Rule::ContentTypesMissing, PACKAGE, Fail, "Core 2.1.1",
        "The package has no list of content types that can be read ([Content_Types].xml)", PACK_AGAIN),
    entry(Rule::ModelContentType, PACKAGE, Fail, "Core 2.1.1, C.1",
        "A model part is not listed with the content type of 3D models", PACK_AGAIN),
    // PrusaSlicer, Bambu Studio and their kin keep their settings so.
    entry(Rule::PartUntyped, PACKAGE, Info, "Core 2.1.1",
        "A part of the package is listed with no content type, so other programs leave it out", PACK_AGAIN),
    entry(Rule::ThumbnailContentType, PACKAGE, Fail, "Core 2.1.3",
        "A thumbnail is listed as something other than JPEG or PNG", SAVE_AGAIN),
    entry(Rule::TargetOutside, PACKAGE, Fail, "Core 2.1.1",
        "A relationship leads out of the package, which must hold all it needs", SAVE_AGAIN),
    entry(Rule::TargetMissing, PACKAGE, Fail, "Core 2.1.1",
        "A relationship names a model, thumbnail or print ticket that is not in the package", SAVE_AGAIN),
    entry(Rule::RelationshipTwice, PACKAGE, Fail, "Core 2.1.1",
        "Two relationships of the same kind lead from one part to the same other part", SAVE_AGAIN),
    entry(Rule::RelationshipIdTwice, PACKAGE, Fail, "Open Packaging Conventions 9.3",
        "Two relationships of one part have the same Id", SAVE_AGAIN),
    entry(Rule::PrintTicketTwice, PACKAGE, Fail, "Core 2.1.4",
        "The model has more than one print ticket, so it is unclear how to print it", SAVE_AGAIN),
    entry(Rule::PartName, PACKAGE, Warn, "Core 2.2.3",
        "A part has a name that packages must not use, so programs leave it out", PACK_AGAIN),
    entry(Rule::PartNameTwice, PACKAGE, Fail, "Open Packaging Conventions 9.1",
        "Two parts have the same name but for capital letters", PACK_AGAIN),
    entry(Rule::Packing, PACKAGE, Fail, "Core 1.1",
        "A part is packed with a method other than Deflate, which other programs need not unpack", PACK_AGAIN),
    entry(Rule::TextureMissing, PACKAGE, Fail, "Core 2.1.1",
        "The model asks for a picture that is not in the package", EXPORT_COLORS),
    entry(Rule::TextureUnrelated, PACKAGE, Warn, "Materials 6",
        "A picture of the model is not named in the model's relationships, so some programs will not find it", SAVE_AGAIN),
    entry(Rule::NotUtf8, MARKUP, Fail, "Core 2.3.2",
        "A model part is not written in UTF-8", SAVE_AGAIN),
    entry(Rule::XmlSpace, MARKUP, Fail, "Core 2.3.4",
        "The attribute xml:space is used, which 3MF forbids", SAVE_AGAIN),
    entry(Rule::XmlForeign, MARKUP, Fail, "Core 2.3.2",
        "Attributes of XML or of XML Schema (xml:, xsi:) are used where 3MF has none", SAVE_AGAIN),
    // Consumers ignore markup they do not know, and two of the consortium's own samples have it.
    entry(Rule::PrefixUndeclared, MARKUP, Warn, "Core 2.3.3",
        "A prefix is used that stands for no namespace, so strict programs refuse the file", SAVE_AGAIN),
    entry(Rule::ElementUnknown, MARKUP, Warn, "Core 2.3.2",
        "The model has elements that 3MF does not have; other programs ignore them", SAVE_AGAIN),
    // PrusaSlicer and its kin write `printable` on every item: programs ignore it.
    entry(Rule::AttributeUnknown, MARKUP, Info, "Core 2.3.3",
        "Elements have attributes without a namespace that 3MF does not have; other programs ignore them", SAVE_AGAIN),
    entry(Rule::ElementMisplaced, MARKUP, Fail, "Core 2.3.2",
        "An element stands where 3MF does not have it", SAVE_AGAIN),
    // Core 1.0 to 1.2 share the namespace with 1.3, which opened some of these places: who holds to 1.2 refuses the file.
    entry(Rule::ForeignMisplaced, MARKUP, Fail, "Core 2.3.2",
        "Something of another namespace stands where not every version of 3MF allows it, so strict programs refuse the file", SAVE_AGAIN),
    entry(Rule::RootUnknown, MODEL, Fail, "Core 3.4, C.3",
        "The part's root is not the element “model” of the core specification's namespace", SAVE_AGAIN),
    entry(Rule::RootTwice, MODEL, Fail, "Core 3.4",
        "The part holds more than one model; what stands after the first was not read", SAVE_AGAIN),
    entry(Rule::ResourcesMissing, MODEL, Fail, "Core 3.4",
        "The model has no element “resources”, so it has no objects", SAVE_AGAIN),
    entry(Rule::BuildMissing, MODEL, Fail, "Core 3.4",
        "The model has no element “build”, so it does not say what is to be made", SAVE_AGAIN),
    entry(Rule::SectionTwice, MODEL, Fail, "Core 3.4, 4.1",
        "An element stands twice where there may be only one", SAVE_AGAIN),
    entry(Rule::SectionOrder, MODEL, Fail, "Core 3.4",
        "Elements stand in another order than metadata, resources, build; vertices, triangles", SAVE_AGAIN),
    entry(Rule::ExtensionUndeclared, MODEL, Fail, "Core 3.4",
        "The model says that it needs an extension whose prefix it does not declare", SAVE_AGAIN),
    entry(Rule::BuildItem, MODEL, Fail, "Core 3.4.3.1",
        "An item of the build does not name an object by its number", SAVE_AGAIN),
    entry(Rule::MetadataNameMissing, METADATA, Fail, "Core 3.4.1",
        "A piece of metadata has no name", SAVE_AGAIN),
    // The same chapter tells consumers to ignore names they do not know.
    entry(Rule::MetadataNameUnknown, METADATA, Warn, "Core 3.4.1",
        "Metadata has names that 3MF does not know and that stand in no declared namespace; other programs ignore them", SAVE_AGAIN),
    entry(Rule::MetadataNameTwice, METADATA, Fail, "Core 3.4.1",
        "Two pieces of metadata have the same name, so it is unclear which holds", SAVE_AGAIN),
    entry(Rule::MetadataAttribute, METADATA, Warn, "Core 3.4.1",
        "An attribute of metadata has a value that it cannot have", SAVE_AGAIN),
    entry(Rule::ResourceId, RESOURCE, Fail, "Core B.1",
        "A resource has no number, or one that is not from 1 to 2,147,483,647", SAVE_AGAIN),
    entry(Rule::ResourceIdTwice, RESOURCE, Fail, "Core 3.4.2",
        "Two resources have the same number, so it is unclear which is meant", SAVE_AGAIN),
    entry(Rule::ReferenceForward, RESOURCE, Fail, "Core 3.4, 4.2.1",
        "A resource asks for one that does not stand before it, or for itself", SAVE_AGAIN),
    entry(Rule::PropertyForward, RESOURCE, Warn, "Core 3.4",
        "An object asks for a group of colours or materials that does not stand before it", EXPORT_COLORS),
    entry(Rule::ObjectAttribute, OBJECT, Fail, "Core 4, 4.2.1",
        "An object or component has an attribute with a value that it cannot have, or lacks one that it must have", SAVE_AGAIN),
    entry(Rule::ObjectShape, OBJECT, Fail, "Core 4, B.1",
        "An object must be either one mesh or a list of components, and it is neither or both", SAVE_AGAIN),
    entry(Rule::ObjectPropertyGroup, OBJECT, Fail, "Core 4",
        "An object names a place in a group of colours or materials, but no group (pindex without pid)", EXPORT_COLORS),
    // The consortium's own samples leave the default out.
    entry(Rule::ObjectPropertyDefault, OBJECT, Warn, "Core 4",
        "Some triangles of an object are coloured, others not, and the object names no colour for those", EXPORT_COLORS),
    entry(Rule::ComponentsProperty, OBJECT, Warn, "Core 4",
        "An object that is put together of others has a colour or material of its own, which programs ignore", EXPORT_COLORS),
    entry(Rule::OtherBuilt, OBJECT, Fail, "Core 3.4.3.1, 4.1",
        "The build asks for an object of the type “other”, which must not be made",
        "Set the object's type to model in the program that made it, or take it out of the build."),
    entry(Rule::MeshVerticesFew, MESH, Fail, "Core B.1",
        "A mesh has fewer than 3 vertices", EXPORT_MESH),
    entry(Rule::MeshTrianglesFew, MESH, Fail, "Core 4.1.4",
        "A mesh has no triangles", EXPORT_MESH),
    entry(Rule::MeshNotSolid, MESH, Warn, "Core 4.1.4",
        "An object of the type “model” has fewer than 4 triangles, too few for a solid", EXPORT_MESH),
    entry(Rule::VertexNumber, MESH, Fail, "Core 4.1.3.1, B.1",
        "A vertex lacks a coordinate, or has one that is no plain number of digits and a point", EXPORT_MESH),
    entry(Rule::TriangleIndex, MESH, Fail, "Core 4.1.4.1, B.1",
        "A triangle lacks a corner, or names one by something that is no number from 0", EXPORT_MESH),
    entry(Rule::TriangleRange, MESH, Fail, "Core 4.1.4.1",
        "A triangle asks for a vertex that its mesh does not have", EXPORT_MESH),
    entry(Rule::TriangleDistinct, MESH, Fail, "Core 4.1.4.1",
        "A triangle names the same vertex twice",
        "Remove degenerate faces and export again. Meshmixer: Analysis, Inspector. Blender: Mesh, Clean Up, Degenerate Dissolve."),
    entry(Rule::TriangleProperty, MESH, Warn, "Core 4.1.4.1",
        "A triangle names colours or materials in a way that cannot be followed", EXPORT_COLORS),
    entry(Rule::TriangleGradient, MESH, Fail, "Core 4.1.4.1",
        "The corners of a triangle have different base materials, between which there is no gradient", EXPORT_COLORS),
    entry(Rule::Transform, MESH, Fail, "Core 3.3, B.1",
        "A transform is not twelve numbers with single blanks between them", SAVE_AGAIN),
    entry(Rule::TransformSingular, MESH, Warn, "Core 3.3",
        "A transform makes the object flat: its determinant is 0",
        "Check the scale of the object in the program that made it; none of its axes may be 0."),
    entry(Rule::TriangleSet, MESH, Warn, "Core 4.1.5",
        "A set of triangles lacks a name or names triangles that are not there", SAVE_AGAIN),
    entry(Rule::MaterialAttribute, MATERIAL, Fail, "Core 5, Materials 2 to 7",
        "A colour, material, texture or group of them lacks an attribute that it must have, or has a value that it cannot have", EXPORT_COLORS),
    entry(Rule::MaterialEmpty, MATERIAL, Warn, "Core 5, Materials 2 to 5",
        "A group of colours or materials has nothing in it", EXPORT_COLORS),
    entry(Rule::CompositeBase, MATERIAL, Fail, "Materials 4",
        "A group of mixtures must mix base materials, and what it names is no group of them", EXPORT_COLORS),
    entry(Rule::CompositeIndices, MATERIAL, Warn, "Materials 4",
        "A mixture names base materials that are not there, or shares of them that are not from 0 to 1", EXPORT_COLORS),
    entry(Rule::MultiOfMulti, MATERIAL, Fail, "Materials 5",
        "A group of layers has another group of layers as a layer", EXPORT_COLORS),
    entry(Rule::MultiMaterials, MATERIAL, Fail, "Materials 5",
        "A group of layers has more than one layer of materials", EXPORT_COLORS),
    entry(Rule::MultiMaterialFirst, MATERIAL, Fail, "Materials 5",
        "A group of layers has materials in a layer that is not the first", EXPORT_COLORS),
    entry(Rule::MultiColors, MATERIAL, Fail, "Materials 5",
        "A group of layers has more than one layer of colours", EXPORT_COLORS),
    // Two files that the consortium says must pass have a texture here instead of its group.
    entry(Rule::MultiGroup, MATERIAL, Warn, "Materials 5",
        "A group of layers names something that is no group of colours, materials or places on a picture", EXPORT_COLORS),
    entry(Rule::ProductionUuid, PRODUCTION, Fail, "Production 4",
        "The model needs the production extension, but a build, item, object or component has no UUID", SAVE_AGAIN),
    entry(Rule::ProductionUuidForm, PRODUCTION, Fail, "Production B",
        "A UUID does not have the form of one", SAVE_AGAIN),
    entry(Rule::ProductionRequired, PRODUCTION, Fail, "Production 1",
        "Objects lie in other parts, but the model does not say that it needs the production extension", SAVE_AGAIN),
    entry(Rule::ProductionDepth, PRODUCTION, Fail, "Production 2, 3.2",
        "A part that is not the first one puts together objects of yet another part", SAVE_AGAIN),
    entry(Rule::ProductionUnrelated, PRODUCTION, Fail, "Production 3.3",
        "Objects lie in a part that is not named in the model's relationships", SAVE_AGAIN),
    entry(Rule::LatticeAttribute, LATTICE, Fail, "Beam lattice 2.1",
        "A lattice, beam or ball lacks an attribute that it must have, or has a value that it cannot have", SAVE_AGAIN),
    entry(Rule::LatticeRequired, LATTICE, Fail, "Beam lattice 1",
        "The model has a lattice of beams, but does not say that it needs that extension", SAVE_AGAIN),
    entry(Rule::LatticeObject, LATTICE, Fail, "Beam lattice 2",
        "A lattice of beams is in an object whose type is neither model nor solidsupport", SAVE_AGAIN),
    entry(Rule::LatticeBeam, LATTICE, Fail, "Beam lattice 2.1.1",
        "A beam or ball asks for a vertex that is not there, for the same one twice, or for a beam that is not there", SAVE_AGAIN),
    entry(Rule::LatticeClipping, LATTICE, Fail, "Beam lattice 2.1",
        "A lattice is clipped or shown by something that is no mesh of the type model before it", SAVE_AGAIN),
    entry(Rule::SliceAttribute, SLICES, Fail, "Slice 3",
        "A stack, slice, polygon or segment lacks an attribute that it must have, or has a value that it cannot have", SAVE_AGAIN),
    entry(Rule::SliceStackMixed, SLICES, Fail, "Slice 4.1.1",
        "A stack holds slices and references to other stacks at once", SAVE_AGAIN),
    entry(Rule::SliceOrder, SLICES, Fail, "Slice 4.1.2",
        "A slice is not above the one before it", SAVE_AGAIN),
    entry(Rule::SlicePolygon, SLICES, Fail, "Slice 4.1.2",
        "A polygon of a slice asks for a vertex that is not there, or for the same one twice in a row", SAVE_AGAIN),
    entry(Rule::SliceTransform, SLICES, Fail, "Slice 3",
        "An object that is given as slices is tilted or scaled upwards, which slices cannot follow", SAVE_AGAIN),
    entry(Rule::SliceRequired, SLICES, Fail, "Slice 3",
        "An object's mesh is a rough stand-in for its slices, but the model does not say that it needs slices", SAVE_AGAIN),
];

// Breaches are counted by the rule's place in the table.
const _: () = {
    let mut place = 0;
    while place < TABLE.len() {
        assert!(TABLE[place].rule as usize == place);
        place += 1;
    }
};
