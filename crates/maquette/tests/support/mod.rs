//! The real server for one test, a file to send it, and a browser to look at it with.
#![allow(dead_code, reason = "each test uses what it needs of it")]
#![allow(clippy::expect_used, reason = "a test that cannot be set up has failed")]

pub mod browser;
pub mod client;
pub mod first_release;
pub mod place;
pub mod port;

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Output, Stdio},
};

/// A market behind an address; it ends with the test.
pub struct Site {
    /// `http://127.0.0.1:…`
    pub address: String,
    server: Child,
}

impl Site {
    /// Serves `data`; the rows are kept at `database_url`, or in the folder where that is empty.
    pub fn open(data: &Path, database_url: &str) -> Self {
        // Links name the base address, so the port must be known before the server has one.
        let port = port::free_port();
        let address = format!("http://127.0.0.1:{port}");
        let mut server = Command::new(env!("CARGO_BIN_EXE_maquette"))
            .args(["serve", "--listen", &format!("127.0.0.1:{port}"), "--data"])
            .arg(data)
            .env("MAQUETTE_BASE_URL", &address)
            .env("MAQUETTE_DATABASE_URL", database_url)
            .env("MAQUETTE_SECRET", place::SECRET)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the server starts");
        let mut lines = BufReader::new(server.stdout.take().expect("it speaks")).lines();
        let open = lines.find(|line| line.as_ref().is_ok_and(|line| line.contains("open at")));
        assert!(open.is_some(), "it says where it is");
        std::thread::spawn(move || lines.for_each(drop));
        Self { address, server }
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// A tetrahedron with sides of `side_mm` as a binary STL.
pub fn tetrahedron(side_mm: f32) -> Vec<u8> {
    let (o, x, y, z) = ([0.0f32; 3], [side_mm, 0.0, 0.0], [0.0, side_mm, 0.0], [0.0, 0.0, side_mm]);
    let mut bytes = vec![b' '; 80];
    bytes.extend(4u32.to_le_bytes());
    for triangle in [[o, y, x], [o, x, z], [x, y, z], [y, o, z]] {
        bytes.extend([0; 12]);
        bytes.extend(triangle.as_flattened().iter().flat_map(|value| value.to_le_bytes()));
        bytes.extend([0; 2]);
    }
    bytes
}

/// Runs the binary in `folder`.
pub fn maquette(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_maquette"))
        .args(arguments)
        .current_dir(folder)
        .env("MAQUETTE_LOG_LEVEL", "error")
        .output()
        .expect("it runs")
}

/// The last line of standard output.
pub fn last_line(output: &Output) -> String {
    let said = String::from_utf8_lossy(&output.stdout);
    let complained = String::from_utf8_lossy(&output.stderr);
    said.lines().last().unwrap_or_else(|| panic!("nothing was said; {complained}")).to_owned()
}
