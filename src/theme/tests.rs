use std::fs;
use std::path::PathBuf;

use ratatui::style::{Color, Modifier, Style};

use super::depth::indexed_rgb;
use super::*;

fn built(name: &str) -> Theme {
    Theme::load(name, &[]).unwrap()
}

/// Contrast of two colours as WCAG has it.
fn contrast(a: (u8, u8, u8), b: (u8, u8, u8)) -> f64 {
    let light = |(r, g, b): (u8, u8, u8)| {
        let part = |v: u8| {
            let v = f64::from(v) / 255.0;
            if v <= 0.03928 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b)
    };
    let (a, b) = (light(a), light(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn rgb(color: Color, default: (u8, u8, u8)) -> (u8, u8, u8) {
    match color {
        Color::Reset => default,
        Color::Indexed(n) => indexed_rgb(n),
        Color::Rgb(r, g, b) => (r, g, b),
        other => panic!("{other:?} depends on the terminal"),
    }
}

#[test]
fn builtin_themes_style_every_role_themselves() {
    for (name, text) in builtin() {
        assert_eq!(Theme::parse(text, name).unwrap().name, *name);
        for role in Role::ALL {
            let key = format!("\n{} = ", role.name());
            assert!(text.contains(&key), "{name} leaves out {}", role.name());
        }
        assert!(Theme::parse(text, name).unwrap().prefix_count() >= 8);
    }
}

#[test]
fn builtin_themes_can_be_read() {
    // Grounds that terminals commonly have, and the text that goes with them.
    let grounds =
        [("dark", (0, 0, 0), (208, 208, 208)), ("dark", (30, 30, 46), (205, 214, 244)), ("light", (255, 255, 255), (0, 0, 0))];
    for (name, ground, text) in grounds {
        let theme = built(name);
        let row = rgb(theme.style(Role::Selection).bg.unwrap(), ground);
        assert!(contrast(row, ground) > 1.25, "{name}: the cursor can hardly be seen");
        for role in Role::ALL {
            let style = theme.style(*role);
            let fg = rgb(style.fg.unwrap_or(Color::Reset), text);
            let bg = rgb(style.bg.unwrap_or(Color::Reset), ground);
            let least = match role {
                Role::Border | Role::BarRest | Role::Disabled => 2.0,
                _ => 4.5,
            };
            let seen = contrast(fg, bg);
            assert!(seen >= least, "{name}: {} has a contrast of {seen:.2} on {bg:?}", role.name());
            if style.bg.is_none() && least > 3.0 {
                let seen = contrast(fg, row);
                assert!(seen >= 2.8, "{name}: {} has a contrast of {seen:.2} under the cursor", role.name());
            }
        }
        for n in 0..theme.prefix_count() {
            let seen = contrast(rgb(theme.prefix(n).fg.unwrap(), text), ground);
            assert!(seen >= 4.5, "{name}: log prefix {n} has a contrast of {seen:.2}");
        }
    }
}

#[test]
fn what_is_unwell_looks_like_nothing_else() {
    for depth in [Depth::Mono, Depth::Ansi16, Depth::Ansi256, Depth::True] {
        for (name, _) in builtin() {
            let theme = built(name).adapt(depth);
            for role in [Role::Good, Role::Warn, Role::Busy, Role::Paused, Role::Idle, Role::Stale, Role::Denied, Role::Text] {
                assert_ne!(theme.style(Role::Bad), theme.style(role), "{name} at {depth:?}: bad and {}", role.name());
            }
            assert_ne!(theme.style(Role::DiffAdd), theme.style(Role::DiffRemove));
            assert_ne!(theme.style(Role::BadgeRo), theme.style(Role::BadgeRw));
            assert_ne!(theme.style(Role::Border), theme.style(Role::BorderFocused));
        }
    }
}

#[test]
fn without_colours_emphasis_remains() {
    for (name, _) in builtin() {
        let theme = built(name).adapt(Depth::Mono);
        for role in Role::ALL {
            let style = theme.style(*role);
            assert!(style.fg.is_none_or(|c| c == Color::Reset) && style.bg.is_none_or(|c| c == Color::Reset));
        }
        assert!(theme.style(Role::Selection).add_modifier.contains(Modifier::REVERSED));
        assert!(theme.style(Role::Bad).add_modifier.contains(Modifier::BOLD));
    }
}

#[test]
fn sixteen_colours_keep_the_cursor_and_hide_nothing() {
    for (name, _) in builtin() {
        let theme = built(name).adapt(Depth::Ansi16);
        assert!(theme.style(Role::Selection).add_modifier.contains(Modifier::REVERSED), "{name}");
        for role in Role::ALL {
            let style = theme.style(*role);
            assert!(!matches!(style.fg, Some(Color::Rgb(..) | Color::Indexed(_))), "{name}: {}", role.name());
            let unseen = if *name == "dark" { Color::Black } else { Color::White };
            assert_ne!((style.fg, style.bg), (Some(unseen), None), "{name}: {}", role.name());
            assert!(style.fg.is_none() || style.fg == Some(Color::Reset) || style.fg != style.bg, "{name}: {}", role.name());
        }
        assert!(matches!(theme.style(Role::Bad).fg, Some(Color::Red | Color::LightRed)), "{name}");
        assert!(matches!(theme.style(Role::Good).fg, Some(Color::Green | Color::LightGreen)), "{name}");
    }
}

#[test]
fn depth_is_read_from_the_environment() {
    let table = [
        (false, None, None, Depth::Ansi16),
        (false, None, Some("xterm"), Depth::Ansi16),
        (false, None, Some("linux"), Depth::Ansi16),
        (false, None, Some("xterm-256color"), Depth::Ansi256),
        (false, None, Some("tmux-256color"), Depth::Ansi256),
        (false, Some("truecolor"), Some("xterm-256color"), Depth::True),
        (false, Some("24bit"), None, Depth::True),
        (false, Some("yes"), Some("rxvt"), Depth::Ansi256),
        (false, Some(""), Some("rxvt"), Depth::Ansi16),
        (false, None, Some("xterm-kitty"), Depth::True),
        (false, None, Some("xterm-direct"), Depth::True),
        (false, Some("truecolor"), Some("dumb"), Depth::Mono),
        (false, None, Some("vt220"), Depth::Mono),
        (true, Some("truecolor"), Some("xterm-256color"), Depth::Mono),
    ];
    for (no_color, colorterm, term, wanted) in table {
        assert_eq!(Depth::detect(no_color, colorterm, term), wanted, "{no_color} {colorterm:?} {term:?}");
    }
}

#[test]
fn colours_come_down_to_the_nearest() {
    let table = [
        (Depth::Ansi256, Color::Rgb(255, 95, 95), Color::Indexed(203)),
        (Depth::Ansi256, Color::Rgb(138, 138, 138), Color::Indexed(245)),
        (Depth::Ansi256, Color::Rgb(0, 0, 0), Color::Indexed(16)),
        (Depth::Ansi256, Color::Rgb(255, 255, 255), Color::Indexed(231)),
        (Depth::Ansi256, Color::Rgb(3, 3, 3), Color::Indexed(16)),
        (Depth::Ansi256, Color::Indexed(77), Color::Indexed(77)),
        (Depth::Ansi256, Color::Red, Color::Red),
        (Depth::Ansi16, Color::Rgb(255, 95, 95), Color::LightRed),
        (Depth::Ansi16, Color::Rgb(135, 175, 135), Color::Green),
        (Depth::Ansi16, Color::Rgb(255, 175, 95), Color::LightYellow),
        (Depth::Ansi16, Color::Rgb(135, 175, 215), Color::LightBlue),
        (Depth::Ansi16, Color::Rgb(138, 138, 138), Color::DarkGray),
        (Depth::Ansi16, Color::Rgb(10, 10, 12), Color::Black),
        (Depth::Ansi16, Color::Indexed(3), Color::Yellow),
        (Depth::Ansi16, Color::Reset, Color::Reset),
        (Depth::True, Color::Rgb(1, 2, 3), Color::Rgb(1, 2, 3)),
        (Depth::Mono, Color::Red, Color::Reset),
    ];
    for (depth, color, wanted) in table {
        assert_eq!(depth.nearest(color), wanted, "{depth:?} {color:?}");
    }
    for index in 16..=255 {
        let (r, g, b) = indexed_rgb(index);
        let Color::Indexed(found) = Depth::Ansi256.nearest(Color::Rgb(r, g, b)) else { panic!("{index} is lost") };
        assert_eq!(indexed_rgb(found), (r, g, b));
    }
}

#[test]
fn a_theme_says_only_what_differs() {
    let text = "inherits = \"light\"\n[palette]\nred = \"#123456\"\n[roles]\ngood = \"light-green\"\nlog_prefix = [1, { fg = 2, bold = true }]\n";
    let theme = Theme::parse(text, "themes/mine.toml").unwrap();
    assert_eq!(theme.name, "mine");
    assert_eq!(theme.style(Role::Good), Style::new().fg(Color::LightGreen));
    // A palette colour that is changed changes the roles of the parent too.
    assert_eq!(theme.style(Role::Bad).fg, Some(Color::Rgb(0x12, 0x34, 0x56)));
    assert_eq!(theme.style(Role::Warn), built("light").style(Role::Warn));
    assert_eq!(theme.prefix(0), Style::new().fg(Color::Red));
    assert_eq!(theme.prefix(3), Style::new().fg(Color::Green).bold());
    // Nothing said: as dark.
    assert_eq!(Theme::parse("", "x.toml").unwrap().style(Role::Busy), built("dark").style(Role::Busy));
}

#[test]
fn themes_are_found_in_folders_first() {
    let dir = tempfile::tempdir().unwrap();
    let dirs = [dir.path().join("missing"), dir.path().to_owned()];
    fs::write(dir.path().join("dark.toml"), "inherits = \"dark\"\n[roles]\ngood = 1").unwrap();
    fs::write(dir.path().join("night.toml"), "inherits = \"dark\"\n[roles]\nwarn = 2").unwrap();
    fs::write(dir.path().join("notes.txt"), "no theme").unwrap();
    let night = Theme::load("night", &dirs).unwrap();
    assert_eq!(night.style(Role::Warn).fg, Some(Color::Green));
    assert_eq!(night.style(Role::Good).fg, Some(Color::Red));
    assert_eq!(night.style(Role::Bad), built("dark").style(Role::Bad));
    let names: Vec<(String, bool)> = list(&dirs).into_iter().map(|l| (l.name, l.file.is_some())).collect();
    assert_eq!(names, [("dark".to_owned(), true), ("night".to_owned(), true), ("light".to_owned(), false)]);

    fs::write(dir.path().join("a.toml"), "inherits = \"b\"").unwrap();
    fs::write(dir.path().join("b.toml"), "\ninherits = \"a\"").unwrap();
    let error = Theme::load("a", &dirs).unwrap_err().to_string();
    assert!(error.contains("goes round in a circle"), "{error}");
    let error = Theme::load("../night", &dirs).unwrap_err().to_string();
    assert!(error.starts_with("no theme is called \"../night\"; there are a, b, dark, night, light; your own go into"), "{error}");
    fs::write(dir.path().join("bytes.toml"), [0xff, 0xfe]).unwrap();
    let error = Theme::load("bytes", &dirs).unwrap_err().to_string();
    assert!(error.starts_with("cannot read the theme file "), "{error}");
    assert_eq!(
        Theme::load("nope", &[] as &[PathBuf]).unwrap_err().to_string(),
        "no theme is called \"nope\"; there are dark, light"
    );
}

#[test]
fn errors_say_where_and_what_to_do() {
    let corpus = [
        ("name = ", "bad.toml:1: not TOML: "),
        ("[roles]\ngood = \"green\"\ngood = \"red\"", "bad.toml:3: not TOML: "),
        ("name = 3", "bad.toml:1: name: is not a name; write name = \"…\""),
        ("\nroles = 1", "bad.toml:2: roles: is not a table; write [roles] with a line for each"),
        ("colour = 1", "bad.toml:1: colour: no such field; there are name, inherits, palette, roles"),
        ("[role]\ngood = 1", "bad.toml:1: role: no such field; did you mean roles?"),
        ("inherits = \"drak\"", "bad.toml:1: inherits: no theme is called \"drak\"; there are dark, light"),
        ("[roles]\n\ngoood = 1", "bad.toml:3: roles.goood: no such role; did you mean good?"),
        ("[roles]\nbad = \"rad\"", "bad.toml:2: roles.bad: the palette has no \"rad\"; did you mean red?"),
        (
            "[roles]\nbad = \"puce!\"",
            "bad.toml:2: roles.bad: the palette has no \"puce!\"; add it to [palette] or write \"#rrggbb\"",
        ),
        ("[roles]\nbad = \"#12345\"", "bad.toml:2: roles.bad: \"#12345\" is not a colour; write \"#rrggbb\", an index"),
        ("[roles]\nbad = \"#+12345\"", "bad.toml:2: roles.bad: \"#+12345\" is not a colour; "),
        ("[roles]\nbad = 256", "bad.toml:2: roles.bad: 256 is not an index of a colour; "),
        ("[roles]\nbad = -1", "bad.toml:2: roles.bad: -1 is not an index of a colour; "),
        ("[roles]\nbad = true", "bad.toml:2: roles.bad: is a boolean; write a colour, or a table such as"),
        ("[roles]\nbad = { fg = [] }", "bad.toml:2: roles.bad.fg: an array is not a colour; "),
        ("[roles.bad]\nfg = 1\nblod = true", "bad.toml:3: roles.bad.blod: no such field; did you mean bold?"),
        ("[roles]\nbad = { bold = 1 }", "bad.toml:2: roles.bad.bold: is neither true nor false; write bold = true"),
        ("[roles]\nlog_prefix = []", "bad.toml:2: roles.log_prefix: is not a list of styles; write log_prefix = ["),
        ("[roles]\nlog_prefix = [1, \"x\"]", "bad.toml:2: roles.log_prefix: the palette has no \"x\"; "),
        ("[palette]\nink = \"inky\"", "bad.toml:2: palette.ink: \"inky\" is not a colour; "),
        ("[palette]\ndefault = 1", "bad.toml:2: palette.default: is the terminal's own colour; choose another name"),
    ];
    for (text, wanted) in corpus {
        let error = Theme::parse(text, "bad.toml").map(|_| ()).unwrap_err().to_string();
        assert!(error.starts_with(wanted), "{text:?} says\n  {error}\nnot\n  {wanted}");
    }
}
