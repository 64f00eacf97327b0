//! Checks of the layout of any page: widths, contrast and focus.

use crate::driver::{Browser, TAB};

/// Widths and heights of a phone and of a desktop.
pub(crate) const PHONE: (u32, u32) = (360, 740);
pub(crate) const DESKTOP: (u32, u32) = (1280, 800);

/// The texts whose contrast with the background behind them is below 4.5, with it. A
/// colour may be in any form that a browser computes: a canvas reads it.
const FAINT: &str = r#"
    const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    const known = new Map();
    const read = (color) => {
        if (!known.has(color)) {
            canvas.clearRect(0, 0, 1, 1);
            canvas.fillStyle = color;
            canvas.fillRect(0, 0, 1, 1);
            const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
            known.set(color, [r, g, b, a / 255]);
        }
        return known.get(color);
    };
    const over = (top, below) => [0, 1, 2].map((n) => top[n] * top[3] + below[n] * (1 - top[3]));
    const behind = (element) => {
        const layers = [];
        for (let it = element; it; it = it.parentElement) layers.push(read(getComputedStyle(it).backgroundColor));
        return layers.reverse().reduce((below, top) => over(top, below), [255, 255, 255]);
    };
    const light = (color) => {
        const [r, g, b] = color.map((c) => {
            const part = c / 255;
            return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const faint = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    let count = 0;
    while (texts.nextNode()) {
        const element = texts.currentNode.parentElement;
        if (!texts.currentNode.data.trim() || !element.checkVisibility()) continue;
        count += 1;
        const back = behind(element);
        const [one, other] = [light(over(read(getComputedStyle(element).color), back)), light(back)];
        const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
        if (contrast < 4.5) faint.push(contrast.toFixed(2) + " " + texts.currentNode.data.trim().slice(0, 60));
    }
    return [count, faint.slice(0, 20)];
"#;

/// Checks that every text has contrast with its background, in both schemes.
#[track_caller]
pub(crate) fn has_contrast(browser: &Browser) {
    let mut backs = Vec::new();
    for scheme in ["light", "dark"] {
        browser.show_as(scheme, "screen");
        let found = browser.run(FAINT);
        assert!(found[0].as_u64() > Some(10), "only {} texts", found[0]);
        assert_eq!(
            found[1].as_array().map(Vec::len),
            Some(0),
            "{scheme}: {:#}",
            found[1]
        );
        backs.push(browser.text("getComputedStyle(document.body).backgroundColor"));
    }
    assert_ne!(backs[0], backs[1], "the page has one scheme");
}

/// Checks that the page is not wider than its window.
#[track_caller]
pub(crate) fn fits(browser: &Browser, size: (u32, u32)) {
    browser.resize(size.0, size.1);
    let width = browser.run("return document.documentElement.scrollWidth;");
    assert!(width.as_u64() <= Some(size.0.into()), "{width} wide at {size:?}");
}

/// Checks that the element with the focus is visible, with a ring around it.
#[track_caller]
pub(crate) fn has_visible_focus(browser: &Browser) {
    let ring = browser.run(
        "const it = document.activeElement; const style = getComputedStyle(it);
         const box = it.getBoundingClientRect();
         return [it.tagName, style.outlineStyle, parseFloat(style.outlineWidth), box.width * box.height,
                 box.bottom > 0 && box.right > 0 && box.top < innerHeight];",
    );
    assert_ne!(ring[1], "none", "{ring}");
    assert!(ring[2].as_f64() >= Some(2.0) && ring[3].as_f64() > Some(0.0), "{ring}");
    assert_eq!(ring[4], true, "{ring}");
}

/// Checks that the first stop of the keyboard leads past the header.
#[track_caller]
pub(crate) fn skips_to_the_content(browser: &Browser) {
    browser.press([TAB]);
    assert_eq!(browser.text("document.activeElement.className"), "skip");
    has_visible_focus(browser);
    browser.press([crate::driver::ENTER]);
    browser.wait_for("document.activeElement.id === 'main'");
}
