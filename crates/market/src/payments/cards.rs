//! What the test bank's cards do: each is a little play, told in seconds since the payment was begun.

/// A moment, seconds after the payment was begun.
pub(super) type Seconds = i64;

/// Where a payment stands, without the words and addresses that the bank adds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    NeedsAction,
    Processing,
    Paid,
    Refused,
    Disputed,
}

impl Turn {
    /// The word in a notice.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::NeedsAction => "needs_action",
            Self::Processing => "processing",
            Self::Paid => "paid",
            Self::Refused => "refused",
            Self::Disputed => "disputed",
        }
    }
}

/// One of the bank's cards.
pub(super) struct Card {
    pub(super) code: &'static str,
    pub(super) label: &'static str,
    /// For so long the bank answers nothing about it, not even to beginning it; what was begun stays begun.
    pub(super) silent_until: Seconds,
    /// Where it stands from when on; empty where the bank never hears of it.
    pub(super) course: &'static [(Seconds, Turn)],
    /// Notices that the bank sends by itself, and what they say; not always the truth of that moment.
    pub(super) notices: &'static [(Seconds, Turn)],
    /// Whether money goes back.
    pub(super) refunds: bool,
}

const PLAIN: Card = Card {
    code: "paid",
    label: "A card that pays",
    silent_until: 0,
    course: &[(0, Turn::Paid)],
    notices: &[(0, Turn::Paid)],
    refunds: true,
};

/// How long a payment by transfer takes here.
const SLOW: Seconds = 5;

/// Every card, the usual one first.
pub(super) const CARDS: [Card; 13] = [
    PLAIN,
    Card {
        code: "declined",
        label: "A card that is declined",
        course: &[(0, Turn::Refused)],
        notices: &[(0, Turn::Refused)],
        ..PLAIN
    },
    Card {
        code: "secure",
        label: "A card whose bank asks to confirm (3-D Secure)",
        course: &[(0, Turn::NeedsAction)],
        notices: &[],
        ..PLAIN
    },
    Card {
        code: "slow",
        label: "A transfer that is paid after five seconds",
        course: &[(0, Turn::Processing), (SLOW, Turn::Paid)],
        notices: &[(SLOW, Turn::Paid)],
        ..PLAIN
    },
    Card {
        code: "slow_declined",
        label: "A transfer that is refused after five seconds",
        course: &[(0, Turn::Processing), (SLOW, Turn::Refused)],
        notices: &[(SLOW, Turn::Refused)],
        ..PLAIN
    },
    Card {
        code: "twice",
        label: "A bank that tells everything twice",
        course: &[(0, Turn::Processing), (SLOW, Turn::Paid)],
        notices: &[(0, Turn::Processing), (0, Turn::Processing), (SLOW, Turn::Paid), (SLOW, Turn::Paid)],
        ..PLAIN
    },
    Card {
        code: "disordered",
        label: "A bank that tells things in the wrong order",
        course: &[(0, Turn::Processing), (SLOW, Turn::Paid)],
        notices: &[(SLOW, Turn::Paid), (SLOW + 1, Turn::Refused), (SLOW + 2, Turn::Processing)],
        ..PLAIN
    },
    Card {
        code: "silent",
        label: "A bank that tells nothing by itself",
        course: &[(0, Turn::Processing), (SLOW, Turn::Paid)],
        notices: &[],
        ..PLAIN
    },
    Card { code: "never", label: "A bank that never decides", course: &[(0, Turn::Processing)], notices: &[], ..PLAIN },
    Card {
        code: "unreachable",
        label: "A bank that does not answer for two hours and has charged nothing",
        silent_until: 7_200,
        course: &[],
        notices: &[],
        ..PLAIN
    },
    Card { code: "lost_answer", label: "A bank that charges while its answer gets lost", silent_until: 10, ..PLAIN },
    Card {
        code: "disputed",
        label: "A card whose owner objects after a minute",
        course: &[(0, Turn::Paid), (60, Turn::Disputed)],
        notices: &[(0, Turn::Paid), (60, Turn::Disputed)],
        ..PLAIN
    },
    Card { code: "no_refund", label: "A card that takes nothing back", refunds: false, ..PLAIN },
];

/// The card with this `code`.
pub(super) fn card(code: &str) -> Option<&'static Card> {
    CARDS.iter().find(|card| card.code == code)
}
