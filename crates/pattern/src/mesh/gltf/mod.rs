//! glTF 2.0 (Khronos, ISO/IEC 12113): GLB, and JSON whose buffers are embedded.
//!
//! ```text
//! GLB   u32 "glTF" | u32 version | u32 length | per chunk: u32 bytes, u32 kind ("JSON", "BIN\0"), data
//! ```
//!
//! Lengths are metres, y points up, colours are linear light; here they become millimetres and sRGB. The scene's
//! nodes are unrolled with their transforms and instances; each primitive becomes a part. Skins and morph targets are as
//! they rest.

mod accessor;
mod container;
mod document;
mod pose;
mod scene;
mod write;

pub use write::write;

use super::{Mesh, Up, seal::seal, trouble::settle};
use crate::{Budget, Findings, Unit, Units};

/// Reads as much of a GLB or glTF as is there.
pub fn read(bytes: &[u8], budget: &Budget, findings: &mut Findings) -> Option<(Mesh, Units)> {
    let outcome = container::open(bytes, findings).and_then(|opened| {
        let buffers = container::buffers(&opened, budget, findings)?;
        scene::unroll(&opened.document, &buffers, budget, findings)
    });
    let mut mesh = settle(outcome, findings)?;
    mesh.up = Up::Y;
    Some((seal(mesh, budget, findings), Units::stated(Unit::Metre)))
}

/// A channel of linear light as sRGB (IEC 61966-2-1).
fn to_srgb(linear: f32) -> u8 {
    let linear = linear.clamp(0.0, 1.0);
    let encoded = if linear <= 0.003_130_8 { linear * 12.92 } else { 1.055 * linear.powf(1.0 / 2.4) - 0.055 };
    (encoded * 255.0).round() as u8
}

/// A channel of sRGB as linear light.
fn to_linear(srgb: u8) -> f32 {
    let encoded = f32::from(srgb) / 255.0;
    if encoded <= 0.040_45 { encoded / 12.92 } else { ((encoded + 0.055) / 1.055).powf(2.4) }
}

/// A colour in linear light as sRGB; alpha is no light.
fn color_to_srgb([red, green, blue, alpha]: [f32; 4]) -> [u8; 4] {
    [to_srgb(red), to_srgb(green), to_srgb(blue), (alpha.clamp(0.0, 1.0) * 255.0).round() as u8]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_channel_survives_the_way_to_linear_light_and_back() {
        for channel in 0..=255 {
            let stored = (to_linear(channel) * 65535.0).round() / 65535.0;
            assert_eq!(to_srgb(stored), channel);
        }
    }
}
