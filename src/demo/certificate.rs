//! Certificates of the demo: X.509 of the right form and times, with a public key whose private one nobody has, and a signature that is none.

use super::schema::proto::base64;
use crate::model::time::Time;

/// A point of P-256.
const KEY: [u8; 65] = [
    0x04, 0x49, 0x64, 0x88, 0xcf, 0x75, 0x89, 0x89, 0x7f, 0x47, 0x57, 0x0f, 0xaf, 0xfb, 0xe5, 0x5b, 0xa6, 0x6b, 0x5b, 0x9c, 0x82,
    0x89, 0x7d, 0x5c, 0x96, 0x09, 0x4f, 0x1e, 0xb2, 0xdc, 0xda, 0x21, 0x00, 0xca, 0xeb, 0x4a, 0x78, 0xeb, 0x91, 0x25, 0xc0, 0x64,
    0x21, 0x7e, 0xa4, 0x8d, 0x06, 0xd0, 0x5a, 0x86, 0xc3, 0x56, 0xea, 0xd7, 0x62, 0xc2, 0x84, 0x09, 0xc4, 0xf1, 0x43, 0x59, 0xc9,
    0x11, 0x96,
];

const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
const INTEGER: u8 = 2;
const BITS: u8 = 3;
const OCTETS: u8 = 4;
const OID: u8 = 6;
const TEXT: u8 = 0x0c;
const TIME: u8 = 0x18;

/// ecdsa-with-SHA256, id-ecPublicKey, prime256v1, commonName, subjectAltName.
const SIGNED: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2];
const ELLIPTIC: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1];
const P_256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7];
const COMMON_NAME: &[u8] = &[0x55, 4, 3];
const ALT_NAME: &[u8] = &[0x55, 0x1d, 17];

/// A value of DER.
fn der(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let length: usize = parts.iter().map(|p| p.len()).sum();
    let mut out = vec![tag];
    match length {
        0..=0x7f => out.push(length as u8),
        0x80..=0xff => out.extend([0x81, length as u8]),
        _ => out.extend([0x82, (length >> 8) as u8, length as u8]),
    }
    parts.iter().for_each(|p| out.extend(*p));
    out
}

fn named(name: &str) -> Vec<u8> {
    let pair = der(SEQUENCE, &[&der(OID, &[COMMON_NAME]), &der(TEXT, &[name.as_bytes()])]);
    der(SEQUENCE, &[&der(SET, &[&pair])])
}

fn time(time: Time) -> Vec<u8> {
    der(TIME, &[time.to_chrono().format("%Y%m%d%H%M%SZ").to_string().as_bytes()])
}

/// A certificate in PEM, for these hosts, and from when until when it counts.
pub fn pem(issuer: &str, hosts: &[&str], from: Time, until: Time) -> String {
    let algorithm = der(SEQUENCE, &[&der(OID, &[SIGNED])]);
    let key = der(SEQUENCE, &[&der(SEQUENCE, &[&der(OID, &[ELLIPTIC]), &der(OID, &[P_256])]), &der(BITS, &[&[0], &KEY])]);
    let hosts_der: Vec<u8> = hosts.iter().flat_map(|host| der(0x82, &[host.as_bytes()])).collect();
    let names = der(OCTETS, &[&der(SEQUENCE, &[&hosts_der])]);
    let extensions = der(0xa3, &[&der(SEQUENCE, &[&der(SEQUENCE, &[&der(OID, &[ALT_NAME]), &names])])]);
    let body = der(
        SEQUENCE,
        &[
            &der(0xa0, &[&der(INTEGER, &[&[2]])]),
            &der(INTEGER, &[&[1]]),
            &algorithm,
            &named(issuer),
            &der(SEQUENCE, &[&time(from), &time(until)]),
            &named(hosts.first().copied().unwrap_or_default()),
            &key,
            &extensions,
        ],
    );
    let signature = der(SEQUENCE, &[&der(INTEGER, &[&[1]]), &der(INTEGER, &[&[1]])]);
    let whole = base64(&der(SEQUENCE, &[&body, &algorithm, &der(BITS, &[&[0], &signature])]));
    let mut out = "-----BEGIN CERTIFICATE-----\n".to_owned();
    let mut rest = whole.as_str();
    while !rest.is_empty() {
        let (line, after) = rest.split_at(rest.len().min(64));
        out += line;
        out.push('\n');
        rest = after;
    }
    out + "-----END CERTIFICATE-----\n"
}
