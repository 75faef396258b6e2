//! Union-find, the disjoint-set forest: what was joined, directly or through others, has one representative.

/// The representative of all that `item` was joined to: the root of its tree. `parents` names for each item another one of
/// its set, or itself. The way there is made shorter for the next time (path halving).
pub(crate) fn find(parents: &mut [u32], mut item: u32) -> u32 {
    while parents[item as usize] != item {
        let parent = parents[item as usize];
        parents[item as usize] = parents[parent as usize];
        item = parents[item as usize];
    }
    item
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_joined_through_others_has_one_representative() {
        // 0 <- 1 <- 2 <- 3, and 4 by itself.
        let mut parents = [0, 0, 1, 2, 4];
        assert_eq!(find(&mut parents, 3), 0);
        assert_eq!(parents, [0, 0, 1, 1, 4], "half of the way is left");
        assert_eq!(find(&mut parents, 4), 4);
    }
}
