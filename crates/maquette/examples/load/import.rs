//! An import that goes on beside the readers.

use std::{fs, path::Path, process::Stdio};

use anyhow::{Context, Result, ensure};
use pattern::{Pattern, drawing, mesh};

use crate::{place::Place, server};

/// Writes the demonstration's pieces as files, first those whose pictures take longest to make.
pub fn write_files(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder)?;
    for piece in generate::collection() {
        let (bytes, extension) = match (piece.make)() {
            Pattern::Mesh(mesh) => (mesh::stl::write(&mesh), "stl"),
            Pattern::Drawing(drawing) => (drawing::svg::write(&drawing).into_bytes(), "svg"),
            Pattern::Raster(_) => continue,
        };
        fs::write(folder.join(piece.file_name()).with_extension(extension), bytes)?;
    }
    Ok(())
}

/// The real command at work; it is killed when this is dropped.
pub struct Import(std::process::Child);

impl Import {
    /// Begins to import `folder` into the market at `place`, by a process of its own.
    pub fn begin(place: &Place, folder: &Path) -> Result<Self> {
        let mut command = server::command(place, &["import", "--workers", "1"])?;
        let command = command.arg(folder).stdout(Stdio::null()).stderr(Stdio::null());
        Ok(Self(command.spawn().context("the import cannot be started")?))
    }

    /// Fails if it ended badly by itself.
    pub fn end(mut self) -> Result<()> {
        if let Some(status) = self.0.try_wait()? {
            ensure!(status.success(), "the import ended with {status}");
        }
        Ok(())
    }
}

impl Drop for Import {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
