//! Clocks that are wrong. `libfaketime` (Debian package `faketime`) answers a process's questions for the time with another
//! one; the kernel's time namespaces do not cover the wall clock. Limits: Linux with that library; monotonic time is left.

use crate::paths;
use std::{ffi::OsString, path::PathBuf};

/// Where the library may lie: unpacked by deploy/tools.sh, or installed.
fn library() -> Option<PathBuf> {
    let unpacked = paths::target_dir().ok().map(|dir| dir.join("tools/debian"));
    let roots = unpacked.into_iter().chain([PathBuf::from("/")]);
    let places = ["usr/lib/x86_64-linux-gnu", "usr/lib/aarch64-linux-gnu", "usr/lib"];
    roots
        .flat_map(|root| places.map(|place| root.join(place).join("faketime/libfaketimeMT.so.1")))
        .find(|path| path.is_file())
}

/// The environment of a process whose clock is `seconds` ahead (or, below nought, behind); `None` where there is no library.
pub fn off_by(seconds: i64) -> Option<Vec<(OsString, OsString)>> {
    let offset = format!("{seconds:+}s");
    let variables = [
        ("LD_PRELOAD", library()?.into_os_string()),
        ("FAKETIME", offset.into()),
        ("FAKETIME_DONT_FAKE_MONOTONIC", "1".into()),
        // Slots are counted with it many times a second.
        ("FAKETIME_NO_CACHE", "0".into()),
    ];
    Some(variables.map(|(name, value)| (name.into(), value)).into())
}
