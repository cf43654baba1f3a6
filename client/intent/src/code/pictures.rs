//! Square codes as pictures, and read from pictures.

use png::{BitDepth, ColorType, Encoder, Transformations};

use super::{code, scan, Correction, QUIET};
use crate::Fault;

/// Units: pixels.
const MODULE: usize = 4;
const PIXELS_MAX: usize = 24_000_000;

/// The code as a PNG of one bit a pixel.
///
/// Errors: [`Fault::TooLong`].
pub fn image(text: &str) -> Result<Vec<u8>, Fault> {
    image_with(text, Correction::Low)
}

/// The same with as much correction as is said. Errors: as [`image`].
pub fn image_with(text: &str, correction: Correction) -> Result<Vec<u8>, Fault> {
    let code = code(text, correction)?;
    let (width, modules) = (code.width(), code.to_colors());
    let side = (width + 2 * QUIET) * MODULE;
    let is_dark = |x: usize, y: usize| {
        let module = |pixel: usize| (pixel / MODULE).checked_sub(QUIET).filter(|at| *at < width);
        match (module(x), module(y)) {
            (Some(x), Some(y)) => modules[y * width + x] == qrcode::Color::Dark,
            _ => false,
        }
    };
    let row_len = side.div_ceil(8);
    let mut pixels = vec![0u8; row_len * side];
    for y in 0..side {
        for x in (0..side).filter(|x| !is_dark(*x, y)) {
            pixels[y * row_len + x / 8] |= 0x80 >> (x % 8);
        }
    }
    let mut bytes = Vec::new();
    let side = side as u32;
    let mut encoder = Encoder::new(&mut bytes, side, side);
    encoder.set_color(ColorType::Grayscale);
    encoder.set_depth(BitDepth::One);
    // Memory takes whatever is written to it, and the size is right by what stands above.
    let mut writer = encoder.write_header().expect("a header in memory");
    writer.write_image_data(&pixels).expect("pixels in memory");
    writer.finish().expect("an end in memory");
    Ok(bytes)
}

/// The texts of all codes in a picture.
///
/// Errors: [`Fault::NoCode`] where there is none that can be read, or the bytes are no picture.
pub fn read(bytes: &[u8]) -> Result<Vec<String>, Fault> {
    let (width, height, light) = grey(bytes).ok_or(Fault::NoCode)?;
    let texts = scan(width, &light[..width * height]);
    if texts.is_empty() {
        return Err(Fault::NoCode);
    }
    Ok(texts)
}

/// Width, height and how light each pixel is.
fn grey(bytes: &[u8]) -> Option<(usize, usize, Vec<u8>)> {
    let mut decoder = png::Decoder::new(std::io::Cursor::new(bytes));
    decoder.set_transformations(Transformations::EXPAND | Transformations::STRIP_16);
    let mut reader = decoder.read_info().ok()?;
    let (width, height) = (
        usize::try_from(reader.info().width).ok()?,
        usize::try_from(reader.info().height).ok()?,
    );
    if width.checked_mul(height)? > PIXELS_MAX {
        return None;
    }
    let mut pixels = vec![0; reader.output_buffer_size()?];
    let info = reader.next_frame(&mut pixels).ok()?;
    let light: Vec<u8> = match info.color_type {
        ColorType::Grayscale => pixels,
        ColorType::GrayscaleAlpha => pixels.chunks_exact(2).map(|it| over(it[0], it[1])).collect(),
        ColorType::Rgb => pixels.chunks_exact(3).map(luma).collect(),
        ColorType::Rgba => pixels.chunks_exact(4).map(|it| over(luma(it), it[3])).collect(),
        ColorType::Indexed => return None,
    };
    (light.len() >= width * height).then_some((width, height, light))
}

/// How light a colour is. Source: ITU-R BT.601.
fn luma(rgb: &[u8]) -> u8 {
    let [r, g, b] = [rgb[0], rgb[1], rgb[2]].map(u32::from);
    ((r * 299 + g * 587 + b * 114) / 1000) as u8
}

/// The same on white paper, where it is not opaque.
fn over(light: u8, alpha: u8) -> u8 {
    let (light, alpha) = (u32::from(light), u32::from(alpha));
    ((light * alpha + 255 * (255 - alpha)) / 255) as u8
}

