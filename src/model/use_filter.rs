//! Terms of the filter about use: `cpu>200m`, `mem>1Gi`, `cpu>80%`, `mem>limit*0.9`.

use crate::model::asks::Ask;
use crate::model::quantity::Quantity;
use crate::model::terms::{TermError, UseError};
use crate::model::usage::UseSum;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum What {
    Cpu,
    Memory,
}

/// What it is held against.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Than {
    /// So many billionths of a core, or bytes.
    Figure(u64),
    /// So much of the limit, or of the request where there is no limit: what the screen shows.
    Shown(f64),
    /// So much of the limit.
    Limit(f64),
    /// So much of the request.
    Request(f64),
}

/// A term about use.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct UseTerm {
    what: What,
    more: bool,
    than: Than,
}

/// Reads one; `None` for what is another term.
pub(super) fn read(word: &str) -> Option<Result<UseTerm, TermError>> {
    let (what, rest) = [("cpu", What::Cpu), ("memory", What::Memory), ("mem", What::Memory)]
        .into_iter()
        .find_map(|(name, what)| Some((what, word.strip_prefix(name)?)))?;
    let more = rest.starts_with('>');
    let than = rest.strip_prefix(['>', '<'])?;
    let read = self::than(what, than).map(|than| UseTerm { what, more, than });
    Some(read.map_err(|why| TermError::Use(word.to_owned(), why)))
}

fn than(what: What, text: &str) -> Result<Than, UseError> {
    let number = |text: &str| {
        let number = text.parse::<f64>().ok().filter(|n| n.is_finite() && *n >= 0.0 && !text.starts_with('+'));
        number.ok_or(UseError::Share)
    };
    for (name, share) in [("limit", Than::Limit as fn(f64) -> Than), ("request", Than::Request)] {
        match text.strip_prefix(name) {
            Some("") => return Ok(share(1.0)),
            Some(rest) => return number(rest.strip_prefix('*').ok_or(UseError::Share)?).map(share),
            None => {}
        }
    }
    for (sign, share) in [("%", Than::Shown as fn(f64) -> Than), ("%L", Than::Limit), ("%R", Than::Request)] {
        if let Some(percent) = text.strip_suffix(sign) {
            return number(percent).map(|n| share(n / 100.0));
        }
    }
    if text.is_empty() {
        return Err(UseError::Missing);
    }
    let quantity: Quantity = text.parse().map_err(UseError::Quantity)?;
    let ends = |signs: &[char]| text.ends_with(|c| signs.contains(&c));
    match what {
        What::Cpu if ends(&['i', 'M', 'G', 'T', 'P', 'E']) => Err(UseError::Cores),
        What::Memory if ends(&['m', 'n', 'u']) => Err(UseError::Bytes),
        What::Cpu => Ok(Than::Figure(quantity.billionths())),
        What::Memory => Ok(Than::Figure(quantity.whole())),
    }
}

impl UseTerm {
    /// Whether what is used is so; `None` where that is not known.
    #[allow(clippy::cast_precision_loss, reason = "a share of what is used needs no more than its first digits")]
    pub(super) fn holds(self, sum: UseSum) -> Option<bool> {
        let (used, Ask { request, limit }) = match self.what {
            What::Cpu => (sum.used.cpu, sum.asks.cpu),
            What::Memory => (sum.used.memory, sum.asks.memory),
        };
        if !sum.is_whole() {
            // It is that much at least, and of all that is asked for it is not known.
            return matches!(self.than, Than::Figure(figure) if used > figure).then_some(self.more);
        }
        // A bound of 0 is none.
        let (request, limit) = (request.filter(|n| *n > 0), limit.filter(|n| *n > 0));
        let than = match self.than {
            Than::Figure(figure) => figure as f64,
            Than::Shown(share) => limit.or(request)? as f64 * share,
            Than::Limit(share) => limit? as f64 * share,
            Than::Request(share) => request? as f64 * share,
        };
        Some(if self.more { used as f64 > than } else { (used as f64) < than })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::asks::Asks;
    use crate::model::usage::Used;

    #[test]
    fn use_is_held_against_figures_shares_limits_and_requests() {
        let used = Used { cpu: 210_000_000, memory: 900 << 20 };
        let asks = Asks {
            cpu: Ask { request: Some(250_000_000), limit: None },
            memory: Ask { request: Some(512 << 20), limit: Some(1 << 30) },
            ..Asks::default()
        };
        for (word, want) in [
            ("cpu>200m", Some(true)),
            ("cpu>0.3", Some(false)),
            ("cpu<0.3", Some(true)),
            ("cpu>210m", Some(false)),
            ("cpu>80%", Some(true)),
            ("cpu>80%R", Some(true)),
            ("cpu>80%L", None),
            ("cpu>limit", None),
            ("cpu>request*0.9", Some(false)),
            ("mem>1Gi", Some(false)),
            ("mem>900M", Some(true)),
            ("memory>80%", Some(true)),
            ("mem>limit*0.9", Some(false)),
            ("mem>limit*0.8", Some(true)),
            ("mem>request", Some(true)),
            ("mem<request*2", Some(true)),
        ] {
            let term = read(word).expect("about use").expect("it is read");
            assert_eq!(term.holds(UseSum::of_one(used, asks)), want, "{word}");
        }
    }

    #[test]
    fn of_a_part_of_the_pods_only_what_is_certain_holds() {
        let asks = Asks { cpu: Ask { request: Some(100_000_000), limit: Some(400_000_000) }, ..Asks::default() };
        let part = UseSum { unknown: 1, ..UseSum::of_one(Used { cpu: 210_000_000, memory: 0 }, asks) };
        for (word, want) in [
            ("cpu>200m", Some(true)),
            ("cpu<200m", Some(false)),
            ("cpu>300m", None),
            ("cpu<300m", None),
            ("cpu>10%", None),
            ("cpu<limit", None),
            ("cpu>request", None),
        ] {
            let term = read(word).expect("about use").expect("it is read");
            assert_eq!(term.holds(part), want, "{word}");
        }
    }

    #[test]
    fn what_is_wrong_with_a_term_is_named() {
        for (word, want) in [
            ("cpu>", "a figure is missing"),
            ("mem<", "a figure is missing"),
            ("cpu>lots", "not a quantity"),
            ("cpu>80%%", "a share is a number"),
            ("cpu>x%", "a share is a number"),
            ("cpu>-1%", "a share is a number"),
            ("mem>limit*", "a share is a number"),
            ("mem>limit*x", "a share is a number"),
            ("mem>limits", "a share is a number"),
            ("mem>1gb", "not a quantity"),
            ("cpu>1Gi", "CPU is counted in cores"),
            ("mem>200m", "memory is counted in bytes"),
        ] {
            let error = read(word).expect("about use").expect_err(word).to_string();
            assert!(error.starts_with(&format!("{word}: {want}")), "{word}: {error}");
        }
        for word in ["cpu", "cpu=1", "cpux>1", "memo", "mem=x", "cputime>3", ""] {
            assert_eq!(read(word), None, "{word}");
        }
    }
}
