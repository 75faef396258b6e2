//! Whatever the hierarchy finds, a look at every item finds, too; in two and three dimensions, in both kinds of number.

use std::sync::Mutex;

use proptest::prelude::*;
use rayon::prelude::*;
use space::{Aabb, Bvh, Scalar};

/// Boxes, some of them points, some at one and the same place, some as large as everything.
fn boxes<const D: usize>() -> impl Strategy<Value = Vec<Aabb<f64, D>>> {
    let side = prop_oneof![Just(0.0), 0.0..1.0_f64, 0.0..20.0_f64];
    let coordinate = prop_oneof![(0..10_i8).prop_map(f64::from), 0.0..10.0_f64];
    let one = (prop::array::uniform::<_, D>(coordinate), prop::array::uniform::<_, D>(side));
    let one = one.prop_map(|(low, side)| Aabb { low, high: std::array::from_fn(|axis| low[axis] + side[axis]) });
    prop::collection::vec(one, 0..120)
}

/// The same in single precision: every coordinate rounded to the nearest, so that no box is turned inside out.
fn narrow<const D: usize>(bounds: &Aabb<f64, D>) -> Aabb<f32, D> {
    Aabb { low: bounds.low.map(|value| value as f32), high: bounds.high.map(|value| value as f32) }
}

fn has<S: Scalar, const D: usize>(bounds: &Aabb<S, D>, point: [f64; D]) -> bool {
    (0..D).all(|axis| bounds.low[axis].into() <= point[axis] && point[axis] <= bounds.high[axis].into())
}

fn holds<S: Scalar + std::fmt::Debug, const D: usize>(
    boxes: &[Aabb<S, D>],
    from: [f64; D],
    to: [f64; D],
    reach: f64,
) -> Result<(), TestCaseError> {
    let bvh = Bvh::over(boxes);
    let all = 0..boxes.len() as u32;
    let of = |item: u32| boxes[item as usize];

    let told = Mutex::new(Vec::new());
    let is_whole = bvh.pairs(u64::MAX, |one, other| {
        let [one, other] = [one, other].map(|place| bvh.order()[place]);
        told.lock().expect("no panic").push([one.min(other), one.max(other)]);
    });
    let mut told = told.into_inner().expect("no panic");
    told.sort_unstable();
    let pairs = all.clone().flat_map(|one| (one + 1..boxes.len() as u32).map(move |other| [one, other]));
    let wanted: Vec<[u32; 2]> = pairs.filter(|[one, other]| of(*one).overlaps(&of(*other))).collect();
    let pairs_count = wanted.len() as u64;
    prop_assert_eq!(told, wanted, "each pair once");
    prop_assert!(is_whole);
    let most = pairs_count.saturating_sub(1);
    prop_assert!(pairs_count == 0 || !bvh.pairs(most, |_, _| {}), "each pair is a step");

    let asked = Aabb::of([from, to].map(|point| point.map(S::near)));
    let mut told = Vec::new();
    bvh.touching(&asked, |item| told.push(item));
    told.sort_unstable();
    prop_assert_eq!(told, all.clone().filter(|&item| of(item).overlaps(&asked)).collect::<Vec<_>>());

    let mut along = Vec::new();
    bvh.along(from, to, |item| along.push(item));
    along.sort_unstable();
    for step in 0..=64 {
        let share = f64::from(step) / 64.0;
        let point = std::array::from_fn(|axis| from[axis] + (to[axis] - from[axis]) * share);
        let missed = all.clone().find(|&item| has(&of(item), point) && along.binary_search(&item).is_err());
        prop_assert_eq!(missed, None, "the stretch goes through its box");
    }

    // The distance to the box itself is the least that an item can be away.
    let point = from.map(S::near);
    let from_box = |item: u32| -> f64 {
        let beyond = |axis: usize| {
            let [low, high, at]: [f64; 3] = [of(item).low[axis], of(item).high[axis], point[axis]].map(Into::into);
            (low - at).max(at - high).max(0.0)
        };
        (0..D).map(|axis| beyond(axis).powi(2)).sum::<f64>().sqrt()
    };
    let at_place = |place: usize| from_box(bvh.order()[place]);
    let least = all.clone().map(from_box).reduce(f64::min);
    prop_assert_eq!(bvh.nearest(point, at_place).map(|(_, distance)| distance), least);
    let mut budget = u64::MAX;
    let within: Vec<u32> = all.filter(|&item| from_box(item) <= reach).collect();
    prop_assert_eq!(bvh.within(point, reach, &mut budget, at_place), within);
    Ok(())
}

proptest! {
    #[test]
    fn in_three_dimensions(
        boxes in boxes::<3>(),
        from in prop::array::uniform::<_, 3>(-2.0..12.0_f64),
        to in prop::array::uniform::<_, 3>(-2.0..12.0_f64),
        reach in 0.0..4.0_f64,
    ) {
        holds(&boxes, from, to, reach)?;
        holds(&boxes.iter().map(narrow).collect::<Vec<_>>(), from, to, reach)?;
    }

    #[test]
    fn in_two_dimensions(
        boxes in boxes::<2>(),
        from in prop::array::uniform::<_, 2>(-2.0..12.0_f64),
        to in prop::array::uniform::<_, 2>(-2.0..12.0_f64),
        reach in 0.0..4.0_f64,
    ) {
        holds(&boxes, from, to, reach)?;
    }
}

#[test]
fn many_items_are_built_by_many_threads_and_some_may_be_left_out() {
    // A grid of 100 by 100 points, of which every third is an item.
    let of = |item: u32| Aabb::of([[(item % 100) as f32, (item / 100) as f32]]);
    let world = Aabb::of([[0.0, 0.0], [99.0, 99.0]]);
    let bvh = Bvh::new((0..10_000_u32).into_par_iter().filter(|item| item % 3 == 0), of, world);
    assert_eq!(bvh.order().len(), 3_334);
    let mut near = Vec::new();
    bvh.touching(&Aabb::of([[50.0, 50.0]]).grown(1.0), |item| near.push(item));
    near.sort_unstable();
    assert_eq!(near, [4_950, 5_049, 5_151]);
    let whole = Bvh::over(&(0..10_000).map(of).collect::<Vec<_>>());
    let square = |place: usize| {
        let [x, y] = of(whole.order()[place]).low;
        f64::from((x - 12.25).hypot(y - 34.0))
    };
    let nearest = whole.nearest([12.25, 34.0], square).map(|(place, distance)| (whole.order()[place], distance));
    assert_eq!(nearest, Some((3_412, 0.25)));
}

#[test]
fn a_spent_budget_ends_the_search() {
    let boxes: Vec<Aabb<f64, 2>> = (0..64).map(|item| Aabb::of([[f64::from(item), 0.0]])).collect();
    let bvh = Bvh::over(&boxes);
    let (mut enough, mut few) = (1_000, 3);
    assert_eq!(bvh.within([0.0, 0.0], 100.0, &mut enough, |_| 0.0).len(), 64);
    assert_eq!(enough, 1_000 - 31, "sixteen leaves, and fifteen boxes above them");
    assert_eq!(bvh.within([0.0, 0.0], 100.0, &mut few, |_| 0.0).len(), 0);
    assert_eq!(few, 0);
}

#[test]
fn an_empty_tree_finds_nothing() {
    let bvh = Bvh::<f64, 3>::over(&[]);
    assert_eq!(bvh.nearest([0.0; 3], |_| 0.0), None);
    assert!(bvh.pairs(0, |_, _| unreachable!()));
    bvh.touching(&Aabb::of([[0.0; 3]]), |_| unreachable!());
}
