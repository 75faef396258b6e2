//! The `bench` command: the programs behind the figures of `BENCHMARKS.md`, each by its name.

use anyhow::{Context, Result, bail};

use crate::{
    faults, postgres, shell,
    tools::{self, PythonPackages, SystemTool},
};

/// A measurement: its name, the example program that makes it, and what it tells.
struct Bench {
    name: &'static str,
    package: &'static str,
    example: &'static str,
    /// Programs that it stands beside: what is missing is installed by its package's name.
    peers: &'static [SystemTool],
    /// Python packages that it stands beside; their Python is handed to it as its first argument.
    python: Option<&'static PythonPackages>,
    /// Whether it wants a PostgreSQL of its own.
    on_postgres: bool,
    /// Whether it runs the product's own binary, which the variable `MAQUETTE_PROGRAM` names.
    on_binary: bool,
    purpose: &'static str,
}

const BENCHES: &[Bench] = &[
    Bench {
        name: "render",
        package: "render",
        example: "views",
        peers: &[
            SystemTool {
                is_present: || shell::is_on_path("f3d"),
                package: "f3d",
                purpose: "the peer beside our pictures",
            },
            SystemTool {
                is_present: || shell::is_on_path("Xvfb"),
                package: "xvfb",
                purpose: "the screen in memory f3d needs",
            },
        ],
        python: None,
        on_postgres: false,
        on_binary: false,
        purpose: "milliseconds on one core from a mesh file to its first and further views, beside f3d: [TRIANGLES|FILE...]",
    },
    Bench {
        name: "still",
        package: "render",
        example: "still",
        peers: &[],
        python: None,
        on_postgres: false,
        on_binary: false,
        purpose: "milliseconds of each step from a mesh file to its pictures: IN OUT [SIZE] [VIEWS]",
    },
    Bench {
        name: "inspect",
        package: "inspect",
        example: "peers",
        peers: &[
            SystemTool {
                is_present: || shell::is_on_path("python3"),
                package: "python3-venv",
                purpose: "trimesh and pymeshlab",
            },
            SystemTool {
                is_present: || shell::is_on_path("admesh"),
                package: "admesh",
                purpose: "a peer of our verifier",
            },
            SystemTool {
                is_present: || shell::is_on_path("prusa-slicer"),
                package: "prusa-slicer",
                purpose: "a peer of our verifier",
            },
        ],
        python: Some(&tools::MESH_PEERS),
        on_postgres: false,
        on_binary: false,
        purpose: "seconds and memory of inspecting 1 and 5 million triangles, beside trimesh, admesh, PrusaSlicer and pymeshlab",
    },
    Bench {
        name: "topology",
        package: "inspect",
        example: "topology",
        peers: &[],
        python: None,
        on_postgres: false,
        on_binary: false,
        purpose: "milliseconds of each step of inspecting a shuffled torus: [TRIANGLES]",
    },
    Bench {
        name: "garbage",
        package: "inspect",
        example: "garbage",
        peers: &[],
        python: None,
        on_postgres: false,
        on_binary: false,
        purpose: "seconds a megabyte of files that are no patterns, or in which everything lies across everything: [MEGABYTES]",
    },
    Bench {
        name: "mend",
        package: "mend",
        example: "corpus",
        peers: &[],
        python: None,
        on_postgres: false,
        on_binary: false,
        purpose: "what comes of each mesh of a folder that inspection finds fault with, and seconds: FOLDER [OUT]",
    },
    Bench {
        name: "queue",
        package: "jobs",
        example: "queue",
        peers: &[],
        python: None,
        on_postgres: true,
        on_binary: false,
        purpose: "milliseconds of queueing and of claiming a job, the longer the queue is, on both databases: [WAITING...]",
    },
    Bench {
        name: "load",
        package: "maquette",
        example: "load",
        peers: &[],
        python: None,
        on_postgres: true,
        on_binary: true,
        purpose: "what pages, buyers and crowds are answered with and how that grows, on both databases: [--listings COUNT,COUNT] [--only NAME]",
    },
    Bench {
        name: "found",
        package: "maquette",
        example: "found_soon",
        peers: &[],
        python: None,
        on_postgres: true,
        on_binary: false,
        purpose: "milliseconds from publishing to being found, through router, worker and consumer, on both databases",
    },
];

/// Runs the command `bench`: a name, and what follows goes to the program. Without a name it lists.
pub fn run(arguments: &[String]) -> Result<()> {
    let Some((name, rest)) = arguments.split_first() else {
        for bench in BENCHES {
            println!("{:<10} {}", bench.name, bench.purpose);
        }
        println!("{:<10} {}", faults::NAME, faults::PURPOSE);
        return Ok(());
    };
    if name == faults::NAME {
        return faults::run(rest);
    }
    let Some(bench) = BENCHES.iter().find(|bench| bench.name == name) else {
        let names: Vec<&str> = BENCHES.iter().map(|bench| bench.name).chain([faults::NAME]).collect();
        bail!("there is no bench `{name}`; choose one of: {}", names.join(", "));
    };
    let root = shell::repository_root()?;
    // A peer that cannot be had leaves its place in the answer empty.
    if let Err(error) = tools::ensure(&root, bench.peers) {
        eprintln!("bench: {error:#}");
    }
    let mut command =
        shell::cargo(&root, &["run", "--release", "--locked", "--package", bench.package, "--example", bench.example]);
    command.arg("--");
    match bench.python.map(|packages| packages.ensure(&root).and_then(|()| packages.program("python3"))) {
        Some(Ok(python)) => drop(command.arg(python)),
        Some(Err(error)) => eprintln!("bench: {error:#}"),
        None => {}
    }
    command.args(rest);
    if bench.on_binary {
        let build = ["build", "--release", "--locked", "--package", "maquette", "--bin", "maquette"];
        shell::succeed(&mut shell::cargo(&root, &build))?;
        command.env("MAQUETTE_PROGRAM", shell::target_folder(&root)?.join("release/maquette"));
    }
    let cluster = if bench.on_postgres { Some(postgres::start(&root)?) } else { None };
    if let Some(cluster) = &cluster {
        command.env(postgres::VARIABLE, &cluster.url);
    }
    shell::succeed(&mut command).with_context(|| format!("the bench `{name}`"))
}
