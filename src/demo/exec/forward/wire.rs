//! The frames of SPDY/3.1, as far as ports need them. After the draft "SPDY Protocol - Draft 3.1", and `github.com/moby/spdystream`, which speaks it
//! at the other end.

use bytes::{Buf, Bytes, BytesMut};
use flate2::{Decompress, FlushDecompress, Status};

/// The largest frame that is taken.
const MOST_FRAME: usize = 1 << 20;
/// The largest block of headers, unpacked.
const MOST_HEADERS: usize = 16 << 10;

/// Words of the dictionary that both ends begin with, each with its length before it.
const WORDS: &str = "options head post put delete trace accept accept-charset accept-encoding accept-language accept-ranges age allow \
authorization cache-control connection content-base content-encoding content-language content-length content-location content-md5 \
content-range content-type date etag expect expires from host if-match if-modified-since if-none-match if-range if-unmodified-since \
last-modified location max-forwards pragma proxy-authenticate proxy-authorization range referer retry-after server te trailer \
transfer-encoding upgrade user-agent vary via warning www-authenticate method get status 200|OK version HTTP/1.1 url public set-cookie \
keep-alive origin";
/// What follows them.
const TAIL: &str = "100101201202205206300302303304305306307402405406407408409410411412413414415416417502504505203 Non-Authoritative \
Information204 No Content301 Moved Permanently400 Bad Request401 Unauthorized403 Forbidden404 Not Found500 Internal Server Error501 Not \
Implemented503 Service UnavailableJan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec 00:00:00 Mon, Tue, Wed, Thu, Fri, Sat, Sun, GMTchunked,\
text/html,image/png,image/jpg,image/gif,application/xml,application/xhtml+xml,text/plain,text/javascript,publicprivatemax-age=gzip,deflate,\
sdchcharset=utf-8charset=iso-8859-1,utf-,*,enq=0.";

/// What a frame says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Frame {
    /// A new stream, by its headers.
    Open {
        /// Its number.
        stream: u32,
        /// Names in small letters, and values.
        headers: Vec<(String, String)>,
    },
    /// Bytes of a stream, and whether they are the last.
    Data {
        /// Its number.
        stream: u32,
        /// The bytes.
        bytes: Bytes,
        /// Whether no more will come.
        last: bool,
    },
    /// A stream is given up.
    Reset(u32),
    /// A ping, which is answered with itself.
    Ping(u32),
    /// The other side leaves.
    Goaway,
    /// Something that needs no answer.
    Other,
}

/// Takes frames out of bytes as they come.
#[derive(Debug, Default)]
pub struct Frames {
    bytes: BytesMut,
    headers: Headers,
}

impl Frames {
    /// Adds bytes.
    pub fn push(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// The next whole frame.
    pub fn next(&mut self) -> Result<Option<Frame>, &'static str> {
        let Some(head) = self.bytes.first_chunk::<8>().copied() else { return Ok(None) };
        let length = usize::from(head[5]) << 16 | usize::from(head[6]) << 8 | usize::from(head[7]);
        if length > MOST_FRAME {
            return Err("a frame is too large");
        }
        if self.bytes.len() < 8 + length {
            return Ok(None);
        }
        self.bytes.advance(8);
        let mut body = self.bytes.split_to(length).freeze();
        let (first, flags) = (u32::from_be_bytes([head[0], head[1], head[2], head[3]]), head[4]);
        if first >> 31 == 0 {
            return Ok(Some(Frame::Data { stream: first, bytes: body, last: flags & 1 == 1 }));
        }
        if first >> 16 != 0x8003 {
            return Err("not SPDY/3");
        }
        let mut number = || if body.len() >= 4 { Ok(body.get_u32() & 0x7fff_ffff) } else { Err("a frame is too short") };
        Ok(Some(match first & 0xffff {
            1 => {
                let stream = number()?;
                number()?;
                if body.len() < 2 {
                    return Err("a frame is too short");
                }
                body.advance(2);
                Frame::Open { stream, headers: self.headers.read(&body)? }
            }
            3 => Frame::Reset(number()?),
            // Pings are numbered by who sends them, with all bits.
            6 if body.len() >= 4 => Frame::Ping(body.get_u32()),
            7 => Frame::Goaway,
            _ => Frame::Other,
        }))
    }
}

/// The headers of one direction: all blocks are one packed stream.
#[derive(Debug)]
struct Headers {
    unpack: Decompress,
    begun: bool,
}

impl Default for Headers {
    fn default() -> Self {
        Self { unpack: Decompress::new(false), begun: false }
    }
}

/// The dictionary of SPDY/3.
fn dictionary() -> Vec<u8> {
    let mut all = Vec::new();
    for word in WORDS.split(' ').map(|w| w.replace('|', " ")) {
        all.extend(u32::try_from(word.len()).unwrap_or(0).to_be_bytes());
        all.extend_from_slice(word.as_bytes());
    }
    all.extend_from_slice(TAIL.as_bytes());
    all
}

/// Bytes as a block of a packed stream that is not packed.
fn stored(bytes: &[u8]) -> Vec<u8> {
    let n = u16::try_from(bytes.len()).unwrap_or(u16::MAX);
    let mut out = vec![0];
    out.extend(n.to_le_bytes());
    out.extend((!n).to_le_bytes());
    out.extend_from_slice(&bytes[..usize::from(n)]);
    out
}

