//! Why something cannot be done with a path.

/// Why something cannot be done with a path, by errno.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Errno {
    /// ENOENT.
    Missing,
    /// EEXIST.
    Exists,
    /// ENOTDIR.
    NotDir,
    /// EISDIR.
    IsDir,
    /// ENOTEMPTY.
    NotEmpty,
    /// ENOSPC.
    Full,
    /// EFBIG.
    TooLarge,
    /// ELOOP.
    Loop,
    /// ENAMETOOLONG.
    TooLong,
    /// EBUSY.
    Busy,
}

impl Errno {
    /// The words of strerror.
    pub fn text(self) -> &'static str {
        match self {
            Errno::Missing => "No such file or directory",
            Errno::Exists => "File exists",
            Errno::NotDir => "Not a directory",
            Errno::IsDir => "Is a directory",
            Errno::NotEmpty => "Directory not empty",
            Errno::Full => "No space left on device",
            Errno::TooLarge => "File too large",
            Errno::Loop => "Too many levels of symbolic links",
            Errno::TooLong => "File name too long",
            Errno::Busy => "Resource busy",
        }
    }
}
