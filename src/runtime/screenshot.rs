//! The screen as files: as text, as text with colours, and as a picture, for nobody else to read.

use crate::config::Paths;
use crate::model::Time;
use crate::model::filed::FileFault;
use crate::{export, files};
use ratatui::buffer::Buffer;
use std::path::Path;

/// Where they are kept, below the folder of the state.
const FOLDER: &str = "screenshots";

/// Writes a frame; gives where it is, in words.
///
/// # Errors
/// Why not.
pub(super) fn write(paths: Option<&Paths>, frame: &Buffer, now: Time) -> Result<String, FileFault> {
    let Some(paths) = paths else { return Err(FileFault::NoHome) };
    write_to(&paths.state.join(FOLDER), frame, now)
}

fn write_to(folder: &Path, frame: &Buffer, now: Time) -> Result<String, FileFault> {
    let why = |path: &Path, e: std::io::Error| FileFault::os(path, &files::words(&e));
    files::folder(folder).map_err(|e| why(folder, e))?;
    let name = now.to_chrono().format("%Y%m%dT%H%M%S%3fZ").to_string();
    let svg = export::svg(frame, &export::SvgOptions::default());
    for (ending, text) in [("txt", export::text(frame)), ("ansi", export::ansi(frame)), ("svg", svg)] {
        let path = folder.join(format!("{name}.{ending}"));
        files::replace(&path, text.as_bytes()).map_err(|e| why(&path, e))?;
    }
    Ok(format!("{}.txt, .ansi, .svg", folder.join(name).display()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::layout::Rect;
    use ratatui::style::Style;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_frame_is_three_files_of_its_user_alone() {
        let folder = tempfile::tempdir().unwrap();
        let mut frame = Buffer::empty(Rect::new(0, 0, 20, 2));
        frame.set_string(0, 0, "iot-prod 设备", Style::default());
        let told = write_to(&folder.path().join("shots"), &frame, Time::parse("2026-11-29T04:50:00Z").unwrap()).unwrap();
        assert!(told.ends_with("shots/20261129T045000000Z.txt, .ansi, .svg"), "{told}");
        let mut endings = Vec::new();
        for file in std::fs::read_dir(folder.path().join("shots")).unwrap() {
            let path = file.unwrap().path();
            assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
            assert!(std::fs::read_to_string(&path).unwrap().contains("iot-prod"), "{}", path.display());
            endings.push(path.extension().unwrap().to_owned());
        }
        endings.sort();
        assert_eq!(endings, ["ansi", "svg", "txt"]);
        let file = folder.path().join("file");
        std::fs::write(&file, "").unwrap();
        assert!(write_to(&file, &frame, Time::default()).unwrap_err().to_string().contains("file"));
    }
}
