//! Line and block characters as shapes, so that lines join whatever the font.

/// A shape in units of a cell: x and y from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Shape {
    /// Lines from the middle towards left, right, top and bottom.
    Lines { left: Weight, right: Weight, up: Weight, down: Weight },
    /// A rounded corner between two of the sides.
    Corner { right: bool, down: bool },
    /// A part of the cell, and how much of the colour it has.
    Block { x: f64, y: f64, width: f64, height: f64, alpha: f64 },
}

/// How a line is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    None,
    Light,
    Heavy,
}

/// The shape of a character, if it has one.
pub(super) fn shape(c: char) -> Option<Shape> {
    lines(c).or_else(|| block(c)).or_else(|| corner(c))
}

fn lines(c: char) -> Option<Shape> {
    use Weight::{Heavy as H, Light as L, None as N};
    let (left, right, up, down) = match c {
        '─' => (L, L, N, N),
        '│' => (N, N, L, L),
        '┌' => (N, L, N, L),
        '┐' => (L, N, N, L),
        '└' => (N, L, L, N),
        '┘' => (L, N, L, N),
        '├' => (N, L, L, L),
        '┤' => (L, N, L, L),
        '┬' => (L, L, N, L),
        '┴' => (L, L, L, N),
        '┼' => (L, L, L, L),
        '╴' => (L, N, N, N),
        '╵' => (N, N, L, N),
        '╶' => (N, L, N, N),
        '╷' => (N, N, N, L),
        '━' => (H, H, N, N),
        '┃' => (N, N, H, H),
        '┏' => (N, H, N, H),
        '┓' => (H, N, N, H),
        '┗' => (N, H, H, N),
        '┛' => (H, N, H, N),
        '┣' => (N, H, H, H),
        '┫' => (H, N, H, H),
        '┳' => (H, H, N, H),
        '┻' => (H, H, H, N),
        '╋' => (H, H, H, H),
        _ => return None,
    };
    Some(Shape::Lines { left, right, up, down })
}

fn corner(c: char) -> Option<Shape> {
    let (right, down) = match c {
        '╭' => (true, true),
        '╮' => (false, true),
        '╰' => (true, false),
        '╯' => (false, false),
        _ => return None,
    };
    Some(Shape::Corner { right, down })
}

fn block(c: char) -> Option<Shape> {
    let whole = |alpha| (0.0, 0.0, 1.0, 1.0, alpha);
    let eighths = |n: u32| f64::from(n) / 8.0;
    let code = u32::from(c);
    let (x, y, width, height, alpha) = match c {
        '█' => whole(1.0),
        '░' => whole(0.25),
        '▒' => whole(0.5),
        '▓' => whole(0.75),
        '▁'..='▇' => {
            let height = eighths(code - u32::from('▁') + 1);
            (0.0, 1.0 - height, 1.0, height, 1.0)
        }
        '▉'..='▏' => (0.0, 0.0, eighths(u32::from('▏') - code + 1), 1.0, 1.0),
        '▀' => (0.0, 0.0, 1.0, 0.5, 1.0),
        '▔' => (0.0, 0.0, 1.0, 0.125, 1.0),
        '▐' => (0.5, 0.0, 0.5, 1.0, 1.0),
        '▕' => (0.875, 0.0, 0.125, 1.0, 1.0),
        _ => return None,
    };
    Some(Shape::Block { x, y, width, height, alpha })
}
