//! One line a fault, as `BENCHMARKS.md` has it.

use super::verdict::Verdict;

/// What came of one fault.
pub struct Row {
    pub fault: String,
    pub times: String,
    pub verdict: Verdict,
    /// What else is to be told: what was left out, or what was mended by hand.
    pub note: String,
}

/// Prints the table, and what each failure was.
pub fn print(rows: &[Row]) {
    println!("\n| fault | times | acknowledged | lost | doubled | fsck |");
    println!("|---|---|---|---|---|---|");
    for Row { fault, times, verdict, note } in rows {
        let fsck = if !note.is_empty() {
            note.as_str()
        } else if verdict.fsck.is_empty() {
            "clean"
        } else {
            "NOT CLEAN"
        };
        let (lost, doubled) = (verdict.lost.len(), verdict.doubled.len());
        println!("| {fault} | {times} | {} | {lost} | {doubled} | {fsck} |", verdict.acknowledged);
    }
    for row in rows.iter().filter(|row| !row.verdict.is_clean()) {
        println!("\n{}:", row.fault);
        for sentence in row.verdict.lost.iter().take(20) {
            println!("  lost: {sentence}");
        }
        for sentence in row.verdict.doubled.iter().take(20) {
            println!("  doubled: {sentence}");
        }
        for sentence in &row.verdict.fsck {
            println!("  fsck: {sentence}");
        }
    }
}
