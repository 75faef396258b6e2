//! The lights of the stills, for the viewer that repeats them in the browser.

use pattern::mesh::Up;
use views::pages::Light;

/// The lights of every still, in the axes of a preview, which stands y up.
pub(super) fn lights() -> Vec<Light> {
    let light = |light: render::Light| Light {
        kind: serde_json::to_value(light.kind)
            .ok()
            .and_then(|kind| kind.as_str().map(str::to_owned))
            .unwrap_or_default(),
        from: light.direction,
        colour: light.color,
        strength: light.intensity,
        spread: light.spread,
    };
    render::lights(Up::Y, render::Still::default().azimuth_deg).into_iter().map(light).collect()
}
