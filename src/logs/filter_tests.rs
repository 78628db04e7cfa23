use super::super::buffer::Buffer;
use super::*;
use crate::model::logs::{LogBody, LogLine};

fn passes(filter: &Filter, source: u32, text: &str) -> bool {
    let mut buffer = Buffer::default();
    buffer.push(&LogLine { source, nanos: 1, body: LogBody::Text(text.into()) });
    filter.passes(&buffer.get(0).unwrap())
}

#[test]
fn text_is_found_as_it_is_shown() {
    for (typed, raw, want) in [
        ("", "anything", true),
        ("!", "anything", true),
        ("error", "an ERROR here", true),
        ("Error", "an ERROR here", false),
        ("ERROR", "an ERROR here", true),
        ("!error", "an ERROR here", false),
        ("!error", "all is well", true),
        ("connection refused", "refused: no Connection", true),
        ("\"connection refused\"", "dial: Connection refused", true),
        ("\"connection refused\"", "refused: no connection", false),
        ("!\"connection refused\" dial", "dial: connection refused", false),
        ("\"never closed", "a never closed one", true),
        ("error: lost", "\x1b[31mERROR\x1b[0m: lost", true),
        ("31m", "\x1b[31mred\x1b[0m", false),
        ("失败", "处理失败", true),
        ("größe", "GRÖSSE", false),
        ("größe", "Die GRÖßE", true),
        ("温度=3", "设备 温度=31℃", true),
        ("502", "status 502", true),
        ("aab", "aaAb", true),
        ("longer than the line", "short", false),
        ("t", "last", true),
        ("one !two", "one and three", true),
        ("one !two", "one and two", false),
        ("/api/v1", "GET /api/v1/x", true),
        ("/5\\d\\d$/", "status 502", true),
        ("/5\\d\\d$/", "502 bytes", false),
        ("/ERR|warn/", "a warn", true),
        ("/err|Warn/", "a warn", false),
        ("/\\Serr/", "xERR", true),
        ("!/^get/ 200", "POST 200", true),
        ("!/^get/ 200", "GET 200", false),
        ("/a b/ c", "a b and c", true),
        ("/a\\/b/", "a/b", true),
    ] {
        assert_eq!(passes(&Filter::parse(typed), 0, raw), want, "{typed:?} in {raw:?}");
    }
    assert!(Filter::parse("! \"\" //").is_empty());
    assert_eq!(Filter::parse("!x").typed(), "!x");
}

#[test]
fn lines_are_told_by_pod_container_and_level() {
    let told = |typed: &str| {
        let mut filter = Filter::parse(typed);
        for (source, pod, container) in [(0, "web-1-abc", "web"), (1, "web-1-xyz", "web"), (2, "web-1-xyz", "sidecar")] {
            filter.know(source, pod, container);
        }
        let lines = [(0, "ERROR a"), (1, "WARN b"), (2, "INFO c"), (2, "d")];
        lines.iter().filter(|(s, t)| passes(&filter, *s, t)).map(|(_, t)| t.chars().last().unwrap()).collect::<String>()
    };
    for (typed, want) in [
        ("pod=xyz", "bcd"),
        ("!pod=xyz", "a"),
        ("container=side", "cd"),
        ("pod=xyz container=web", "b"),
        ("level=error", "a"),
        ("level=error,info", "ac"),
        ("level>=warn", "ab"),
        ("!level>=warn", "cd"),
        ("level=none", "d"),
        ("pod= level=", "abcd"),
        ("level=warning pod=web", "b"),
        ("\"level=error\"", ""),
    ] {
        assert_eq!(told(typed), want, "{typed}");
    }
    let floor = Filter::parse("").at_least(Some(Level::Warn));
    assert!(!floor.is_empty() && passes(&floor, 0, "WARN x") && !passes(&floor, 0, "INFO x") && !passes(&floor, 0, "x"));
}

#[test]
fn what_cannot_be_read_is_told_and_hides_nothing() {
    for (typed, word) in [("/(/", "unclosed group"), ("level=loud", "loud"), ("/a{9999}{9999}/", "/a{9999}")] {
        let filter = Filter::parse(typed);
        assert!(filter.error().is_some_and(|e| e.to_string().contains(word)), "{typed}: {:?}", filter.error());
        assert!(passes(&filter, 0, "anything"), "{typed}");
    }
}

#[test]
fn hits_are_found_and_lie_within_the_text() {
    assert_eq!(Filter::parse("er /o.t/ !here level=error").hits("ERROR out there"), [0..2, 6..9, 12..14]);
    assert_eq!(Filter::parse("ab bc").hits("abcd abc"), [0..3, 5..8]);
    let mut rng = fastrand::Rng::with_seed(2);
    let parts = ["a", "B", "温", "İ", "ß", " ", "/", "\\", "(", "\"", "!", "=", "level", "x*", "😀"];
    let mut text = |most: usize| (0..rng.usize(0..most)).map(|_| parts[rng.usize(0..parts.len())]).collect::<String>();
    for _ in 0..5000 {
        let (typed, line) = (text(6), text(20));
        let filter = Filter::parse(&typed);
        for hit in filter.hits(&line) {
            assert!(line.get(hit.clone()).is_some_and(|t| !t.is_empty()), "{typed:?} in {line:?}: {hit:?}");
        }
        passes(&filter, 0, &line);
    }
}
