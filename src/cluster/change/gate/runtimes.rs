//! What container runtimes say where a program is not there. Each has words of its own, and some say them on the program's own output.

/// By which words it is known, in small letters.
const MISSING: [&str; 5] =
    ["executable file not found", "no such file or directory", "cannot find the file", "not found in $path", "stat /"];
/// How those begin that are said on the output.
const BEGINS: [&[u8]; 3] = [b"OCI runtime exec failed", b"exec failed", b"rpc error"];

/// Whether this is how a runtime begins to complain.
pub(super) fn is_runtimes(output: &[u8]) -> bool {
    BEGINS.iter().any(|b| output.starts_with(b) || b.starts_with(output))
}

/// Whether a failure means that the program is not there.
pub(super) fn is_missing(why: &str) -> bool {
    let why = why.to_lowercase();
    MISSING.iter().any(|word| why.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_there_is_told_from_what_failed() {
        for (why, missing) in [
            (
                "OCI runtime exec failed: exec failed: unable to start container process: exec: \"bash\": executable file not found in $PATH: unknown",
                true,
            ),
            (
                "error executing command in container: failed to start exec: exec: \"/bin/bash\": stat /bin/bash: no such file or directory",
                true,
            ),
            ("container: hcs::System::CreateProcess: The system cannot find the file specified.", true),
            ("exec: \"sh\": permission denied", false),
            ("pods \"web\" is forbidden", false),
            ("", false),
        ] {
            assert_eq!(is_missing(why), missing, "{why}");
        }
        for (output, its) in [("OCI runtime exec failed: x", true), ("OCI", true), ("/ # ", false), ("exec failed", true)] {
            assert_eq!(is_runtimes(output.as_bytes()), its, "{output}");
        }
    }
}
