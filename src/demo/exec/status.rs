//! How a process ended, as the kubelet tells it on the error channel.

use serde_json::{Value, json};

/// How a process ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It did, and nobody asks how.
    Success,
    /// With a code; the command is part of the sentence.
    Code(i32, Vec<String>),
    /// It never began: there is no such program.
    NotFound {
        /// The runtime's name for what it tried.
        id: String,
        /// The program.
        name: String,
    },
}

impl Outcome {
    /// The `Status` object.
    pub fn status(&self) -> Value {
        match self {
            Outcome::Success | Outcome::Code(0, _) => json!({ "metadata": {}, "status": "Success" }),
            Outcome::Code(code, command) => json!({
                "metadata": {}, "status": "Failure",
                "message": format!("command terminated with non-zero exit code: error executing command [{}], exit code {code}", command.join(" ")),
                "reason": "NonZeroExitCode",
                "details": { "causes": [{ "reason": "ExitCode", "message": code.to_string() }] },
            }),
            Outcome::NotFound { id, name } => {
                let cause = format!(
                    "error executing command in container: failed to exec in container: failed to start exec {id:?}: OCI runtime exec failed: \
                     exec failed: unable to start container process: exec: {name:?}: executable file not found in $PATH"
                );
                json!({
                    "metadata": {}, "status": "Failure", "message": format!("Internal error occurred: {cause}"), "reason": "InternalError",
                    "details": { "causes": [{ "message": cause }] }, "code": 500,
                })
            }
        }
    }
}