impl Headers {
    fn unpack(&mut self, mut bytes: &[u8], most: usize) -> Result<Vec<u8>, &'static str> {
        let mut out = Vec::with_capacity(most);
        loop {
            let before = self.unpack.total_in();
            let status =
                self.unpack.decompress_vec(bytes, &mut out, FlushDecompress::Sync).map_err(|_| "headers cannot be unpacked")?;
            let used = usize::try_from(self.unpack.total_in() - before).unwrap_or(0);
            bytes = &bytes[used.min(bytes.len())..];
            match status {
                _ if bytes.is_empty() => return Ok(out),
                Status::Ok if used > 0 && out.len() < out.capacity() => {}
                _ => return Err("headers are too large"),
            }
        }
    }

    fn read(&mut self, mut block: &[u8]) -> Result<Vec<(String, String)>, &'static str> {
        if !self.begun {
            self.begun = true;
            // The head of a zlib stream, with the checksum of its dictionary where it says that it has one. What follows is plain deflate, and
            // a block of the dictionary's own bytes before it is as good as knowing the dictionary.
            let with = block.get(1).is_some_and(|b| b & 0x20 != 0);
            block = block.get(if with { 6 } else { 2 }..).ok_or("headers are too short")?;
            if with {
                let known = dictionary();
                self.unpack(&stored(&known), known.len() + 1)?;
            }
        }
        let bytes = self.unpack(block, MOST_HEADERS)?;
        let mut rest = bytes.as_slice();
        let number = |rest: &mut &[u8]| if rest.len() >= 4 { Ok(rest.get_u32() as usize) } else { Err("headers are too short") };
        let text = |rest: &mut &[u8], n: usize| {
            let (text, after) = rest.split_at_checked(n).ok_or("headers are too short")?;
            *rest = after;
            Ok::<_, &'static str>(String::from_utf8_lossy(text).into_owned())
        };
        let count = number(&mut rest)?;
        let mut headers = Vec::new();
        for _ in 0..count.min(100) {
            let n = number(&mut rest)?;
            let name = text(&mut rest, n)?;
            let n = number(&mut rest)?;
            headers.push((name.to_ascii_lowercase(), text(&mut rest, n)?));
        }
        Ok(headers)
    }
}

/// The head of a control frame.
fn control(kind: u8, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len()).unwrap_or(0).to_be_bytes();
    let mut all = vec![0x80, 3, 0, kind, 0, length[1], length[2], length[3]];
    all.extend_from_slice(body);
    all
}

/// Says that a stream is taken, with no headers. The first one that is sent begins the packed stream.
pub fn reply(stream: u32, first: bool) -> Vec<u8> {
    let mut body = stream.to_be_bytes().to_vec();
    if first {
        body.extend([0x78, 0x01]);
    }
    body.extend(stored(&0u32.to_be_bytes()));
    // An empty block, as a flush ends: a reader gives out what it has at its sight.
    body.extend(stored(&[]));
    control(2, &body)
}

/// Answers a ping.
pub fn ping(id: u32) -> Vec<u8> {
    control(6, &id.to_be_bytes())
}

/// Bytes of a stream.
pub fn data(stream: u32, bytes: &[u8], last: bool) -> Vec<u8> {
    let length = u32::try_from(bytes.len()).unwrap_or(0).to_be_bytes();
    let mut all = stream.to_be_bytes().to_vec();
    all.extend([u8::from(last), length[1], length[2], length[3]]);
    all.extend_from_slice(bytes);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dictionary_is_the_one_that_both_ends_know() {
        let all = dictionary();
        let (mut a, mut b) = (1u32, 0u32);
        for byte in &all {
            a = (a + u32::from(*byte)) % 65_521;
            b = (b + a) % 65_521;
        }
        // Its checksum as zlib writes it into streams that use it.
        assert_eq!((all.len(), b << 16 | a), (1423, 0xe3c6_a7c2));
    }

    #[test]
    fn frames_are_read_however_they_come() {
        let headers = b"\0\0\0\x02\0\0\0\x04Port\0\0\0\x02\x38\x30\0\0\0\x0astreamtype\0\0\0\x05error";
        let mut body = [0, 0, 0, 1, 0, 0, 0, 0, 0, 0].to_vec();
        body.extend([0x78, 0x01]);
        body.extend(stored(headers));
        body.extend(stored(&[]));
        let mut all = control(1, &body);
        all.extend(data(3, b"bytes", false));
        all.extend(data(3, b"", true));
        all.extend(ping(7));
        all.extend(control(3, &[0, 0, 0, 3, 0, 0, 0, 5]));
        all.extend(control(4, &[0; 4]));
        let want = [
            Frame::Open { stream: 1, headers: vec![("port".into(), "80".into()), ("streamtype".into(), "error".into())] },
            Frame::Data { stream: 3, bytes: "bytes".into(), last: false },
            Frame::Data { stream: 3, bytes: "".into(), last: true },
            Frame::Ping(7),
            Frame::Reset(3),
            Frame::Other,
        ];
        for step in [1, 7, all.len()] {
            let (mut frames, mut got) = (Frames::default(), Vec::new());
            for piece in all.chunks(step) {
                frames.push(piece);
                while let Some(frame) = frames.next().unwrap() {
                    got.push(frame);
                }
            }
            assert_eq!(got, want, "{step}");
        }
        for bad in [&b"\x80\x02\0\x01\0\0\0\0"[..], &b"\0\0\0\x01\0\xff\xff\xff"[..], &b"\x80\x03\0\x03\0\0\0\0"[..]] {
            let mut frames = Frames::default();
            frames.push(bad);
            assert!(frames.next().is_err(), "{bad:?}");
        }
    }
}
