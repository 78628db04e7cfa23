//! Out of a container.

use super::run::Work;
use super::{Broken, Form, Here};
use crate::cluster::change::verbs::copy;
use crate::model::change::reason::CopyReason;
use crate::model::copy::Told;
use crate::model::process::End;
use tokio::sync::mpsc::channel;

/// Pieces on their way to the disk.
const ON_THE_WAY: usize = 32;

impl Work<'_> {
    /// Copies what a path of the container names; gives what it was, and its place here.
    pub(super) async fn copy_out(&mut self, from: &str, here: &mut impl Here) -> Result<(Told, String), Broken> {
        // What a link names is meant, not the link.
        let real = self.ask(&["readlink", "-f", from]).await;
        let lines = String::from_utf8_lossy(&real.output).into_owned();
        let named = lines.strip_suffix('\n').unwrap_or(&lines);
        let path = if real.is_well() && copy::split(named).is_some() && !named.contains('\u{fffd}') { named } else { from };
        let Some((folder, name)) = copy::split(path) else { return Err(CopyReason::NoName(path.to_owned()).into()) };
        let member = format!("./{name}");
        let (to, takes) = channel(ON_THE_WAY);
        let form = Form::Archive(name.to_owned());
        // Without readlink the link is followed by tar, and so are those in it.
        let follows = !real.is_well() && matches!(self.test(&["-L", from]).await, Ok(true));
        let letters = if follows { "-chf" } else { "-cf" };
        let command = ["tar", letters, "-", "-C", folder, &member];
        let (taken, ran) = futures::join!(here.take(form, takes), self.run(&command, None, Some(to)));
        if self.is_stopped() {
            return Err(Broken::Stopped);
        }
        if ran.is_missing() {
            return self.cat(path, here).await;
        }
        // What it complained of has to be known in full, and so has that it came to its end.
        let ended = matches!(ran.end, End::Exited(_)) && !ran.more;
        match (taken, ran.is_well() || ended && copy::only_changed(&String::from_utf8_lossy(&ran.errors))) {
            (Ok(()), true) => Ok(here.keep().await?),
            // It was left because of what went wrong here.
            (Err(why), true) => Err(why.into()),
            (Err(why), false) if ran.end == End::Closed => Err(why.into()),
            (_, false) => Err(ran.why("tar")),
        }
    }

    /// Where there is no tar: one file, as it is.
    async fn cat(&mut self, path: &str, here: &mut impl Here) -> Result<(Told, String), Broken> {
        let (to, takes) = channel(ON_THE_WAY);
        let command = ["cat", path];
        let (taken, ran) = futures::join!(here.take(Form::Plain, takes), self.run(&command, None, Some(to)));
        if self.is_stopped() {
            return Err(Broken::Stopped);
        }
        if ran.is_missing() {
            return Err(CopyReason::NothingOut(self.container.to_owned()).into());
        }
        match (taken, ran.is_well()) {
            (Ok(()), true) => Ok(here.keep().await?),
            (Err(why), true) => Err(why.into()),
            (_, false) if ran.said().contains("s a directory") => Err(CopyReason::NoTarOut(self.container.to_owned()).into()),
            (_, false) => Err(ran.why("cat")),
        }
    }
}
