//! The few fields of an X.509 certificate that are needed where rustls will not judge it. Anything unusual is not read at all, and so not
//! believed.

use std::iter;

/// A certificate's fields, as slices of its DER.
#[derive(Clone, Copy)]
pub(in crate::cluster) struct Certificate<'a> {
    /// What is signed, with its header.
    pub signed: &'a [u8],
    pub issuer: &'a [u8],
    pub subject: &'a [u8],
    /// From when and until when it counts, in seconds since 1970.
    pub from: i64,
    pub until: i64,
    /// The public key's algorithm and bits.
    pub key_algorithm: &'a [u8],
    pub key: &'a [u8],
    /// The signature's algorithm and bits.
    pub signature_algorithm: &'a [u8],
    pub signature: &'a [u8],
    /// Whether it may sign others: `CA:TRUE`, and a key usage that allows it where there is one.
    pub may_sign: bool,
    /// How many authorities may come between it and the leaf, where it says so.
    pub depth: Option<u8>,
    /// Whether it may be a server's: `serverAuth` or any usage, or no such extension.
    pub server: bool,
    /// Whether it has an extension that narrows it in a way that is not understood here, name constraints among them.
    pub narrowed: bool,
    /// The names that it is for, as they are encoded.
    alt_names: &'a [u8],
}

const BOOLEAN: u8 = 1;
const INTEGER: u8 = 2;
const BITS: u8 = 3;
const OCTETS: u8 = 4;
const OID: u8 = 6;
const UTC: u8 = 0x17;
const GENERALIZED: u8 = 0x18;
const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
/// A name of a host, and an address, among the names that a certificate is for.
const HOST: u8 = 0x82;
const ADDRESS: u8 = 0x87;

/// `2.5.29.x`.
const KEY_USAGE: &[u8] = &[0x55, 0x1d, 15];
const ALT_NAME: &[u8] = &[0x55, 0x1d, 17];
const BASIC: &[u8] = &[0x55, 0x1d, 19];
const NAME_CONSTRAINTS: &[u8] = &[0x55, 0x1d, 30];
const EXTENDED_USAGE: &[u8] = &[0x55, 0x1d, 37];
const ANY_USAGE: &[u8] = &[0x55, 0x1d, 37, 0];
/// `2.5.4.3`.
const COMMON_NAME: &[u8] = &[0x55, 4, 3];
/// `1.3.6.1.5.5.7.3.1`.
const SERVER_AUTH: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 1];

/// What is left to read.
#[derive(Clone, Copy)]
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    /// The next value: its tag, its content, and all of it.
    fn any(&mut self) -> Option<(u8, &'a [u8], &'a [u8])> {
        let (&tag, rest) = self.0.split_first()?;
        let (&first, rest) = rest.split_first()?;
        let (length, rest) = match first {
            0..=0x7f => (usize::from(first), rest),
            0x81..=0x84 => {
                let (bytes, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
                (bytes.iter().fold(0, |n, b| n << 8 | usize::from(*b)), rest)
            }
            _ => return None,
        };
        let (content, after) = rest.split_at_checked(length)?;
        let whole = &self.0[..self.0.len() - after.len()];
        self.0 = after;
        Some((tag, content, whole))
    }

    fn take(&mut self, tag: u8) -> Option<&'a [u8]> {
        self.any().filter(|(found, ..)| *found == tag).map(|(_, content, _)| content)
    }

    /// The next value where it has this tag.
    fn maybe(&mut self, tag: u8) -> Option<Option<&'a [u8]>> {
        if self.0.first() == Some(&tag) { self.take(tag).map(Some) } else { Some(None) }
    }
}

fn address(bytes: &[u8]) -> Option<String> {
    let four = <[u8; 4]>::try_from(bytes).map(|b| std::net::IpAddr::from(b).to_string());
    four.or_else(|_| <[u8; 16]>::try_from(bytes).map(|b| std::net::IpAddr::from(b).to_string())).ok()
}

/// Bits without their count of unused ones, which must be 0.
fn whole_bits(content: &[u8]) -> Option<&[u8]> {
    content.split_first().filter(|(unused, _)| **unused == 0).map(|(_, bits)| bits)
}

fn time(reader: &mut Reader<'_>) -> Option<i64> {
    let (tag, text, _) = reader.any()?;
    let text = std::str::from_utf8(text).ok()?;
    let whole = match tag {
        // RFC 5280: from 50 on it is the last century.
        UTC => format!("{}{text}", if text.get(..2)? < "50" { "20" } else { "19" }),
        GENERALIZED => text.to_owned(),
        _ => return None,
    };
    Some(chrono::NaiveDateTime::parse_from_str(&whole, "%Y%m%d%H%M%SZ").ok()?.and_utc().timestamp())
}