#[cfg(test)]
mod tests {
    use super::super::{drawn, is_image};
    use super::*;

    #[test]
    fn a_picture_has_the_modules_of_the_code_and_a_quiet_zone() {
        let line = "IOU:FIELDS:1:A:MZXW6YTBOI";
        let bytes = image(line).unwrap();
        let mut reader = png::Decoder::new(std::io::Cursor::new(&bytes))
            .read_info()
            .unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        let code = code(line, Correction::Low).unwrap();
        let width = code.width();
        assert_eq!(info.width as usize, (width + 8) * MODULE);
        let row_len = (info.width as usize).div_ceil(8);
        let is_light = |x: usize, y: usize| pixels[y * row_len + x / 8] >> (7 - x % 8) & 1 == 1;
        for (n, color) in code.to_colors().into_iter().enumerate() {
            let middle = |module: usize| (module + QUIET) * MODULE + MODULE / 2;
            let (x, y) = (middle(n % width), middle(n / width));
            assert_eq!(is_light(x, y), color == qrcode::Color::Light, "module {n}");
        }
        assert!((0..QUIET * MODULE).all(|at| is_light(at, at)));
        assert!(drawn(line).unwrap().lines().count() > width / 2);
        assert_eq!(image(&"A".repeat(4_297)), Err(Fault::TooLong));
    }

    #[test]
    fn a_picture_is_read_back_in_every_colour_that_a_camera_writes() {
        let text = format!("IOU:INTENT:1:1/1:0123456789ABCDEF:{}", "MZXW6YTBOI".repeat(50));
        let drawn = image(&text).unwrap();
        assert_eq!(read(&drawn), Ok(vec![text.clone()]));
        let (width, height, light) = grey(&drawn).unwrap();
        for (color, channels) in [
            (ColorType::Rgb, 3),
            (ColorType::Rgba, 4),
            (ColorType::GrayscaleAlpha, 2),
        ] {
            let mut bytes = Vec::new();
            let mut encoder = Encoder::new(&mut bytes, width as u32, height as u32);
            encoder.set_color(color);
            let mut writer = encoder.write_header().unwrap();
            let alpha = channels % 2 == 0;
            let pixel = |light: &u8| {
                let mut pixel = vec![*light; channels];
                // A transparent sheet is white.
                if let Some(last) = pixel.last_mut().filter(|_| alpha) {
                    *last = 255 - *light;
                }
                pixel
            };
            writer
                .write_image_data(&light.iter().flat_map(pixel).collect::<Vec<_>>())
                .unwrap();
            writer.finish().unwrap();
            assert_eq!(read(&bytes), Ok(vec![text.clone()]), "{color:?}");
        }
    }

    #[test]
    fn a_picture_of_a_dark_terminal_is_read_and_a_terminal_draws_black_on_white() {
        let text = format!("IOU:INTENT:1:1/1:0123456789ABCDEF:{}", "MZXW6YTBOI".repeat(20));
        let (width, height, light) = grey(&image(&text).unwrap()).unwrap();
        let mut bytes = Vec::new();
        let mut encoder = Encoder::new(&mut bytes, width as u32, height as u32);
        encoder.set_color(ColorType::Grayscale);
        let mut writer = encoder.write_header().unwrap();
        let turned: Vec<u8> = light.iter().map(|light| 255 - light).collect();
        writer.write_image_data(&turned).unwrap();
        writer.finish().unwrap();
        assert_eq!(read(&bytes), Ok(vec![text.clone()]));
        let drawn = drawn(&text).unwrap();
        // The quiet zone below is lines of its own, which nothing that trims text takes away.
        assert!(drawn
            .lines()
            .all(|line| line.starts_with("\u{1b}[30;47m") && line.ends_with("\u{1b}[0m")));
    }

    #[test]
    fn what_holds_no_code_says_so() {
        let drawn = image("IOU:INTENT:1:1/1:00:MY").unwrap();
        assert!(is_image(&drawn) && !is_image(b"{}"));
        for cut in [0, 8, drawn.len() / 2] {
            assert_eq!(read(&drawn[..cut]), Err(Fault::NoCode), "{cut}");
        }
    }
}
