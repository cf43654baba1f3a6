//! The container: a ZIP file with stored entries and nothing that may vary, so that any tool opens it and every byte is
//! accounted for. Reading ends by writing the entries again, beside the file: one that does not come out the same is refused.
//! Nothing is copied: the entries are the file's own bytes.
//! Source: PKWARE APPNOTE 6.3.3, §4.3 (local header, central directory, end record).
//! Limits: 64 MiB a file, 512 entries, names of a-z 0-9 . _ - and /, 96 characters.

use std::collections::BTreeMap;

use super::error::VerificationError;

/// Entries by name, to be written.
pub type Parts = BTreeMap<String, Vec<u8>>;
/// The entries of a file by name.
pub type Entries<'a> = BTreeMap<String, &'a [u8]>;

/// The entry that comes first and lists the others.
pub const MANIFEST: &str = "manifest.json";
/// Most bytes of a file.
pub const FILE_LEN_MAX: usize = 64 << 20;
/// Most entries.
pub const PARTS_MAX: usize = 512;
const NAME_LEN_MAX: usize = 96;

const LOCAL: &[u8] = b"PK\x03\x04";
const CENTRAL: &[u8] = b"PK\x01\x02";
const END: &[u8] = b"PK\x05\x06";
const LOCAL_LEN: usize = 30;
/// Version 1.0, no flags, stored, midnight of 1980-01-01: the same in both headers.
const FIXED: [u8; 10] = [10, 0, 0, 0, 0, 0, 0, 0, 0x21, 0];

/// The file of these entries.
///
/// Errors: a name or a size beyond the limits.
pub fn write<B: AsRef<[u8]>>(parts: &BTreeMap<String, B>) -> Result<Vec<u8>, VerificationError> {
    let mut file = Vec::new();
    lay(parts, &mut |bytes| file.extend_from_slice(bytes))?;
    Ok(file)
}

/// Tells `put` a file's bytes, piece after piece.
fn lay<B: AsRef<[u8]>>(
    parts: &BTreeMap<String, B>,
    put: &mut dyn FnMut(&[u8]),
) -> Result<(), VerificationError> {
    if parts.len() > PARTS_MAX || !parts.contains_key(MANIFEST) {
        return Err(VerificationError::ContainerEntries);
    }
    let (mut length, mut directory) = (0, Vec::new());
    for (name, bytes) in in_order(parts) {
        let bytes = bytes.as_ref();
        if !is_name(name) {
            return Err(VerificationError::ContainerName {
                name: name.to_string(),
            });
        }
        let offset = u32_of(length)?;
        let mut common = FIXED.to_vec();
        common.extend(crc32(bytes).to_le_bytes());
        common.extend(u32_of(bytes.len())?.to_le_bytes());
        common.extend(u32_of(bytes.len())?.to_le_bytes());
        common.extend((name.len() as u16).to_le_bytes());
        common.extend([0, 0]);
        length += LOCAL_LEN + name.len() + bytes.len();
        if length > FILE_LEN_MAX {
            return Err(VerificationError::ContainerSize);
        }
        for piece in [LOCAL, &common, name.as_bytes(), bytes] {
            put(piece);
        }
        directory.extend_from_slice(CENTRAL);
        directory.extend([10, 0]);
        directory.extend(&common);
        // No comment, first disk, no attributes.
        directory.extend([0; 10]);
        directory.extend(offset.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let count = (parts.len() as u16).to_le_bytes();
    let (start, directory_len) = (u32_of(length)?, u32_of(directory.len())?);
    let mut end = END.to_vec();
    end.extend([0; 4]);
    end.extend(count);
    end.extend(count);
    end.extend(directory_len.to_le_bytes());
    end.extend(start.to_le_bytes());
    end.extend([0, 0]);
    if length + directory.len() + end.len() > FILE_LEN_MAX {
        return Err(VerificationError::ContainerSize);
    }
    put(&directory);
    put(&end);
    Ok(())
}

/// The entries of a file, of which every byte is as [`write`] makes it.
///
/// Errors: anything else.
pub fn read(file: &[u8]) -> Result<Entries<'_>, VerificationError> {
    if file.len() > FILE_LEN_MAX {
        return Err(VerificationError::ContainerSize);
    }
    let mut parts = Entries::new();
    let mut rest = file;
    while rest.starts_with(LOCAL) {
        let number = |at: usize, len: usize| {
            let bytes = rest.get(at..at + len)?;
            Some(
                bytes
                    .iter()
                    .rev()
                    .fold(0usize, |sum, byte| sum << 8 | usize::from(*byte)),
            )
        };
        let (Some(length), Some(name_length)) = (number(22, 4), number(26, 2)) else {
            return Err(VerificationError::ContainerCut);
        };
        let name_end = LOCAL_LEN + name_length;
        let (Some(name), Some(bytes)) = (
            rest.get(LOCAL_LEN..name_end),
            name_end
                .checked_add(length)
                .and_then(|end| rest.get(name_end..end)),
        ) else {
            return Err(VerificationError::ContainerCut);
        };
        let name = std::str::from_utf8(name).ok().filter(|name| is_name(name));
        let name = name.ok_or_else(|| VerificationError::ContainerName { name: String::new() })?;
        if parts.insert(name.to_owned(), bytes).is_some() {
            return Err(VerificationError::ContainerTwice {
                name: name.to_string(),
            });
        }
        if parts.len() > PARTS_MAX {
            return Err(VerificationError::ContainerEntries);
        }
        rest = &rest[name_end + length..];
    }
    let mut same = Some(file);
    lay(&parts, &mut |piece| {
        same = same.and_then(|rest| rest.strip_prefix(piece));
    })?;
    match same {
        Some([]) => Ok(parts),
        _ => Err(VerificationError::ContainerBytes),
    }
}

fn in_order<B>(parts: &BTreeMap<String, B>) -> impl Iterator<Item = (&String, &B)> {
    let first = parts.get_key_value(MANIFEST);
    first
        .into_iter()
        .chain(parts.iter().filter(|(name, _)| *name != MANIFEST))
}

fn is_name(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '_' | '-');
    let mut segments = name.split('/');
    name.len() <= NAME_LEN_MAX
        && segments
            .all(|segment| !segment.is_empty() && !segment.starts_with('.') && segment.chars().all(plain))
}

