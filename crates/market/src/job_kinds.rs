//! Every kind of job that the market queues, by name: what is not in this list does not compile where it is queued.

/// Every kind.
pub const JOB_KINDS: [&str; 15] = [
    "close_shop",
    "collect_garbage",
    "examine_file",
    "finish_file",
    "index_shop",
    "mail_order",
    "make_shop_picture",
    "mend_file",
    "prune",
    "reconcile_order",
    "refund_order",
    "remove_blobs",
    "scrub_blobs",
    "send_email",
    "settle_order",
];

/// Whether `kind` is one of them; for the compiler.
pub(crate) const fn is_known(kind: &str) -> bool {
    let mut index = 0;
    while index < JOB_KINDS.len() {
        if are_same(JOB_KINDS[index].as_bytes(), kind.as_bytes()) {
            return true;
        }
        index += 1;
    }
    false
}

const fn are_same(one: &[u8], other: &[u8]) -> bool {
    if one.len() != other.len() {
        return false;
    }
    let mut index = 0;
    while index < one.len() {
        if one[index] != other[index] {
            return false;
        }
        index += 1;
    }
    true
}
