//! Every rule of the table: the smallest package that breaks it, and the nearest that does not.

use std::io::{Cursor, Write as _};

use proptest::prelude::*;
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::table::{Rule, TABLE};
use crate::mesh::threemf;
use crate::{Budget, Finding, Findings};

const TYPES: &str = "[Content_Types].xml";
const RELS: &str = "_rels/.rels";
const MODEL_RELS: &str = "3D/_rels/3dmodel.model.rels";
const MODEL: &str = "3D/3dmodel.model";
const OTHER: &str = "3D/other.model";

/// A package that keeps every rule: parts by name.
fn sound() -> Vec<(String, Vec<u8>)> {
    let parts = [
        (TYPES, include_str!("sample/types.xml")),
        (RELS, include_str!("sample/package.rels")),
        (MODEL_RELS, include_str!("sample/model.rels")),
        (MODEL, include_str!("sample/model.xml")),
        (OTHER, include_str!("sample/other.xml")),
        ("3D/Metadata/ticket.xml", "<ticket/>"),
        ("3D/Textures/picture.png", "no picture is needed to name one"),
        ("Metadata/thumbnail.png", "nor here"),
    ];
    parts.map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec())).into()
}

fn zipped(parts: &[(String, Vec<u8>)], method: CompressionMethod) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(name, SimpleFileOptions::default().compression_method(method)).expect("a good name");
        zip.write_all(bytes).expect("room");
    }
    zip.finish().expect("room").into_inner()
}

/// The rules that `bytes` break, in the table's order, and everything that is told.
fn broken(bytes: &[u8]) -> (Vec<Rule>, Vec<Finding>) {
    let mut findings = Findings::new(20);
    let _ = threemf::read(bytes, &Budget::default(), &mut findings);
    let findings = findings.into_vec();
    let is_told = |says: &str| findings.iter().any(|finding| finding.message.starts_with(says));
    (TABLE.iter().filter(|entry| is_told(entry.says)).map(|entry| entry.rule).collect(), findings)
}

/// The sound package with `from` in the part replaced by `to`.
fn edited(part: &str, from: &str, to: &str) -> Vec<u8> {
    let mut parts = sound();
    let bytes = &mut parts.iter_mut().find(|(name, _)| name == part).expect("a part").1;
    let text = String::from_utf8(bytes.clone()).expect("text");
    assert!(text.contains(from), "{part} has no {from}");
    *bytes = text.replacen(from, to, 1).into_bytes();
    zipped(&parts, CompressionMethod::Stored)
}

/// The rule, the part, what stands in the sound package, what breaks the rule in its place, and what is nearest to that
/// and does not.
type Case = (Rule, &'static str, &'static str, &'static str, &'static str);

const TETRAHEDRON: &str = r#"<triangle v1="0" v2="2" v3="1"/><triangle v1="0" v2="1" v3="3"/><triangle v1="0" v2="3" v3="2"/><triangle v1="1" v2="2" v3="3"/>"#;
const PRODUCTION: &str = "http://schemas.microsoft.com/3dmanufacturing/production/2015/06";