fn u32_of(length: usize) -> Result<u32, VerificationError> {
    u32::try_from(length).map_err(|_| VerificationError::ContainerSize)
}

/// CRC-32 as ZIP has it (IEEE 802.3, reflected).
fn crc32(bytes: &[u8]) -> u32 {
    const TABLE: [u32; 256] = {
        let mut table = [0u32; 256];
        let mut n = 0;
        while n < 256 {
            let mut value = n as u32;
            let mut bit = 0;
            while bit < 8 {
                value = if value & 1 == 1 {
                    value >> 1 ^ 0xEDB8_8320
                } else {
                    value >> 1
                };
                bit += 1;
            }
            table[n] = value;
            n += 1;
        }
        table
    };
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        crc >> 8 ^ TABLE[usize::from(crc as u8 ^ byte)]
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts() -> Parts {
        [("a/b", "x"), (MANIFEST, "{}"), ("0.bin", "")]
            .map(|(name, bytes)| (name.to_owned(), bytes.as_bytes().to_vec()))
            .into()
    }

    #[test]
    fn a_file_comes_back_and_each_changed_added_or_missing_byte_is_seen() {
        let file = write(&parts()).unwrap();
        let read_back = read(&file).unwrap().into_iter();
        let read_back: Parts = read_back.map(|(name, bytes)| (name, bytes.to_vec())).collect();
        assert_eq!(read_back, parts());
        for at in 0..file.len() {
            for bit in 0..8 {
                let mut changed = file.clone();
                changed[at] ^= 1 << bit;
                // A name or a content may become another: the CRC and the directory then disagree.
                assert!(read(&changed).is_err(), "byte {at}, bit {bit}");
            }
            assert!(read(&file[..at]).is_err(), "cut at {at}");
        }
        assert!(read(&[&file[..], b"\0"].concat()).is_err());
        assert!(read(&[b"x", &file[..]].concat()).is_err());
    }

    #[test]
    fn names_that_could_leave_the_directory_or_hide_are_refused() {
        for name in ["../x", "/x", "a//b", "a/", ".x", "A", "a b", "é", ""] {
            let mut parts = parts();
            let _ = parts.insert(name.into(), vec![]);
            assert_eq!(write(&parts).unwrap_err().code(), "container-name", "{name}");
        }
    }

    #[test]
    fn the_checksum_is_that_of_zip() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
    }
}
