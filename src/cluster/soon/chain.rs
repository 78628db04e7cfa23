//! Which certificates count, as Go's verification has it: by that kubectl, API servers and most of what runs in a cluster go.
//!
//! - A chain (what a server shows in the handshake, a Secret's `tls.crt`, the user's certificate) is as good as the first of its
//!   certificates to end: each on the way from the leaf to a root must count. The way leads from a certificate to the one beside it that
//!   bears its issuer's name. Where several bear it, as they stand there while an issuer is renewed or where two have signed it, Go tries
//!   every way, so that one counts which ends last. What no way leads to is another's. A root that is shown is as a rule the very one that
//!   whoever looks believes in, so it counts as well; of the server's it is known in whom the kubeconfig believes: a way that ends there is
//!   then the only one that Go takes, whatever else is shown.
//! - A bundle (`caBundle`) is as good as the last of its certificates to end: Go takes each for a root of its own, and during a rotation
//!   the old one stands beside the new. One that has expired is no trouble where another counts, and is told of where it is the only one.

use super::read::name;
use crate::cluster::connect::der::Certificate;
use crate::model::soon::rules::Counts;
use crate::model::{Name, Time};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

/// Names of a certificate that are told.
const NAMES: usize = 3;
/// Characters of one of them: no name of DNS is longer.
const LONGEST: usize = 253;
/// Certificates that are looked at of a chain, and of a bundle.
const CHAIN: usize = 100;
const BUNDLE: usize = 1000;
/// Steps that are taken on all ways of a chain together: whoever shows it says how many there are.
const STEPS: usize = 1000;

/// A chain or a bundle as far as it counts.
pub(super) struct Chain {
    /// For whom it is made.
    pub names: Name,
    /// The certificates that are needed, from the leaf on: what each is called, from when and until when it counts.
    pub links: Vec<(Name, Counts)>,
    /// Whether there are others that cannot be read, by which it may end sooner.
    pub unread: bool,
}

fn counts(it: &Certificate<'_>) -> Counts {
    (Time::from_secs(it.from), Time::from_secs(it.until))
}

/// Whoever writes a Secret says what stands in it.
fn short(text: &str) -> String {
    text.chars().take(LONGEST).collect()
}

fn names(it: &Certificate<'_>) -> Name {
    let names: Vec<String> = it.names(NAMES).iter().map(|n| short(n)).collect();
    name(&names.join(", "))
}

fn link(it: &Certificate<'_>) -> (Name, Counts) {
    (name(&short(&it.called().unwrap_or_default())), counts(it))
}

