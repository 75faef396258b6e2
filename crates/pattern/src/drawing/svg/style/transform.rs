//! Transforms as CSS has them: units, the properties `translate`, `rotate` and `scale`, and the point they turn about.

use kurbo::{Affine, Point, Vec2};

use super::value::{angle, functions, length, words};

/// What an element declares about its transform.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::drawing::svg) struct Transform {
    pub translate: Option<String>,
    pub rotate: Option<String>,
    pub scale: Option<String>,
    pub transform: Option<String>,
    pub origin: Option<String>,
    pub is_fill_box: bool,
}

/// The box that percentages and the origin refer to, `[x, y, width, height]` in user units.
pub(in crate::drawing::svg) type ReferenceBox = [f64; 4];

impl Transform {
    /// Takes a declaration; whether it is one of a transform.
    pub(super) fn take(&mut self, name: &str, value: &str) -> bool {
        let value = || Some(value.trim().to_owned()).filter(|value| value != "none");
        match name {
            "translate" => self.translate = value(),
            "rotate" => self.rotate = value(),
            "scale" => self.scale = value(),
            "transform" => self.transform = value(),
            "transform-origin" => self.origin = value(),
            "transform-box" => {
                self.is_fill_box = value().is_some_and(|value| matches!(&*value, "fill-box" | "content-box"))
            }
            _ => return false,
        }
        true
    }

    /// Whether anything moves.
    pub(in crate::drawing::svg) fn is_none(&self) -> bool {
        [&self.translate, &self.rotate, &self.scale, &self.transform].into_iter().all(Option::is_none)
    }

    /// As a matrix; none where a function is not known, which leaves all of it out as browsers do.
    pub(in crate::drawing::svg) fn matrix(&self, reference: ReferenceBox) -> Option<Affine> {
        let [x, y, width, height] = reference;
        let single = |value: &Option<String>, name: &str| {
            value
                .as_ref()
                .map_or(Some(Affine::IDENTITY), |value| function(name, &words(value).collect::<Vec<_>>(), reference))
        };
        let listed = self.transform.as_ref().map_or(Some(Affine::IDENTITY), |value| {
            functions(value)?
                .into_iter()
                .try_fold(Affine::IDENTITY, |all, (name, arguments)| Some(all * function(name, &arguments, reference)?))
        })?;
        let all = single(&self.translate, "translate")?
            * single(&self.rotate, "rotate")?
            * single(&self.scale, "scale")?
            * listed;
        // The view box's corner is the origin of the whole drawing; percentages are of its size.
        let corner = if self.is_fill_box { Vec2::new(x, y) } else { Vec2::ZERO };
        let about = self.origin.as_ref().map_or(Some([0.0; 2]), |origin| about(origin, [width, height]))?;
        let about = corner + Vec2::from(<(f64, f64)>::from(about));
        let about = if self.origin.is_none() && !self.is_fill_box { Vec2::ZERO } else { about };
        Some(Affine::translate(about) * all * Affine::translate(-about))
    }
}

