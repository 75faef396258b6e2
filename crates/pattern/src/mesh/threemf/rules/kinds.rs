//! What an attribute's value may be: the simple types of the schemas.

/// A simple type, by the name that the schemas give it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Anything.
    Text,
    /// Something.
    Name,
    /// `ST_ResourceID`: 1 to 2^31 - 1.
    Id,
    /// The same, where the resource gets it.
    OwnId,
    Ids,
    /// `ST_ResourceIndex`: 0 to 2^31 - 1.
    Index,
    Indices,
    /// `ST_Number`: digits with a point, no comma, no word.
    Number,
    PositiveNumber,
    Numbers,
    /// `ST_ColorValue`.
    Color,
    /// `ST_UriReference`: from the package's root.
    Path,
    Bool,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// `ST_BlendMethods`.
    BlendMethods,
    /// Looked at elsewhere, by a rule of its own.
    Elsewhere,
}

/// One above the largest number of a resource or place.
const NUMBER_END: u32 = 1 << 31;

impl Kind {
    /// Whether `value` is one of this kind.
    pub(super) fn allows(self, value: &str) -> bool {
        match self {
            Self::Text | Self::Elsewhere => true,
            Self::Name => !value.trim().is_empty(),
            Self::Id | Self::OwnId => id(value).is_some(),
            Self::Index => index(value).is_some(),
            Self::Ids => all(value, |word| id(word).is_some()),
            Self::Indices => all(value, |word| index(word).is_some()),
            Self::Number => is_number(value.trim().as_bytes()),
            Self::PositiveNumber => {
                is_number(value.trim().as_bytes()) && value.trim().parse().is_ok_and(|n: f64| n > 0.0)
            }
            Self::Numbers => all(value, |word| is_number(word.as_bytes())),
            Self::Color => crate::mesh::threemf::property::color(value).is_some(),
            Self::Path => value.starts_with('/'),
            Self::Bool => ["0", "1", "true", "false"].contains(&value.trim()),
            Self::OneOf(words) => words.contains(&value),
            Self::BlendMethods => all(value, |word| ["mix", "multiply"].contains(&word)),
        }
    }
}

fn all(value: &str, allows: impl Fn(&str) -> bool) -> bool {
    !value.trim().is_empty() && value.split_ascii_whitespace().all(allows)
}

/// The number of a resource.
pub(super) fn id(value: &str) -> Option<u32> {
    index(value).filter(|&number| number > 0)
}

/// A place in a list.
pub(super) fn index(value: &str) -> Option<u32> {
    value.trim().parse().ok().filter(|&number| number < NUMBER_END)
}

/// `ST_Number`: `[+-]`, digits with a point and digits after it or only those, `e` with digits.
pub(in crate::mesh::threemf) fn is_number(text: &[u8]) -> bool {
    let unsigned = |text: &[u8]| usize::from(matches!(text.first(), Some(b'+' | b'-')));
    let digits = |text: &[u8]| text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let mut rest = &text[unsigned(text)..];
    let whole = digits(rest);
    rest = &rest[whole..];
    if let [b'.', fraction @ ..] = rest {
        let count = digits(fraction);
        if count == 0 {
            return false;
        }
        rest = &fraction[count..];
    } else if whole == 0 {
        return false;
    }
    if let [b'e' | b'E', exponent @ ..] = rest {
        let exponent = &exponent[unsigned(exponent)..];
        let count = digits(exponent);
        return count > 0 && count == exponent.len();
    }
    rest.is_empty()
}

/// `ST_Matrix3D`: twelve numbers. They may end with a point: the slice extension has its producers write `0.`.
pub(super) fn matrix(text: &str) -> Option<[f64; 12]> {
    let words: Vec<&str> = text.split_ascii_whitespace().collect();
    let is_sound_word = |word: &&str| is_number(word.strip_suffix('.').unwrap_or(word).as_bytes());
    let is_sound = words.len() == 12 && words.iter().all(is_sound_word);
    let values: Vec<f64> = words.iter().filter_map(|word| word.parse().ok()).collect();
    values.try_into().ok().filter(|_| is_sound)
}

/// The form of a UUID; capitals are read as RFC 4122 asks of readers.
pub(super) fn is_uuid(text: &str) -> bool {
    let groups: Vec<usize> = text.trim().split('-').map(str::len).collect();
    groups == [8, 4, 4, 4, 12] && text.trim().bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_a_point_and_no_words() {
        for good in ["0", "-1", "+1.5", ".5", "-.5e3", "1E+10", "0.0e-0", "00012.50"] {
            assert!(is_number(good.as_bytes()), "{good}");
        }
        for bad in ["", "-", ".", "1.", "1.e5", "1,5", "1e", "1e+", "NaN", "inf", "0x1", "1 ", "1.5.5", "1.0D2", "--1"]
        {
            assert!(!is_number(bad.as_bytes()), "{bad}");
        }
    }

    #[test]
    fn numbers_of_resources_begin_at_one_and_end_below_two_to_the_31st() {
        assert_eq!(
            [id(" 1 "), id("2147483647"), id("0"), id("2147483648"), id("-1"), id("1.0")],
            [Some(1), Some(2147483647), None, None, None, None]
        );
        assert_eq!([index("0"), index("2147483648")], [Some(0), None]);
    }

    #[test]
    fn a_matrix_has_twelve_numbers_and_a_uuid_five_groups() {
        assert!(matrix("1 0 0 0 1. 0  0 0 1 5 5 5").is_some());
        assert!(matrix("1 0 0 0 1 0 0 0 1 5 5").is_none());
        assert!(matrix("1 0 0 0 1 0 0 0 1 5 5 nan").is_none());
        assert!(is_uuid("01CBB956-1d24-062d-fbe6-7362e5727594"));
        assert!(!is_uuid("01cbb956-1d24-062d-fbe6-7362e572759") && !is_uuid("{01cbb956-1d24-062d-fbe6-7362e5727594}"));
    }
}
