//! `cargo xtask`, the one door: every command that works on the house itself, one module each.

mod assets;
mod assets_lock;
mod audit;
mod bench;
mod build_report;
mod demo;
mod faults;
mod findings;
mod floors;
mod fuzz;
mod lint;
mod module_graph;
mod module_source;
mod postgres;
mod s3;
mod sbom;
mod shell;
mod test;
mod tools;
mod verifier;

use std::process::ExitCode;

use anyhow::{Result, bail};

/// A command of the door: its name, what follows it, what it is for, an example, and its effect.
struct Command {
    name: &'static str,
    arguments: &'static str,
    purpose: &'static str,
    example: &'static str,
    run: fn(&[String]) -> Result<()>,
}

const COMMANDS: &[Command] = &[
    Command {
        name: "demo",
        arguments: "[--no-serve] [ARGUMENTS]",
        purpose: "builds, makes demo data and serves them; what follows goes to `maquette demo`",
        example: "cargo xtask demo --no-serve",
        run: demo::run,
    },
    Command {
        name: "test",
        arguments: "[--quick]",
        purpose: "everything CI runs; --quick leaves out PostgreSQL, S3, the browser and the docs",
        example: "cargo xtask test --quick",
        run: test::run,
    },
    Command {
        name: "lint",
        arguments: "",
        purpose: "the floors of ARCHITECTURE.md against the real dependencies, and the rules of a file",
        example: "cargo xtask lint",
        run: lint::run,
    },
    Command {
        name: "sbom",
        arguments: "[FILE]",
        purpose: "what is in the product, as a CycloneDX bill of materials, into FILE or target/maquette.cdx.json",
        example: "cargo xtask sbom",
        run: sbom::run,
    },
    Command {
        name: "assets",
        arguments: "[--pin]",
        purpose: "front-end packages from npm into assets/; --pin writes the hashes of a changed version",
        example: "cargo xtask assets",
        run: assets::run,
    },
    Command {
        name: "audit",
        arguments: "[--dev]",
        purpose: "Lighthouse's four scores for home, browse and a listing of the demo, built for release; --dev as built",
        example: "cargo xtask audit",
        run: audit::run,
    },
    Command {
        name: "bench",
        arguments: "[NAME [ARGUMENTS]]",
        purpose: "one measurement of BENCHMARKS.md, built for release; without a name it lists them",
        example: "cargo xtask bench render",
        run: bench::run,
    },
    Command {
        name: "fuzz",
        arguments: "[TARGET...] [SECONDS]",
        purpose: "the readers of foreign files under libFuzzer; without a target all of them, 60 seconds each",
        example: "cargo xtask fuzz stl 300",
        run: fuzz::run,
    },
    Command {
        name: "build-report",
        arguments: "[--cold]",
        purpose: "the slowest crates of the last timed build; --cold builds everything anew and times it",
        example: "cargo xtask build-report --cold",
        run: build_report::run,
    },
    Command {
        name: "findings",
        arguments: "",
        purpose: "writes docs/findings.md from the checks' own sources",
        example: "cargo xtask findings",
        run: findings::run,
    },
    Command { name: "help", arguments: "", purpose: "this list", example: "cargo xtask help", run: help },
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(arguments: &[String]) -> Result<()> {
    let Some((name, rest)) = arguments.split_first() else {
        return help(&[]);
    };
    if matches!(name.as_str(), "-h" | "--help") {
        return help(&[]);
    }
    match COMMANDS.iter().find(|command| command.name == name) {
        Some(command) => (command.run)(rest),
        None => {
            let names: Vec<&str> = COMMANDS.iter().map(|command| command.name).collect();
            bail!("there is no command `{name}`; choose one of: {}", names.join(", "))
        }
    }
}

fn help(_arguments: &[String]) -> Result<()> {
    println!("cargo xtask COMMAND, the one door of this repository\n");
    for command in COMMANDS {
        println!("  {} {}", command.name, command.arguments);
        println!("      {}", command.purpose);
        println!("      e.g. {}\n", command.example);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_command_is_answered_with_the_list() {
        let error = dispatch(&["tset".to_owned()]).unwrap_err().to_string();
        assert!(error.contains("`tset`"), "{error}");
        for command in COMMANDS {
            assert!(error.contains(command.name), "{error}");
        }
    }

    #[test]
    fn every_command_has_a_name_of_its_own() {
        let mut names: Vec<&str> = COMMANDS.iter().map(|command| command.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), COMMANDS.len());
    }
}