#[rustfmt::skip] // A table: one case a line or two.
const CASES: &[Case] = &[
    (Rule::ContentTypesMissing, TYPES, "<Types", "<!DOCTYPE Types><Types", "<!-- Types --><Types"),
    (Rule::ModelContentType, TYPES, r#"PartName="/3D/other.model" ContentType="application/vnd.ms-package.3dmanufacturing-3dmodel+xml""#, r#"PartName="/3D/other.model" ContentType="text/xml""#, r#"PartName="/3D/Other.model" ContentType="Application/vnd.ms-package.3dmanufacturing-3dmodel+xml""#),
    (Rule::PartUntyped, TYPES, r#"<Default Extension="xml" ContentType="application/vnd.ms-printing.printticket+xml"/>"#, "", r#"<Override PartName="/3D/Metadata/ticket.xml" ContentType="application/vnd.ms-printing.printticket+xml"/>"#),
    (Rule::ThumbnailContentType, TYPES, r#"Extension="png" ContentType="image/png""#, r#"Extension="png" ContentType="image/gif""#, r#"Extension="PNG" ContentType="image/PNG""#),
    (Rule::TargetOutside, MODEL_RELS, r#"Target="/3D/Textures/picture.png""#, r#"Target="C:/Textures/picture.png""#, r#"Target="Textures/picture.png""#),
    (Rule::TargetOutside, RELS, r#"Target="/Metadata/thumbnail.png""#, r#"Target="http://example.org/thumbnail.png" TargetMode="External""#, r#"Target="/Metadata/thumbnail.png" TargetMode="Internal""#),
    (Rule::TargetMissing, RELS, "/Metadata/thumbnail.png", "/Metadata/other.png", "Metadata/thumbnail.png"),
    (Rule::RelationshipTwice, MODEL_RELS, "</Relationships>", r#"<Relationship Id="r9" Type="http://schemas.microsoft.com/3dmanufacturing/2013/01/3dtexture" Target="/3D/Textures/Picture.png"/></Relationships>"#, r#"<Relationship Id="r9" Type="http://example.org/other" Target="/3D/Textures/picture.png"/></Relationships>"#),
    (Rule::RelationshipIdTwice, MODEL_RELS, r#"Id="r2""#, r#"Id="r1""#, r#"Id="R1""#),
    (Rule::PrintTicketTwice, MODEL_RELS, "</Relationships>", r#"<Relationship Id="r9" Type="http://schemas.microsoft.com/3dmanufacturing/2013/01/printticket" Target="/Metadata/thumbnail.png"/></Relationships>"#, "</Relationships>"),
    (Rule::TextureMissing, MODEL, r#"path="/3D/Textures/picture.png""#, r#"path="/3D/Textures/other.png""#, r#"path="/3D/Textures/%70icture.png""#),
    (Rule::TextureUnrelated, MODEL_RELS, r#"Target="/3D/Textures/picture.png""#, r#"Target="/3D/Textures/other.png""#, r#"Target="../3D/Textures/picture.png""#),
    (Rule::NotUtf8, MODEL, r#"encoding="UTF-8""#, r#"encoding="ISO-8859-1""#, r#"encoding="utf-8""#),
    (Rule::XmlSpace, MODEL, r#"xml:lang="en""#, r#"xml:space="default""#, r#"xml:lang="und""#),
    (Rule::XmlForeign, MODEL, r#"xml:lang="en""#, r#"xml:base="/""#, r#"xml:lang="de""#),
    (Rule::XmlForeign, MODEL, r#"xml:lang="en""#, r#"xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="a""#, r#"xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance""#),
    (Rule::PrefixUndeclared, MODEL, "<m:texture2d ", r#"<q:a/><m:texture2d "#, r#"<q:a xmlns:q="http://example.org/q"/><m:texture2d "#),
    (Rule::PrefixUndeclared, MODEL, r#"<vertex x="0""#, r#"<vertex q:a="1" x="0""#, r#"<vertex o:a="1" x="0""#),
    (Rule::ElementUnknown, MODEL, "<m:texture2d ", "<m:texture3d/><m:texture2d ", "<o:texture3d/><m:texture2d "),
    (Rule::AttributeUnknown, MODEL, "<item ", r#"<item printable="1" "#, r#"<item o:printable="1" "#),
    (Rule::AttributeUnknown, MODEL, r#"<triangle v1="0""#, r#"<triangle paint="1" v1="0""#, r#"<triangle o:paint="1" v1="0""#),
    (Rule::ElementMisplaced, MODEL, r##"<base name="Red" displaycolor="#FF0000"/>"##, r##"<base name="Red" displaycolor="#FF0000"/><m:color color="#FF0000"/>"##, r##"<base name="Red" displaycolor="#FF0000"/><base name="Blue" displaycolor="#0000FFFF"/>"##),
    (Rule::ForeignMisplaced, MODEL, "<vertices>", r#"<vertices o:count="4">"#, r#"<vertices xmlns:n="http://example.org/n">"#),
    (Rule::RootTwice, MODEL, "</model>", "</model><model/>", "</model><!-- model -->"),
    (Rule::SectionTwice, MODEL, "<build ", r#"<build p:UUID="00000000-0000-4000-8000-000000000001"/><build "#, "<build "),
    (Rule::SectionOrder, MODEL, "</build>", r#"</build><metadata name="Rating">5</metadata>"#, "</build>"),
    (Rule::SectionOrder, OTHER, "<mesh>", r#"<mesh><triangles/>"#, "<mesh>"),
    (Rule::ExtensionUndeclared, MODEL, r#"requiredextensions="p "#, r#"requiredextensions="q p "#, r#"requiredextensions="o p "#),
    (Rule::BuildItem, MODEL, r#"<item objectid="7" "#, "<item ", r#"<item objectid=" 7 " "#),
    (Rule::MetadataNameMissing, MODEL, r#"<metadata name="Title""#, "<metadata", r#"<metadata name="Copyright""#),
    (Rule::MetadataNameUnknown, MODEL, r#"name="Title""#, r#"name="Headline""#, r#"name="o:Headline""#),
    (Rule::MetadataNameUnknown, MODEL, r#"name="Title""#, r#"name="q:Headline""#, r#"name="Application""#),
    (Rule::MetadataNameTwice, MODEL, r#"<metadata name="Title">"#, r#"<metadata name="Title">a</metadata><metadata name="Title">"#, r#"<metadata name="Rating">a</metadata><metadata name="Title">"#),
    (Rule::MetadataAttribute, MODEL, r#"<metadata name="Title""#, r#"<metadata preserve="yes" name="Title""#, r#"<metadata preserve="true" name="Title""#),
    (Rule::ResourceId, MODEL, r#"<m:pbmetallicdisplayproperties id="12">"#, r#"<m:pbmetallicdisplayproperties id="2147483648">"#, r#"<m:pbmetallicdisplayproperties id="2147483647">"#),
    (Rule::ResourceId, MODEL, r#"<m:pbmetallicdisplayproperties id="12">"#, "<m:pbmetallicdisplayproperties>", r#"<m:pbmetallicdisplayproperties id="13">"#),
    (Rule::ResourceIdTwice, MODEL, r#"<m:pbmetallicdisplayproperties id="12">"#, r#"<m:pbmetallicdisplayproperties id="3">"#, r#"<m:pbmetallicdisplayproperties id="33">"#),
    (Rule::ResourceIdTwice, MODEL, r#"<object id="9""#, r#"<object id="3""#, r#"<object id="99""#),
    (Rule::ReferenceForward, MODEL, r#"<component objectid="7""#, r#"<component objectid="8""#, r#"<component objectid="+7""#),
    (Rule::ReferenceForward, MODEL, r#"texid="2""#, r#"texid="3""#, r#"texid="02""#),
    (Rule::PropertyForward, MODEL, r#"<object id="9""#, r#"<object id="9" pid="77""#, r#"<object id="9" pid="1" pindex="0""#),
    (Rule::ObjectAttribute, MODEL, r#"type="support""#, r#"type="scaffold""#, r#"type="surface""#),
    (Rule::ObjectAttribute, MODEL, r#"<component objectid="7" "#, "<component ", r#"<component objectid="7" "#),
    (Rule::ObjectShape, MODEL, "<components>", "<mesh><vertices/><triangles/></mesh><components>", "<components>"),
    (Rule::ObjectPropertyGroup, MODEL, r#"<object id="9""#, r#"<object id="9" pindex="0""#, r#"<object id="9" pid="1""#),
    (Rule::ObjectPropertyDefault, MODEL, r#"<object id="7" pid="3" pindex="0""#, r#"<object id="7""#, r#"<object id="7" pid="1" pindex="1""#),
    (Rule::ComponentsProperty, MODEL, r#"<object id="8""#, r#"<object id="8" pid="1" pindex="0""#, r#"<object id="8" type="model""#),
    (Rule::OtherBuilt, MODEL, r#"type="support""#, r#"type="other""#, r#"type="solidsupport""#),
    (Rule::MeshTrianglesFew, MODEL, r#"<object id="14" "#, r#"<object id="15" p:UUID="00000000-0000-4000-8000-00000000000d"><mesh><vertices><vertex x="0" y="0" z="0"/><vertex x="1" y="0" z="0"/><vertex x="0" y="1" z="0"/></vertices><triangles/></mesh></object><object id="14" "#, r#"<object id="14" "#),
    (Rule::MeshNotSolid, OTHER, TETRAHEDRON, r#"<triangle v1="0" v2="2" v3="1"/><triangle v1="0" v2="1" v3="3"/><triangle v1="0" v2="3" v3="2"/>"#, TETRAHEDRON),
    (Rule::VertexNumber, OTHER, r#"x="10""#, r#"x="1,5""#, r#"x="+1.5e+1""#),
    (Rule::VertexNumber, OTHER, r#"x="10" y="0""#, r#"x="10""#, r#"y="0" x="10""#),
    (Rule::TriangleIndex, OTHER, r#"v1="1" v2="2" v3="3""#, r#"v1="1" v2="2""#, r#"v3="3" v2="2" v1="1""#),
    (Rule::TriangleIndex, OTHER, r#"v1="1" v2="2" v3="3""#, r#"v1="1" v2="2" v3="3.0""#, r#"v1="1" v2="2" v3=" 3 ""#),
    (Rule::TriangleRange, OTHER, r#"v1="1" v2="2" v3="3""#, r#"v1="1" v2="2" v3="4""#, r#"v1="1" v2="2" v3="3""#),
    (Rule::TriangleDistinct, OTHER, r#"v1="1" v2="2" v3="3""#, r#"v1="1" v2="2" v3="2""#, r#"v1="2" v2="3" v3="1""#),
    (Rule::TriangleProperty, OTHER, r#"v1="1" v2="2" v3="3""#, r#"v1="1" v2="2" v3="3" p1="0""#, r#"v1="1" v2="2" v3="3" o:p1="0""#),
    (Rule::TriangleProperty, MODEL, r#"pid="3" p1="0" p2="1" p3="1""#, r#"pid="3" p2="1""#, r#"p1="0" p2="1" p3="1""#),
    (Rule::TriangleGradient, MODEL, r#"pid="3" p1="0" p2="1" p3="1""#, r#"pid="1" p1="0" p2="1" p3="1""#, r#"pid="1" p1="1" p2="1" p3="1""#),
    (Rule::Transform, MODEL, r#"transform="1 0 0 0 1 0 0 0 1 30 0 0""#, r#"transform="1 0 0 0 1 0 0 0 1 30 0""#, r#"transform="1 0 0  0 1 0  0 0 1  30 0 0""#),
    (Rule::TransformSingular, MODEL, r#"transform="1 0 0 0 1 0 0 0 1 30 0 0""#, r#"transform="1 0 0 0 1 0 0 0 0 30 0 0""#, r#"transform="1 0 0 0 1 0 0 0 -1 30 0 0""#),
    (Rule::TriangleSet, MODEL, r#"<t:ref index="3"/>"#, r#"<t:ref index="4"/>"#, r#"<t:ref index="0"/>"#),
    (Rule::TriangleSet, MODEL, r#"<t:triangleset name="Front" "#, r#"<t:triangleset name="" "#, r#"<t:triangleset name="F" "#),
    (Rule::MaterialAttribute, MODEL, r##"<m:color color="#00FF00"/>"##, "<m:color/>", r##"<m:color color="#00ff00ff"/>"##),
    (Rule::MaterialAttribute, MODEL, r#"contenttype="image/png""#, r#"contenttype="""#, r#"contenttype="image/jpeg""#),
    (Rule::MaterialAttribute, MODEL, r#" texid="2""#, "", r#" texid="2 ""#),
    (Rule::MaterialAttribute, MODEL, r#" matindices="0 1""#, "", r#" matindices="1 0""#),
    (Rule::MaterialAttribute, MODEL, r#" pids="1 3 4""#, "", r#" pids="1 3""#),
    (Rule::MaterialAttribute, MODEL, r#"blendmethods="mix multiply""#, r#"blendmethods="add""#, r#"blendmethods="mix""#),
    (Rule::MaterialEmpty, MODEL, "<m:texture2d ", r#"<m:colorgroup id="20"/><m:texture2d "#, r##"<m:colorgroup id="20"><m:color color="#000000"/></m:colorgroup><m:texture2d "##),
    (Rule::CompositeBase, MODEL, r#"matid="1""#, r#"matid="3""#, r#"matid="01""#),
    (Rule::CompositeIndices, MODEL, r#"matindices="0 1""#, r#"matindices="0 2""#, r#"matindices="0""#),
    (Rule::CompositeIndices, MODEL, r#"values="0.5 0.5""#, r#"values="0.5 1.5""#, r#"values="0 1""#),
    (Rule::MultiOfMulti, MODEL, "<s:slicestack ", r#"<m:multiproperties id="20" pids="6"><m:multi pindices="0"/></m:multiproperties><s:slicestack "#, r#"<m:multiproperties id="20" pids="3"><m:multi pindices="0"/></m:multiproperties><s:slicestack "#),
    (Rule::MultiMaterials, MODEL, r#"pids="1 3 4""#, r#"pids="1 5""#, r#"pids="5 3 4""#),
    (Rule::MultiMaterialFirst, MODEL, r#"pids="1 3 4""#, r#"pids="3 1""#, r#"pids="4 3""#),
    (Rule::MultiColors, MODEL, r#"pids="1 3 4""#, r#"pids="1 3 4 3""#, r#"pids="1 4 4 3""#),
    (Rule::MultiGroup, MODEL, r#"pids="1 3 4""#, r#"pids="1 3 2""#, r#"pids="4""#),
    (Rule::ProductionUuid, MODEL, r#"<build p:UUID="00000000-0000-4000-8000-00000000000b">"#, "<build>", r#"<build p:UUID="A0000000-0000-4000-8000-00000000000B">"#),
    (Rule::ProductionUuidForm, MODEL, r#"p:UUID="00000000-0000-4000-8000-00000000000b""#, r#"p:UUID="build-1""#, r#"p:UUID="0a000000-0000-4000-8000-00000000000b""#),
    (Rule::ProductionRequired, MODEL, r#"requiredextensions="p "#, r#"requiredextensions=" "#, r#"requiredextensions=" p  "#),
    (Rule::ProductionUnrelated, MODEL_RELS, r#"Target="/3D/other.model""#, r#"Target="/3D/3dmodel.model""#, r#"Target="other.model""#),
    (Rule::LatticeAttribute, MODEL, r#" radius="1""#, "", r#" radius="1.5""#),
    (Rule::LatticeAttribute, MODEL, r#"r1="0.5" r2="0.4""#, r#"r2="0.4""#, r#"r1="0.4""#),
    (Rule::LatticeRequired, MODEL, r#" b s""#, r#" s""#, r#" s b""#),
    (Rule::LatticeObject, MODEL, r#"type="solidsupport""#, r#"type="support""#, r#"type="model""#),
    (Rule::LatticeBeam, MODEL, r#"<b:beam v1="0" v2="1""#, r#"<b:beam v1="0" v2="0""#, r#"<b:beam v1="1" v2="0""#),
    (Rule::LatticeBeam, MODEL, r#"<b:ref index="0"/>"#, r#"<b:ref index="2"/>"#, r#"<b:ref index="1"/>"#),
    (Rule::LatticeBeam, MODEL, r#"vindex="1""#, r#"vindex="9""#, r#"vindex="0""#),
    (Rule::LatticeClipping, MODEL, r#"clippingmode="inside" clippingmesh="7""#, r#"clippingmode="inside""#, r#"clippingmode="none""#),
    (Rule::LatticeClipping, MODEL, r#"clippingmesh="7""#, r#"clippingmesh="8""#, r#"clippingmesh="07""#),
    (Rule::SliceAttribute, MODEL, r#"<s:slice ztop="2">"#, "<s:slice>", r#"<s:slice ztop="2.5">"#),
    (Rule::SliceAttribute, MODEL, r#"<s:segment v2="1"/><s:segment v2="2"/><s:segment v2="0"/>"#, "", r#"<s:segment v2="1"/>"#),
    (Rule::SliceStackMixed, MODEL, "</s:slicestack>", r#"<s:sliceref slicestackid="1" slicepath="/3D/other.model"/></s:slicestack>"#, "</s:slicestack>"),
    (Rule::SliceOrder, MODEL, r#"<s:slice ztop="2">"#, r#"<s:slice ztop="1">"#, r#"<s:slice ztop="1.1">"#),
    (Rule::SlicePolygon, MODEL, r#"<s:segment v2="1"/>"#, r#"<s:segment v2="3"/>"#, r#"<s:segment v2="1"/>"#),
    (Rule::SlicePolygon, MODEL, r#"<s:segment v2="1"/>"#, r#"<s:segment v2="0"/>"#, r#"<s:segment v2="2"/><s:segment v2="1"/>"#),
    (Rule::SliceTransform, MODEL, r#"transform="1 0 0.0 0 1 0 0 0 1.00 0 0 5""#, r#"transform="1 0 0.0 0 1 0 0 0 1.01 0 0 5""#, r#"transform="0 1 0. -1 0 0 0 0 1 0 0 5""#),
    (Rule::SliceTransform, MODEL, r#"transform="1 0 0.0 0 1 0 0 0 1.00 0 0 5""#, r#"transform="1 0 -0.0 0 1 0 0 0 1.00 0 0 5""#, r#"transform="1 0 0.0 0 1 0 0 0 1.00 0 0 -5""#),
];

/// Rules that come along with another: what is missing there is missing here, too.
#[rustfmt::skip]
const ALONG: &[(Rule, Rule)] = &[
    (Rule::TargetOutside, Rule::TextureUnrelated),
    (Rule::ObjectPropertyDefault, Rule::TriangleProperty),
    (Rule::TriangleProperty, Rule::ObjectPropertyDefault),
    (Rule::ObjectShape, Rule::MeshVerticesFew),
    (Rule::ObjectShape, Rule::MeshTrianglesFew),
    (Rule::SectionOrder, Rule::TriangleRange),
    (Rule::SectionOrder, Rule::SectionTwice),
    (Rule::LatticeObject, Rule::OtherBuilt),
];

#[test]
fn the_sample_breaks_nothing() {
    let (rules, findings) = broken(&zipped(&sound(), CompressionMethod::Deflated));
    assert!(rules.is_empty(), "{rules:?} {findings:#?}");
    assert!(
        findings.iter().all(|finding| finding.severity == crate::Severity::Info || finding.code == "R113"),
        "{findings:#?}"
    );
}

#[test]
fn each_rule_is_broken_by_its_case_alone_and_kept_by_the_nearest_good_one() {
    let mut odd = String::new();
    for (rule, part, from, bad, good) in CASES {
        let is_foreseen = |other: &Rule| other == rule || ALONG.contains(&(*rule, *other));
        let (told, _) = broken(&edited(part, from, bad));
        if !told.contains(rule) || !told.iter().all(is_foreseen) {
            odd += &format!("{rule:?}, {bad}: {told:?}\n");
        }
        let (told, _) = broken(&edited(part, from, good));
        if !told.is_empty() {
            odd += &format!("{rule:?}, good {good}: {told:?}\n");
        }
    }
    assert!(odd.is_empty(), "{odd}");
}

#[test]
fn what_no_replacing_in_the_text_can_break_is_broken_otherwise() {
    let with = |name: &str, bytes: &[u8]| {
        let mut parts = sound();
        parts.push((name.to_owned(), bytes.to_vec()));
        broken(&zipped(&parts, CompressionMethod::Stored)).0
    };
    assert_eq!(with("3D/.hidden.png", b""), [Rule::PartName]);
    assert_eq!(with("3D/shown.png", b""), []);
    assert_eq!(with("3D/other.Model", b"<model/>"), [Rule::PartNameTwice, Rule::RootUnknown]);
    let mut packed = zipped(&sound(), CompressionMethod::Stored);
    let ticket = b"3D/Metadata/ticket.xml";
    let heads = memchr::memmem::find_iter(&packed, ticket).collect::<Vec<_>>();
    // The method stands 22 bytes before the name in the part's own head, and 36 before it in the directory.
    // Its name stands in the relationships, too, which come first.
    packed[heads[1] - 22] = 12;
    packed[heads[2] - 36] = 12;
    assert_eq!(broken(&packed).0, [Rule::Packing]);
}

#[test]
fn sections_that_are_missing_or_in_no_namespace_are_told() {
    let model = |text: &str| {
        let mut parts = sound();
        parts.iter_mut().find(|(name, _)| name == MODEL).expect("a model").1 = text.as_bytes().to_vec();
        broken(&zipped(&parts, CompressionMethod::Stored)).0
    };
    let open = r#"<model xmlns="http://schemas.microsoft.com/3dmanufacturing/core/2015/02">"#;
    assert_eq!(model(&format!("{open}<build/></model>")), [Rule::ResourcesMissing]);
    assert_eq!(model(&format!("{open}<resources/></model>")), [Rule::BuildMissing]);
    assert_eq!(model(&format!("{open}<resources/><build/></model>")), []);
    assert_eq!(model("<model><resources/><build/></model>"), [Rule::RootUnknown]);
    let mesh = |vertices: &str| {
        format!(
            r#"{open}<resources><object id="1" type="surface"><mesh><vertices>{vertices}</vertices><triangles><triangle v1="0" v2="1" v3="2"/></triangles></mesh></object></resources><build/></model>"#
        )
    };
    let vertex = r#"<vertex x="0" y="0" z="0"/>"#;
    assert_eq!(model(&mesh(&vertex.repeat(3))), []);
    assert_eq!(model(&mesh(&vertex.repeat(2))), [Rule::MeshVerticesFew, Rule::TriangleRange]);
    let rough = |required: &str| {
        format!(
            r#"<model {required} xmlns="http://schemas.microsoft.com/3dmanufacturing/core/2015/02" xmlns:s="http://schemas.microsoft.com/3dmanufacturing/slice/2015/07"><resources><s:slicestack id="1"/><object id="2" type="surface" s:slicestackid="1" s:meshresolution="lowres"><mesh><vertices>{}</vertices><triangles><triangle v1="0" v2="1" v3="2"/></triangles></mesh></object></resources><build/></model>"#,
            vertex.repeat(3)
        )
    };
    assert_eq!(model(&rough("")), [Rule::SliceRequired]);
    assert_eq!(model(&rough(r#"requiredextensions="s""#)), []);
}

#[test]
fn a_component_in_another_part_stays_in_that_part() {
    let deep = |path: &str| {
        let component = format!(
            r#"<object id="2" p:UUID="00000000-0000-4000-8000-0000000000aa"><components><component objectid="1" {path} p:UUID="00000000-0000-4000-8000-0000000000ab"/></components></object></resources>"#
        );
        broken(&edited(OTHER, "</resources>", &component)).0
    };
    assert_eq!(deep(""), []);
    assert_eq!(deep(&format!(r#"xmlns:p="{PRODUCTION}" p:path="/3D/third.model""#)), [Rule::ProductionDepth]);
}

#[test]
fn every_rule_of_the_table_has_a_case() {
    let elsewhere = [
        Rule::PartName,
        Rule::PartNameTwice,
        Rule::Packing,
        Rule::RootUnknown,
        Rule::ResourcesMissing,
        Rule::BuildMissing,
        Rule::MeshVerticesFew,
        Rule::SliceRequired,
        Rule::ProductionDepth,
    ];
    for entry in &TABLE {
        let has_case = CASES.iter().any(|(rule, ..)| *rule == entry.rule) || elsewhere.contains(&entry.rule);
        assert!(has_case, "{:?}", entry.rule);
        assert!(entry.says.starts_with(char::is_uppercase) && !entry.says.ends_with('.'), "{}", entry.says);
        assert!(entry.fix.ends_with('.') && !entry.clause.is_empty(), "{}", entry.fix);
    }
}

#[test]
fn places_name_the_line_and_the_part() {
    let (_, findings) = broken(&edited(MODEL, r##"<m:color color="#00FF00"/>"##, "<m:color/>"));
    assert_eq!(findings[0].at[0].element.as_deref(), Some("line 12: color without color"), "{findings:#?}");
    let (_, findings) = broken(&edited(OTHER, r#"v1="1" v2="2" v3="3""#, r#"v1="1" v2="2" v3="2""#));
    assert_eq!(findings[0].at[0].element.as_deref(), Some("3D/other.model line 4: triangle 3"), "{findings:#?}");
}

#[test]
fn many_declarations_and_names_cost_no_more_than_reading_them() {
    let prefixes: String = (0..50_000).map(|n| format!(" xmlns:n{n}=\"http://example.org/{n}\"")).collect();
    let names: String = (0..50_000).map(|n| format!("<metadata name=\"n{n}:a\">a</metadata>")).collect();
    let begun = std::time::Instant::now();
    let required = format!("requiredextensions=\"{} p \"", "o ".repeat(50_000));
    let text = include_str!("sample/model.xml").replacen(" xmlns:o=", &format!("{prefixes} xmlns:o="), 1);
    let text = text.replacen("requiredextensions=\"p b s\"", &required.replace("p \"", "p b s\""), 1);
    let text = text.replacen("<metadata name=\"Title\"", &format!("{names}<metadata name=\"Title\""), 1);
    let mut parts = sound();
    parts.iter_mut().find(|(name, _)| name == MODEL).expect("a model").1 = text.into_bytes();
    assert_eq!(broken(&zipped(&parts, CompressionMethod::Deflated)).0, []);
    assert!(begun.elapsed().as_secs() < 5, "{:?}", begun.elapsed());
}

#[test]
fn a_hundred_thousand_breaches_are_counted_and_few_are_kept() {
    let many = r#"<triangle v1="1" v2="1" v3="1"/>"#.repeat(100_000);
    let (_, findings) = broken(&edited(OTHER, TETRAHEDRON, &(TETRAHEDRON.to_owned() + &many)));
    let told = findings.iter().find(|finding| finding.message.contains("same vertex twice")).expect("told");
    assert_eq!((told.count, told.at.len()), (100_000, 20));
}

proptest! {
    /// A zip guards its parts with a checksum, so that damage must be done before packing to reach the rules.
    #[test]
    fn damaged_markup_is_survived(
        part in 0..5_usize,
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0..3_u8), 1..8),
        end in any::<prop::sample::Index>(),
        is_cut in any::<bool>(),
    ) {
        /// Letters that mean something in XML, in numbers and in names.
        const LETTERS: &[u8] = b"<>/\"=&: -.0189apxms\xff";
        let mut parts = sound();
        let bytes = &mut parts[part].1;
        for (place, letter, how) in damage {
            let place = place.index(bytes.len());
            match how {
                0 => bytes[place] = LETTERS[letter.index(LETTERS.len())],
                1 => bytes.insert(place, LETTERS[letter.index(LETTERS.len())]),
                _ => drop(bytes.remove(place)),
            }
        }
        if is_cut {
            bytes.truncate(end.index(bytes.len()));
        }
        let (_, findings) = broken(&zipped(&parts, CompressionMethod::Stored));
        prop_assert!(findings.iter().all(|finding| finding.at.len() <= 20));
    }
}
