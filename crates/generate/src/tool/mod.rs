//! The tools that formulas are made with: solids, layers, lofts, tubes, fields, sheets.

pub(crate) mod chance;
pub(crate) mod field;
pub(crate) mod lettering;
pub(crate) mod loft;
pub(crate) mod region;
pub(crate) mod sheet;
pub(crate) mod solid;
pub(crate) mod stack;
pub(crate) mod sweep;
