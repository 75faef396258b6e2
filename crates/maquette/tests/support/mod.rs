//! The real server for one test, and a file to send it.
#![allow(dead_code)] // Each test file uses some of it.

use std::{
    io::{BufRead, BufReader},
    net::TcpListener,
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
        let port = TcpListener::bind("127.0.0.1:0").expect("a free port").local_addr().expect("bound").port();
        let address = format!("http://127.0.0.1:{port}");
        let mut server = Command::new(env!("CARGO_BIN_EXE_maquette"))
            .args(["serve", "--listen", &format!("127.0.0.1:{port}"), "--data"])
            .arg(data)
            .env("MAQUETTE_BASE_URL", &address)
            .env("MAQUETTE_DATABASE_URL", database_url)
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

/// A tetrahedron with sides of `side_mm` as an ASCII STL.
pub fn tetrahedron(side_mm: i32) -> Vec<u8> {
    let corners = [[0, 0, 0], [side_mm, 0, 0], [0, side_mm, 0], [0, 0, side_mm]];
    let facet = |triangle: [usize; 3]| {
        let vertex = |corner: usize| corners[corner].map(|value: i32| value.to_string()).join(" ");
        let vertices: String = triangle.map(|corner| format!("vertex {}\n", vertex(corner))).concat();
        format!("facet normal 0 0 0\nouter loop\n{vertices}endloop\nendfacet\n")
    };
    let facets = [[0, 2, 1], [0, 1, 3], [1, 2, 3], [2, 0, 3]].map(facet).concat();
    format!("solid vase\n{facets}endsolid vase\n").into_bytes()
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
