//! The formats that are read here, and what their names are.

use serde::{Deserialize, Serialize};

/// What sort of pattern a format carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Triangles in space.
    Mesh,
    /// Paths in a plane.
    Drawing,
    /// Pixels.
    Raster,
}

/// A format that is read here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)] // The names are the formats' own.
pub enum Format {
    Stl,
    Obj,
    Ply,
    Off,
    #[serde(rename = "3mf")]
    ThreeMf,
    Amf,
    Glb,
    Gltf,
    Svg,
    Dxf,
    Png,
    Jpeg,
    Webp,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 13] = [
        Self::Stl,
        Self::Obj,
        Self::Ply,
        Self::Off,
        Self::ThreeMf,
        Self::Amf,
        Self::Glb,
        Self::Gltf,
        Self::Svg,
        Self::Dxf,
        Self::Png,
        Self::Jpeg,
        Self::Webp,
    ];

    /// The usual file extension, without the dot; also the word that is stored.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Stl => "stl",
            Self::Obj => "obj",
            Self::Ply => "ply",
            Self::Off => "off",
            Self::ThreeMf => "3mf",
            Self::Amf => "amf",
            Self::Glb => "glb",
            Self::Gltf => "gltf",
            Self::Svg => "svg",
            Self::Dxf => "dxf",
            Self::Png => "png",
            Self::Jpeg => "jpg",
            Self::Webp => "webp",
        }
    }

    /// The name people know it by.
    pub fn title(self) -> &'static str {
        match self {
            Self::Stl => "STL",
            Self::Obj => "OBJ",
            Self::Ply => "PLY",
            Self::Off => "OFF",
            Self::ThreeMf => "3MF",
            Self::Amf => "AMF",
            Self::Glb => "GLB",
            Self::Gltf => "glTF",
            Self::Svg => "SVG",
            Self::Dxf => "DXF",
            Self::Png => "PNG",
            Self::Jpeg => "JPEG",
            Self::Webp => "WebP",
        }
    }

    /// The media type that a download carries.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Stl => "model/stl",
            Self::Obj => "model/obj",
            Self::Ply | Self::Off => "application/octet-stream",
            Self::ThreeMf => "model/3mf",
            Self::Amf => "application/x-amf",
            Self::Glb => "model/gltf-binary",
            Self::Gltf => "model/gltf+json",
            Self::Svg => "image/svg+xml",
            Self::Dxf => "image/vnd.dxf",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Webp => "image/webp",
        }
    }

    /// What sort of pattern it carries.
    pub fn kind(self) -> Kind {
        match self {
            Self::Stl | Self::Obj | Self::Ply | Self::Off | Self::ThreeMf | Self::Amf | Self::Glb | Self::Gltf => {
                Kind::Mesh
            }
            Self::Svg | Self::Dxf => Kind::Drawing,
            Self::Png | Self::Jpeg | Self::Webp => Kind::Raster,
        }
    }

    /// The format that a file's name claims.
    pub fn from_name(name: &str) -> Option<Self> {
        let extension = name.rsplit_once('.')?.1.to_ascii_lowercase();
        match extension.as_str() {
            "jpeg" => Some(Self::Jpeg),
            other => Self::ALL.into_iter().find(|format| format.extension() == other),
        }
    }
}
