//! Files and what is written in them: how that can fail.

iou_base::errors! {
    /// How it can fail.
    pub enum Error;
    wraps {}

    /// Nothing of that kind and name exists.
    NotFound { what, name } = "not_found", Refused;
    /// The reader of standard output went away.
    OutputClosed { } = "output_closed", Closed;
    /// A configuration file cannot be read or holds an unknown or wrong value.
    Config { reason } = "config", Environment;
    /// A value of the configuration cannot be understood.
    ConfigValue { key, value, origin, reason } = "config_value", Environment;
    /// A settings file is not TOML at a line; `kind` says in one word what is wrong there.
    Toml { path, line, excerpt, kind } = "toml", Environment;
    /// A file that should be text is none in any encoding that is read.
    NotText { path } = "not_text", Environment;
    /// Others can read a file that holds a secret.
    PermissionsTooOpen { path, mode } = "permissions_too_open", Environment;
    /// A file is there already and is not overwritten unasked.
    FileExists { path } = "file_exists", Environment;
    /// A file cannot be read or written.
    Io { path, reason } = "io", Environment;
}

/// The crate's result.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Gives the error of a crate `Error::io(path)`, which wraps a failed file operation and names the file.
#[macro_export]
macro_rules! io_errors {
    ($error:ty) => {
        impl $error {
            /// Wraps a failed file operation, naming the file.
            pub fn io(path: impl AsRef<std::path::Path>) -> impl FnOnce(std::io::Error) -> $error {
                let path = path.as_ref().display().to_string();
                move |e| {
                    let reason = e.to_string();
                    $crate::Error::Io { path, reason }.into()
                }
            }
        }
    };
}

io_errors!(Error);
