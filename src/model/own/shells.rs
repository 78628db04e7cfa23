//! Where a command hands a text to a shell: no value may be pasted into such a text.

use super::Argument;

/// The shells whose texts know variables and arguments in the same way.
pub(super) const SHELLS: [&str; 6] = ["sh", "bash", "zsh", "ash", "dash", "ksh"];

/// Others that read a text as well. What a busybox does is said by the word behind it.
const OTHERS: [&str; 7] = ["fish", "mksh", "ksh93", "rbash", "yash", "csh", "tcsh"];

/// Their long options that have a value, and the long ones whose value is a text.
const VALUED: [&str; 8] =
    ["rcfile", "init-file", "emulate", "features", "debug-level", "debug-output", "profile", "profile-startup"];
const TEXTS: [&str; 2] = ["command", "init-command"];

fn file_name(program: &str) -> &str {
    program.rsplit('/').next().unwrap_or(program)
}

/// Whether a program is one of the shells that can be named in the settings: a name, or a path.
pub fn is_shell(program: &str) -> bool {
    SHELLS.contains(&file_name(program))
}

/// Whether an argument has a shell run the next one as a text: `-c`, `-lc`.
pub fn is_text_flag(argument: &str) -> bool {
    argument.strip_prefix('-').is_some_and(|flags| flags.ends_with('c') && flags.bytes().all(|b| b.is_ascii_lowercase()))
}

/// Whether a value would be pasted into the text of a shell, or into what could be an option for one: whichever shell, also behind `sudo`,
/// `env` or `kubectl exec … --`.
pub(super) fn is_pasted(all: &[Argument]) -> bool {
    let shells = (0..all.len()).filter(|at| {
        let name = all[*at].plain().map(file_name);
        name.is_some_and(|name| SHELLS.contains(&name) || OTHERS.contains(&name))
    });
    shells.into_iter().any(|at| is_pasted_behind(all[at].plain().map(file_name) == Some("fish"), &all[at + 1..]))
}

/// The same for what follows a shell: its options, then its text or the file that it reads, then what is theirs.
fn is_pasted_behind(fish: bool, rest: &[Argument]) -> bool {
    let next = |rest: &std::slice::Iter<'_, Argument>| rest.as_slice().first().and_then(Argument::plain).map(str::to_owned);
    let (mut reads_text, mut rest) = (false, rest.iter());
    while let Some(argument) = rest.next() {
        let Some(plain) = argument.plain() else { return reads_text || argument.begins_with(['-', '+']) };
        if plain == "--" || plain == "-" {
            return reads_text && rest.next().is_some_and(|text| text.plain().is_none());
        }
        // How many values of options follow.
        let values = if let Some(long) = plain.strip_prefix("--") {
            reads_text |= TEXTS.contains(&long);
            usize::from(VALUED.contains(&long))
        } else if let Some(flags) = plain.strip_prefix(['-', '+']) {
            reads_text |= flags.contains(['c', 'C']);
            flags.matches(['o', 'O']).count()
        } else if fish && reads_text && next(&rest).is_some_and(|next| next.starts_with('-') && next != "--") {
            // It goes on with options behind a text: there may be several.
            0
        } else {
            return false;
        };
        for _ in 0..values {
            // `-o` alone has none, and what looks like an option is taken for one.
            if next(&rest).is_some_and(|next| next.starts_with(['-', '+'])) {
                break;
            }
            if rest.next().is_some_and(|value| value.plain().is_none()) && reads_text {
                return true;
            }
        }
    }
    false
}
