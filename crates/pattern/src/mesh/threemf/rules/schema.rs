//! The schemas as data: which element stands where, with which attributes.

use super::kinds::Kind::{self, *};
use super::space::Space;
use super::table::Rule;

/// An element of the schemas.
pub(super) struct Element {
    pub(super) space: Space,
    pub(super) name: &'static str,
    /// Elements that it may stand in; none for the root.
    pub(super) inside: &'static [&'static str],
    pub(super) attributes: &'static [Attribute],
    /// The rule that is broken where an attribute is missing or has a value that it cannot have.
    pub(super) rule: Rule,
    /// Whether the first schemas let attributes and elements of any other namespace stand here.
    pub(super) is_open: bool,
}

/// An attribute without a namespace: its name, what it may be, and whether it must be there.
pub(super) type Attribute = (&'static str, Kind, bool);

const fn element(
    space: Space,
    name: &'static str,
    inside: &'static [&'static str],
    rule: Rule,
    attributes: &'static [Attribute],
) -> Element {
    Element { space, name, inside, attributes, rule, is_open: true }
}

/// The same, closed to other namespaces in the schemas before 1.3.
const fn closed(
    name: &'static str,
    inside: &'static [&'static str],
    rule: Rule,
    attributes: &'static [Attribute],
) -> Element {
    Element { space: Space::Core, name, inside, attributes, rule, is_open: false }
}

const OWN_ID: Attribute = ("id", OwnId, true);
const DISPLAY: Attribute = ("displaypropertiesid", Id, false);
const OBJECT_TYPES: Kind = OneOf(&["model", "solidsupport", "support", "surface", "other"]);
const PICTURES: Kind = OneOf(&["image/jpeg", "image/png"]);
const TILES: Kind = OneOf(&["wrap", "mirror", "clamp", "none"]);
const FILTERS: Kind = OneOf(&["auto", "linear", "nearest"]);
const CAPS: Kind = OneOf(&["hemisphere", "sphere", "butt"]);
const CLIPS: Kind = OneOf(&["none", "inside", "outside"]);
const RESOURCES: &[&str] = &["resources"];

