//! What a file is looked at for: how far, for which machine, and how it is going to be made.

use ::inspect::{Options, Process, Sheet, Use, Way};
use anyhow::{Context, Result, ensure};

/// How far it goes, and for which process.
#[derive(clap::Args)]
pub(super) struct Purpose {
    /// How far it goes, or how a mesh is going to be made; several at once, such as `full,fdm`.
    #[arg(long, value_enum, value_name = "NAME", value_delimiter = ',', default_value = "default")]
    profile: Vec<Profile>,
    /// The space in which your machine works, mm; a drawing asks for the first two.
    #[arg(long, value_name = "XxYxZ", value_parser = bed)]
    bed: Option<[f64; 3]>,
    /// The nozzle's bore, the spot of light or laser, or the cutter's diameter, mm.
    #[arg(long, visible_alias = "tool", value_name = "MM", value_parser = length)]
    nozzle: Option<f64>,
    /// The height of a layer, or the depth of a pass, mm.
    #[arg(long, value_name = "MM", value_parser = length)]
    layer: Option<f64>,
    /// What it is made of, such as PETG.
    #[arg(long, value_name = "NAME")]
    material: Option<String>,
    /// What a drawing is cut from, such as plywood-3: it decides how narrow a bridge may be, and how long it takes.
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// What a drawing is for: others are asked for seams and grainlines than for bridges. Left out, its layers, labels and
    /// texts say it, else it is to be cut.
    #[arg(long = "use", value_enum, value_name = "USE")]
    used_for: Option<UsedFor>,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum UsedFor {
    /// Cut through by a beam, a knife or a cutter.
    Cut,
    /// Marked on the surface.
    Engrave,
    /// Drawn by a pen or a printer.
    Plot,
    /// The pieces of something sewn.
    Sew,
}

impl From<UsedFor> for Use {
    fn from(used_for: UsedFor) -> Self {
        match used_for {
            UsedFor::Cut => Self::Cut,
            UsedFor::Engrave => Self::Engrave,
            UsedFor::Plot => Self::Plot,
            UsedFor::Sew => Self::Sew,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Profile {
    /// Everything that is quick, and what is costly as long as the file is of a usual size; says what it left out.
    Default,
    /// Everything, however long it takes.
    Full,
    /// Whether it can be printed from filament: walls, gaps, overhangs, bridges, how it is best laid, weight and time.
    Fdm,
    /// Whether it can be printed in resin: also islands, cups and hollows.
    Resin,
    /// Whether it can be sintered from powder.
    Sls,
    /// Whether it can be milled on three axes.
    Cnc,
}

impl Profile {
    fn way(self) -> Option<Way> {
        match self {
            Self::Default | Self::Full => None,
            Self::Fdm => Some(Way::Fdm),
            Self::Resin => Some(Way::Resin),
            Self::Sls => Some(Way::Sls),
            Self::Cnc => Some(Way::Cnc),
        }
    }
}

impl Purpose {
    /// What is asked; an error where two ways of making are named, or settings without one.
    pub(super) fn options(&self) -> Result<Options> {
        let mut ways = self.profile.iter().filter_map(|profile| profile.way());
        let way = ways.next();
        ensure!(ways.next().is_none(), "name one way of making: fdm, resin, sls or cnc; for two, inspect twice");
        let mut process = way.map(Process::usual);
        let settings = self.nozzle.is_some() || self.layer.is_some() || self.material.is_some();
        ensure!(
            process.is_some() || !settings,
            "--nozzle, --layer and --material say how it is made: add --profile fdm, resin, sls or cnc"
        );
        if let Some(process) = &mut process {
            process.tool_mm = self.nozzle.unwrap_or(process.tool_mm);
            process.layer_mm = self.layer.unwrap_or(process.layer_mm);
            if let Some(name) = &self.material {
                let known: Vec<&str> = process.way.materials().iter().map(|material| material.name).collect();
                *process = process.of(name).with_context(|| {
                    format!("{} knows no material called {name:?}; it knows {}", process.way.word(), known.join(", "))
                })?;
            }
        }
        let sheet = self.sheet.as_deref().map(|name| {
            let known = || Sheet::ALL.map(|sheet| sheet.name).join(", ");
            Sheet::named(name).with_context(|| format!("there is no sheet called {name:?}; there are {}", known()))
        });
        let thorough = self.profile.contains(&Profile::Full);
        Ok(Options {
            thorough,
            bed_mm: self.bed,
            process,
            sheet: sheet.transpose()?,
            used_for: self.used_for.map(Use::from),
        })
    }
}

/// `220x220x250`.
fn bed(text: &str) -> Result<[f64; 3], String> {
    let sides: Option<Vec<f64>> = text.split(['x', 'X', '×']).map(|side| side.trim().parse().ok()).collect();
    let sides = sides.filter(|sides| sides.iter().all(|side| *side > 0.0 && side.is_finite()));
    match sides.as_deref() {
        Some([x, y, z]) => Ok([*x, *y, *z]),
        _ => Err("write three lengths in mm, such as 220x220x250".to_owned()),
    }
}

/// A length in mm that a machine may have.
fn length(text: &str) -> Result<f64, String> {
    let mm = text.trim().parse().ok().filter(|mm| (0.005..=50.0).contains(mm));
    mm.ok_or_else(|| "write a length from 0.005 to 50 mm, such as 0.4".to_owned())
}
