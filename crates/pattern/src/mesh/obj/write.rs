//! Writes OBJ.

use std::io::Write as _;

use crate::Mesh;

/// The mesh as OBJ, z up: vertices with colours, texture coordinates and parts as objects. Pictures are left out: they would be another file.
pub fn write(mesh: &Mesh) -> Vec<u8> {
    let mut bytes = b"# millimetres\n".to_vec();
    write_vertices(mesh, &mut bytes);
    for uv in &mesh.uvs {
        line(&mut bytes, format_args!("vt {} {}", uv[0], uv[1]));
    }
    let mut next = 0;
    for part in &mesh.parts {
        write_faces(mesh, next..part.triangles.start, &mut bytes);
        line(&mut bytes, format_args!("o {}", one_line(&part.name)));
        write_faces(mesh, part.triangles.clone(), &mut bytes);
        next = part.triangles.end;
    }
    write_faces(mesh, next..mesh.triangles.len(), &mut bytes);
    bytes
}

fn write_vertices(mesh: &Mesh, bytes: &mut Vec<u8>) {
    for (index, position) in mesh.positions.iter().enumerate() {
        let [x, y, z] = mesh.up.to_z(*position);
        match mesh.colors.get(index) {
            Some(color) => {
                let [red, green, blue, alpha] = color.map(|channel| f32::from(channel) / 255.0);
                line(bytes, format_args!("v {x} {y} {z} {red} {green} {blue} {alpha}"));
            }
            None => line(bytes, format_args!("v {x} {y} {z}")),
        }
    }
}

fn write_faces(mesh: &Mesh, range: std::ops::Range<usize>, bytes: &mut Vec<u8>) {
    for corners in mesh.triangles.get(range).unwrap_or_default() {
        let [a, b, c] = corners.map(|index| u64::from(index) + 1);
        if mesh.uvs.is_empty() {
            line(bytes, format_args!("f {a} {b} {c}"));
        } else {
            line(bytes, format_args!("f {a}/{a} {b}/{b} {c}/{c}"));
        }
    }
}

/// A name without what would end its line or begin a comment.
fn one_line(name: &str) -> String {
    name.chars().map(|letter| if letter.is_control() || letter == '#' { ' ' } else { letter }).collect()
}

fn line(bytes: &mut Vec<u8>, arguments: std::fmt::Arguments) {
    // Writing to a vector cannot fail.
    let _ = bytes.write_fmt(arguments);
    bytes.push(b'\n');
}
