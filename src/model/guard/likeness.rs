//! Which names mean production: by their words, in whatever letters those are written.

/// Whether a context or namespace is named like production: one of its words is `prod`, `production` or `prd`, also with digits about it
/// (`prod1`), as a part of a name in capitals (`iotProd`), and in letters that look like these. Not where it says that it is none:
/// `non-prod`, `not-prod`, `pre-prod`, `prod-like`.
pub fn named_like_prod(name: &str) -> bool {
    let words = words(name);
    (0..words.len()).any(|i| {
        // In doubt it is one: only plain letters say that it is none.
        let before = i.checked_sub(1).and_then(|b| words.get(b)).map(|w| w.to_ascii_lowercase());
        let after = words.get(i + 1).map(|w| w.to_ascii_lowercase());
        let excused = matches!(before.as_deref(), Some("non" | "not" | "pre")) || after.as_deref() == Some("like");
        !excused && words.get(i).is_some_and(|w| is_production(w))
    })
}

fn is_production(word: &str) -> bool {
    let skeleton: String = word.trim_matches(|c: char| c.is_ascii_digit()).chars().filter_map(plain).collect();
    matches!(skeleton.as_str(), "prod" | "production" | "prd")
}

/// The words of a name: what stands between other characters than letters and digits, and before a capital that follows a small letter.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut small = false;
    for c in name.chars() {
        // What has no width parts nothing.
        if invisible(c) {
            continue;
        }
        if !c.is_alphanumeric() && plain(c) == Some(c) || small && c.is_uppercase() {
            words.push(String::new());
        }
        if c.is_alphanumeric() || plain(c) != Some(c) {
            words.last_mut().into_iter().for_each(|w| w.push(c));
        }
        small = c.is_lowercase();
    }
    words.retain(|w| !w.is_empty());
    words
}

/// Characters without a width of their own, and marks that stand over the letter before.
const fn invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{300}'..='\u{36f}' | '\u{fe00}'..='\u{fe0f}')
}

/// Letters that look like those of production's words, by Unicode's table of confusables as far as fonts show them alike.
const ALIKE: [(char, &str); 9] = [
    ('p', "рРρΡⲣⲢᴘᏢꓑ⍴ϱ"),
    ('r', "гГᴦꭇꭈʀᎡᏒⲅꓣŕŗřŔŖŘ"),
    ('o', "оОοΟօՕᴏⲟⲞ०০〇סഠòóôõöøōŏőǒÒÓÔÕÖØŌŎŐ0"),
    ('d', "ԁԀᴅᎠꓓⅾⅮďđĎĐժ"),
    ('u', "υսՍᴜцꓴùúûüũūŭůűÙÚÛÜŨŪŬŮŰ"),
    ('c', "сСϲϹⅽⅭᴄⲥⲤꓚçćĉċčÇĆĈĊČ"),
    ('t', "тТτΤᴛᎢⲧⲦꓔţťțŢŤȚ"),
    ('i', "іІıιΙⅰⅠӏӀꓲìíîïĩīĭįÌÍÎÏĨĪĬĮİ1l|"),
    ('n', "пПոռɴηΝⲛⲚꓠñńņňÑŃŅŇ"),
];

/// The small plain letter that a character looks like; the character itself where it looks like none of them.
fn plain(c: char) -> Option<char> {
    if invisible(c) {
        return None;
    }
    let code = u32::from(c);
    let letter = |offset: u32| char::from_u32(u32::from(b'a') + offset);
    // Whole alphabets of other shapes.
    let shaped = match code {
        0xff21..=0xff3a => letter(code - 0xff21),
        0xff41..=0xff5a => letter(code - 0xff41),
        0x24b6..=0x24cf => letter(code - 0x24b6),
        0x24d0..=0x24e9 => letter(code - 0x24d0),
        0x1d400..=0x1d6a3 => letter((code - 0x1d400) % 26),
        0x1f130..=0x1f149 => letter(code - 0x1f130),
        0xff10 => Some('o'),
        0xff11 => Some('i'),
        _ => None,
    };
    let alike = ALIKE.iter().find(|(_, like)| like.contains(c)).map(|(plain, _)| *plain);
    shaped.or(alike).or(Some(c.to_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn production_by_its_words_in_whatever_letters() {
        for (name, want) in [
            ("prod", true),
            ("iot-prod", true),
            ("eks/eu-west-1:PROD", true),
            ("prd_2", true),
            ("my.production.cluster", true),
            // With digits.
            ("prod1", true),
            ("prod-1", true),
            ("prod01-eu", true),
            ("2prod", true),
            ("prd3", true),
            ("production2", true),
            // In a name in capitals.
            ("iotProd", true),
            ("ProdEU", true),
            ("ProdEu", true),
            ("IOT_PROD", true),
            // Beside what is none.
            ("preprod-prod", true),
            ("nonprod-and-prod", true),
            ("no-prod", true),
            // In letters that look like it.
            ("pr\u{43e}d", true),
            ("\u{440}\u{433}\u{43e}\u{501}", true),
            ("iot-\u{ff50}\u{ff52}\u{ff4f}\u{ff44}", true),
            ("\u{ff30}\u{ff32}\u{ff2f}\u{ff24}", true),
            ("pr0d", true),
            ("product10n", true),
            ("pröd", true),
            ("pr\u{200b}od", true),
            ("pro\u{301}d", true),
            ("\u{1d429}\u{1d42b}\u{1d428}\u{1d41d}", true),
            ("n\u{43e}n-prod", true),
            ("non-pr\u{43e}d", false),
            // What is none, and says so.
            ("preprod", false),
            ("pre-prod", false),
            ("preProd", false),
            ("nonprod", false),
            ("non-prod", false),
            ("not_prod", false),
            ("nonProduction", false),
            ("production-like", false),
            ("prod-like", false),
            ("product", false),
            ("product-api", false),
            ("products", false),
            ("reproduce", false),
            ("prodigy", false),
            ("producer", false),
            ("iot-pre", false),
            ("iot-dev", false),
            ("prometheus", false),
            ("1", false),
            ("", false),
            ("дом", false),
        ] {
            assert_eq!(named_like_prod(name), want, "{name}");
        }
    }
}