/// Every element of the core, triangle sets, materials, beam lattice and slice schemas. The unit of the model and the
/// transforms have rules of their own.
#[rustfmt::skip] // A table: one element a line or two.
const ELEMENTS: [Element; 53] = [
    element(Space::Core, "model", &[], Rule::RootUnknown, &[("unit", Elsewhere, false), ("requiredextensions", Elsewhere, false), ("recommendedextensions", Text, false)]),
    closed("metadata", &["model", "metadatagroup"], Rule::MetadataAttribute, &[("name", Elsewhere, false), ("preserve", Bool, false), ("type", Text, false)]),
    element(Space::Core, "metadatagroup", &["object", "item"], Rule::MetadataAttribute, &[]),
    element(Space::Core, "resources", &["model"], Rule::ResourcesMissing, &[]),
    element(Space::Core, "build", &["model"], Rule::BuildMissing, &[]),
    element(Space::Core, "item", &["build"], Rule::BuildItem, &[("objectid", Id, true), ("transform", Elsewhere, false), ("partnumber", Text, false)]),
    element(Space::Core, "basematerials", RESOURCES, Rule::MaterialAttribute, &[OWN_ID, DISPLAY]),
    element(Space::Core, "base", &["basematerials"], Rule::MaterialAttribute, &[("name", Text, true), ("displaycolor", Color, true), DISPLAY]),
    element(Space::Core, "object", RESOURCES, Rule::ObjectAttribute, &[OWN_ID, ("type", OBJECT_TYPES, false), ("thumbnail", Path, false), ("partnumber", Text, false), ("name", Text, false), ("pid", Id, false), ("pindex", Index, false)]),
    closed("mesh", &["object"], Rule::MeshTrianglesFew, &[]),
    closed("vertices", &["mesh"], Rule::MeshVerticesFew, &[]),
    element(Space::Core, "vertex", &["vertices"], Rule::VertexNumber, &[]),
    closed("triangles", &["mesh"], Rule::MeshTrianglesFew, &[]),
    element(Space::Core, "triangle", &["triangles"], Rule::TriangleIndex, &[]),
    closed("components", &["object"], Rule::ObjectShape, &[]),
    element(Space::Core, "component", &["components"], Rule::ObjectAttribute, &[("objectid", Id, true), ("transform", Elsewhere, false)]),
    element(Space::TriangleSets, "trianglesets", &["mesh"], Rule::TriangleSet, &[]),
    element(Space::TriangleSets, "triangleset", &["trianglesets"], Rule::TriangleSet, &[("name", Name, true), ("identifier", Name, true)]),
    element(Space::TriangleSets, "ref", &["triangleset"], Rule::TriangleSet, &[("index", Index, true)]),
    element(Space::TriangleSets, "refrange", &["triangleset"], Rule::TriangleSet, &[("startindex", Index, true), ("endindex", Index, true)]),
    element(Space::Material, "texture2d", RESOURCES, Rule::MaterialAttribute, &[OWN_ID, ("path", Path, true), ("contenttype", PICTURES, true), ("tilestyleu", TILES, false), ("tilestylev", TILES, false), ("filter", FILTERS, false), ("box", Text, false)]),
    element(Space::Material, "colorgroup", RESOURCES, Rule::MaterialAttribute, &[OWN_ID, DISPLAY]),
    element(Space::Material, "color", &["colorgroup"], Rule::MaterialAttribute, &[("color", Color, true)]),
    element(Space::Material, "texture2dgroup", RESOURCES, Rule::MaterialAttribute, &[OWN_ID, ("texid", Id, true), DISPLAY]),
    element(Space::Material, "tex2coord", &["texture2dgroup"], Rule::MaterialAttribute, &[("u", Number, true), ("v", Number, true)]),
    element(Space::Material, "compositematerials", RESOURCES, Rule::MaterialAttribute, &[OWN_ID, ("matid", Id, true), ("matindices", Indices, true), DISPLAY]),
    element(Space::Material, "composite", &["compositematerials"], Rule::MaterialAttribute, &[("values", Numbers, true)]),
    element(Space::Material, "multiproperties", RESOURCES, Rule::MaterialAttribute, &[OWN_ID, ("pids", Ids, true), ("blendmethods", BlendMethods, false)]),
    element(Space::Material, "multi", &["multiproperties"], Rule::MaterialAttribute, &[("pindices", Indices, true)]),
    element(Space::Material, "pbspeculardisplayproperties", RESOURCES, Rule::MaterialAttribute, &[OWN_ID]),
    element(Space::Material, "pbspecular", &["pbspeculardisplayproperties"], Rule::MaterialAttribute, &[("name", Text, true), ("specularcolor", Color, false), ("glossiness", Number, false)]),
    element(Space::Material, "pbmetallicdisplayproperties", RESOURCES, Rule::MaterialAttribute, &[OWN_ID]),
    element(Space::Material, "pbmetallic", &["pbmetallicdisplayproperties"], Rule::MaterialAttribute, &[("name", Text, true), ("metallicness", Number, false), ("roughness", Number, false)]),
    element(Space::Material, "pbspeculartexturedisplayproperties", RESOURCES, Rule::MaterialAttribute, &[OWN_ID, ("name", Text, true), ("speculartextureid", Id, true), ("glossinesstextureid", Id, true), ("diffusefactor", Color, false), ("specularfactor", Color, false), ("glossinessfactor", Number, false)]),
    element(Space::Material, "pbmetallictexturedisplayproperties", RESOURCES, Rule::MaterialAttribute, &[OWN_ID, ("name", Text, true), ("metallictextureid", Id, true), ("roughnesstextureid", Id, true), ("metallicfactor", Number, false), ("roughnessfactor", Number, false)]),
    element(Space::Material, "translucentdisplayproperties", RESOURCES, Rule::MaterialAttribute, &[OWN_ID]),
    element(Space::Material, "translucent", &["translucentdisplayproperties"], Rule::MaterialAttribute, &[("name", Text, true), ("attenuation", Numbers, true), ("refractiveindex", Numbers, false), ("roughness", Number, false)]),
    // `clipping` is the draft's name for `clippingmode`, which one of the consortium's samples still has.
    element(Space::Lattice, "beamlattice", &["mesh"], Rule::LatticeAttribute, &[("minlength", PositiveNumber, true), ("radius", PositiveNumber, true), ("clippingmode", CLIPS, false), ("clipping", CLIPS, false), ("clippingmesh", Id, false), ("representationmesh", Id, false), ("pid", Id, false), ("pindex", Index, false), ("cap", CAPS, false)]),
    element(Space::Lattice, "beams", &["beamlattice"], Rule::LatticeAttribute, &[]),
    element(Space::Lattice, "beam", &["beams"], Rule::LatticeAttribute, &[("v1", Index, true), ("v2", Index, true), ("r1", PositiveNumber, false), ("r2", PositiveNumber, false), ("p1", Index, false), ("p2", Index, false), ("pid", Id, false), ("cap1", CAPS, false), ("cap2", CAPS, false), ("tag", Text, false)]),
    element(Space::Lattice, "beamsets", &["beamlattice"], Rule::LatticeAttribute, &[]),
    element(Space::Lattice, "beamset", &["beamsets"], Rule::LatticeAttribute, &[("name", Text, false), ("identifier", Text, false)]),
    element(Space::Lattice, "ref", &["beamset"], Rule::LatticeAttribute, &[("index", Index, true)]),
    element(Space::Balls, "balls", &["beamlattice"], Rule::LatticeAttribute, &[]),
    element(Space::Balls, "ball", &["balls"], Rule::LatticeAttribute, BALL),
    element(Space::Balls, "ballref", &["beamset"], Rule::LatticeAttribute, &[("index", Index, true)]),
    element(Space::Slices, "slicestack", RESOURCES, Rule::SliceAttribute, &[OWN_ID, ("zbottom", Number, false)]),
    element(Space::Slices, "slice", &["slicestack"], Rule::SliceAttribute, &[("ztop", Number, true)]),
    element(Space::Slices, "sliceref", &["slicestack"], Rule::SliceAttribute, &[("slicestackid", Id, true), ("slicepath", Path, true)]),
    element(Space::Slices, "vertices", &["slice"], Rule::SliceAttribute, &[]),
    element(Space::Slices, "vertex", &["vertices"], Rule::SliceAttribute, &[("x", Number, true), ("y", Number, true)]),
    element(Space::Slices, "polygon", &["slice"], Rule::SliceAttribute, &[("startv", Index, true), ("startp", Index, false), ("pid", Id, false)]),
    element(Space::Slices, "segment", &["polygon"], Rule::SliceAttribute, &[("v2", Index, true), ("p1", Index, false), ("p2", Index, false), ("pid", Id, false)]),
];

const BALL: &[Attribute] = &[
    ("vindex", Index, true),
    ("r", PositiveNumber, false),
    ("p", Index, false),
    ("pid", Id, false),
    ("tag", Text, false),
];

/// The element of this name, where the schemas have it.
pub(super) fn find(space: Space, name: &str) -> Option<&'static Element> {
    ELEMENTS.iter().find(|element| element.space == space && element.name == name)
}