fn read<'a>(all: &'a [CertificateDer<'_>]) -> Vec<Certificate<'a>> {
    all.iter().filter_map(|der| Certificate::read(der)).collect()
}

/// A chain, the leaf first; `anchors` are those that whoever looks believes in, where they are known. `None` where the leaf cannot be read.
pub(super) fn chain(shown: &[CertificateDer<'_>], anchors: &[CertificateDer<'_>]) -> Option<Chain> {
    let (first, others) = shown.split_first()?;
    let others = &others[..others.len().min(CHAIN)];
    let leaf = Certificate::read(first)?;
    let beside = read(others);
    let unread = beside.len() < others.len();
    let mut ways = Ways { beside, roots: read(anchors), steps: STEPS, best: None };
    let mut way = vec![leaf];
    // One that is believed in itself needs no other.
    if !anchors.contains(first) {
        ways.follow(&mut way, i64::MAX);
    }
    let way = ways.best.map_or(way, |(_, best)| best);
    Some(Chain { names: names(&leaf), links: way.iter().map(link).collect(), unread })
}

/// The ways from a leaf on.
struct Ways<'a> {
    beside: Vec<Certificate<'a>>,
    /// Those that are believed in, where they are known.
    roots: Vec<Certificate<'a>>,
    steps: usize,
    /// The best that was found, the leaf first, and how good it is: whether it ends in a root that is believed in, and how long all behind
    /// the leaf count.
    best: Option<((bool, i64), Vec<Certificate<'a>>)>,
}

impl<'a> Ways<'a> {
    /// Tries all ways on from one whose certificates behind the leaf count that long.
    fn follow(&mut self, way: &mut Vec<Certificate<'a>>, until: i64) {
        let (roots, mut beside) = (parents(&self.roots, way), parents(&self.beside, way));
        if let Some(root) = roots.iter().max_by_key(|c| c.until) {
            self.note((true, until.min(root.until)), way.iter().chain([root]));
        } else if beside.is_empty() {
            self.note((false, until), way.iter());
        }
        beside.sort_by_key(|c| std::cmp::Reverse(c.until));
        for next in beside {
            let until = until.min(next.until);
            if self.steps == 0 || !self.is_better((!self.roots.is_empty(), until)) {
                return;
            }
            self.steps -= 1;
            way.push(next);
            self.follow(way, until);
            way.pop();
        }
    }

    fn is_better(&self, good: (bool, i64)) -> bool {
        self.best.as_ref().is_none_or(|(best, _)| good > *best)
    }

    fn note<'b>(&mut self, good: (bool, i64), way: impl Iterator<Item = &'b Certificate<'a>>)
    where
        'a: 'b,
    {
        if self.is_better(good) {
            self.best = Some((good, way.copied().collect()));
        }
    }
}

/// Those that may have signed the last of a way. As Go has it, none of the name and key of one that is on it: names that lead back to where
/// they came from end, and one that is merely made anew is no other.
fn parents<'a>(all: &[Certificate<'a>], way: &[Certificate<'a>]) -> Vec<Certificate<'a>> {
    let Some(last) = way.last().filter(|last| last.issuer != last.subject) else { return Vec::new() };
    let used =
        |c: &Certificate<'_>| way.iter().any(|w| w.subject == c.subject && w.key == c.key && w.key_algorithm == c.key_algorithm);
    all.iter().filter(|c| c.subject == last.issuer && !used(c)).copied().collect()
}

/// A chain in PEM.
pub(super) fn chain_of(pem: &[u8]) -> Option<Chain> {
    let all: Vec<_> = CertificateDer::pem_slice_iter(pem).take(CHAIN).filter_map(Result::ok).collect();
    chain(&all, &[])
}

/// Of a bundle in PEM the one that counts the longest. What cannot be read is passed over, as Go does.
pub(super) fn bundle_of(pem: &[u8]) -> Option<Chain> {
    let all: Vec<_> = CertificateDer::pem_slice_iter(pem).take(BUNDLE).filter_map(Result::ok).collect();
    let last = read(&all).into_iter().max_by_key(|it| it.until)?;
    Some(Chain { names: names(&last), links: vec![link(&last)], unread: false })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::certificate::pem;
    use crate::model::soon::{DAY_MS, Matter, Whose, rules};

    const LIFE: i64 = 400;

    fn now() -> Time {
        Time::from_secs(1_795_510_800)
    }

    /// Certificates by `issuer>subject days`, made for 400 days if not said otherwise (`/life`).
    fn made(text: &str) -> Vec<CertificateDer<'static>> {
        let one = |it: &str| {
            let (issuer, rest) = it.split_once('>').unwrap();
            let (subject, days) = rest.split_once(' ').unwrap();
            let (days, life) = days.split_once('/').map_or((days, LIFE), |(days, life)| (days, life.parse().unwrap()));
            let until = now().plus(days.parse::<i64>().unwrap() * DAY_MS);
            let text = pem(issuer, &[subject], until.plus(-life * DAY_MS), until);
            CertificateDer::from_pem_slice(text.as_bytes()).unwrap()
        };
        text.split(", ").filter(|it| !it.is_empty()).map(one).collect()
    }

    /// Days that are left, and of which issuer, where it is not the leaf.
    fn told(chain: &Chain) -> String {
        let matter = rules::chain(Whose::Secret, chain.names.clone(), &chain.links, now());
        let Some(matter) = matter else { return "-".into() };
        let Matter::Certificate { until, issuer, .. } = matter else { panic!("{matter:?}") };
        format!("{} {}", until.since(now()) / DAY_MS, issuer.as_deref().unwrap_or("leaf"))
    }

    #[test]
    fn of_a_chain_the_certificate_that_ends_first_of_those_that_are_needed_is_told() {
        for (shown, anchors, want) in [
            ("M>a 20", "", "20 leaf"),
            ("M>a 200", "", "-"),
            ("M>a 20, R>M 9", "", "9 M"),
            ("M>a 5, R>M 9", "", "5 leaf"),
            ("M>a 9, R>M 9", "", "9 leaf"),
            ("M>a 200, R>M 100", "", "-"),
            ("M>a 200, R>M -2", "", "-2 M"),
            // However they stand behind the leaf, and however many there are.
            ("M>a 20, S>R 8, R>M 9", "", "8 R"),
            // What shows up beside them and is not needed.
            ("M>a 20, X>Y 1", "", "20 leaf"),
            ("M>a 20, M>b 1", "", "20 leaf"),
            // A renewed issuer beside the old one, in either order.
            ("M>a 20, R>M 1, R>M 300", "", "20 leaf"),
            ("M>a 200, R>M 29, R>M 1", "", "29 M"),
            // An issuer that two have signed.
            ("M>a 200, R>M 150, S>R -9, R>R 300", "", "-"),
            ("M>a 200, R>M 150, S>R -9", "", "-9 R"),
            ("M>a 200, R>M 150, S>M 200, T>S -9", "", "-"),
            // One that is made anew again and again hides no way.
            ("M>a 1/1, R>M 300, S>M 250, T>R 9", "", "-"),
            // The root, where it is shown.
            ("R>a 20, R>R 3", "", "3 R"),
            ("a>a 3, a>a 1", "", "3 leaf"),
            // Names that lead back.
            ("M>a 20, R>M 19, M>R 18, R>M 17", "", "18 R"),
            // One that is made anew again and again does not hide its issuer.
            ("M>a 1/1, R>M 9", "", "9 M"),
            ("M>a 20, R>M 1/1", "", "20 leaf"),
            // In whom the kubeconfig believes is known of the server's.
            ("R>a 200", "R>R 7", "7 R"),
            ("R>a 200", "X>X 7", "-"),
            ("R>a 200", "R>R 7, R>R 300", "-"),
            ("R>a 200, R>R 7", "R>R 300", "-"),
            ("M>a 200, R>M 150, S>R -9", "R>R 300", "-"),
            ("R>a 12", "R>a 12, R>R 1", "12 leaf"),
            // Only a way that ends there counts, whatever else is shown.
            ("M>a 200, R>M 300", "R>M 7", "7 M"),
            ("R>a 200, R>R 300", "R>R 7", "7 R"),
            ("M>a 200, R>M 20, S>M 280", "R>R 300", "20 M"),
            ("M>a 200, R>M 20, S>M 280", "R>R 300, S>S 250", "-"),
            ("M>a 200, R>M 150, S>M 200, T>S -9", "R>R 300", "-"),
            ("M>a 200, R>M 150, S>M 200, T>S -9", "T>T 300", "-9 S"),
        ] {
            assert_eq!(told(&chain(&made(shown), &made(anchors)).unwrap()), want, "{shown} by {anchors}");
        }
    }

    #[test]
    fn of_however_many_ways_the_search_ends() {
        let all: Vec<String> = (0..99).map(|i| format!("N{}>N{} {}", (i + 1) % 33, i % 33, 100 + i)).collect();
        let shown = format!("N0>a 200, {}", all.join(", "));
        for (anchors, want) in [("", "-"), ("X>X 300", "-"), ("N1>N0 7", "7 N0")] {
            assert_eq!(told(&chain(&made(&shown), &made(anchors)).unwrap()), want, "{anchors}");
        }
    }

    #[test]
    fn of_a_bundle_the_certificate_that_ends_last_is_told() {
        for (all, want) in [
            ("R>R 9", "9 leaf"),
            ("R>R -3", "-3 leaf"),
            ("R>R -3, R>R 300", "-"),
            ("R>R 300, R>R -3", "-"),
            ("R>R -3, S>S 12", "12 leaf"),
            ("R>M 2, R>R 20", "20 leaf"),
        ] {
            let ders = made(all);
            let pem: String = ders.iter().map(|der| armoured(der)).collect();
            assert_eq!(told(&bundle_of(pem.as_bytes()).unwrap()), want, "{all}");
            assert!(chain_of(pem.as_bytes()).is_some_and(|c| !c.unread), "{all}");
        }
        assert!(bundle_of(b"none").is_none() && chain_of(b"none").is_none());
    }

    fn armoured(der: &[u8]) -> String {
        use base64::Engine;
        let text = base64::engine::general_purpose::STANDARD.encode(der);
        format!("-----BEGIN CERTIFICATE-----\n{text}\n-----END CERTIFICATE-----\n")
    }

    #[test]
    fn a_certificate_that_cannot_be_read_is_missed_in_a_chain_and_passed_over_in_a_bundle() {
        let good = armoured(&made("M>a 5")[0]);
        let bad = armoured(b"none");
        let both = chain_of(format!("{good}{bad}").as_bytes()).unwrap();
        assert!(both.unread && told(&both) == "5 leaf");
        assert!(chain_of(format!("{bad}{good}").as_bytes()).is_none());
        for text in [format!("{good}{bad}"), format!("{bad}{good}")] {
            assert_eq!(told(&bundle_of(text.as_bytes()).unwrap()), "5 leaf");
        }
    }
}
