//! Square codes found in a grey picture: one that was drawn, or one that a camera took.

use rqrr::PreparedImage;

/// The texts of all codes in a picture with `width` pixels a row, each as light as its byte says (255 is white); none where none
/// can be read. What a row is short of at the end is left out.
pub fn scan(width: usize, light: &[u8]) -> Vec<String> {
    let Some(height) = light.len().checked_div(width).filter(|height| *height > 0) else {
        return Vec::new();
    };
    let found = |turn: u8| -> Vec<String> {
        let mut image =
            PreparedImage::prepare_from_greyscale(width, height, |x, y| light[y * width + x] ^ turn);
        let texts = image
            .detect_grids()
            .iter()
            .map(|grid| grid.decode())
            .collect::<Vec<_>>();
        texts.into_iter().flatten().map(|(_, text)| text).collect()
    };
    // A picture of a terminal without colours may be light on dark.
    let texts = [0, u8::MAX]
        .into_iter()
        .map(found)
        .find(|texts| !texts.is_empty());
    texts.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_without_pixels_or_without_a_code_has_no_texts() {
        for (width, light) in [
            (0, vec![]),
            (0, vec![7; 9]),
            (10, vec![7; 9]),
            (100, vec![255; 10_000]),
        ] {
            assert!(scan(width, &light).is_empty(), "{width} {}", light.len());
        }
    }
}