fn function(name: &str, arguments: &[&str], [_, _, width, height]: ReferenceBox) -> Option<Affine> {
    let number = |index: usize| {
        let argument: &&str = arguments.get(index)?;
        match argument.strip_suffix('%') {
            Some(share) => share.parse::<f64>().ok().map(|share| share / 100.0),
            None => argument.parse::<f64>().ok(),
        }
    };
    let along = |index: usize, whole: f64| arguments.get(index).map_or(Some(0.0), |value| length(value, whole));
    let turn = |index: usize| arguments.get(index).map_or(Some(0.0), |value| angle(value)).map(f64::to_radians);
    Some(match name.to_ascii_lowercase().as_str() {
        "translate" | "translate3d" => Affine::translate((along(0, width)?, along(1, height)?)),
        "translatex" => Affine::translate((along(0, width)?, 0.0)),
        "translatey" => Affine::translate((0.0, along(0, height)?)),
        "scale" | "scale3d" => {
            let across = number(0)?;
            Affine::scale_non_uniform(across, number(1).unwrap_or(across))
        }
        "scalex" => Affine::scale_non_uniform(number(0)?, 1.0),
        "scaley" => Affine::scale_non_uniform(1.0, number(0)?),
        "rotate" | "rotatez" => match (along(1, width)?, along(2, height)?) {
            (x, y) if arguments.len() == 3 => Affine::rotate_about(turn(0)?, Point::new(x, y)),
            _ => Affine::rotate(turn(0)?),
        },
        "skew" => Affine::skew(turn(0)?.tan(), turn(1)?.tan()),
        "skewx" => Affine::skew(turn(0)?.tan(), 0.0),
        "skewy" => Affine::skew(0.0, turn(0)?.tan()),
        "matrix" => {
            let values: Option<Vec<f64>> = (0..6).map(number).collect();
            Affine::new(values?.try_into().ok()?)
        }
        _ => return None,
    })
}

/// The point that a transform turns about, from the corner of its box.
fn about(origin: &str, [width, height]: [f64; 2]) -> Option<[f64; 2]> {
    let words: Vec<&str> = words(origin).collect();
    let (mut x, mut y) = (None, None);
    for (index, word) in words.iter().take(2).enumerate() {
        match *word {
            "left" => x = Some(0.0),
            "right" => x = Some(width),
            "top" => y = Some(0.0),
            "bottom" => y = Some(height),
            "center" => {}
            length_or_share if index == 0 => x = Some(length(length_or_share, width)?),
            length_or_share => y = Some(length(length_or_share, height)?),
        }
    }
    Some([x.unwrap_or(width / 2.0), y.unwrap_or(height / 2.0)])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moved(rules: &[(&str, &str)], reference: ReferenceBox, [x, y]: [f64; 2]) -> Option<[f64; 2]> {
        let mut transform = Transform::default();
        for (name, value) in rules {
            assert!(transform.take(name, value));
        }
        let Point { x, y } = transform.matrix(reference)? * Point::new(x, y);
        Some([x, y].map(|value| (value * 1e6).round() / 1e6 + 0.0))
    }

    #[test]
    fn transforms_move_points_as_browsers_do() {
        let page = [0.0, 0.0, 100.0, 50.0];
        for (rules, at, expected) in [
            (&[("transform", "translate(10px,5px) scale(2)")][..], [20.0, 10.0], [50.0, 25.0]),
            (&[("transform", "rotate(.25turn)")], [10.0, 0.0], [0.0, 10.0]),
            (&[("transform", "rotate(90 5 5)")], [5.0, 5.0], [5.0, 5.0]),
            (&[("translate", "10px 20%")], [0.0, 0.0], [10.0, 10.0]),
            (&[("rotate", "90deg"), ("scale", "2")], [1.0, 0.0], [0.0, 2.0]),
            (&[("transform", "scale(2)"), ("transform-origin", "center")], [50.0, 25.0], [50.0, 25.0]),
            (&[("transform", "scale(2)"), ("transform-origin", "10px 0")], [20.0, 1.0], [30.0, 2.0]),
            (&[("transform", "scale(50%)")], [20.0, 10.0], [10.0, 5.0]),
            (&[("transform", "none")], [20.0, 10.0], [20.0, 10.0]),
        ] {
            assert_eq!(moved(rules, page, at), Some(expected), "{rules:?}");
        }
        assert_eq!(moved(&[("transform", "perspective(3px)")], page, [0.0, 0.0]), None);
        // About the middle of its own box, which spans 10 to 50 across and 10 to 30 down.
        let own = [("transform", "scale(2)"), ("transform-box", "fill-box"), ("transform-origin", "center")];
        assert_eq!(moved(&own, [10.0, 10.0, 40.0, 20.0], [10.0, 10.0]), Some([-10.0, 0.0]));
    }
}
