//! Writes the demonstration shop's pieces as files, in the order of its first page: `collection DIR [COUNT]`.

use std::{env, fs, path::Path};

use pattern::{Format, Pattern, drawing, mesh};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [folder, rest @ ..] = arguments.as_slice() else {
        return Err("usage: collection DIR [COUNT]".into());
    };
    let count = rest.first().map_or(Ok(usize::MAX), |text| text.parse())?;
    fs::create_dir_all(folder)?;
    for (index, piece) in generate::collection().iter().take(count).enumerate() {
        let bytes = match ((piece.make)(), piece.format) {
            (Pattern::Mesh(mesh), Format::Obj) => mesh::obj::write(&mesh),
            (Pattern::Mesh(mesh), Format::Ply) => mesh::ply::write(&mesh),
            (Pattern::Mesh(mesh), Format::ThreeMf) => mesh::threemf::write(&mesh),
            (Pattern::Mesh(mesh), Format::Glb) => mesh::gltf::write(&mesh),
            (Pattern::Mesh(mesh), _) => mesh::stl::write(&mesh),
            (Pattern::Drawing(drawing), _) => drawing::svg::write(&drawing).into_bytes(),
            (Pattern::Raster(_), _) => continue,
        };
        let path = Path::new(folder).join(format!("{index:02}-{}", piece.file_name()));
        fs::write(&path, bytes)?;
        println!("{}", path.display());
    }
    Ok(())
}
