use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};

use super::*;

fn frame() -> Buffer {
    let mut buffer = Buffer::empty(Rect::new(0, 0, 14, 4));
    buffer.set_string(0, 0, "┌ iot ───────┐", Style::new().fg(Color::Indexed(245)));
    buffer.set_string(0, 1, "│✗ 设备 <a&b>│", Style::new());
    buffer.set_style(Rect::new(1, 1, 1, 1), Style::new().fg(Color::Indexed(203)).bold());
    buffer.set_string(0, 2, "▓▓░ \"up\"", Style::new().fg(Color::Rgb(1, 2, 3)).bg(Color::Blue));
    buffer.set_string(9, 2, "x", Style::new().add_modifier(Modifier::REVERSED | Modifier::UNDERLINED));
    buffer
}

#[test]
fn text_is_what_is_read() {
    assert_eq!(text(&frame()), "┌ iot ───────┐\n│✗ 设备 <a&b>│\n▓▓░ \"up\" x\n\n");
    assert_eq!(text(&Buffer::empty(Rect::ZERO)), "");
    let mut hostile = Buffer::empty(Rect::new(0, 0, 4, 1));
    hostile[(0, 0)].set_symbol("\x1b[2J");
    hostile[(1, 0)].set_symbol("b");
    assert_eq!(text(&hostile), " b\n");
}

#[test]
fn ansi_is_text_with_looks() {
    let wanted = "\x1b[38;5;245m┌ iot ───────┐\x1b[m\n│\x1b[1;38;5;203m✗\x1b[m 设备 <a&b>│\n\
                  \x1b[38;2;1;2;3;44m▓▓░ \"up\"\x1b[m \x1b[4;7mx\x1b[m\n\n";
    assert_eq!(ansi(&frame()), wanted);
}

#[test]
fn ansi_shows_the_same_frame() {
    let mut parser = vt100::Parser::new(4, 14, 0);
    parser.process(ansi(&frame()).trim_end_matches('\n').replace('\n', "\r\n").as_bytes());
    let cell = |row, column| parser.screen().cell(row, column).unwrap();
    assert_eq!(parser.screen().contents().trim_end(), text(&frame()).trim_end());
    assert_eq!(cell(1, 1).fgcolor(), vt100::Color::Idx(203));
    assert_eq!(cell(2, 3).bgcolor(), vt100::Color::Idx(4));
    assert!(cell(2, 9).inverse() && cell(2, 9).underline());
}

#[test]
fn svg_is_the_same_every_time() {
    let options = SvgOptions { font_size: 10, title: Some("a < b".to_owned()), ..SvgOptions::default() };
    let picture = svg(&frame(), &options);
    assert_eq!(picture, svg(&frame(), &options));
    insta::assert_snapshot!(picture, @r##"
    <svg xmlns="http://www.w3.org/2000/svg" width="104" height="92" viewBox="0 0 104 92" font-family="ui-monospace,'DejaVu Sans Mono','Noto Sans Mono CJK SC',Menlo,Consolas,monospace" font-size="10" xml:space="preserve">
    <title>a &lt; b</title>
    <rect width="104" height="92" rx="6" fill="#121418"/>
    <text x="52" y="20" fill="#d0d4db" fill-opacity="0.6" text-anchor="middle">a &lt; b</text>
    <rect x="10" y="56" width="48" height="13" fill="#4f7fb8"/>
    <rect x="64" y="56" width="6" height="13" fill="#d0d4db"/>
    <path d="M13 36.5H16" fill="none" stroke="#8a8a8a" stroke-width="1"/>
    <path d="M13.5 36V43" fill="none" stroke="#8a8a8a" stroke-width="1"/>
    <text x="22" y="40" textLength="18" lengthAdjust="spacingAndGlyphs" fill="#8a8a8a">iot</text>
    <path d="M46 36.5H88" fill="none" stroke="#8a8a8a" stroke-width="1"/>
    <path d="M88 36.5H92" fill="none" stroke="#8a8a8a" stroke-width="1"/>
    <path d="M91.5 36V43" fill="none" stroke="#8a8a8a" stroke-width="1"/>
    <path d="M13.5 43V56" fill="none" stroke="#d0d4db" stroke-width="1"/>
    <text x="16" y="53" textLength="6" lengthAdjust="spacingAndGlyphs" fill="#ff5f5f" font-weight="bold">✗</text>
    <text x="28" y="53" textLength="24" lengthAdjust="spacingAndGlyphs" fill="#d0d4db">设备</text>
    <text x="58" y="53" textLength="30" lengthAdjust="spacingAndGlyphs" fill="#d0d4db">&lt;a&amp;b&gt;</text>
    <path d="M91.5 43V56" fill="none" stroke="#d0d4db" stroke-width="1"/>
    <rect x="10" y="56" width="12" height="13" fill="#010203" fill-opacity="0.75"/>
    <rect x="22" y="56" width="6" height="13" fill="#010203" fill-opacity="0.25"/>
    <text x="34" y="66" textLength="24" lengthAdjust="spacingAndGlyphs" fill="#010203">&quot;up&quot;</text>
    <rect x="64" y="67" width="6" height="1" fill="#121418"/>
    <text x="64" y="66" textLength="6" lengthAdjust="spacingAndGlyphs" fill="#121418">x</text>
    </svg>
    "##);
}

#[test]
fn svg_draws_lines_that_join() {
    let mut buffer = Buffer::empty(Rect::new(0, 0, 3, 2));
    buffer.set_string(0, 0, "╭─┐", Style::new());
    buffer.set_string(0, 1, "╰━┘", Style::new().dim());
    let picture = svg(&buffer, &SvgOptions { font_size: 10, ..SvgOptions::default() });
    assert!(!picture.contains("<text"), "{picture}");
    // The first row's line ends where its corners begin.
    assert!(picture.contains("M16 16.5H22\""), "{picture}");
    assert!(picture.contains("M22 16.5H26\""), "{picture}");
    assert!(picture.contains("stroke-opacity=\"0.6\" stroke-width=\"2\""), "{picture}");
}
