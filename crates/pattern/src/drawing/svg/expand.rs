//! What `use` and markers would unroll, counted before anything unrolls them.

use std::collections::HashSet;

use super::clean::Document;
use super::element::Role;
use crate::words::figure;
use crate::{Budget, Code, Finding, Findings, Place, Severity};

/// A `use` that leads back to itself.
const USE_LOOP: Code = Code { id: "R210", name: "use-loop", severity: Severity::Fail };
/// `use` on `use` that would draw more than the budget.
const USE_BOMB: Code = Code { id: "R211", name: "use-too-many", severity: Severity::Fail };
/// Markers that would draw more than the budget.
const MARKERS: Code = Code { id: "R212", name: "svg-markers-too-many", severity: Severity::Warn };
/// A `use` of what is not there.
const TARGET_MISSING: Code = Code { id: "R234", name: "use-of-nothing", severity: Severity::Warn };
/// usvg's own limit, below ours so that it is never met by surprise.
const UNROLLED_MAX: u64 = 900_000;

/// Which `use` elements must be left out so that the rest stays within `budget`, with a finding for each reason.
pub(super) fn uses_to_drop(document: &Document, budget: &Budget, findings: &mut Findings) -> HashSet<usize> {
    let mut walk = Walk::new(document);
    for index in 0..document.elements.len() {
        walk.visit(index);
    }
    let mut dropped: HashSet<usize> = walk.looped.iter().copied().collect();
    if !dropped.is_empty() {
        findings.push(looped(document, &walk.looped));
    }
    findings.extend(missing(document, budget));
    let nodes_max = budget.nodes_max.min(UNROLLED_MAX);
    let (unrolled, deepest) = walk.totals();
    if unrolled > nodes_max && walk.has_use || deepest > u64::from(budget.depth_max.min(super::clean::DEPTH_MAX)) + 1 {
        findings.push(bomb(unrolled, nodes_max, deepest, budget.depth_max));
        let is_use = |(_, element): &(usize, &super::element::Element)| element.role == Role::Use;
        dropped.extend(document.elements.iter().enumerate().filter(is_use).map(|(index, _)| index));
    }
    let marked = walk.marker_nodes.saturating_mul(walk.segment_count.max(unrolled));
    if walk.marker_nodes > 0 && marked > nodes_max {
        let message = "Line ends (markers) would be drawn on too many corners; they are left out.";
        findings.push(Finding::new(MARKERS, message, "Turn the line ends that matter into paths."));
        let is_marker = |(_, element): &(usize, &super::element::Element)| element.role == Role::Marker;
        dropped.extend(document.elements.iter().enumerate().filter(is_marker).map(|(index, _)| index));
    }
    dropped
}

/// Clones whose original is nowhere in the file, or was left out.
fn missing(document: &Document, budget: &Budget) -> Option<Finding> {
    let is_missing = |element: &&super::element::Element| {
        element.role == Role::Use && element.target.as_deref().is_some_and(|target| document.element(target).is_none())
    };
    let count = document.elements.iter().filter(is_missing).count() as u64;
    let message = "A clone (`use`) stands for an element that the file does not have or that was left out; nothing is drawn in its place.";
    let fix = "Delete it, or put back what it was copied from, and save again.";
    let places = document.elements.iter().filter(is_missing).take(budget.places_max);
    let places = places.map(|element| Place::element(element.source()));
    (count > 0).then(|| Finding::new(TARGET_MISSING, message, fix).times(count).at(places))
}

fn looped(document: &Document, uses: &[usize]) -> Finding {
    let places = uses.iter().map(|index| Place::element(document.elements[*index].source()));
    Finding::new(
        USE_LOOP,
        "A clone (`use`) leads back to itself, so it could be drawn without end; it is left out.",
        "Unlink the clone in the program the file was drawn in, and save again.",
    )
    .times(uses.len() as u64)
    .at(places)
}

fn bomb(unrolled: u64, nodes_max: u64, deepest: u64, depth_max: u32) -> Finding {
    let message = if unrolled > nodes_max {
        format!("Clones (`use`) of clones would draw more than {} elements; they are left out.", figure(nodes_max))
    } else {
        format!(
            "Clones (`use`) lie {deepest} deep inside each other; {depth_max} are followed, and these are left out."
        )
    };
    Finding::new(USE_BOMB, message, "Turn the clones into plain paths, and take out copies that lie on each other.")
}

struct Walk<'a> {
    document: &'a Document,
    children: Vec<Vec<usize>>,
    /// What each element unrolls to, elements and segments, and how deep; none while it is being counted.
    done: Vec<Option<(u64, u64)>>,
    entered: Vec<bool>,
    looped: Vec<usize>,
    has_use: bool,
    marker_nodes: u64,
    segment_count: u64,
}

impl<'a> Walk<'a> {
    fn new(document: &'a Document) -> Self {
        let count = document.elements.len();
        let mut children = vec![Vec::new(); count];
        for (index, element) in document.elements.iter().enumerate() {
            if let Some(parent) = element.parent {
                children[parent].push(index);
            }
        }
        Self {
            document,
            children,
            done: vec![None; count],
            entered: vec![false; count],
            looped: Vec::new(),
            has_use: document.elements.iter().any(|element| element.role == Role::Use),
            marker_nodes: 0,
            segment_count: document.elements.iter().map(|element| element.segment_count).sum(),
        }
    }

    /// What an element leads to: its children, and the target of a `use`.
    fn next(&self, index: usize, position: usize) -> Option<usize> {
        let children = &self.children[index];
        if position < children.len() {
            return Some(children[position]);
        }
        let element = &self.document.elements[index];
        let target = element.target.as_deref().filter(|_| element.role == Role::Use && position == children.len())?;
        self.document.element(target)
    }

    /// Counts `index` and all below, without recursion: a chain of `use` may be as long as the file.
    fn visit(&mut self, index: usize) {
        if self.entered[index] {
            return;
        }
        let mut stack = vec![(index, 0)];
        self.entered[index] = true;
        while let Some((at, position)) = stack.pop() {
            let Some(next) = self.next(at, position) else {
                self.settle(at);
                continue;
            };
            stack.push((at, position + 1));
            if !self.entered[next] {
                self.entered[next] = true;
                stack.push((next, 0));
            } else if self.done[next].is_none() {
                // Entered and not yet settled: it is among those above, so this leads back.
                self.looped.push(at);
            }
        }
    }

    fn settle(&mut self, index: usize) {
        let element = &self.document.elements[index];
        let mut position = 0;
        let (mut nodes, mut depth) = (1 + element.segment_count / 8, 0);
        while let Some(next) = self.next(index, position) {
            let (below, deep) = self.done[next].unwrap_or((0, 0));
            nodes = nodes.saturating_add(below);
            depth = depth.max(deep);
            position += 1;
        }
        if element.role == Role::Marker {
            self.marker_nodes = self.marker_nodes.saturating_add(nodes);
        }
        self.done[index] = Some((nodes, depth + 1));
    }

    fn totals(&self) -> (u64, u64) {
        let tops = self.document.elements.iter().zip(&self.done).filter(|(element, _)| element.parent.is_none());
        tops.fold((0, 0), |(nodes, depth), (_, done)| {
            let (below, deep) = done.unwrap_or((0, 0));
            (below.saturating_add(nodes), depth.max(deep))
        })
    }
}