impl<'a> Certificate<'a> {
    pub(in crate::cluster) fn read(der: &'a [u8]) -> Option<Self> {
        let mut outer = Reader(der);
        let mut all = Reader(outer.take(SEQUENCE)?);
        let (tag, content, signed) = all.any()?;
        let signature_algorithm = all.take(SEQUENCE)?;
        let signature = whole_bits(all.take(BITS)?)?;
        if tag != SEQUENCE || !outer.0.is_empty() || !all.0.is_empty() {
            return None;
        }
        let mut fields = Reader(content);
        let version = fields.maybe(0xa0)?;
        fields.take(INTEGER)?;
        if fields.take(SEQUENCE)? != signature_algorithm {
            return None;
        }
        let issuer = fields.take(SEQUENCE)?;
        let mut validity = Reader(fields.take(SEQUENCE)?);
        let (from, until) = (time(&mut validity)?, time(&mut validity)?);
        let subject = fields.take(SEQUENCE)?;
        let mut key_info = Reader(fields.take(SEQUENCE)?);
        let key_algorithm = key_info.take(SEQUENCE)?;
        let key = whole_bits(key_info.take(BITS)?)?;
        let mut out = Self {
            signed,
            issuer,
            subject,
            from,
            until,
            key_algorithm,
            key,
            signature_algorithm,
            signature,
            may_sign: false,
            depth: None,
            server: true,
            narrowed: false,
            alt_names: &[],
        };
        fields.maybe(0x81)?;
        fields.maybe(0x82)?;
        if let Some(extensions) = fields.maybe(0xa3)? {
            // A version 1 has none.
            version?;
            out.extensions(Reader(Reader(extensions).take(SEQUENCE)?))?;
        }
        fields.0.is_empty().then_some(out)
    }

    fn extensions(&mut self, mut all: Reader<'a>) -> Option<()> {
        let mut usage_allows = true;
        while !all.0.is_empty() {
            let mut one = Reader(all.take(SEQUENCE)?);
            let id = one.take(OID)?;
            let critical = one.maybe(BOOLEAN)?.is_some_and(|b| b != [0]);
            let mut value = Reader(one.take(OCTETS)?);
            match id {
                BASIC => {
                    let mut fields = Reader(value.take(SEQUENCE)?);
                    self.may_sign = fields.maybe(BOOLEAN)?.is_some_and(|b| b != [0]);
                    if let Some(depth) = fields.maybe(INTEGER)? {
                        self.depth = Some(if let [depth] = depth { *depth } else { return None });
                    }
                }
                KEY_USAGE => {
                    // Bit 5 of the first byte is keyCertSign.
                    let (_, bits) = value.take(BITS)?.split_first()?;
                    usage_allows = bits.first().is_some_and(|b| b & 0x04 != 0);
                }
                EXTENDED_USAGE => {
                    let mut usages = Reader(value.take(SEQUENCE)?);
                    self.server = false;
                    while !usages.0.is_empty() {
                        let usage = usages.take(OID)?;
                        self.server |= usage == SERVER_AUTH || usage == ANY_USAGE;
                    }
                }
                NAME_CONSTRAINTS => self.narrowed = true,
                ALT_NAME => self.alt_names = value.take(SEQUENCE).unwrap_or_default(),
                _ => self.narrowed |= critical,
            }
        }
        self.may_sign &= usage_allows;
        Some(())
    }

    /// The hosts and addresses that it is for, so many at the most; where there are none, its subject's common name.
    pub(in crate::cluster) fn names(&self, most: usize) -> Vec<String> {
        let mut rest = Reader(self.alt_names);
        let mut names = Vec::new();
        while names.len() < most
            && let Some((tag, content, _)) = rest.any()
        {
            match tag {
                HOST => names.push(String::from_utf8_lossy(content).into_owned()),
                ADDRESS => names.extend(address(content)),
                _ => {}
            }
        }
        if names.is_empty() {
            names.extend(self.common_name());
        }
        names
    }

    fn common_name(&self) -> Option<String> {
        self.subject().find(|(kind, _)| *kind == COMMON_NAME).map(|(_, text)| text)
    }

    /// What it is called: its subject's common name, or where there is none the last that its subject says.
    pub(in crate::cluster) fn called(&self) -> Option<String> {
        self.common_name().or_else(|| self.subject().last().map(|(_, text)| text))
    }

    fn subject(&self) -> impl Iterator<Item = (&'a [u8], String)> + use<'a> {
        let mut sets = Reader(self.subject);
        iter::from_fn(move || {
            let mut pair = Reader(Reader(sets.take(SET)?).take(SEQUENCE)?);
            let kind = pair.take(OID)?;
            pair.any().map(|(_, text, _)| (kind, String::from_utf8_lossy(text).into_owned()))
        })
    }

    /// Whether it counts at a time, in seconds since 1970.
    pub(super) const fn counts_at(&self, now: i64) -> bool {
        self.from <= now && now <= self.until
    }
}
